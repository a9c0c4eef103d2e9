package main

import (
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

type communitySet struct{ chosen }

// chosen are the flags that say how a community is, or would be.
type chosen struct {
	Community string   `arg:"" help:"Its handle."`
	Name      *string  `help:"Name as people read it." placeholder:"TEXT"`
	Purpose   *string  `help:"Why it exists, in a sentence or two." placeholder:"TEXT"`
	Needs     *string  `help:"Who needs whom." placeholder:"TEXT"`
	Measure   *string  `help:"By what its members see that it serves its purpose." placeholder:"TEXT"`
	Review    string   `help:"Last day on which its purpose is in force." placeholder:"DATE"`
	Driver    string   `help:"Who leads it from now on." placeholder:"NAME"`
	Inside    *string  `help:"How people here come in: open, request, invitation or hidden." placeholder:"WAY"`
	Partners  *string  `help:"How people of partners come in." placeholder:"WAY"`
	World     *string  `help:"How people of other servers come in." placeholder:"WAY"`
	Switch    *string  `help:"How it speaks with other servers: off, in only, out only or both." placeholder:"POSITION"`
	Ceiling   *string  `help:"How far what is posted goes at most: world, partners, inside, or partners' domains joined by commas." placeholder:"WHERE"`
	Label     *string  `help:"Label for what is posted without one: CLEAR, GREEN, AMBER, AMBER+STRICT, or empty." placeholder:"LABEL"`
	Guideline []string `sep:"none" help:"A line of its guidelines; give it several times." placeholder:"TEXT"`
	Quorum    *int     `help:"How many members flag a post until it folds: 2 to 20." placeholder:"NUMBER"`
	Downs     *bool    `help:"Whether members say that they disapprove of a post, and how many do is shown."`
	Everyone  *bool    `help:"Whether everybody here is in it until they leave."`
	speaking
	answer
}

func (communitySet) Help() string {
	return `What is not named stays as it is.

    guildhall community set welding --switch "out only" --ceiling partners --world invitation`
}

// change is what the flags say, but for the driver.
func (m chosen) change() (communities.Change, error) {
	change := communities.Change{Name: m.Name, Purpose: m.Purpose, Needs: m.Needs, Measure: m.Measure, Ceiling: m.Ceiling, Label: m.Label, Everyone: m.Everyone, Quorum: m.Quorum, Downs: m.Downs,
		JoinInside: (*models.JoinMode)(m.Inside), JoinPartners: (*models.JoinMode)(m.Partners), JoinWorld: (*models.JoinMode)(m.World), Federation: (*models.Switch)(m.Switch)}
	if m.Guideline != nil {
		change.Guidelines = &m.Guideline
	}
	if m.Review == "" {
		return change, nil
	}
	review, err := end(m.Review)
	change.Review = &review
	return change, err
}

// drives adds the driver.
func (m chosen) drives(tx *store.Tx, change *communities.Change) error {
	if m.Driver == "" {
		return nil
	}
	next, err := member(tx, m.Driver)
	change.Driver = &next.ID
	return err
}

// Run changes the community.
func (m communitySet) Run(c *call) error {
	change, err := m.change()
	if err != nil {
		return err
	}
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		if err := m.drives(tx, &change); err != nil {
			return err
		}
		_, err := communities.Update(tx, s.Site, by, a.ID, change)
		return err
	})
}

type turning struct {
	Community string `arg:"" help:"Its handle."`
	speaking
	answer
}

func (m turning) turn(c *call, to models.CommunityState) error {
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		_, err := communities.Turn(tx, s.Site, by, a.ID, to)
		return err
	})
}

type communityOpen struct{ turning }

func (communityOpen) Help() string {
	return `It opens once its canvas is filled; what it lacks is told.

    guildhall community open welding`
}

// Run opens the community.
func (m communityOpen) Run(c *call) error { return m.turn(c, models.Live) }

type communityRest struct{ turning }

func (communityRest) Help() string {
	return `Nobody writes while it rests.

    guildhall community rest welding`
}

// Run lets the community rest.
func (m communityRest) Run(c *call) error { return m.turn(c, models.Resting) }

type communityWake struct{ turning }

func (communityWake) Help() string {
	return `It goes on as it was.

    guildhall community wake welding`
}

// Run wakes the community.
func (m communityWake) Run(c *call) error { return m.turn(c, models.Live) }

type communityArchive struct{ turning }

func (communityArchive) Help() string {
	return `It stays readable, and nobody new comes in. Wake takes it back.

    guildhall community archive welding`
}

// Run archives the community.
func (m communityArchive) Run(c *call) error { return m.turn(c, models.Archived) }

type communityRenew struct {
	Community string `arg:"" help:"Its handle."`
	Until     string `help:"Last day on which the purpose is in force; half a year from now without." placeholder:"DATE"`
	speaking
	answer
}

func (communityRenew) Help() string {
	return `What was paused because the purpose had run out goes on.

    guildhall community renew welding --until 2027-06-30`
}

// Run renews the purpose.
func (m communityRenew) Run(c *call) error {
	until, err := end(m.Until)
	if err != nil {
		return err
	}
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		_, err := communities.Renew(tx, s.Site, by, a.ID, until)
		return err
	})
}

type communityAppoint struct {
	Community string `arg:"" help:"Its handle."`
	Who       string `arg:"" help:"A name here, or the address of somebody known here."`
	Role      string `arg:"" help:"core, facilitator or moderator."`
	Until     string `help:"Last day of the role; a facilitator's has one." placeholder:"DATE"`
	speaking
	answer
}

func (communityAppoint) Help() string {
	return `Example:

    guildhall community appoint welding bob core`
}

// Run gives the role.
func (m communityAppoint) Run(c *call) error {
	until, err := end(m.Until)
	if err != nil {
		return err
	}
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		who, err := somebody(tx, m.Who)
		if err != nil {
			return err
		}
		return communities.Appoint(tx, s.Site, by, a, who, models.CommunityRole(m.Role), until)
	})
}

type communityDismiss struct {
	Community string `arg:"" help:"Its handle."`
	Who       string `arg:"" help:"Whose role."`
	Role      string `arg:"" help:"core, facilitator or moderator."`
	speaking
	answer
}

func (communityDismiss) Help() string {
	return `Example:

    guildhall community dismiss welding bob core`
}

// Run takes the role away.
func (m communityDismiss) Run(c *call) error {
	return c.tend(m.Community, m.speaking, m.JSON, func(s *server.Server, tx *store.Tx, by, a models.Actor) error {
		who, err := somebody(tx, m.Who)
		if err != nil {
			return err
		}
		return communities.Dismiss(tx, s.Site, by, a, who, models.CommunityRole(m.Role))
	})
}
