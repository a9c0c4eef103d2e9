package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
)

// tend shows those who lead a community of ours what it is made of.
func (v *visit) tend() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		return v.tending(tx)
	})
}

// led is the community that the address names, for those who lead it; for all others there is no such page.
func (v *visit) led(tx *store.Tx) (models.Actor, error) {
	a, err := v.named(tx, v.name())
	if err != nil {
		return a, err
	}
	if a.Local && a.Kind == models.Community {
		if err := access.RequireLead(tx, v.who.Actor, a.ID, "web.tend"); !fault.Is(err, fault.Forbidden) {
			return a, err
		}
	}
	return a, fault.New(fault.Hidden, "web.tend", "There is no such page.")
}

func (v *visit) tending(tx *store.Tx) (frontend.Tending, error) {
	p := frontend.Tending{}
	var err error
	if p.Actor, err = v.led(tx); err != nil {
		return p, err
	}
	if p.Row, err = tx.CommunityByActor(p.Actor.ID); err != nil {
		return p, err
	}
	p.Guidelines = strings.Join(p.Row.Guidelines, "\n")
	core, err := v.core(tx, p.Actor.ID)
	if err != nil {
		return p, err
	}
	var names []string
	for _, a := range core {
		names = append(names, string(a.Handle))
	}
	p.Core = strings.Join(names, " ")
	if p.Lacks, err = communities.Lacks(tx, &p.Row); err != nil {
		return p, err
	}
	whole, err := communities.Look(tx, p.Actor)
	if err != nil {
		return p, err
	}
	for _, h := range whole.Team {
		if h.Role == models.Facilitator {
			p.Turns = append(p.Turns, frontend.Turn{Who: h.Who, Until: h.Until})
		}
	}
	p.Ends = tx.Now().Go().AddDate(0, 0, weeksOfTurn*7).Format(time.DateOnly)
	asking, err := tx.FollowRequests(p.Actor.ID, store.Page{Limit: 80})
	for _, f := range asking {
		p.Asking = append(p.Asking, f.Actor)
	}
	if err == nil {
		p.Invited, err = tx.InvitedInto(p.Actor.ID, store.Page{Limit: 80})
	}
	return p, err
}

// weeksOfTurn is how long somebody is a facilitator where nothing else is said.
const weeksOfTurn = 4

// core lists the core team of a community.
func (v *visit) core(tx *store.Tx, community models.ID) ([]models.Actor, error) {
	duties, err := tx.DutiesIn(community)
	if err != nil {
		return nil, err
	}
	var core []models.Actor
	for _, d := range duties {
		if d.Role != models.Core {
			continue
		}
		a, err := tx.ActorByID(d.ActorID)
		if err != nil {
			return nil, err
		}
		if a.Gone == 0 {
			core = append(core, a)
		}
	}
	return core, nil
}

// changeTended does what the form says: the canvas, the ways in and the boundary, or a step in the life of the community.
func (v *visit) changeTended() error {
	if v.form("do") == "rehearse" {
		return v.rehearseTended()
	}
	var to string
	key := "flash.tended"
	err := v.write(func(tx *store.Tx) error {
		a, err := v.led(tx)
		if err != nil {
			return err
		}
		to = frontend.PathTend.With(frontend.Name(a))
		switch do := v.form("do"); do {
		case "save":
			return v.saveTended(tx, a)
		case "admit", "away":
			who, err := tx.ActorByID(models.ParseID(v.form("who")))
			if fault.Is(err, fault.Missing) {
				return fault.New(fault.Invalid, "web.tend", "Nobody like that waits here.").Because(err)
			}
			if err != nil {
				return err
			}
			if do == "away" {
				return people.TurnAway(tx, v.Site, v.who.Actor, a, who)
			}
			_, err = people.Admit(tx, v.Site, v.who.Actor, a, who)
			return err
		case "invite":
			who, err := v.named(tx, strings.TrimPrefix(v.form("whom"), "@"))
			if fault.Is(err, fault.Missing) || fault.Is(err, fault.Hidden) {
				return fault.New(fault.Invalid, "web.tend", "Nobody known here is called "+v.form("whom")+". Look them up first.").Because(err)
			}
			if err != nil {
				return err
			}
			if err := people.Invite(tx, v.Site, v.who.Actor, a, who); err != nil {
				return err
			}
			return v.Gate.May(tx, models.Invite, a, who) // who is invited may know it, so this is asked second; a no takes all back
		case "uninvite":
			who, err := tx.ActorByID(models.ParseID(v.form("who")))
			if err == nil {
				err = people.Uninvite(tx, v.Site, v.who.Actor, a, who)
			}
			return ifGone(err)
		case "facilitate":
			return v.giveTurn(tx, a)
		case "unfacilitate":
			who, err := tx.ActorByID(models.ParseID(v.form("who")))
			if err == nil {
				err = communities.Dismiss(tx, v.Site, v.who.Actor, a, who, models.Facilitator)
			}
			return ifGone(err)
		case "renew":
			_, err = communities.Renew(tx, v.Site, v.who.Actor, a.ID, 0)
		default:
			_, err = communities.Turn(tx, v.Site, v.who.Actor, a.ID, models.CommunityState(do))
		}
		return err
	})
	if err == nil {
		return v.done(to, key)
	}
	return v.tendAgain(err)
}

// ifGone lets pass that what was to end has ended already.
func ifGone(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// giveTurn makes somebody here a facilitator until the end of a day.
func (v *visit) giveTurn(tx *store.Tx, a models.Actor) error {
	const op = "web.giveTurn"
	handle, ok := paths.NewHandle(strings.TrimPrefix(v.form("facilitator"), "@"))
	who, err := tx.ActorByHandle(handle)
	if !ok || fault.Is(err, fault.Missing) {
		return fault.New(fault.Invalid, op, "Nobody here is called "+v.form("facilitator")+". Name somebody by their handle.").Because(err)
	}
	if err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, v.form("until"))
	if err != nil {
		return fault.New(fault.Invalid, op, "The last day is written as in 2027-03-31.").Because(err)
	}
	return communities.Appoint(tx, v.Site, v.who.Actor, a, who, models.Facilitator, models.At(day.AddDate(0, 0, 1)))
}

// tendAgain shows the form once more, with what was typed and what stands in the way.
func (v *visit) tendAgain(err error) error {
	if !again(err) {
		return err
	}
	return v.page(fault.Status(err), func(tx *store.Tx) (frontend.Page, error) {
		p, lost := v.tending(tx)
		p.Problem = frontend.ProblemOf(err)
		if do := v.form("do"); do == "save" || do == "rehearse" { // what was typed is not lost
			p.Actor.Downs = v.ticked("downs")
			p.Actor.Name, p.Core, p.Guidelines = v.form("name"), v.form("core"), v.form("guidelines")
			p.Row.Purpose, p.Row.Needs, p.Row.Measure = v.form("purpose"), v.form("needs"), v.form("measure")
			p.Row.JoinInside, p.Row.JoinPartners, p.Row.JoinWorld = models.JoinMode(v.form("inside")), models.JoinMode(v.form("partners")), models.JoinMode(v.form("world"))
			p.Row.Federation, p.Row.Ceiling, p.Row.Label = models.Switch(v.form("federation")), v.form("ceiling"), v.form("label")
		}
		return p, lost
	})
}

// chosenTended is what the form says of the canvas, the ways in and the boundary.
func (v *visit) chosenTended() (communities.Change, error) {
	day, err := time.Parse(time.DateOnly, v.form("review"))
	if err != nil {
		return communities.Change{}, fault.New(fault.Invalid, "web.tend", "The day of the review is written as in 2027-03-31.").Because(err)
	}
	name, purpose, needs, measure, review := v.form("name"), v.form("purpose"), v.form("needs"), v.form("measure"), models.At(day)
	inside, partners, world := models.JoinMode(v.form("inside")), models.JoinMode(v.form("partners")), models.JoinMode(v.form("world"))
	federation, ceiling, label := models.Switch(v.form("federation")), v.form("ceiling"), v.form("label")
	lines := strings.Split(v.form("guidelines"), "\n")
	downs := v.ticked("downs")
	var quorum *int
	if said := v.form("quorum"); said != "" {
		n, err := strconv.Atoi(said)
		if err != nil {
			return communities.Change{}, fault.New(fault.Invalid, "web.tend", "How many members fold a post is a number from 2 to 20.").Because(err)
		}
		quorum = &n
	}
	return communities.Change{Name: &name, Purpose: &purpose, Needs: &needs, Measure: &measure, Review: &review,
		JoinInside: &inside, JoinPartners: &partners, JoinWorld: &world, Federation: &federation, Ceiling: &ceiling, Label: &label, Guidelines: &lines, Quorum: quorum, Downs: &downs}, nil
}

// rehearseTended shows what other servers would get, had the community what the form says. Nothing is saved.
func (v *visit) rehearseTended() error {
	p := frontend.CommunityRehearsal{}
	err := v.read(func(tx *store.Tx) (err error) {
		p.Actor, err = v.led(tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := v.Door.Pace(v.gin.Writer, door.LookUps, v.me().String()); err != nil {
		return err
	}
	change, err := v.chosenTended()
	if err == nil {
		p.Rehearsal, err = v.Out.Rehearse(v.ctx(), v.who.Actor, p.Actor.ID, change)
	}
	if err != nil {
		return v.tendAgain(err)
	}
	return v.show(http.StatusOK, p)
}

func (v *visit) saveTended(tx *store.Tx, a models.Actor) error {
	change, err := v.chosenTended()
	if err != nil {
		return err
	}
	if _, err := communities.Update(tx, v.Site, v.who.Actor, a.ID, change); err != nil {
		return err
	}
	return v.saveCore(tx, "web.saveTended", a)
}

// saveCore appoints those who were named and dismisses those who no longer are.
func (v *visit) saveCore(tx *store.Tx, op string, a models.Actor) error {
	row, err := tx.CommunityByActor(a.ID)
	if err != nil {
		return err
	}
	had, err := v.core(tx, a.ID)
	if err != nil {
		return err
	}
	drop := map[models.ID]models.Actor{}
	for _, one := range had {
		drop[one.ID] = one
	}
	for _, word := range strings.FieldsFunc(v.form("core"), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		handle, ok := paths.NewHandle(strings.TrimPrefix(word, "@"))
		one, err := tx.ActorByHandle(handle)
		if err != nil && !fault.Is(err, fault.Missing) {
			return err
		}
		if !ok || err != nil {
			return fault.New(fault.Invalid, op, "Nobody here is called "+word+". Name people of the core team by their handles, with spaces between.")
		}
		if _, in := drop[one.ID]; in || one.ID == row.DriverID {
			delete(drop, one.ID)
			continue
		}
		if err := communities.Appoint(tx, v.Site, v.who.Actor, a, one, models.Core, 0); err != nil {
			return err
		}
	}
	for _, one := range drop {
		if err := communities.Dismiss(tx, v.Site, v.who.Actor, a, one, models.Core); err != nil {
			return err
		}
	}
	return nil
}
