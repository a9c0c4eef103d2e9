package main

import (
	"strconv"

	"guildhall/server"
	"guildhall/services/retention"
)

type retentionCommand struct {
	Show    retentionShow    `cmd:"" help:"Show how long each kind of thing is kept, and which setting says so."`
	Preview retentionPreview `cmd:"" help:"Count what the next sweep would take away; nothing is changed."`
}

type retentionShow struct{ answer }

func (retentionShow) Help() string {
	return `What somebody refers to is not taken away, and no thread goes in part. What legal holds keep stays whatever the settings say: guildhall hold list

    guildhall retention show --json`
}

// Run shows the periods in force.
func (r retentionShow) Run(c *call) error {
	var all []retention.Period
	err := c.open(func(s *server.Server) error {
		all = s.Retention.Periods()
		return nil
	})
	if err != nil {
		return err
	}
	if r.JSON {
		return c.json(all)
	}
	rows := make([][]string, len(all))
	for i, p := range all {
		rows[i] = []string{p.Kind, daysKept(p), p.Setting, p.Says}
	}
	c.table([]string{"KIND", "KEPT FOR", "SETTING", "WHAT GOES"}, rows)
	return nil
}

type retentionPreview struct{ answer }

func (retentionPreview) Help() string {
	return `The sweep runs each hour. A setting can be tried before it is in force, as a flag. Counts are of kinds, never of persons.

    guildhall retention preview --keep-remote-posts 180`
}

// Run counts what would go.
func (r retentionPreview) Run(c *call) error {
	var all []retention.Goes
	err := c.open(func(s *server.Server) (err error) {
		all, err = s.Retention.Preview(c.ctx)
		return err
	})
	if err != nil {
		return err
	}
	if r.JSON {
		return c.json(all)
	}
	rows := make([][]string, len(all))
	for i, g := range all {
		rows[i] = []string{g.Kind, daysKept(g.Period), strconv.FormatInt(g.Goes, 10)}
	}
	c.table([]string{"KIND", "KEPT FOR", "WOULD GO"}, rows)
	return nil
}

// daysKept says how long, for a table.
func daysKept(p retention.Period) string {
	switch {
	case p.Setting == "":
		return "the hold"
	case p.Days == 0:
		return "always"
	case p.Days == 1:
		return "1 day"
	}
	return strconv.Itoa(p.Days) + " days"
}
