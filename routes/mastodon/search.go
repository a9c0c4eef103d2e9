package mastodon

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// found is what a search gives. It holds IDs; what the person may read of them is asked when they are shown.
type found struct{ people, posts []models.ID }

// search finds people by name, address or URL and posts by URL. With resolve=true what is not known here is looked for on
// the network, within what the boundary permits. Where it does not, its sentence is the answer; what is not there is not
// found.
func (c *call) search() error {
	q := strings.TrimSpace(c.in.text("q"))
	if q == "" {
		return fault.New(fault.Invalid, "mastodon.search", "Say with q what to look for.")
	}
	f, err := c.find(q)
	if err != nil {
		return err
	}
	var people []models.Actor
	var posts []models.PostShown
	var s *scene
	err = c.readWith(func(tx *store.Tx) (err error) {
		if people, err = c.shownPeople(tx, f.people); err != nil {
			return err
		}
		if posts, err = tx.ShowPosts(c.me(), f.posts); err != nil {
			return err
		}
		ids := slices.Clone(f.people)
		for i := range posts {
			ids = append(ids, posts[i].AuthorID)
		}
		s, err = c.sceneFor(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) {
		p.object(func() {
			p.key("accounts")
			s.accounts(p, people)
			p.key("statuses")
			s.statuses(p, posts)
			p.none("hashtags")
		})
	})
}

// shownPeople loads actors in the order of their IDs in the list, without those who are gone, and with following=true
// those alone whom the person follows.
func (c *call) shownPeople(tx *store.Tx, ids []models.ID) ([]models.Actor, error) {
	known, err := tx.Actors(ids)
	if err != nil {
		return nil, err
	}
	var how map[models.ID]models.Relation
	if c.in.flag("following") {
		if how, err = tx.Relations(c.me(), ids); err != nil {
			return nil, err
		}
	}
	var out []models.Actor
	for _, id := range ids {
		if a, ok := known[id]; ok && a.Gone == 0 && (how == nil || how[id].Following) {
			out = append(out, a)
		}
	}
	return out, nil
}

// wants tells whether a kind of result is asked for.
func (c *call) wants(kind string) bool {
	t := c.in.text("type")
	return t == "" || t == kind
}

// find looks among what is known here, and on the network when the app asks for it.
func (c *call) find(q string) (f found, err error) {
	ask := c.in.flag("resolve") && c.in.offset() == 0
	if u, err := url.Parse(q); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return c.findURL(u, ask)
	}
	if !c.wants("accounts") {
		return f, nil
	}
	if _, domain := address(q); ask && domain != "" {
		if err := c.findAddress(q); err != nil {
			return f, err
		}
	}
	err = c.readWith(func(tx *store.Tx) error {
		people, err := tx.SearchActors(c.me(), q, c.in.limit(ofPosts), c.in.offset())
		for i := range people {
			f.people = append(f.people, people[i].ID)
		}
		return err
	})
	return f, err
}

// findAddress makes sure that whoever has an address is known here, if anybody has it.
func (c *call) findAddress(q string) error {
	handle, domain := address(q)
	err := c.readWith(func(tx *store.Tx) error {
		_, err := c.known(tx, handle, domain)
		return err
	})
	if fault.Is(err, fault.Missing) && c.resolve != nil {
		_, err = c.resolve.Handle(c.ctx(), q)
	}
	return unlessAbsent(err)
}

// findURL looks for the one person or post that a URL names: by id, or by the address of a page.
func (c *call) findURL(u *url.URL, ask bool) (f found, err error) {
	if c.in.offset() > 0 {
		return f, nil
	}
	err = c.readWith(func(tx *store.Tx) error {
		f, err = c.findHere(tx, u)
		return err
	})
	if err != nil || !ask || c.resolve == nil || len(f.people)+len(f.posts) > 0 {
		return f, err
	}
	// What a page shows is told by asking for it; the form of its address says only what to try first.
	tries := []func(context.Context, string, *found) error{c.askPost, c.askPerson}
	if last := u.Path[strings.LastIndexByte(u.Path, '/')+1:]; strings.HasPrefix(last, "@") || strings.Contains(u.Path, "/users/"+last) {
		slices.Reverse(tries)
	}
	for _, try := range tries {
		err = unlessAbsent(try(c.ctx(), u.String(), &f))
		if err != nil || len(f.people)+len(f.posts) > 0 {
			break
		}
	}
	return f, err
}

func (c *call) findHere(tx *store.Tx, u *url.URL) (f found, err error) {
	iri := models.IRI(u.String())
	if c.wants("accounts") {
		a, err := tx.ActorByIRI(iri)
		if name, ok := strings.CutPrefix(u.String(), c.site.Base+"/@"); ok && absent(err) {
			a, err = tx.ActorByHandle(models.Handle(name))
		}
		if a, err = c.met(tx, a, err); err == nil {
			f.people = append(f.people, a.ID)
		} else if !absent(err) {
			return f, err
		}
	}
	if c.wants("statuses") {
		p, err := tx.PostByIRI(iri)
		if page, ok := strings.CutPrefix(u.String(), c.site.Base+"/@"); ok && absent(err) {
			_, number, _ := strings.Cut(page, "/")
			if id, ok := readID(number); ok {
				p, err = tx.PostByID(id)
			}
		}
		if err == nil {
			f.posts = append(f.posts, p.ID)
		} else if !absent(err) {
			return f, err
		}
	}
	return f, nil
}

func (c *call) askPerson(ctx context.Context, u string, f *found) error {
	if !c.wants("accounts") {
		return nil
	}
	a, err := c.resolve.Handle(ctx, u)
	if err == nil {
		f.people = append(f.people, a.ID)
	}
	return err
}

func (c *call) askPost(ctx context.Context, u string, f *found) error {
	if !c.wants("statuses") {
		return nil
	}
	p, err := c.resolve.Post(ctx, models.IRI(u), nil)
	if err == nil {
		f.posts = append(f.posts, p.ID)
	}
	return err
}

func absent(err error) bool { return fault.Is(err, fault.Missing) || fault.Is(err, fault.Hidden) }

// unlessAbsent lets pass our own mistakes, and the boundary's sentence; that others do not answer is nothing found.
func unlessAbsent(err error) error {
	if fault.Is(err, fault.Forbidden) {
		return err
	}
	return unlessFound(err)
}

// unlessFound lets pass only what is our own mistake: that others do not answer, or that the boundary says no, is nothing
// found.
func unlessFound(err error) error {
	switch fault.KindOf(err) {
	case fault.Internal, fault.TooMany:
		return err
	}
	return nil
}
