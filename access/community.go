package access

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Drives tells whether somebody is the driver of a community of ours.
func Drives(tx *store.Tx, who models.Actor, community models.ID) (bool, error) {
	if !who.Local || who.Gone != 0 {
		return false, nil
	}
	c, err := tx.CommunityByActor(community)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	return err == nil && c.DriverID == who.ID, err
}

// Leads tells whether somebody is the driver of a community of ours or of its core team.
func Leads(tx *store.Tx, who models.Actor, community models.ID) (bool, error) {
	if !who.Local {
		return false, nil
	}
	return keeps(tx, who, community, models.Core)
}

// Keeps tells whether somebody may do a moderator's acts in a community of ours: driver, core team, facilitators and moderators,
// who may live on another server.
func Keeps(tx *store.Tx, who models.Actor, community models.ID) (bool, error) {
	return keeps(tx, who, community, models.Core, models.Facilitator, models.Keeper)
}

// Stewards tells whether somebody looks after the community of ours that a post stands in: settles its questions, locks its
// threads, keeps its lists.
func Stewards(tx *store.Tx, who models.Actor, p models.Post) (bool, error) {
	if p.CommunityID == nil {
		return false, nil
	}
	return Keeps(tx, who, *p.CommunityID)
}

func keeps(tx *store.Tx, who models.Actor, community models.ID, roles ...models.CommunityRole) (bool, error) {
	if who.Gone != 0 || who.Suspended != 0 {
		return false, nil
	}
	if drives, err := Drives(tx, who, community); drives || err != nil {
		return drives, err
	}
	held, err := tx.DutiesOf(community, who.ID)
	for _, d := range held {
		for _, r := range roles {
			if d.Role == r {
				return true, err
			}
		}
	}
	return false, err
}

// RequireLead is Leads as an error; whoever founds communities for the organisation may too.
func RequireLead(tx *store.Tx, who models.Actor, community models.ID, op string) error {
	leads, err := Leads(tx, who, community)
	if err != nil || leads {
		return err
	}
	if who.Local {
		if may, err := Can(tx, who, Found); may || err != nil {
			return err
		}
	}
	return fault.New(fault.Forbidden, op, "Only the driver and the core team of the community can do this.")
}

// RequireKeep is Keeps as an error.
func RequireKeep(tx *store.Tx, who models.Actor, community models.ID, op string) error {
	keeps, err := Keeps(tx, who, community)
	if err == nil && !keeps {
		err = fault.New(fault.Forbidden, op, "Only those who look after the community can do this.")
	}
	return err
}

// MayPost tells whether somebody may write in a community: nil, or a fault of kind Forbidden that says why not. In one of ours
// members may, and whoever could come in without asking; while it is being founded, its core team. What a community elsewhere
// lets in is for itself to say, once it has let the person in.
func MayPost(tx *store.Tx, who, community models.Actor) error {
	const op = "access.MayPost"
	if who.ID == community.ID {
		return nil
	}
	if err := ShutOut(tx, who, community); err != nil {
		return err
	}
	member, err := tx.Follows(who.ID, community.ID)
	if err != nil {
		return err
	}
	if !community.Local {
		if !member {
			return fault.New(fault.Forbidden, op, "You can write in "+community.Address()+" once it has let you in. Join it first.")
		}
		return nil
	}
	c, err := tx.CommunityByActor(community.ID)
	if err != nil {
		return err
	}
	leads, err := Leads(tx, who, community.ID)
	switch {
	case err != nil:
		return err
	case c.State == models.Draft && leads:
		return nil
	case c.State == models.Draft:
		return fault.New(fault.Forbidden, op, "The community is being founded. Its core team writes until it opens.")
	case c.State != models.Live:
		return fault.New(fault.Forbidden, op, "The community rests. Whoever leads it can wake it.")
	}
	if !who.Local {
		within, err := tx.CeilingOf(&c)
		if err != nil {
			return err
		}
		if !c.Takes() || !within.Holds(who.Host) {
			return fault.New(fault.Forbidden, op, "The community takes no posts from there.")
		}
	}
	if member || leads {
		return nil
	}
	if how, err := WayIn(tx, who, &c); err != nil || how == models.JoinOpen {
		return err
	}
	return fault.New(fault.Forbidden, op, "Only members write in this community. Join it first.")
}

// ShutOut is nil, or a fault of kind Forbidden that says until when somebody does not write in a community, ours or another's, and why.
func ShutOut(tx *store.Tx, who, community models.Actor) error {
	ban, err := tx.BanOf(community.ID, who.ID)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	if err != nil {
		return err
	}
	sentence := "You cannot write in " + community.Address()
	if ban.Until != 0 {
		sentence += " until " + ban.Until.Go().Format("2 January 2006, 15:04") + " UTC"
	}
	sentence += ": a moderator there decided so."
	if ban.Reason != "" {
		sentence += " The reason given: " + ban.Reason
	}
	return fault.New(fault.Forbidden, "access.ShutOut", sentence)
}

// WayIn is how somebody comes into a community of ours, by where they are.
func WayIn(tx *store.Tx, who models.Actor, c *models.CommunityRow) (models.JoinMode, error) {
	partner := false
	if !who.Local {
		peer, err := tx.Peer(who.Host)
		if err != nil {
			return models.JoinHidden, err
		}
		partner = peer.Standing == models.Partner
	}
	return c.JoinFrom(who.Local, partner), nil
}
