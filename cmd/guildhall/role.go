package main

import (
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/accounts"
	"guildhall/store"
)

type roleCommand struct {
	Grant  roleGrant  `cmd:"" help:"Give a person a role, or change when it ends."`
	Revoke roleRevoke `cmd:"" help:"Take a role away."`
	List   roleList   `cmd:"" help:"List who holds which role."`
}

// granted is one role of one person as programs read it.
type granted struct {
	Name    models.Handle `json:"name"`
	Role    models.Role   `json:"role"`
	Since   string        `json:"granted"`
	Until   string        `json:"until,omitempty"`
	Expired bool          `json:"expired"`
}

type roleGrant struct {
	Name  string `arg:"" help:"Who gets it."`
	Role  string `arg:"" help:"admin, boundary, reviewer, auditor, moderator, community-manager or sponsor."`
	Until string `help:"Last day (2027-01-31, in UTC), or the exact moment it ends (2027-01-31T12:00:00Z)." placeholder:"DATE"`
	acting
	answer
}

func (roleGrant) Help() string {
	return `Example:

    guildhall role grant ada reviewer --until 2027-01-31`
}

// Run grants the role.
func (r roleGrant) Run(c *call) error {
	until, err := end(r.Until)
	if err != nil {
		return err
	}
	var g granted
	err = c.write(func(_ *server.Server, tx *store.Tx) error {
		m, err := member(tx, r.Name)
		if err != nil {
			return err
		}
		g = granted{Name: m.Handle, Role: models.Role(r.Role), Since: moment(tx.Now()), Until: moment(until)}
		by, err := r.by(tx)
		if err != nil {
			return err
		}
		return accounts.Grant(tx, by, m.Actor, models.Role(r.Role), until, r.Reason)
	})
	switch {
	case err != nil:
		return err
	case r.JSON:
		return c.json(g)
	case until != 0:
		c.say("@" + string(g.Name) + " is " + r.Role + " until " + g.Until + ".")
	default:
		c.say("@" + string(g.Name) + " is " + r.Role + ".")
	}
	return nil
}

// end reads when something ends: a day counts as a whole.
func end(date string) (models.Time, error) {
	if date == "" {
		return 0, nil
	}
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		return models.At(day.AddDate(0, 0, 1)), nil
	}
	if at, err := time.Parse(time.RFC3339, date); err == nil {
		return models.At(at), nil
	}
	return 0, fault.New(fault.Malformed, "guildhall role grant", "--until is no date: write it like 2027-01-31 or 2027-01-31T12:00:00Z.")
}

type roleRevoke struct {
	Name string `arg:"" help:"Who loses it."`
	Role string `arg:"" help:"The role."`
	acting
	answer
}

func (roleRevoke) Help() string {
	return `The last administrator keeps theirs.

    guildhall role revoke ada reviewer`
}

// Run takes the role away.
func (r roleRevoke) Run(c *call) error {
	return c.changePerson(r.Name, r.JSON, "is no longer "+r.Role+".", r.acting, func(tx *store.Tx, by models.Actor, m models.Member) error {
		return accounts.Revoke(tx, by, m.Actor, models.Role(r.Role), r.Reason)
	})
}

type roleList struct {
	Name string `arg:"" optional:"" help:"Of one person only."`
	answer
}

func (roleList) Help() string {
	return `Example:

    guildhall role list ada --json`
}

// Run lists grants, those that ended too.
func (r roleList) Run(c *call) error {
	list := []granted{}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		var whose models.ID
		if r.Name != "" {
			m, err := member(tx, r.Name)
			if err != nil {
				return err
			}
			whose = m.ID
		}
		grants, err := tx.GrantsOf(whose)
		if err != nil {
			return err
		}
		ids := make([]models.ID, len(grants))
		for i, g := range grants {
			ids[i] = g.ActorID
		}
		people, err := tx.Actors(ids)
		for _, g := range grants {
			list = append(list, granted{Name: people[g.ActorID].Handle, Role: g.Role, Since: moment(g.Granted), Until: moment(g.Until),
				Expired: g.Until != 0 && g.Until <= tx.Now()})
		}
		return err
	})
	if err != nil {
		return err
	}
	if r.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, g := range list {
		state := "holds"
		if g.Expired {
			state = "ended"
		}
		rows[i] = []string{string(g.Name), string(g.Role), state, g.Since, g.Until}
	}
	c.table([]string{"NAME", "ROLE", "STATE", "GRANTED", "UNTIL"}, rows)
	return nil
}
