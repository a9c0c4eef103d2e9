package communities

import (
	"time"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Appoint gives somebody a role in a community, until a moment or without an end (0). A facilitator's term ends by itself, half a year
// ahead at most. Core team and facilitators have an account here and become members; a moderator may live elsewhere and is a member
// already.
func Appoint(tx *store.Tx, site paths.Site, by, community, who models.Actor, role models.CommunityRole, until models.Time) error {
	const op = "communities.Appoint"
	if err := access.RequireLead(tx, by, community.ID, op); err != nil {
		return err
	}
	local := who.Local && who.Kind == models.Person && who.Gone == 0
	switch {
	case role != models.Core && role != models.Facilitator && role != models.Keeper:
		return fault.New(fault.Invalid, op, "There is no such role. Choose core, facilitator or moderator.")
	case until != 0 && until <= tx.Now():
		return fault.New(fault.Invalid, op, "The end of a role lies in the future.")
	case role == models.Facilitator && (until == 0 || until > tx.Now()+models.Time((183*24*time.Hour).Milliseconds())):
		return fault.New(fault.Invalid, op, "A facilitator serves for a time: say until when, half a year ahead at most.")
	case role != models.Keeper && !local:
		return fault.New(fault.Invalid, op, "The core team and facilitators have an account here.")
	}
	if local {
		if err := enter(tx, site, who, community); err != nil {
			return err
		}
	} else {
		member, err := tx.Follows(who.ID, community.ID)
		if err != nil {
			return err
		}
		if !member {
			return fault.New(fault.Invalid, op, "Somebody from elsewhere joins the community before they look after it.")
		}
	}
	if err := tx.PutDuty(models.CommunityDuty{CommunityID: community.ID, ActorID: who.ID, Role: role, Until: until, Granted: tx.Now()}); err != nil {
		return err
	}
	if err := onDuty(tx, by, community, models.Act{Verb: "community.appointed", About: ours(who), After: who.Address() + " " + roleWords[role]}); err != nil {
		return err
	}
	if err := told(tx, community, who, by, "You are now "+roleWords[role]+" of "+community.DisplayName()+"."); err != nil {
		return err
	}
	return changed(tx, site, community)
}

var roleWords = map[models.CommunityRole]string{models.Core: "in the core team", models.Facilitator: "a facilitator", models.Keeper: "a moderator"}

// ours is the id of somebody of ours, 0 for anybody else.
func ours(a models.Actor) models.ID {
	if !a.Local {
		return 0
	}
	return a.ID
}

// Dismiss takes a role in a community away; everybody may lay down their own. A community that lives keeps somebody in its core team.
func Dismiss(tx *store.Tx, site paths.Site, by, community, who models.Actor, role models.CommunityRole) error {
	const op = "communities.Dismiss"
	if by.ID != who.ID {
		if err := access.RequireLead(tx, by, community.ID, op); err != nil {
			return err
		}
	}
	if role == models.Core {
		c, err := tx.CommunityByActor(community.ID)
		if err != nil {
			return err
		}
		core, err := coreOf(tx, &c)
		if err != nil {
			return err
		}
		if c.State == models.Live && len(core) == 1 && core[0] == who.ID {
			return fault.New(fault.Conflict, op, "A community that lives has somebody beside its driver. Appoint another first.")
		}
	}
	held, err := tx.DropDuty(community.ID, who.ID, role)
	if err != nil {
		return err
	}
	if !held {
		return fault.New(fault.Missing, op, "The person does not have this role.")
	}
	if by.ID != who.ID {
		if err := onDuty(tx, by, community, models.Act{Verb: "community.dismissed", About: ours(who), Before: who.Address() + " " + roleWords[role]}); err != nil {
			return err
		}
	}
	return changed(tx, site, community)
}

// Entrusted tells somebody of ours that a community of another server made them one of its moderators, or took that away. The latest
// word stands, and once, however often it comes.
func Entrusted(tx *store.Tx, community, who models.Actor, now bool) error {
	sentence, word, other := "You moderate "+community.DisplayName()+" ("+community.Address()+") now.", "entrusted", "relieved"
	if !now {
		sentence, word, other = "You no longer moderate "+community.DisplayName()+" ("+community.Address()+").", other, word
	}
	if err := notices.TakeBackOf(tx, who.ID, models.NoticeCommunity, community.ID, 0, other); err != nil {
		return err
	}
	return notices.Say(tx, who.ID, models.NoticeCommunity, community.ID, 0, sentence, notices.Once(who.ID, models.NoticeCommunity, community.ID, 0)+":"+word)
}

// changed lets those outside who know a community hear that its moderators changed.
func changed(tx *store.Tx, site paths.Site, community models.Actor) error {
	if community.Outward == 0 {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: community.ID, ActorID: community.ID})
}

// coreOf lists the core team beside the driver, those who are in it longest first.
func coreOf(tx *store.Tx, c *models.CommunityRow) ([]models.ID, error) {
	duties, err := tx.DutiesIn(c.ActorID)
	var core []models.ID
	for _, d := range duties {
		if d.Role != models.Core || d.ActorID == c.DriverID {
			continue
		}
		a, err := tx.ActorByID(d.ActorID)
		if err != nil {
			return nil, err
		}
		if a.Gone == 0 {
			core = append(core, d.ActorID)
		}
	}
	return core, err
}

// handOn gives a community another driver; whoever drove it stays in the core team. Its driver may, and whoever founds communities.
func handOn(tx *store.Tx, site paths.Site, op string, by, community models.Actor, row *models.CommunityRow, to models.ID) error {
	next, err := leader(tx, op, to)
	if err != nil || next.ID == row.DriverID {
		return err
	}
	if by.ID != row.DriverID {
		old, err := tx.ActorByID(row.DriverID)
		if err != nil {
			return err
		}
		leads, err := access.Leads(tx, by, community.ID)
		if err != nil {
			return err
		}
		if old.Gone == 0 || !leads { // the core team decides where nobody drives any more
			if err := access.Require(tx, by, access.Found, op); err != nil {
				if !fault.Is(err, fault.Forbidden) {
					return err
				}
				return fault.New(fault.Forbidden, op, "Only its driver hands a community on.")
			}
		}
	}
	return drive(tx, site, community, row, next)
}

func drive(tx *store.Tx, site paths.Site, community models.Actor, row *models.CommunityRow, next models.Actor) error {
	if err := enter(tx, site, next, community); err != nil {
		return err
	}
	old, err := tx.ActorByID(row.DriverID)
	if err != nil {
		return err
	}
	if old.Gone == 0 {
		if err := tx.PutDuty(models.CommunityDuty{CommunityID: community.ID, ActorID: old.ID, Role: models.Core, Granted: tx.Now()}); err != nil {
			return err
		}
	}
	row.DriverID = next.ID
	if _, err := tx.DropDuty(community.ID, next.ID, models.Core); err != nil {
		return err
	}
	return told(tx, community, next, old, "You drive "+community.DisplayName()+" now.")
}

// told says something about a community to a person of ours.
func told(tx *store.Tx, community, who, by models.Actor, sentence string) error {
	if !who.Local || who.ID == by.ID {
		return nil
	}
	return notices.Say(tx, who.ID, models.NoticeCommunity, community.ID, 0, sentence, notices.Once(who.ID, models.NoticeCommunity, community.ID, 0)+":"+tx.NewID().String())
}

// Succeed sees to it that no community is without a driver: where the driver's account is closed, whoever is in the core team longest
// drives it from now on, and the whole team is asked whether another of them should. Where there is no team, the member who is
// longest in it is asked in the same way; where nobody is left, the community rests.
func Succeed(tx *store.Tx, site paths.Site, c models.CommunityRow) error {
	old, err := tx.ActorByID(c.DriverID)
	if err != nil || old.Gone == 0 || c.State == models.Archived {
		return err
	}
	a, err := tx.ActorByID(c.ActorID)
	if err != nil || a.Gone != 0 {
		return err
	}
	core, err := coreOf(tx, &c)
	if err != nil {
		return err
	}
	if len(core) == 0 {
		if core, err = tx.EldestMembers(c.ActorID, 1); err != nil {
			return err
		}
	}
	was := c
	if len(core) == 0 {
		if c.State == models.Resting {
			return nil
		}
		c.State, c.Since = models.Resting, tx.Now()
		return save(tx, site, &a, c, was)
	}
	next, err := tx.ActorByID(core[0])
	if err != nil {
		return err
	}
	if err := drive(tx, site, a, &c, next); err != nil {
		return err
	}
	for _, id := range core {
		one, err := tx.ActorByID(id)
		if err == nil {
			err = told(tx, a, one, old, old.DisplayName()+", who drove "+a.DisplayName()+", has no account here any more. "+next.DisplayName()+" drives it for now. Decide together who shall.")
		}
		if err != nil {
			return err
		}
	}
	return save(tx, site, &a, c, was)
}
