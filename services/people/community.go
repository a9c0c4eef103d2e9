package people

import (
	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// letIn says what becomes of somebody's wish to join a community of ours: accepted, pending until its core team decides, or a fault
// of kind Forbidden, and for whom it is hidden from Hidden.
func letIn(tx *store.Tx, by, community models.Actor) (models.FollowState, error) {
	const op = "people.Follow"
	c, err := tx.CommunityByActor(community.ID)
	if err != nil {
		return "", err
	}
	leads, err := access.Leads(tx, by, community.ID)
	if err != nil || leads {
		return models.Accepted, err
	}
	shutOut := access.ShutOut(tx, by, community)
	if shutOut != nil && !fault.Is(shutOut, fault.Forbidden) {
		return "", shutOut
	}
	invited, err := tx.Invited(community.ID, by.ID)
	if err != nil {
		return "", err
	}
	how, err := access.WayIn(tx, by, &c)
	if err != nil {
		return "", err
	}
	if by.Local {
		known, err := tx.MayKnowCommunity(by.ID, community.ID)
		if err != nil {
			return "", err
		}
		if !known {
			return "", fault.New(fault.Hidden, op, "There is no such account.")
		}
	}
	switch {
	case shutOut != nil:
		return "", shutOut
	case c.State == models.Archived:
		return "", fault.New(fault.Forbidden, op, "This community is archived, and nobody new comes in.")
	case invited || how == models.JoinOpen && c.State != models.Draft:
		return models.Accepted, nil
	case how == models.JoinAsk && c.State != models.Draft:
		return models.Pending, nil
	}
	return "", fault.New(fault.Forbidden, op, "People come into this community by invitation. Ask somebody who is in it.")
}

// joined does what follows from somebody being in a community of ours.
func joined(tx *store.Tx, who, community models.Actor) error {
	if err := tx.ForgetDeparture(community.ID, who.ID); err != nil {
		return err
	}
	return tx.DropInvite(community.ID, who.ID)
}

// leave takes somebody's roles in a community along, and remembers that they left, so that nothing brings them back but themselves.
// Nobody is told. The driver hands the community on first.
func leave(tx *store.Tx, by, community models.Actor) error {
	drives, err := access.Drives(tx, by, community.ID)
	if err != nil {
		return err
	}
	if drives {
		return fault.New(fault.Forbidden, "people.Unfollow", "You drive this community. Hand it on to somebody first.")
	}
	return departs(tx, by, community)
}

func departs(tx *store.Tx, who, community models.Actor) error {
	for _, role := range models.CommunityRoles {
		if _, err := tx.DropDuty(community.ID, who.ID, role); err != nil {
			return err
		}
	}
	if err := tx.DropInvite(community.ID, who.ID); err != nil || !who.Local {
		return err
	}
	return tx.NoteDeparture(community.ID, who.ID)
}

// tellLead lets those who lead a community know that somebody asks to come in.
func tellLead(tx *store.Tx, community, who models.Actor) error {
	lead, err := leadOf(tx, community.ID)
	if err != nil {
		return err
	}
	for _, id := range lead {
		if err := notices.Say(tx, id, models.NoticeCommunity, community.ID, 0, who.DisplayName()+" ("+who.Address()+") asks to come in.",
			notices.Once(id, models.NoticeCommunity, community.ID, who.ID)); err != nil {
			return err
		}
	}
	return nil
}

// leadOf lists the driver and the core team.
func leadOf(tx *store.Tx, community models.ID) ([]models.ID, error) {
	c, err := tx.CommunityByActor(community)
	if err != nil {
		return nil, err
	}
	lead := []models.ID{c.DriverID}
	duties, err := tx.DutiesIn(community)
	for _, d := range duties {
		if d.Role == models.Core && d.ActorID != c.DriverID {
			lead = append(lead, d.ActorID)
		}
	}
	return lead, err
}

// Admit lets somebody into a community who asked; whoever leads it may.
func Admit(tx *store.Tx, site paths.Site, by, community, who models.Actor) (models.Following, error) {
	if err := access.RequireLead(tx, by, community.ID, "people.Admit"); err != nil {
		return models.Following{}, err
	}
	f, err := Accept(tx, site, community, who)
	if err == nil {
		err = onDuty(tx, by, community, "community.admitted", who)
	}
	if err != nil {
		return f, err
	}
	return f, answered(tx, community, who)
}

// TurnAway refuses somebody who asked to come into a community, or takes a member out of it. The driver stays.
func TurnAway(tx *store.Tx, site paths.Site, by, community, who models.Actor) error {
	const op = "people.TurnAway"
	if err := access.RequireLead(tx, by, community.ID, op); err != nil {
		return err
	}
	drives, err := access.Drives(tx, who, community.ID)
	if err != nil {
		return err
	}
	if drives {
		return fault.New(fault.Forbidden, op, "The driver cannot be taken out. Hand the community on first.")
	}
	if err := departs(tx, who, community); err != nil {
		return err
	}
	if err := Reject(tx, site, community, who); err != nil {
		return err
	}
	if err := onDuty(tx, by, community, "community.refused", who); err != nil {
		return err
	}
	return answered(tx, community, who)
}

// onDuty writes into the record what somebody does about the members of a community that they neither lead nor are in, by what they
// are in the organisation.
func onDuty(tx *store.Tx, by, community models.Actor, verb string, who models.Actor) error {
	leads, err := access.Leads(tx, by, community.ID)
	if err != nil || leads {
		return err
	}
	in, err := tx.Follows(by.ID, community.ID)
	if err != nil || in {
		return err
	}
	act := models.Act{Verb: verb, What: community.Address(), After: who.Address()}
	if who.Local {
		act.About = who.ID
	}
	return ledger.Act(tx, by, act)
}

// answered takes back what those who lead were told of somebody's wish.
func answered(tx *store.Tx, community, who models.Actor) error {
	lead, err := leadOf(tx, community.ID)
	if err != nil {
		return err
	}
	for _, id := range lead {
		if err := notices.TakeBack(tx, id, models.NoticeCommunity, community.ID, who.ID); err != nil {
			return err
		}
	}
	return nil
}

// Invite lets somebody come into a community without asking. Whoever is in it may invite where people come in freely or on request;
// else whoever leads it. A person of ours is told, and somebody elsewhere by an Invite.
func Invite(tx *store.Tx, site paths.Site, by, community, who models.Actor) error {
	const op = "people.Invite"
	c, err := tx.CommunityByActor(community.ID)
	if err != nil {
		return err
	}
	member, err := tx.Follows(by.ID, community.ID)
	if err != nil {
		return err
	}
	if how, err := access.WayIn(tx, who, &c); err != nil || !member || how != models.JoinOpen {
		if err != nil {
			return err
		}
		if err := access.RequireLead(tx, by, community.ID, op); err != nil {
			return err
		}
	}
	switch {
	case who.Kind != models.Person || who.Gone != 0:
		return fault.New(fault.Invalid, op, "Invite a person.")
	case !who.Local && !c.Known():
		return fault.New(fault.Invalid, op, "This community is not known outside. People who have an account here can be invited.")
	}
	if in, err := tx.Follows(who.ID, community.ID); err != nil || in {
		return err
	}
	for _, from := range []models.ID{by.ID, community.ID} {
		if parted, err := tx.Blocked(who.ID, from); err != nil || parted {
			return err // who wants nothing of them hears nothing
		}
	}
	was, err := tx.InviteOf(community.ID, who.ID)
	switch {
	case err == nil && was.ByID != by.ID:
		return nil // they are invited
	case err != nil && !fault.Is(err, fault.Missing):
		return err
	}
	invite := models.CommunityInvite{CommunityID: community.ID, ActorID: who.ID, ByID: by.ID, At: tx.Now()}
	if !who.Local {
		invite.IRI = site.NewActivity()
	}
	if err := tx.PutInvite(invite); err != nil {
		return err
	}
	if err := onDuty(tx, by, community, "community.invited", who); err != nil {
		return err
	}
	if !who.Local {
		return events.Emit(tx, models.Event{Kind: models.Inviting, Activity: invite.IRI, By: community.ID, ActorID: who.ID})
	}
	return notices.Say(tx, who.ID, models.NoticeCommunity, community.ID, 0, by.DisplayName()+" invites you to come in.",
		notices.Once(who.ID, models.NoticeCommunity, community.ID, by.ID)+":invite")
}

// Uninvite takes an invitation into a community back: whoever invited may, and whoever leads it. A person of ours is no longer told of it,
// and somebody elsewhere hears of it by an Undo. Whoever came in already stays.
func Uninvite(tx *store.Tx, site paths.Site, by, community, who models.Actor) error {
	const op = "people.Uninvite"
	i, err := tx.InviteOf(community.ID, who.ID)
	if err == nil && i.ByID != by.ID || fault.Is(err, fault.Missing) {
		if err := access.RequireLead(tx, by, community.ID, op); err != nil {
			return err
		}
	}
	if fault.Is(err, fault.Missing) {
		return fault.New(fault.Missing, op, "Nobody like that is invited. Whoever came in already is among the members.").Because(err)
	}
	if err != nil {
		return err
	}
	if err := tx.DropInvite(community.ID, who.ID); err != nil {
		return err
	}
	if err := onDuty(tx, by, community, "community.uninvited", who); err != nil {
		return err
	}
	if who.Local {
		return notices.TakeBackOf(tx, who.ID, models.NoticeCommunity, community.ID, i.ByID, "invite")
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Activity: site.NewActivity(), Object: i.IRI, By: community.ID, ActorID: who.ID, Verb: models.Invite})
}

// Uninvited takes back what a person of ours was told of an invitation into a community elsewhere, by whoever invited.
func Uninvited(tx *store.Tx, by, community, whom models.Actor) error {
	return notices.TakeBackOf(tx, whom.ID, models.NoticeCommunity, community.ID, by.ID, "invite")
}

// Invited tells a person of ours that a community elsewhere lets them come in. It tells whether it is one.
func Invited(tx *store.Tx, by, community, whom models.Actor) (bool, error) {
	if community.Kind != models.Community || community.Gone != 0 || !whom.Local || whom.Kind != models.Person {
		return false, nil
	}
	for _, from := range []models.ID{by.ID, community.ID} {
		if parted, err := tx.Blocked(whom.ID, from); err != nil || parted {
			return true, err
		}
	}
	if in, err := tx.Follows(whom.ID, community.ID); err != nil || in {
		return true, err
	}
	return true, notices.Say(tx, whom.ID, models.NoticeCommunity, community.ID, 0, by.DisplayName()+" invites you to come in.",
		notices.Once(whom.ID, models.NoticeCommunity, community.ID, by.ID)+":invite")
}

// refusedBy lets a person of ours know that a community elsewhere did not let them in, or took them out. People elsewhere say no unheard.
func refusedBy(tx *store.Tx, f models.Following, community, who models.Actor) error {
	if community.Kind != models.Community {
		return nil
	}
	no := models.Refusal{ActorID: who.ID, CommunityID: community.ID, Member: f.State == models.Accepted, At: tx.Now()}
	if err := tx.NoteRefusal(no); err != nil {
		return err
	}
	said := "It did not let you in. Its page says what you can do."
	if no.Member {
		said = "It took you out of its members. Its page says what you can do."
	}
	return notices.Say(tx, who.ID, models.NoticeCommunity, community.ID, 0, said, string(f.IRI)+":refused")
}
