package main

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/holds"
	"guildhall/store"
)

type holdCommand struct {
	Place holdPlace `cmd:"" help:"Keep an account, a post or a community from being destroyed."`
	Lift  holdLift  `cmd:"" help:"End a legal hold."`
	List  holdList  `cmd:"" help:"List the legal holds in force, newest first."`
}

// holdWords is a legal hold as programs read it.
type holdWords struct {
	ID     string          `json:"id"`
	Kind   models.HoldKind `json:"kind"`
	What   string          `json:"what"`
	Since  string          `json:"since"`
	By     string          `json:"by"`
	Reason string          `json:"reason"`
}

func asHold(h models.LegalHold) holdWords {
	return holdWords{ID: h.ID.String(), Kind: h.Kind, What: h.What, Since: moment(h.At), By: h.ByName, Reason: h.Reason}
}

type holdPlace struct {
	Kind string `arg:"" enum:"account,post,community" help:"On what: account, post or community."`
	Name string `arg:"" help:"Name or address of the account or community; page or id of the post."`
	acting
	answer
}

func (holdPlace) Help() string {
	return `What the account wrote and what names it, the post, or what stands in the community is not destroyed while the hold is in force: not by time, not by user erase,
and when its author deletes it, it is gone for everybody while a copy stays. Nobody but administrators sees the hold. A reason is needed.

    guildhall hold place account bob --reason "Case 7 of the works council." --as ada`
}

// Run places the hold.
func (p holdPlace) Run(c *call) error {
	var h models.LegalHold
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		by, err := p.by(tx)
		if err == nil {
			h, err = holds.Place(tx, s.Ledger, holds.Ask{By: by, Kind: models.HoldKind(p.Kind), Name: p.Name, Reason: p.Reason})
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(asHold(h))
	}
	c.say("Legal hold " + h.ID.String() + " keeps the " + string(h.Kind) + " " + h.What + " from now on.")
	return nil
}

type holdLift struct {
	ID string `arg:"" help:"Number of the hold."`
	acting
	answer
}

func (holdLift) Help() string {
	return `What the hold alone kept is destroyed by the next sweep: copies of posts that were deleted meanwhile, and what is older than it is kept. A reason is needed.

    guildhall hold lift 7345 --reason "The case is closed." --as ada`
}

// Run lifts the hold.
func (l holdLift) Run(c *call) error {
	var h models.LegalHold
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		id := models.ParseID(l.ID)
		if id == 0 {
			return fault.New(fault.Malformed, "guildhall hold", l.ID+" is no number of a legal hold. List them with: guildhall hold list")
		}
		by, err := l.by(tx)
		if err == nil {
			h, err = holds.Lift(tx, by, id, l.Reason)
		}
		return err
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(asHold(h))
	}
	c.say("The legal hold on the " + string(h.Kind) + " " + h.What + " is lifted. What it alone kept goes with the next sweep.")
	return nil
}

type holdList struct{ answer }

func (holdList) Help() string {
	return `Those that were lifted stand in the record: guildhall decisions acts --verb hold.

    guildhall hold list --json`
}

// Run lists the holds.
func (l holdList) Run(c *call) error {
	list := []holdWords{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		for below := models.ID(0); ; {
			some, err := tx.LegalHolds(below, 200)
			if err != nil || len(some) == 0 {
				return err
			}
			for _, h := range some {
				list = append(list, asHold(h))
				below = h.ID
			}
		}
	})
	if err != nil {
		return err
	}
	if l.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, h := range list {
		rows[i] = []string{h.ID, string(h.Kind), h.What, h.Since, h.By, h.Reason}
	}
	c.table([]string{"ID", "ON", "WHAT", "SINCE", "BY", "REASON"}, rows)
	return nil
}
