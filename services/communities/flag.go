package communities

import (
	"cmp"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Quorum is how many members flag a post until it folds, where a community settled nothing else; leastQuorum and mostQuorum are what it
// may settle.
const (
	Quorum      = 3
	leastQuorum = 2
	mostQuorum  = 20
)

// MayFlag is nil, or a fault that says why somebody cannot flag a post: it stands in no community of ours, is their own, or they are
// not a member there, or shut out.
func MayFlag(tx *store.Tx, by models.Actor, post models.Post) error {
	_, err := flaggable(tx, by, post)
	return err
}

func flaggable(tx *store.Tx, by models.Actor, post models.Post) (models.Actor, error) {
	const op = "communities.Flag"
	none := fault.New(fault.Invalid, op, "This stands in no community here. Report it to the moderators.")
	if post.CommunityID == nil || post.Deleted != 0 {
		return models.Actor{}, none
	}
	c, err := tx.ActorByID(*post.CommunityID)
	switch {
	case err != nil:
		return c, err
	case !c.Local || c.Gone != 0:
		return c, none
	case post.AuthorID == by.ID:
		return c, fault.New(fault.Invalid, op, "This is your own. You can change it, or delete it.")
	}
	member, err := tx.Follows(by.ID, c.ID)
	if err != nil {
		return c, err
	}
	if !member || by.Gone != 0 || by.Suspended != 0 {
		return c, fault.New(fault.Forbidden, op, "Only members flag what is posted in this community. Report it to the moderators.")
	}
	return c, access.ShutOut(tx, by, c)
}

// Flag keeps a member's word that a post should not stand in a community of ours as it does, once for each. When as many members as the
// community settled have said so, it folds until somebody who looks after it decides. by may read the post; whoever calls made sure.
func Flag(tx *store.Tx, site paths.Site, by models.Actor, post models.Post, reason string) (bool, error) {
	c, err := flaggable(tx, by, post)
	if err != nil {
		return false, err
	}
	fresh, err := tx.AddFlag(models.MemberFlag{PostID: post.ID, ByID: by.ID, CommunityID: c.ID, Reason: clipped(reason)})
	if err != nil || !fresh || post.Folded != 0 {
		return fresh, err
	}
	row, err := tx.CommunityByActor(c.ID)
	if err != nil {
		return true, err
	}
	n, err := tx.CountFlags(c.ID, post.ID)
	if err != nil || n < cmp.Or(row.Quorum, Quorum) {
		return true, err
	}
	if decided, err := tx.FlagsSettled(c.ID, post.ID); err != nil || decided {
		return true, err
	}
	return true, fold(tx, site, c, &row, post)
}

// fold folds a post by the word of members. It stands in the log as theirs and in the record; nobody's name does.
func fold(tx *store.Tx, site paths.Site, c models.Actor, row *models.CommunityRow, post models.Post) error {
	author, err := tx.ActorByID(post.AuthorID)
	if err != nil {
		return err
	}
	r := models.Ruling{Activity: site.NewActivity(), CommunityID: c.ID, ByID: c.ID, What: models.Folded, WhomID: author.ID, PostID: post.ID}
	if _, err := tx.AddRuling(&r); err != nil {
		return err
	}
	if err := tx.SetFolded(post.ID, tx.Now()); err != nil {
		return err
	}
	if err := ledger.Act(tx, c, models.Act{Verb: "community.folded", What: c.Address(), About: ours(author), After: author.Address(), Reason: "Members flagged it."}); err != nil {
		return err
	}
	tell := func(who models.ID, sentence string) error {
		return notices.Say(tx, who, models.NoticeCommunity, c.ID, post.ID, sentence, notices.Once(who, models.NoticeCommunity, c.ID, r.ID)+":folded")
	}
	if author.Local {
		if err := tell(author.ID, "Members of "+c.DisplayName()+" folded your post. Those who look after the community decide whether it stays."); err != nil {
			return err
		}
	}
	keepers, err := keepersOf(tx, row)
	for _, who := range keepers {
		if err == nil && who.ID != author.ID {
			err = tell(who.ID, "Members of "+c.DisplayName()+" folded a post. Decide on the community's desk whether it stays.")
		}
	}
	return err
}

// keepersOf lists the people of ours who look after a community, its driver first.
func keepersOf(tx *store.Tx, row *models.CommunityRow) (all []models.Actor, err error) {
	duties, err := tx.DutiesIn(row.ActorID)
	if err != nil {
		return nil, err
	}
	seen := map[models.ID]bool{}
	for _, id := range append([]models.ID{row.DriverID}, idsOf(duties)...) {
		if seen[id] {
			continue
		}
		seen[id] = true
		a, err := tx.ActorByID(id)
		if err != nil {
			return nil, err
		}
		if a.Local && a.Gone == 0 && a.Suspended == 0 {
			all = append(all, a)
		}
	}
	return all, nil
}

func idsOf(duties []models.CommunityDuty) []models.ID {
	ids := make([]models.ID, len(duties))
	for i, d := range duties {
		ids[i] = d.ActorID
	}
	return ids
}

// Flagged is a post that members flagged, with what they said.
type Flagged struct {
	Post  models.ID
	Flags []Said
}

// Said is one flag with who put it.
type Said struct {
	models.MemberFlag
	By models.Actor
}

// mostFlagged is how many posts somebody is shown to decide about at a time.
const mostFlagged = 40

// FlaggedIn lists what members of a community flagged and nothing was decided about, for somebody who looks after it. What they wrote
// themselves is not among it: others decide about that.
func FlaggedIn(tx *store.Tx, by, community models.Actor) ([]Flagged, error) {
	if err := access.RequireKeep(tx, by, community.ID, "communities.FlaggedIn"); err != nil {
		return nil, err
	}
	posts, err := tx.Flagged(community.ID, by.ID, mostFlagged)
	if err != nil {
		return nil, err
	}
	flags, err := tx.FlagsOn(posts)
	if err != nil {
		return nil, err
	}
	ids := make([]models.ID, len(flags))
	for i, f := range flags {
		ids[i] = f.ByID
	}
	people, err := tx.Actors(ids)
	list := make([]Flagged, len(posts))
	for i, post := range posts {
		list[i].Post = post
		for _, f := range flags {
			if f.PostID == post {
				list[i].Flags = append(list[i].Flags, Said{f, people[f.ByID]})
			}
		}
	}
	return list, err
}

// Keep decides that a post stands which members flagged: it unfolds, and what is flagged later folds it no more. To decide otherwise is
// Rule. The author of what was folded hears of it with the reason.
func Keep(tx *store.Tx, site paths.Site, by models.Actor, community models.Actor, id models.ID, reason string) error {
	const op = "communities.Keep"
	if err := access.RequireKeep(tx, by, community.ID, op); err != nil {
		return err
	}
	post, err := tx.PostByID(id)
	if err == nil && (post.CommunityID == nil || *post.CommunityID != community.ID || post.Deleted != 0) {
		err = fault.New(fault.Missing, op, "There is no such post in this community.")
	}
	if err != nil {
		return err
	}
	flags, err := tx.FlagsOn([]models.ID{id})
	switch reason = clipped(reason); {
	case err != nil:
		return err
	case post.AuthorID == by.ID:
		return fault.New(fault.Forbidden, op, "You wrote this yourself. Somebody else decides about it.")
	case len(flags) == 0 && post.Folded == 0:
		return fault.New(fault.Conflict, op, "Nobody flagged this, or it was decided already.")
	case reason == "":
		return fault.New(fault.Invalid, op, "Say why. Whom it concerns reads it, and so does whoever looks at it later.")
	}
	if err := settleFlags(tx, community, post); err != nil {
		return err
	}
	author, err := tx.ActorByID(post.AuthorID)
	if err != nil {
		return err
	}
	r := models.Ruling{Activity: site.NewActivity(), CommunityID: community.ID, ByID: by.ID, What: models.Kept, WhomID: author.ID, PostID: post.ID, Reason: reason}
	if _, err := tx.AddRuling(&r); err != nil {
		return err
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "community.kept", What: community.Address(), About: ours(author), After: author.Address(), Reason: reason}); err != nil {
		return err
	}
	if post.Folded == 0 {
		return nil
	}
	return told(tx, community, author, by, "Your post stands in "+community.DisplayName()+", unfolded. The reason given: "+reason)
}

// settleFlags ends what members' flags began: it was decided about the post.
func settleFlags(tx *store.Tx, community models.Actor, post models.Post) error {
	if err := tx.SettleFlags(community.ID, post.ID); err != nil || post.Folded == 0 {
		return err
	}
	if err := tx.EndRulingsOn(post.ID, models.Folded); err != nil {
		return err
	}
	return tx.SetFolded(post.ID, 0)
}
