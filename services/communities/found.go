package communities

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// Quota is how many communities that are not archived one person may drive; whoever founds for the organisation may drive more.
const Quota = 5

// reviewAfter is how long a purpose is in force where nothing else was said.
const reviewAfter = models.Time(182 * 24 * 60 * 60 * 1000)

// New is what a community starts with.
type New struct {
	Handle  string
	Name    string // plain text; the handle when empty
	Purpose string // Markdown; why it exists, in a sentence or two
	Needs   string // who needs whom
	Measure string // by what its members see that it serves its purpose
	Review  models.Time
	Driver  models.ID
	Core    []models.Actor
	Lines   []string // guidelines, seven at most
	Team    bool     // a closed space: by invitation, hidden from outside, for its members alone
}

// Create founds a community as a draft, which only its team sees and which speaks with nobody outside until it opens. Whoever drives
// it founds it, within a quota; for others, whoever may found for the organisation.
func Create(tx *store.Tx, site paths.Site, by models.Actor, n New) (models.Actor, error) {
	const op = "communities.Create"
	may, err := access.Can(tx, by, access.Found)
	if err != nil {
		return models.Actor{}, err
	}
	if !may {
		if err := withinQuota(tx, op, by, n.Driver); err != nil {
			return models.Actor{}, err
		}
	}
	handle, ok := paths.NewHandle(n.Handle)
	if !ok {
		return models.Actor{}, fault.New(fault.Invalid, op, "This handle cannot be used: choose 1 to 30 of a to z, 0 to 9 and _, and no reserved word.")
	}
	driver, err := leader(tx, op, n.Driver)
	if err != nil {
		return models.Actor{}, err
	}
	if _, err := tx.ActorByHandle(handle); err == nil {
		return models.Actor{}, fault.New(fault.Conflict, op, "This handle is taken. Choose another.")
	} else if !fault.Is(err, fault.Missing) {
		return models.Actor{}, err
	}
	mode, err := tx.Mode()
	if err != nil {
		return models.Actor{}, err
	}
	a := site.Furnish(models.Community, handle)
	a.ID, a.Published, a.Discoverable, a.ShowFollows = tx.NewID(), tx.Now(), true, false
	a.Name = strings.Join(strings.Fields(n.Name), " ")
	row := models.CommunityRow{ActorID: a.ID, Purpose: n.Purpose, Needs: n.Needs, Measure: n.Measure, Review: n.Review, DriverID: driver.ID, State: models.Draft, Since: tx.Now(),
		JoinInside: models.JoinOpen, JoinPartners: models.JoinAsk, JoinWorld: models.JoinAsk, Federation: models.SwitchOff, Ceiling: "world", Guidelines: n.Lines, Quorum: Quorum, Created: tx.Now()}
	row.Review = cmp.Or(row.Review, tx.Now()+reviewAfter)
	switch {
	case n.Team:
		row.Closed, row.JoinInside, row.JoinPartners, row.JoinWorld = true, models.JoinInvite, models.JoinHidden, models.JoinHidden
	case mode == models.OpenMode:
		row.Federation, row.JoinPartners, row.JoinWorld = models.SwitchBoth, models.JoinOpen, models.JoinOpen
	}
	a.Locked = row.JoinWorld != models.JoinOpen
	if err := describe(op, tx, &a, &row); err != nil {
		return a, err
	}
	if err := settings(tx, op, &row); err != nil {
		return a, err
	}
	if err := tx.AddActor(&a); err != nil {
		return a, err
	}
	if err := tx.AddCommunity(&row); err != nil {
		return a, err
	}
	if by.ID != driver.ID { // done with a duty, for somebody
		if err := ledger.Act(tx, by, models.Act{Verb: "community.founded", About: driver.ID, What: a.Address(), After: "driven by " + driver.Address(), Reason: n.Purpose}); err != nil {
			return a, err
		}
	}
	if err := enter(tx, site, driver, a); err != nil {
		return a, err
	}
	for _, one := range n.Core {
		if err := Appoint(tx, site, by, a, one, models.Core, 0); err != nil {
			return a, err
		}
	}
	return a, nil
}

func withinQuota(tx *store.Tx, op string, by models.Actor, driver models.ID) error {
	if by.ID != driver {
		return access.Require(tx, by, access.Found, op)
	}
	n, err := tx.CountFounded(by.ID)
	if err == nil && n >= Quota {
		err = fault.New(fault.Forbidden, op, "You drive five communities already. Hand one on, or archive one, before you found another.")
	}
	return err
}

// leader finds somebody of ours who can lead a community.
func leader(tx *store.Tx, op string, id models.ID) (models.Actor, error) {
	a, err := tx.ActorByID(id)
	if err != nil && !fault.Is(err, fault.Missing) {
		return a, err
	}
	if err != nil || !a.Local || a.Kind != models.Person || a.Gone != 0 {
		return a, fault.New(fault.Invalid, op, "A community needs a driver who has an account here.").Because(err)
	}
	return a, nil
}

// enter makes somebody of ours a member.
func enter(tx *store.Tx, site paths.Site, who, community models.Actor) error {
	f, err := tx.Follow(who.ID, community.ID)
	switch {
	case err == nil && f.State == models.Accepted:
		return nil
	case err == nil:
		f.State = models.Accepted
		return tx.SaveFollow(&f)
	case !fault.Is(err, fault.Missing):
		return err
	}
	return tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: site.NewActivity(), FollowerID: who.ID, FolloweeID: community.ID, State: models.Accepted, Created: tx.Now()})
}

// describe brings what was written into form and keeps it within limits.
func describe(op string, tx *store.Tx, a *models.Actor, c *models.CommunityRow) error {
	c.Needs, c.Measure = strings.TrimSpace(c.Needs), strings.TrimSpace(c.Measure)
	switch {
	case strings.TrimSpace(c.Purpose) == "":
		return fault.New(fault.Invalid, op, "A community needs a purpose: say in a sentence why it exists.")
	case utf8.RuneCountInString(c.Purpose) > 2000 || utf8.RuneCountInString(a.Name) > 80:
		return fault.New(fault.Invalid, op, "The purpose has 2,000 characters at most and the name 80.")
	case utf8.RuneCountInString(c.Needs) > 500 || utf8.RuneCountInString(c.Measure) > 500:
		return fault.New(fault.Invalid, op, "Who needs whom, and the measure, have 500 characters each at most.")
	case c.Review > tx.Now()+models.Time((2*366*24*time.Hour).Milliseconds()):
		return fault.New(fault.Invalid, op, "The review lies two years ahead at most.")
	}
	a.SummarySrc, a.Summary = c.Purpose, prose.Render(c.Purpose, prose.Linker{})
	return nil
}

// Change is what is changed of a community; nil leaves a thing as it is.
type Change struct {
	Name, Purpose, Needs, Measure       *string
	Review                              *models.Time
	Driver                              *models.ID
	JoinInside, JoinPartners, JoinWorld *models.JoinMode
	Federation                          *models.Switch
	Ceiling                             *string // world, partners, inside, or partners' hosts joined by commas
	Label                               *string
	Guidelines                          *[]string
	Everyone                            *bool
	Quorum                              *int  // how many members flag a post until it folds
	Downs                               *bool // members say that they disapprove of a post
}

// Update changes a community. Its driver and core team may, and whoever founds communities; only the driver names another driver.
func Update(tx *store.Tx, site paths.Site, by models.Actor, community models.ID, c Change) (models.Actor, error) {
	const op = "communities.Update"
	row, err := tx.CommunityByActor(community)
	if err != nil {
		return models.Actor{}, err
	}
	if err := access.RequireLead(tx, by, community, op); err != nil {
		return models.Actor{}, err
	}
	a, err := tx.ActorByID(community)
	if err != nil {
		return a, err
	}
	was := row
	if c.Name != nil {
		a.Name = strings.Join(strings.Fields(*c.Name), " ")
	}
	set(&row.Purpose, c.Purpose)
	set(&row.Needs, c.Needs)
	set(&row.Measure, c.Measure)
	set(&row.Review, c.Review)
	set(&row.JoinInside, c.JoinInside)
	set(&row.JoinPartners, c.JoinPartners)
	set(&row.JoinWorld, c.JoinWorld)
	set(&row.Federation, c.Federation)
	set(&row.Ceiling, c.Ceiling)
	set(&row.Label, c.Label)
	set(&row.Guidelines, c.Guidelines)
	set(&row.Everyone, c.Everyone)
	set(&row.Quorum, c.Quorum)
	set(&a.Downs, c.Downs)
	if err := describe(op, tx, &a, &row); err != nil {
		return a, err
	}
	if err := settings(tx, op, &row); err != nil {
		return a, err
	}
	if c.Driver != nil {
		if err := handOn(tx, site, op, by, a, &row, *c.Driver); err != nil {
			return a, err
		}
	}
	a.Locked = row.JoinWorld != models.JoinOpen
	if err := onDuty(tx, by, a, models.Act{Verb: "community.changed", Before: settled(was), After: settled(row)}); err != nil {
		return a, err
	}
	return a, save(tx, site, &a, row, was)
}

// settled tells in one line what a community settled about who comes in and what goes out, for the record.
func settled(c models.CommunityRow) string {
	return "from inside " + string(c.JoinInside) + ", from partners " + string(c.JoinPartners) + ", from the world " + string(c.JoinWorld) + ", switch " + string(c.Federation) +
		", ceiling " + c.Ceiling + ", label " + cmp.Or(c.Label, "none")
}

// onDuty writes into the record what somebody does to a community that they do not lead, by what they are in the organisation.
func onDuty(tx *store.Tx, by, community models.Actor, act models.Act) error {
	leads, err := access.Leads(tx, by, community.ID)
	if err != nil || leads {
		return err
	}
	act.What = community.Address()
	return ledger.Act(tx, by, act)
}

// save stores a community and lets follow what depends on it: what waits to be sent is judged anew where the boundary changed, and
// those outside who know it hear of its new face.
func save(tx *store.Tx, site paths.Site, a *models.Actor, row, was models.CommunityRow) error {
	if row.Known() && a.Outward == 0 {
		after, err := notices.Outward(tx, *a)
		if err != nil {
			return err
		}
		*a = after
	}
	a.Version++
	if err := tx.SaveActor(a); err != nil {
		return err
	}
	if err := tx.SaveCommunity(&row); err != nil {
		return err
	}
	if bounds(row) != bounds(was) {
		if err := tx.RaiseEpoch(); err != nil {
			return err
		}
	}
	if a.Outward == 0 {
		return nil
	}
	return events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: a.ID, ActorID: a.ID})
}

// bound is what the gate asks of a community.
type bound struct {
	gives, known, takes     bool
	ceiling                 string
	joinPartners, joinWorld models.JoinMode
}

func bounds(c models.CommunityRow) bound {
	return bound{c.Gives(), c.Known(), c.Takes(), c.Ceiling, c.JoinPartners, c.JoinWorld}
}

// settings keeps what is chosen within what there is.
func settings(tx *store.Tx, op string, c *models.CommunityRow) error {
	if !c.JoinInside.Valid() || !c.JoinPartners.Valid() || !c.JoinWorld.Valid() {
		return fault.New(fault.Invalid, op, "People come in by one of these: open, request, invitation, hidden.")
	}
	if !c.Federation.Valid() {
		return fault.New(fault.Invalid, op, "The switch has four positions: off, in only, out only, both.")
	}
	if c.Closed && c.Federation != models.SwitchOff {
		return fault.New(fault.Invalid, op, "A closed community stays inside.")
	}
	if !okLabel(c.Label) {
		return fault.New(fault.Invalid, op, "A community hands down one of these labels, or none: CLEAR, GREEN, AMBER, AMBER+STRICT.")
	}
	if c.JoinInside == models.JoinHidden && !c.Closed {
		return fault.New(fault.Invalid, op, "Only a closed community can be hidden from people here.")
	}
	if c.Everyone && c.JoinInside == models.JoinHidden {
		return fault.New(fault.Invalid, op, "A community that everybody is in cannot be hidden from them.")
	}
	if c.Quorum < leastQuorum || c.Quorum > mostQuorum {
		return fault.New(fault.Invalid, op, "A post folds when 2 to 20 members flag it. Choose a number between.")
	}
	lines := []string{}
	for _, l := range c.Guidelines {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
		if utf8.RuneCountInString(l) > 200 {
			return fault.New(fault.Invalid, op, "A line of the guidelines has 200 characters at most.")
		}
	}
	if len(lines) > MostGuidelines {
		return fault.New(fault.Invalid, op, "The guidelines have seven lines at most. Say the rest in the welcome.")
	}
	c.Guidelines = lines
	return ceiling(tx, op, c)
}

// MostGuidelines is how many lines the guidelines have at most.
const MostGuidelines = 7

func ceiling(tx *store.Tx, op string, c *models.CommunityRow) error {
	switch c.Ceiling {
	case "world", "partners", "inside":
		return nil
	case "":
		c.Ceiling = "world"
		return nil
	}
	var hosts []models.Host
	for name := range strings.SplitSeq(c.Ceiling, ",") {
		h, err := models.NormalHost(name)
		var p models.Peer
		if err == nil {
			if p, err = tx.Peer(h); err != nil {
				return err
			}
		}
		if err != nil || p.Standing != models.Partner {
			return fault.New(fault.Invalid, op, "The ceiling is world, partners, inside, or partners by name, and "+strings.TrimSpace(name)+" is none.").Because(err)
		}
		hosts = append(hosts, h)
	}
	c.Ceiling = models.Within(hosts...).String()
	return nil
}

func okLabel(s string) bool {
	switch s {
	case "", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT":
		return true
	}
	return false
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
