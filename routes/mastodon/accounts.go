package mastodon

import (
	"strings"

	"guildhall/models"
	"guildhall/store"
)

// account shows one person, community or program.
func (c *call) account() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	return c.showAccount(func(tx *store.Tx) (models.Actor, error) { return c.accountOf(tx, id) })
}

// lookup shows whom an address names, among those known here.
func (c *call) lookup() error {
	handle, domain := address(c.in.text("acct"))
	return c.showAccount(func(tx *store.Tx) (models.Actor, error) { return c.known(tx, handle, domain) })
}

// known finds whom an address names without asking the network.
func (c *call) known(tx *store.Tx, handle models.Handle, domain string) (a models.Actor, err error) {
	if domain == "" || strings.EqualFold(domain, c.site.Domain) {
		a, err = tx.ActorByHandle(handle)
	} else {
		a, err = tx.ActorByAddress(handle, domain)
	}
	return c.met(tx, a, err)
}

// accountOf finds an account by its id.
func (c *call) accountOf(tx *store.Tx, id models.ID) (models.Actor, error) {
	a, err := tx.ActorByID(id)
	return c.met(tx, a, err)
}

// address reads ada, @ada, ada@acme.example, @ada@acme.example and acct:ada@acme.example.
func address(s string) (models.Handle, string) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "acct:"), "@")
	handle, domain, _ := strings.Cut(s, "@")
	return models.Handle(handle), domain
}

// met turns somebody who is gone, or of whom the person may not know, into nobody.
func (c *call) met(tx *store.Tx, a models.Actor, err error) (models.Actor, error) {
	if err == nil {
		err = tx.KnownTo(c.me(), &a)
	}
	if err != nil {
		return models.Actor{}, err
	}
	return a, nil
}

func (c *call) showAccount(load func(*store.Tx) (models.Actor, error)) error {
	var a models.Actor
	var s *scene
	err := c.readWith(func(tx *store.Tx) (err error) {
		if a, err = load(tx); err != nil {
			return err
		}
		s, err = c.sceneOn(tx, a.ID)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { s.account(p, &a) })
}

// relationships tells how the person stands to each of several others.
func (c *call) relationships() error {
	var ids []models.ID
	for _, s := range c.in.list("id") {
		if id, ok := readID(s); ok && len(ids) < ofPeople.most {
			ids = append(ids, id)
		}
	}
	return c.showRelations(ids, true, func(p *pen, write func()) { p.list(write) })
}

// related answers with the relationship to one other.
func (c *call) related(id models.ID) error {
	return c.showRelations([]models.ID{id}, false, func(_ *pen, write func()) { write() })
}

// showRelations writes how the person stands to others; asked says that the ids are a guess of theirs, of which those that they may not
// know of are left out.
func (c *call) showRelations(ids []models.ID, asked bool, around func(*pen, func())) error {
	var known map[models.ID]models.Actor
	var found map[models.ID]models.Relation
	err := c.readWith(func(tx *store.Tx) (err error) {
		if known, err = tx.Actors(ids); err != nil {
			return err
		}
		for id, a := range known {
			if !asked || a.Gone != 0 {
				continue
			}
			if err := tx.KnownTo(c.me(), &a); absent(err) {
				delete(known, id)
			} else if err != nil {
				return err
			}
		}
		if found, err = tx.Relations(c.me(), ids); err != nil {
			return err
		}
		return wished(tx, c.me(), known, found)
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		around(p, func() {
			for _, id := range ids {
				if _, ok := known[id]; ok {
					relationship(p, id, found[id])
				}
			}
		})
	})
}

// accountStatuses lists what somebody wrote and boosted, as far as the person may read it.
func (c *call) accountStatuses() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	if err := c.open(); err != nil {
		return err
	}
	if c.in.flag("pinned") {
		return c.pinnedStatuses(id)
	}
	which := store.Which{
		NoReplies: c.in.flag("exclude_replies"), NoBoosts: c.in.flag("exclude_reblogs"),
		Tag: strings.ToLower(strings.TrimPrefix(c.in.text("tagged"), "#")),
	}
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		if _, err := c.accountOf(tx, id); err != nil {
			return nil, err
		}
		return tx.AccountPosts(c.me(), id, which, p)
	})
}

// followers lists whom somebody is followed by.
func (c *call) followers() error {
	return c.people(func(tx *store.Tx, id models.ID, p store.Page) ([]store.FollowRow, error) {
		return tx.FollowersOf(c.me(), id, p)
	})
}

// following lists whom somebody follows.
func (c *call) following() error {
	return c.people(func(tx *store.Tx, id models.ID, p store.Page) ([]store.FollowRow, error) {
		return tx.FollowedBy(c.me(), id, p)
	})
}

func (c *call) people(load func(*store.Tx, models.ID, store.Page) ([]store.FollowRow, error)) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	return c.listAccounts(func(tx *store.Tx, p store.Page) ([]entry, error) {
		if _, err := c.accountOf(tx, id); err != nil {
			return nil, err
		}
		rows, err := load(tx, id, p)
		return entries(rows), err
	})
}

// entry is one line of a list of people: who it is, and the ID that the list is read on from.
type entry struct {
	cursor models.ID
	models.Actor
}

func entries(rows []store.FollowRow) []entry {
	out := make([]entry, len(rows))
	for i, r := range rows {
		out[i] = entry{r.ID, r.Actor}
	}
	return out
}

// listAccounts shows one page of a list of people, with the links to the pages around it.
func (c *call) listAccounts(load func(*store.Tx, store.Page) ([]entry, error)) error {
	page, err := c.in.page(ofPeople)
	if err != nil {
		return err
	}
	var rows []entry
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if rows, err = load(tx, page); err != nil {
			return err
		}
		ids := make([]models.ID, len(rows))
		for i := range rows {
			ids[i] = rows[i].ID
		}
		s, err = c.sceneFor(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	if n := len(rows); n > 0 {
		c.link(rows[0].cursor, rows[n-1].cursor)
	}
	return c.ok(func(p *pen) {
		p.list(func() {
			for i := range rows {
				s.account(p, &rows[i].Actor)
			}
		})
	})
}

// wished shows wishes to follow on closed servers as what they are to an app: requests that wait.
func wished(tx *store.Tx, by models.ID, known map[models.ID]models.Actor, found map[models.ID]models.Relation) error {
	wishes, err := tx.Wishes(by)
	if err != nil || len(wishes) == 0 {
		return err
	}
	for id, a := range known {
		if !a.Local && wishes[strings.ToLower(string(a.Handle)+"@"+a.Domain)] {
			r := found[id]
			r.Requested = true
			found[id] = r
		}
	}
	return nil
}
