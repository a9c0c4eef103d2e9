package people

import (
	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Members lists who is in a community of ours, newest first, for those who are in it; for the organisation where it is not closed.
// Errors: Forbidden for everybody else.
func Members(tx *store.Tx, by, community models.Actor, p store.Page) ([]store.FollowRow, error) {
	row, err := tx.CommunityByActor(community.ID)
	if err != nil {
		return nil, err
	}
	in, err := tx.Follows(by.ID, community.ID)
	switch {
	case err != nil:
		return nil, err
	case by.Kind == models.Organisation && by.Local && !row.Closed:
		return tx.FollowersOf(community.ID, community.ID, p)
	case !in:
		return nil, fault.New(fault.Forbidden, "people.Members", "Who is in a community is told to those who are in it.")
	}
	return tx.FollowersOf(by.ID, community.ID, p)
}

// Asking lists who asks to come into a community of ours, newest first, for those who lead it.
func Asking(tx *store.Tx, by, community models.Actor, p store.Page) ([]store.FollowRow, error) {
	if err := access.RequireLead(tx, by, community.ID, "people.Asking"); err != nil {
		return nil, err
	}
	return tx.FollowRequests(community.ID, p)
}

// Invitations lists who was invited into a community of ours and has not come in, newest first, for those who lead it.
func Invitations(tx *store.Tx, by, community models.Actor, p store.Page) ([]store.FollowRow, error) {
	if err := access.RequireLead(tx, by, community.ID, "people.Invitations"); err != nil {
		return nil, err
	}
	invited, err := tx.InvitedInto(community.ID, p)
	rows := make([]store.FollowRow, len(invited))
	for i, a := range invited {
		rows[i].ID, rows[i].Actor = a.ID, a
	}
	return rows, err
}
