package communities

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

const (
	day        = models.Time(24 * 60 * 60 * 1000)
	warnBefore = 14 * day // the team hears of the review
	restAfter  = 30 * day // without a renewed purpose
	bringAt    = 500      // people who come into a community that everybody is in, at a time
)

// Tick looks after every community of ours: it sees to it that each has a driver, that purposes are renewed, and that whoever has an
// account is in the communities that everybody is in. It is called every few minutes.
func Tick(ctx context.Context, st *store.Store, site paths.Site) error {
	var after models.ID
	for {
		var rows []models.CommunityRow
		err := st.Read(ctx, func(tx *store.Tx) (err error) {
			rows, err = tx.CommunitiesOf(after, 100)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, row := range rows {
			after = row.ActorID
			if err := tend(ctx, st, site, row.ActorID); err != nil {
				return err
			}
		}
	}
}

func tend(ctx context.Context, st *store.Store, site paths.Site, id models.ID) error {
	return st.Write(ctx, func(tx *store.Tx) error {
		c, err := tx.CommunityByActor(id)
		if err != nil {
			return err
		}
		if err := Succeed(tx, site, c); err != nil {
			return err
		}
		if c, err = tx.CommunityByActor(id); err != nil {
			return err
		}
		if err := remind(tx, site, c); err != nil {
			return err
		}
		if err := rotate(tx, site, c); err != nil {
			return err
		}
		return brings(tx, site, c)
	})
}

// remind is the purpose clock. Two weeks before the review the team hears of it; when it has passed, nothing crosses the boundary until
// the purpose is renewed, and members are told; a month later the community rests. Nothing else of it changes, so that a renewal
// brings it back as it was.
func remind(tx *store.Tx, site paths.Site, c models.CommunityRow) error {
	if c.State != models.Live || c.Review == 0 || tx.Now() < c.Review-warnBefore {
		return nil
	}
	a, err := tx.ActorByID(c.ActorID)
	if err != nil || a.Gone != 0 {
		return err
	}
	was := c
	switch {
	case c.Warned == 0: // also for those that are long past it: notice comes first
		c.Warned = tx.Now()
		c.Review = max(c.Review, tx.Now()+warnBefore)
		if err := tellTeam(tx, a, &c, "The purpose of "+a.DisplayName()+" is reviewed on "+c.Review.Go().Format("2 January 2006")+". Renew it, change it, or let the community rest."); err != nil {
			return err
		}
	case tx.Now() < c.Review:
		return nil
	case c.Paused == 0:
		c.Paused = tx.Now()
		if err := tellMembers(tx, a, &c, "The purpose of "+a.DisplayName()+" was to be renewed by today. Until it is, nothing posted there goes outside."); err != nil {
			return err
		}
	case tx.Now() < c.Paused+restAfter:
		return nil
	default:
		c.State, c.Since = models.Resting, tx.Now()
		if err := tellTeam(tx, a, &c, a.DisplayName()+" rests, because nobody renewed its purpose. Renew it and it goes on as it was."); err != nil {
			return err
		}
	}
	return save(tx, site, &a, c, was)
}

// rotate puts away roles whose time is over: whoever had one is thanked, and the team asked who is next. The rights ended by themselves.
func rotate(tx *store.Tx, site paths.Site, c models.CommunityRow) error {
	over, err := tx.DutiesEnded(c.ActorID)
	if err != nil || len(over) == 0 {
		return err
	}
	a, err := tx.ActorByID(c.ActorID)
	if err != nil {
		return err
	}
	for _, d := range over {
		who, err := tx.ActorByID(d.ActorID)
		if err != nil {
			return err
		}
		if _, err := tx.DropDuty(d.CommunityID, d.ActorID, d.Role); err != nil {
			return err
		}
		as := "as " + roleWords[d.Role]
		if d.Role == models.Core {
			as = roleWords[d.Role]
		}
		if who.Gone == 0 {
			if err := told(tx, a, who, models.Actor{}, "Your time "+as+" of "+a.DisplayName()+" is over. Thank you."); err != nil {
				return err
			}
		}
		if err := tellTeam(tx, a, &c, who.DisplayName()+"'s time "+as+" of "+a.DisplayName()+" ended on "+onDay(d.Until-1)+". Who is next?"); err != nil {
			return err
		}
	}
	return changed(tx, site, a)
}

// tellTeam says something to the driver and the core team.
func tellTeam(tx *store.Tx, a models.Actor, c *models.CommunityRow, sentence string) error {
	core, err := coreOf(tx, c)
	if err != nil {
		return err
	}
	for _, id := range append(core, c.DriverID) {
		if err := say(tx, id, a, sentence); err != nil {
			return err
		}
	}
	return nil
}

// tellMembers says something to every member here.
func tellMembers(tx *store.Tx, a models.Actor, c *models.CommunityRow, sentence string) error {
	var after models.ID
	for {
		members, err := tx.FollowersHere(a.ID, after, 500)
		if err != nil || len(members) == 0 {
			return err
		}
		for _, m := range members {
			after = m.ID
			if err := say(tx, m.ID, a, sentence); err != nil {
				return err
			}
		}
	}
}

func say(tx *store.Tx, who models.ID, a models.Actor, sentence string) error {
	return notices.Say(tx, who, models.NoticeCommunity, a.ID, 0, sentence, notices.Once(who, models.NoticeCommunity, a.ID, 0)+":"+sentence)
}

// brings makes members of those who are not in a community that everybody is in and never left it.
func brings(tx *store.Tx, site paths.Site, c models.CommunityRow) error {
	if !c.Everyone || c.State != models.Live {
		return nil
	}
	a, err := tx.ActorByID(c.ActorID)
	if err != nil {
		return err
	}
	absent, err := tx.Absent(a.ID, bringAt)
	for _, who := range absent {
		if err := enter(tx, site, who, a); err != nil && !fault.Is(err, fault.Conflict) {
			return err
		}
	}
	return err
}
