package main

import (
	"guildhall/fault"
	"guildhall/server"
)

type doctorCommand struct{ answer }

func (doctorCommand) Help() string {
	return `Looks at database, disk, clock, public address, TLS, WebFinger, deliveries and peers, from inside and by the public address. It changes nothing; it ends with 1 when something does not work.

    guildhall doctor`
}

// Run looks, and tells.
func (d doctorCommand) Run(c *call) error {
	var findings []server.Finding
	err := c.open(func(s *server.Server) error {
		findings = s.Doctor(c.ctx)
		return nil
	})
	if err != nil {
		return err
	}
	ill := false
	rows := make([][]string, len(findings))
	for i, f := range findings {
		ill = ill || f.Is == server.Ill
		rows[i] = []string{string(f.Is), f.Part, f.Says}
	}
	if d.JSON {
		if err := c.json(findings); err != nil {
			return err
		}
	} else {
		c.table([]string{"IS", "PART", "WHAT WAS SEEN"}, rows)
	}
	if ill {
		return fault.New(fault.Unavailable, "guildhall doctor", "Something does not work; see above.")
	}
	return nil
}
