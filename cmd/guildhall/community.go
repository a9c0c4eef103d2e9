package main

import (
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

type communityCommand struct {
	Create communityCreate `cmd:"" help:"Found a community."`
}

type communityCreate struct {
	Handle  string `arg:"" help:"Name in the address: small letters, digits and _; no person's."`
	Name    string `help:"Name as people read it; the handle without." placeholder:"TEXT"`
	Purpose string `required:"" help:"Why it exists, in a sentence or two." placeholder:"TEXT"`
	Driver  string `required:"" help:"Who leads it: a person here." placeholder:"NAME"`
	answer
}

func (communityCreate) Help() string {
	return `Example:

    guildhall community create welding --name Welding --purpose "How we join metal." --driver ada`
}

// Run founds the community in the name of the organisation.
func (m communityCreate) Run(c *call) error {
	return c.open(func(s *server.Server) error {
		var a models.Actor
		err := s.Store.Write(c.ctx, func(tx *store.Tx) error {
			driver, err := member(tx, m.Driver)
			if err != nil {
				return err
			}
			by, err := tx.OrganisationActor()
			if err != nil {
				return err
			}
			a, err = communities.Create(tx, s.Site, by, communities.New{Handle: m.Handle, Name: m.Name, Purpose: m.Purpose, Driver: driver.ID})
			return err
		})
		if err != nil {
			return err
		}
		if err := s.Keys.Ensure(c.ctx, a); err != nil {
			c.log.Warn("the keys are made when they are first needed", "err", err)
		}
		if m.JSON {
			return c.json(map[string]string{"id": a.ID.String(), "handle": string(a.Handle), "address": a.Address(), "url": a.URL, "name": a.Name})
		}
		c.say("Founded " + a.Address() + " as a draft. Who drives it fills in the rest and opens it: " + s.Site.Base + "/@" + string(a.Handle) + "/tend")
		return nil
	})
}
