package main

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

type communityAppeals struct {
	Community string `arg:"" help:"Its handle."`
	speaking
	answer
}

func (communityAppeals) Help() string {
	return `Somebody else than who decided answers: another steward, or an administrator where there is none. Without --as those are listed
that the organisation answers, because no steward can.

    guildhall community appeals welding --as noor`
}

// appealed is an appeal that waits, as programs read it.
type appealed struct {
	Ruling string            `json:"ruling"` // its number, for answer
	What   models.RulingKind `json:"what"`
	Whom   string            `json:"whom"`
	Reason string            `json:"reason"` // of the ruling
	Text   string            `json:"text"`
	At     string            `json:"at"`
}

// Run lists the appeals that wait.
func (m communityAppeals) Run(c *call) error {
	list := []appealed{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		by, a, err := m.knows(tx, m.Community)
		if err != nil {
			return err
		}
		d, err := communities.DocketOf(tx, by, a.ID)
		for _, one := range d.Open {
			list = append(list, appealed{one.ID.String(), one.What, one.Whom.Address(), one.Reason, one.Appeal.Text, moment(one.Appeal.At)})
		}
		return err
	})
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, a := range list {
		rows[i] = []string{a.Ruling, string(a.What), a.Whom, a.Reason, a.Text}
	}
	c.table([]string{"RULING", "WHAT", "WHOM", "REASON", "APPEAL"}, rows)
	return nil
}

type communityAnswer struct {
	Community string `arg:"" help:"Its handle."`
	Ruling    string `arg:"" help:"The number of the ruling, as appeals lists it."`
	Reverse   bool   `help:"Take the decision back; without, it stands."`
	Reason    string `required:"" help:"The answer. Whoever appealed reads it." placeholder:"TEXT"`
	speaking
	answer
}

func (communityAnswer) Help() string {
	return `Example:

    guildhall community answer welding 113620000000000000 --reverse --reason "The manual does say so." --as noor`
}

// Run answers the appeal.
func (m communityAnswer) Run(c *call) error {
	id := models.ParseID(m.Ruling)
	if id == 0 {
		return fault.New(fault.Invalid, "guildhall community answer", "The ruling is named by its number. List them with: guildhall community appeals "+m.Community)
	}
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, _ models.Actor) error {
		return communities.Answer(tx, s.Site, by, id, m.Reverse, m.Reason)
	})
}
