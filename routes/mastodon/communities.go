package mastodon

import (
	"strconv"
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/phrases"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
)

// rowsOfCommunities are what Mastodon's API has no word for: communities, from the draft to the archive, and who is in them.
// openapi.yaml describes them.
func rowsOfCommunities(row func(method, path, scope string, fn func(*call) error) door.Row) []door.Row {
	const all, one = "/api/guildhall/v1/communities", "/api/guildhall/v1/communities/:id"
	turn := func(to models.CommunityState) func(*call) error {
		return tending(func(c *call, tx *store.Tx, a models.Actor) error {
			_, err := communities.Turn(tx, c.site, c.who.Actor, a.ID, to)
			return err
		})
	}
	return []door.Row{
		row(get, all, "read:accounts", (*call).communities),
		row(post, all, "write:accounts", (*call).foundCommunity),
		row(get, all+"/elsewhere", "read:follows", (*call).communitiesElsewhere),
		row(get, one, "read:accounts", (*call).community),
		row("PATCH", one, "write:accounts", tending((*call).setCommunity)),
		row(post, one+"/rehearse", "write:accounts", (*call).rehearseCommunity),
		row(post, one+"/open", "write:accounts", turn(models.Live)),
		row(post, one+"/rest", "write:accounts", turn(models.Resting)),
		row(post, one+"/archive", "write:accounts", turn(models.Archived)),
		row(post, one+"/renew", "write:accounts", tending((*call).renewCommunity)),
		row(post, one+"/appoint", "write:accounts", toSomebody((*call).appoint)),
		row(post, one+"/dismiss", "write:accounts", toSomebody((*call).dismiss)),
		row(post, one+"/join", "write:follows", (*call).joinCommunity),
		row(post, one+"/leave", "write:follows", (*call).leaveCommunity),
		row(get, one+"/members", "read:accounts", inCommunity(people.Members)),
		row(get, one+"/requests", "read:accounts", inCommunity(people.Asking)),
		row(post, one+"/admit", "write:accounts", toSomebody(func(_ *call, tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
			_, err := people.Admit(tx, site, by, a, who)
			return err
		})),
		row(post, one+"/refuse", "write:accounts", toSomebody(func(_ *call, tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
			return people.TurnAway(tx, site, by, a, who)
		})),
		row(post, one+"/invite", "write:accounts", toSomebody(func(c *call, tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
			if err := people.Invite(tx, site, by, a, who); err != nil {
				return err
			}
			return c.gate.May(tx, models.Invite, a, who) // who is invited may know it, so this is asked second; a no takes all back
		})),
		row(get, one+"/invitations", "read:accounts", inCommunity(people.Invitations)),
		row(post, one+"/uninvite", "write:accounts", toSomebody(func(_ *call, tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
			return people.Uninvite(tx, site, by, a, who)
		})),
		row(get, one+"/posts", "read:statuses", (*call).communityPosts),
		row(post, one+"/advice", "write:statuses", (*call).advice),
		row(get, one+"/flagged", "read:statuses", (*call).flagged),
		row(post, one+"/keep", "write:statuses", tending((*call).keepFlagged)),
		row(post, one+"/remove", "write:statuses", deciding(aboutPost(models.Removed))),
		row(post, one+"/lock", "write:statuses", deciding(aboutPost(models.Shut))),
		row(post, one+"/ban", "write:accounts", deciding((*call).ban)),
		row(post, one+"/undo", "write:accounts", deciding((*call).undoRuling)),
		row(get, one+"/log", "read:statuses", rulings(communities.Log)),
		row(get, one+"/bans", "read:accounts", rulings(communities.ShutOutOf)),
		row(get, one+"/appeals", "read:accounts", (*call).appeals),
		row(post, one+"/appeal", "write:accounts", appealing((*call).appeal)),
		row(post, one+"/answer", "write:accounts", appealing((*call).answerAppeal)),
		row(post, "/api/guildhall/v1/statuses/:id/flag", "write:reports", (*call).flag),
	}
}

// standing is how somebody who asks stands to a community.
type standing struct{ member, asked, leads bool }

func (c *call) standing(tx *store.Tx, community models.ID) (standing, error) {
	var s standing
	relations, err := tx.Relations(c.me(), []models.ID{community})
	if err != nil {
		return s, err
	}
	s.member, s.asked = relations[community].Following, relations[community].Requested
	s.leads, err = access.Leads(tx, c.who.Actor, community)
	return s, err
}

// ours finds the community of ours that the path names, of which the person may know.
func (c *call) ours(tx *store.Tx) (models.Actor, error) {
	id, err := c.target()
	if err != nil {
		return models.Actor{}, err
	}
	a, err := c.accountOf(tx, id)
	if err == nil && (!a.Local || a.Kind != models.Community) {
		err = notFound()
	}
	return a, err
}

// communities lists those of ours that the person may know of, the newest first.
func (c *call) communities() error {
	page, err := c.in.page(ofPeople)
	if err != nil {
		return err
	}
	var list []communities.Whole
	var stands []standing
	err = c.readWith(func(tx *store.Tx) error {
		actors, err := tx.CommunitiesHere(c.me(), page)
		list, stands = make([]communities.Whole, len(actors)), make([]standing, len(actors))
		for i := 0; err == nil && i < len(actors); i++ {
			if list[i], err = communities.Look(tx, actors[i]); err == nil {
				stands[i], err = c.standing(tx, actors[i].ID)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if n := len(list); n > 0 {
		c.link(list[0].ID, list[n-1].ID)
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range list {
				writeCommunity(p, &list[i], stands[i])
			}
		})
	})
}

// communitiesElsewhere lists those of other servers that the person is in, asked to come into, or was refused by.
func (c *call) communitiesElsewhere() error {
	var list []models.Actor
	var found map[models.ID]models.Relation
	err := c.readWith(func(tx *store.Tx) (err error) {
		if list, err = tx.CommunitiesElsewhere(c.me(), mostElsewhere); err != nil {
			return err
		}
		ids := make([]models.ID, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		found, err = tx.Relations(c.me(), ids)
		return err
	})
	if err != nil {
		return err
	}
	book := phrases.For("en")
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range list {
				a, r := &list[i], found[list[i].ID]
				state, words := "pending", book.T("community.waits", a.Domain)
				switch {
				case r.Following:
					state, words = "member", ""
				case r.Refused != 0 && r.TakenOut:
					state, words = "taken_out", book.T("community.refused.do", a.Domain)
				case r.Refused != 0:
					state, words = "refused", book.T("community.refused.do", a.Domain)
				}
				p.object(func() {
					p.id("id", a.ID)
					p.text("acct", acct(a))
					p.text("name", a.DisplayName())
					p.text("uri", string(a.IRI))
					p.text("url", a.URL)
					p.text("state", state)
					p.moment("refused_at", r.Refused)
					p.orNull("advice", words)
				})
			}
		})
	})
}

// mostElsewhere is how many communities of other servers one answer lists.
const mostElsewhere = 200

// community shows one.
func (c *call) community() error {
	var w communities.Whole
	var s standing
	err := c.readWith(func(tx *store.Tx) error {
		a, err := c.ours(tx)
		if err != nil {
			return err
		}
		if w, err = communities.Look(tx, a); err == nil {
			s, err = c.standing(tx, a.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { writeCommunity(p, &w, s) })
}

// foundCommunity starts a draft that the person drives.
func (c *call) foundCommunity() error {
	review, err := c.moment("review")
	if err != nil {
		return err
	}
	var w communities.Whole
	err = c.store.Write(c.ctx(), func(tx *store.Tx) error {
		a, err := communities.Create(tx, c.site, c.who.Actor, communities.New{Handle: c.in.text("handle"), Name: c.in.text("name"), Purpose: c.in.text("purpose"),
			Needs: c.in.text("needs"), Measure: c.in.text("measure"), Review: review, Driver: c.me(), Team: c.in.flag("closed")})
		if err == nil {
			w, err = communities.Look(tx, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { writeCommunity(p, &w, standing{member: true, leads: true}) })
}

// tending does something to the community in the path, and answers with what it is then made of.
func tending(do func(*call, *store.Tx, models.Actor) error) func(*call) error {
	return func(c *call) error {
		err := c.store.Write(c.ctx(), func(tx *store.Tx) error {
			a, err := c.ours(tx)
			if err != nil {
				return err
			}
			return do(c, tx, a)
		})
		if err != nil {
			return err
		}
		return c.community()
	}
}

// chosen is what the request says of the canvas, the ways in and the boundary.
func (c *call) chosen() (communities.Change, error) {
	change := communities.Change{Name: c.in.wording("name"), Purpose: c.in.wording("purpose"), Needs: c.in.wording("needs"), Measure: c.in.wording("measure"),
		JoinInside: (*models.JoinMode)(c.in.wording("join_inside")), JoinPartners: (*models.JoinMode)(c.in.wording("join_partners")), JoinWorld: (*models.JoinMode)(c.in.wording("join_world")),
		Federation: (*models.Switch)(c.in.wording("federation")), Ceiling: c.in.wording("ceiling"), Label: c.in.wording("label"), Everyone: c.in.maybe("everyone"), Downs: c.in.maybe("downs")}
	if c.in.has("review") {
		review, err := c.moment("review")
		if err != nil {
			return change, err
		}
		change.Review = &review
	}
	if lines := c.in.list("guidelines"); len(lines) > 0 {
		change.Guidelines = &lines
	}
	if c.in.has("quorum") {
		n, err := strconv.Atoi(c.in.text("quorum"))
		if err != nil {
			return change, fault.New(fault.Invalid, "mastodon.chosen", "The quorum is a number from 2 to 20.").Because(err)
		}
		change.Quorum = &n
	}
	if c.in.has("driver_id") {
		driver, err := c.in.id("driver_id")
		if err != nil {
			return change, err
		}
		change.Driver = &driver
	}
	return change, nil
}

func (c *call) setCommunity(tx *store.Tx, a models.Actor) error {
	change, err := c.chosen()
	if err != nil {
		return err
	}
	_, err = communities.Update(tx, c.site, c.who.Actor, a.ID, change)
	return err
}

func (c *call) renewCommunity(tx *store.Tx, a models.Actor) error {
	until, err := c.moment("until")
	if err == nil {
		_, err = communities.Renew(tx, c.site, c.who.Actor, a.ID, until)
	}
	return err
}

// moment reads a day or a moment; 0 where none is told.
func (c *call) moment(name string) (models.Time, error) {
	said := c.in.text(name)
	if said == "" {
		return 0, nil
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(form, said); err == nil {
			return models.At(t), nil
		}
	}
	return 0, fault.New(fault.Invalid, "mastodon.moment", "Write "+name+" as in 2027-03-31, or as in 2027-03-31T12:00:00Z.")
}

// toSomebody does something about one person in the community in the path: account_id, or acct of somebody known here.
func toSomebody(do func(c *call, tx *store.Tx, site paths.Site, by, community, who models.Actor) error) func(*call) error {
	return tending(func(c *call, tx *store.Tx, a models.Actor) error {
		who, err := c.somebody(tx)
		if err != nil {
			return err
		}
		return do(c, tx, c.site, c.who.Actor, a, who)
	})
}

// somebody is whom the request names.
func (c *call) somebody(tx *store.Tx) (models.Actor, error) {
	id, err := c.in.id("account_id")
	if err != nil {
		return models.Actor{}, err
	}
	if id != 0 {
		return c.accountOf(tx, id)
	}
	handle, domain := address(c.in.text("acct"))
	return c.known(tx, handle, domain)
}

func (c *call) appoint(tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
	until, err := c.moment("until")
	if err != nil {
		return err
	}
	return communities.Appoint(tx, site, by, a, who, models.CommunityRole(c.in.text("role")), until)
}

func (c *call) dismiss(tx *store.Tx, site paths.Site, by, a, who models.Actor) error {
	return communities.Dismiss(tx, site, by, a, who, models.CommunityRole(c.in.text("role")))
}

// joinCommunity asks to come in, here or elsewhere; leaveCommunity goes out again. Both answer with the relationship.
func (c *call) joinCommunity() error { return c.forCommunity((*call).follow) }

func (c *call) leaveCommunity() error { return c.forCommunity((*call).unfollow) }

func (c *call) forCommunity(do func(*call) error) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	err = c.readWith(func(tx *store.Tx) error {
		a, err := c.accountOf(tx, id)
		if err == nil && a.Kind != models.Community {
			err = notFound()
		}
		return err
	})
	if err != nil {
		return err
	}
	return do(c)
}

// inCommunity lists people around the community in the path.
func inCommunity(load func(tx *store.Tx, by, community models.Actor, p store.Page) ([]store.FollowRow, error)) func(*call) error {
	return func(c *call) error {
		return c.listAccounts(func(tx *store.Tx, p store.Page) ([]entry, error) {
			a, err := c.ours(tx)
			if err != nil {
				return nil, err
			}
			rows, err := load(tx, c.who.Actor, a, p)
			return entries(rows), err
		})
	}
}

// communityPosts lists what stands in a community, ours or another's, all of it or of one kind.
func (c *call) communityPosts() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	kind := models.PostKind(c.in.text("kind"))
	if _, known := models.FormOf(kind); kind != "" && !known {
		return fault.New(fault.Invalid, "mastodon.communityPosts", "There is no such kind of post.")
	}
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		a, err := c.accountOf(tx, id)
		if err == nil && a.Kind != models.Community {
			err = notFound()
		}
		if err != nil {
			return nil, err
		}
		return tx.CommunityPosts(c.me(), id, kind, p)
	})
}

// writeCommunity writes a community of ours as openapi.yaml says. What its canvas lacks is told to those who lead it.
func writeCommunity(p *pen, w *communities.Whole, s standing) {
	p.object(func() {
		p.id("id", w.ID)
		p.text("handle", string(w.Handle))
		p.text("acct", acct(&w.Actor))
		p.text("name", w.DisplayName())
		p.text("uri", string(w.IRI))
		p.text("url", w.URL)
		p.text("state", string(w.Row.State))
		p.moment("since", w.Row.Since)
		p.text("purpose", w.Row.Purpose)
		p.text("needs", w.Row.Needs)
		p.text("measure", w.Row.Measure)
		p.moment("review", w.Row.Review)
		p.flag("paused", w.Row.Paused != 0)
		p.flag("closed", w.Row.Closed)
		p.flag("everyone", w.Row.Everyone)
		p.text("join_inside", string(w.Row.JoinInside))
		p.text("join_partners", string(w.Row.JoinPartners))
		p.text("join_world", string(w.Row.JoinWorld))
		p.text("federation", string(w.Row.Federation))
		p.text("ceiling", w.Row.Ceiling)
		p.text("label", w.Row.Label)
		p.texts("guidelines", w.Row.Guidelines)
		p.number("quorum", int64(w.Row.Quorum))
		p.flag("downs", w.Downs)
		p.id("driver_id", w.Row.DriverID)
		p.listAt("roles", func() {
			for i := range w.Team {
				p.object(func() {
					p.id("account_id", w.Team[i].Who.ID)
					p.text("acct", acct(&w.Team[i].Who))
					p.text("role", string(w.Team[i].Role))
					p.moment("until", w.Team[i].Until)
				})
			}
		})
		p.flag("member", s.member)
		p.flag("requested", s.asked)
		p.flag("leads", s.leads)
		if s.leads {
			p.texts("lacks", w.Lacks)
		}
	})
}

// texts writes a list of texts.
func (p *pen) texts(name string, list []string) {
	p.listAt(name, func() {
		for _, t := range list {
			p.item(strings.TrimSpace(t))
		}
	})
}
