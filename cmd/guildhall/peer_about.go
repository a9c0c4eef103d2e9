package main

import (
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type peerAbout struct {
	Domain string  `arg:"" help:"Host, with its port if it has one."`
	Owner  *string `help:"Who of ours answers for it; empty for nobody." placeholder:"NAME"`
	Reason *string `help:"Why it has its standing." placeholder:"TEXT"`
	Review *string `help:"The day to look at it again, such as 2027-03-01; empty for never." placeholder:"DAY"`
	Below  *bool   `name:"subdomains" negatable:"" help:"Its subdomains have its standing too, unless they have one of their own."`
	As     string  `help:"Who says so, as the record will have it; without, the command line." placeholder:"NAME"`
	answer
}

func (peerAbout) Help() string {
	return `Changes nothing of the standing, and only what is said.

    guildhall peer about social.example.org --owner ada --reason "Agreement of May" --review 2027-03-01`
}

// Run says so.
func (p peerAbout) Run(c *call) error {
	about := boundary.About{Reason: p.Reason, Below: p.Below}
	if p.Owner != nil {
		about.Owner = (*models.Handle)(p.Owner)
	}
	if p.Review != nil {
		var at models.Time
		if *p.Review != "" {
			day, err := time.Parse(time.DateOnly, *p.Review)
			if err != nil {
				return fault.New(fault.Invalid, "guildhall peer about", "Write the day like 2027-03-01.").Because(err)
			}
			at = models.At(day)
		}
		about.Review = &at
	}
	var peer models.Peer
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		host, err := domain(s, p.Domain)
		if err != nil {
			return err
		}
		by, err := acting{As: p.As}.by(tx)
		if err == nil {
			peer, err = boundary.Describe(tx, by, s.Site.Host, host, about, "")
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case p.JSON:
		return c.json(asPeer(peer))
	}
	c.say("This is kept of " + string(peer.Host) + " now. See it with: guildhall peer show " + string(peer.Host))
	return nil
}
