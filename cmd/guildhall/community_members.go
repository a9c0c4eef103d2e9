package main

import (
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/people"
	"guildhall/store"
)

type communityMembers struct {
	Community string `arg:"" help:"Its handle."`
	Asking    bool   `help:"Those who ask to come in, for those who lead it."`
	speaking
	answer
}

func (communityMembers) Help() string {
	return `Members are told to those who are in the community. Who is in a closed one is told to nobody else, so --as is needed there.

    guildhall community members welding --as ada --json`
}

// inCommunity is somebody in a community as programs read it.
type inCommunity struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	URL     string `json:"url"`
	Since   string `json:"since"`
}

// Run lists them, some at a time.
func (m communityMembers) Run(c *call) error {
	list := []inCommunity{}
	err := c.open(func(s *server.Server) error {
		for last := models.ID(0); ; {
			var some []store.FollowRow
			err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				some, err = m.some(tx, store.Page{MaxID: last, Limit: 80})
				return err
			})
			if err != nil || len(some) == 0 {
				return err
			}
			for _, f := range some {
				list = append(list, inCommunity{f.Actor.Address(), f.Actor.DisplayName(), f.Actor.URL, moment(f.Created)})
			}
			last = some[len(some)-1].Following.ID
		}
	})
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, one := range list {
		rows[i] = []string{one.Address, one.Name, one.Since}
	}
	c.table([]string{"ADDRESS", "NAME", "SINCE"}, rows)
	return nil
}

// some are the members, or those who ask, on one page.
func (m communityMembers) some(tx *store.Tx, p store.Page) ([]store.FollowRow, error) {
	by, a, err := m.knows(tx, m.Community)
	switch {
	case err != nil:
		return nil, err
	case m.Asking:
		return people.Asking(tx, by, a, p)
	}
	return people.Members(tx, by, a, p)
}

type communityAdmit struct{ aboutSomebody }

func (communityAdmit) Help() string {
	return `Example:

    guildhall community admit welding @ines@partner.example --as ada`
}

// Run lets the person in.
func (m communityAdmit) Run(c *call) error {
	return m.does(c, func(s *server.Server, tx *store.Tx, by, a, who models.Actor) error {
		_, err := people.Admit(tx, s.Site, by, a, who)
		return err
	})
}

type communityRefuse struct{ aboutSomebody }

func (communityRefuse) Help() string {
	return `The driver stays.

    guildhall community refuse welding @ines@partner.example --as ada`
}

// Run refuses the person.
func (m communityRefuse) Run(c *call) error {
	return m.does(c, func(s *server.Server, tx *store.Tx, by, a, who models.Actor) error {
		return people.TurnAway(tx, s.Site, by, a, who)
	})
}

type communityInvite struct{ aboutSomebody }

func (communityInvite) Help() string {
	return `Example:

    guildhall community invite welding bob --as ada`
}

// Run invites the person.
func (m communityInvite) Run(c *call) error {
	return m.does(c, func(s *server.Server, tx *store.Tx, by, a, who models.Actor) error {
		return people.Invite(tx, s.Site, by, a, who)
	})
}

type communityUninvite struct{ aboutSomebody }

func (communityUninvite) Help() string {
	return `Whoever came in already stays.

    guildhall community uninvite welding @ines@partner.example --as ada`
}

// Run takes the invitation back.
func (m communityUninvite) Run(c *call) error {
	return m.does(c, func(s *server.Server, tx *store.Tx, by, a, who models.Actor) error {
		return people.Uninvite(tx, s.Site, by, a, who)
	})
}

// aboutSomebody is the command line of what is done about one person in a community.
type aboutSomebody struct {
	Community string `arg:"" help:"Its handle."`
	Who       string `arg:"" help:"A name here, or the address of somebody known here."`
	speaking
	answer
}

func (m aboutSomebody) does(c *call, do func(s *server.Server, tx *store.Tx, by, community, who models.Actor) error) error {
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		who, err := somebody(tx, m.Who)
		if err != nil {
			return err
		}
		return do(s, tx, by, a, who)
	})
}
