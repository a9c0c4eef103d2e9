package main

import (
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/communities"
	"guildhall/store"
)

type communityCommand struct {
	Create   communityCreate   `cmd:"" help:"Found a community."`
	List     communityList     `cmd:"" help:"List the communities of this organisation, newest first."`
	Show     communityShow     `cmd:"" help:"Show what a community is made of."`
	Set      communitySet      `cmd:"" help:"Change the canvas, the ways in, the switch, the ceiling, the label."`
	Rehearse communityRehearse `cmd:"" help:"Tell what other servers would get of it, and send nothing."`
	Open     communityOpen     `cmd:"" help:"Let a draft live."`
	Rest     communityRest     `cmd:"" help:"Let a community rest: all of it stays readable."`
	Wake     communityWake     `cmd:"" help:"Let a resting or archived community live again."`
	Archive  communityArchive  `cmd:"" help:"Put a community away; nothing is deleted."`
	Renew    communityRenew    `cmd:"" help:"Put its purpose in force until another day."`
	Appoint  communityAppoint  `cmd:"" help:"Give somebody a role in a community."`
	Dismiss  communityDismiss  `cmd:"" help:"Take a role in a community away."`
	Members  communityMembers  `cmd:"" help:"List who is in a community, or who asks to come in."`
	Admit    communityAdmit    `cmd:"" help:"Let somebody in who asked."`
	Refuse   communityRefuse   `cmd:"" help:"Refuse somebody who asked, or take a member out."`
	Invite   communityInvite   `cmd:"" help:"Let somebody come in without asking."`
	Uninvite communityUninvite `cmd:"" help:"Take an invitation back."`
	Flagged  communityFlagged  `cmd:"" help:"List what members flagged and nothing was decided about."`
	Keep     communityKeep     `cmd:"" help:"Let a post stand that members flagged."`
	Remove   communityRemove   `cmd:"" help:"Take a post out of a community."`
	Lock     communityLock     `cmd:"" help:"Let nobody answer in a thread of it."`
	Ban      communityBan      `cmd:"" help:"Let somebody write nothing in it."`
	Undo     communityUndo     `cmd:"" help:"Take a decision back."`
	Log      communityLog      `cmd:"" help:"List what was decided in a community, newest first."`
	Appeals  communityAppeals  `cmd:"" help:"List the appeals that wait for an answer."`
	Answer   communityAnswer   `cmd:"" help:"Answer an appeal: the decision stands, or is taken back."`
}

// speaking is the flag of commands about communities: they are done by a person, or by the organisation.
type speaking struct {
	As string `help:"In whose name, with what that person may; without, in the name of the organisation." placeholder:"NAME"`
}

func (s speaking) by(tx *store.Tx) (models.Actor, error) {
	if s.As == "" {
		return tx.OrganisationActor()
	}
	m, err := member(tx, s.As)
	return m.Actor, err
}

// knows finds who speaks, and the community of ours that a handle names, if they may know of it.
func (s speaking) knows(tx *store.Tx, handle string) (by, a models.Actor, err error) {
	if by, err = s.by(tx); err != nil {
		return by, a, err
	}
	a, err = tx.ActorByHandle(models.Handle(strings.TrimPrefix(handle, "@")))
	if err == nil && a.Kind != models.Community {
		err = fault.New(fault.Missing, "guildhall community", "That is no community.")
	}
	if err == nil && s.As != "" {
		err = tx.KnownTo(by.ID, &a)
	}
	if fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "guildhall community", "No community here is called "+handle+". List them with: guildhall community list").Because(err)
	}
	return by, a, err
}

// somebody finds a person by a name here or by an address that is known here.
func somebody(tx *store.Tx, name string) (models.Actor, error) {
	handle, domain, elsewhere := strings.Cut(strings.TrimPrefix(name, "@"), "@")
	var a models.Actor
	var err error
	if elsewhere {
		a, err = tx.ActorByAddress(models.Handle(handle), domain)
	} else {
		a, err = tx.ActorByHandle(models.Handle(handle))
	}
	if err == nil && (a.Gone != 0 || a.Kind == models.Community) || fault.Is(err, fault.Missing) {
		err = fault.New(fault.Missing, "guildhall community", "Nobody known here is called "+name+".").Because(err)
	}
	return a, err
}

// tended is a community of ours as programs read it.
type tended struct {
	ID         string                `json:"id"`
	Handle     models.Handle         `json:"handle"`
	Address    string                `json:"address"`
	URL        string                `json:"url"`
	Name       string                `json:"name"`
	State      models.CommunityState `json:"state"`
	Since      string                `json:"since"`
	Purpose    string                `json:"purpose"`
	Needs      string                `json:"needs"`
	Measure    string                `json:"measure"`
	Review     string                `json:"review"`
	Paused     bool                  `json:"paused"`
	Driver     string                `json:"driver"`
	Roles      []roleHeld            `json:"roles"`
	Lacks      []string              `json:"lacks"` // what it wants before it can live
	Closed     bool                  `json:"closed"`
	Everyone   bool                  `json:"everyone"`
	Inside     models.JoinMode       `json:"join_inside"`
	Partners   models.JoinMode       `json:"join_partners"`
	World      models.JoinMode       `json:"join_world"`
	Switch     models.Switch         `json:"federation"`
	Ceiling    string                `json:"ceiling"`
	Label      string                `json:"label"`
	Guidelines []string              `json:"guidelines"`
	Downs      bool                  `json:"downs"`  // members say that they disapprove of a post
	Quorum     int                   `json:"quorum"` // how many members flag a post until it folds
}

// roleHeld is a role that somebody has in a community.
type roleHeld struct {
	Address string               `json:"address"`
	Role    models.CommunityRole `json:"role"`
	Until   string               `json:"until,omitempty"`
}

func asCommunity(tx *store.Tx, a models.Actor) (tended, error) {
	t := tended{ID: a.ID.String(), Handle: a.Handle, Address: a.Address(), URL: a.URL, Name: a.DisplayName(), Roles: []roleHeld{}}
	w, err := communities.Look(tx, a)
	if err != nil {
		return t, err
	}
	row := w.Row
	t.State, t.Since, t.Purpose, t.Needs, t.Measure, t.Review, t.Paused = row.State, moment(row.Since), row.Purpose, row.Needs, row.Measure, moment(row.Review), row.Paused != 0
	t.Closed, t.Everyone, t.Inside, t.Partners, t.World = row.Closed, row.Everyone, row.JoinInside, row.JoinPartners, row.JoinWorld
	t.Switch, t.Ceiling, t.Label, t.Guidelines = row.Federation, row.Ceiling, row.Label, append([]string{}, row.Guidelines...)
	t.Quorum, t.Downs = row.Quorum, a.Downs
	t.Lacks, t.Driver = append([]string{}, w.Lacks...), w.Driver.Address()
	for _, h := range w.Team {
		t.Roles = append(t.Roles, roleHeld{h.Who.Address(), h.Role, moment(h.Until)})
	}
	return t, nil
}

type communityCreate struct {
	Handle  string `arg:"" help:"Name in the address: small letters, digits and _; no person's."`
	Name    string `help:"Name as people read it; the handle without." placeholder:"TEXT"`
	Purpose string `required:"" help:"Why it exists, in a sentence or two." placeholder:"TEXT"`
	Driver  string `required:"" help:"Who leads it: a person here." placeholder:"NAME"`
	Closed  bool   `help:"A closed space: by invitation, hidden from outside, for its members alone."`
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
		var t tended
		err := s.Store.Write(c.ctx, func(tx *store.Tx) error {
			driver, err := member(tx, m.Driver)
			if err != nil {
				return err
			}
			by, err := tx.OrganisationActor()
			if err != nil {
				return err
			}
			if a, err = communities.Create(tx, s.Site, by, communities.New{Handle: m.Handle, Name: m.Name, Purpose: m.Purpose, Driver: driver.ID, Team: m.Closed}); err != nil {
				return err
			}
			t, err = asCommunity(tx, a)
			return err
		})
		if err != nil {
			return err
		}
		if err := s.Keys.Ensure(c.ctx, a); err != nil {
			c.log.Warn("the keys are made when they are first needed", "err", err)
		}
		if m.JSON {
			return c.json(t)
		}
		c.say("Founded " + a.Address() + " as a draft. Who drives it fills in the rest and opens it: " + s.Site.Base + "/@" + string(a.Handle) + "/tend")
		return nil
	})
}

type communityList struct {
	State string `enum:"draft,live,resting,archived,any" default:"any" help:"Only those in one state: draft, live, resting or archived." placeholder:"STATE"`
	As    string `help:"Only those that this person may know of." placeholder:"NAME"`
	answer
}

func (communityList) Help() string {
	return `Example:

    guildhall community list --state draft --json`
}

// Run lists the communities, some at a time.
func (m communityList) Run(c *call) error {
	list := []tended{}
	err := c.open(func(s *server.Server) error {
		for last := models.ID(0); ; {
			var some []models.Actor
			err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				page := store.Page{MaxID: last, Limit: 80}
				if m.As == "" {
					some, err = tx.CommunitiesAll(page)
				} else if p, e := member(tx, m.As); e != nil {
					return e
				} else {
					some, err = tx.CommunitiesHere(p.ID, page)
				}
				for i := 0; err == nil && i < len(some); i++ {
					var t tended
					if t, err = asCommunity(tx, some[i]); err == nil && (m.State == "any" || m.State == string(t.State)) {
						list = append(list, t)
					}
				}
				return err
			})
			if err != nil || len(some) == 0 {
				return err
			}
			last = some[len(some)-1].ID
		}
	})
	if err != nil {
		return err
	}
	if m.JSON {
		return c.json(list)
	}
	rows := make([][]string, len(list))
	for i, t := range list {
		rows[i] = []string{string(t.Handle), t.Name, string(t.State), t.Driver, t.Review, string(t.Inside), string(t.Switch)}
	}
	c.table([]string{"NAME", "CALLED", "STATE", "DRIVER", "REVIEW", "WAY IN", "SWITCH"}, rows)
	return nil
}

type communityShow struct {
	Community string `arg:"" help:"Its handle."`
	speaking
	answer
}

func (communityShow) Help() string {
	return `Example:

    guildhall community show welding`
}

// Run shows the community.
func (m communityShow) Run(c *call) error {
	var t tended
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		_, a, err := m.knows(tx, m.Community)
		if err == nil {
			t, err = asCommunity(tx, a)
		}
		return err
	})
	return c.tells(err, t, m.JSON)
}

// tells answers with what a community is made of.
func (c *call) tells(err error, t tended, asJSON bool) error {
	if err != nil {
		return err
	}
	if asJSON {
		return c.json(t)
	}
	rows := [][]string{
		{"address", t.Address}, {"name", t.Name}, {"state", string(t.State)}, {"purpose", t.Purpose}, {"needs", t.Needs}, {"measure", t.Measure}, {"review", t.Review},
		{"lacks", strings.Join(t.Lacks, ", ")}, {"driver", t.Driver},
	}
	for _, r := range t.Roles {
		rows = append(rows, []string{string(r.Role), r.Address})
	}
	rows = append(rows, []string{"from inside", string(t.Inside)}, []string{"from partners", string(t.Partners)}, []string{"from the world", string(t.World)},
		[]string{"switch", string(t.Switch)}, []string{"ceiling", t.Ceiling}, []string{"label", t.Label}, []string{"quorum", strconv.Itoa(t.Quorum)}, []string{"downs", strconv.FormatBool(t.Downs)})
	for _, g := range t.Guidelines {
		rows = append(rows, []string{"guideline", g})
	}
	c.table([]string{"WHAT", "HOW IT IS"}, rows)
	return nil
}

// tend does something to a community and shows what it is then made of.
func (c *call) tend(name string, who speaking, asJSON bool, do func(*server.Server, *store.Tx, models.Actor, models.Actor) error) error {
	var t tended
	err := c.write(func(s *server.Server, tx *store.Tx) error {
		by, a, err := who.knows(tx, name)
		if err != nil {
			return err
		}
		if err := do(s, tx, by, a); err != nil {
			return err
		}
		if a, err = tx.ActorByID(a.ID); err == nil {
			t, err = asCommunity(tx, a)
		}
		return err
	})
	return c.tells(err, t, asJSON)
}
