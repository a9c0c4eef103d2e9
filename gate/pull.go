package gate

import (
	"context"
	"slices"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Reader is who asks us for something: a person or server whose signature held, or web.
type Reader struct {
	Host   models.Host
	Actor  *models.Actor // who signed; nil for web
	Server bool          // the signature is the server's own
}

// Stranger is whoever has no session, token or accepted signature.
var Stranger = Reader{Host: models.Web}

// Post answers a peer's request for one post: the copy that it may read, or one error for missing and hidden alike.
func (g *Gate) Post(ctx context.Context, r Reader, iri models.IRI) (policy.Copy, error) {
	return g.answer(ctx, models.Pull, r, func(tx *store.Tx) (policy.Subject, error) {
		view, err := tx.PostViewByIRI(iri)
		if err != nil || !view.Local {
			return policy.Subject{}, NoSuchThing("gate.Post")
		}
		return policy.Subject{Post: &view}, nil
	})
}

// Activity answers a peer's request for the Create of a post: as the post itself.
func (g *Gate) Activity(ctx context.Context, r Reader, post, activity models.IRI) (policy.Copy, error) {
	return g.answer(ctx, models.Pull, r, func(tx *store.Tx) (policy.Subject, error) {
		view, err := tx.PostViewByIRI(post)
		if err != nil || !view.Local {
			return policy.Subject{}, NoSuchThing("gate.Activity")
		}
		return policy.Subject{Act: &policy.Act{IRI: activity, Verb: models.Create, Actor: view.Author, Object: view.IRI, Post: &view, At: view.Published}}, nil
	})
}

// Load finds what a request is about; it gives NoSuchThing where there is none.
type Load func(tx *store.Tx) (policy.Subject, error)

// Pull answers a peer's request for anything else of ours: actors, keys, collections.
func (g *Gate) Pull(ctx context.Context, r Reader, load Load) (policy.Copy, error) {
	return g.answer(ctx, models.Pull, r, load)
}

// Page answers a visitor of the anonymous web.
func (g *Gate) Page(ctx context.Context, load Load) (policy.Copy, error) {
	return g.answer(ctx, models.Page, Stranger, load)
}

// Visitor judges the page of a post that is not there yet, for the composer's preview. It records nothing.
func (g *Gate) Visitor(tx *store.Tx, view *models.PostView) (policy.Decision, error) {
	c, err := g.pullCrossing(tx, Stranger, policy.Subject{Post: view})
	c.Door = models.Page
	return g.decide(tx, c), err
}

// Fetchable judges what a reader would be answered about a post, for a rehearsal. It records nothing.
func (g *Gate) Fetchable(tx *store.Tx, r Reader, view *models.PostView) (policy.Decision, error) {
	c, err := g.pullCrossing(tx, r, policy.Subject{Post: view})
	return g.decide(tx, c), err
}

// answer is the one look-up of pull and page: the same reads for what is missing and for what is hidden.
func (g *Gate) answer(ctx context.Context, door models.Door, r Reader, load Load) (policy.Copy, error) {
	var c policy.Crossing
	var d policy.Decision
	found := true
	shut := false
	err := g.store.Read(ctx, func(tx *store.Tx) error {
		closed, err := tx.Closed()
		if err != nil {
			return err
		}
		shut = closed != 0
		s, err := load(tx)
		if fault.Is(err, fault.Missing) || fault.Is(err, fault.Hidden) {
			found = false
			return nil
		}
		if err != nil {
			return err
		}
		if c, err = g.pullCrossing(tx, r, s); err != nil {
			return err
		}
		c.Door = door
		d = g.decide(tx, c)
		return nil
	})
	if err != nil {
		return policy.Copy{}, err
	}
	if shut && (!found || !d.Allows()) { // the same for what is missing, hidden or waits
		return policy.Copy{}, closedFor("gate.answer")
	}
	if !found {
		return policy.Copy{}, NoSuchThing("gate.answer")
	}
	if !d.Allows() {
		return policy.Copy{}, g.turnAway(c, d)
	}
	return g.handOut(ctx, c, d)
}

// turnAway says no: the same no for missing and hidden, a plain one for those who had the thing.
func (g *Gate) turnAway(c policy.Crossing, d policy.Decision) error {
	if c.Peer.Host == models.Web && (d.Hidden || c.Door == models.Page || !erased(d)) {
		g.ledger.Count(models.Web, c.Door, models.Deny, c.Time)
		return NoSuchThing("gate.turnAway")
	}
	g.refused(d, c)
	switch {
	case d.Hidden:
		return NoSuchThing("gate.turnAway")
	case erased(d):
		return fault.New(fault.Gone, "gate.turnAway", "This account was erased.")
	case d.Rule == "reach" && c.Subject.Post != nil && c.Subject.Post.Deleted != 0:
		return fault.New(fault.Gone, "gate.turnAway", "It was deleted.")
	}
	return fault.New(fault.Forbidden, "gate.turnAway", "Our policy does not let this cross.")
}

// erased tells whether what stopped a crossing is that its actor was erased.
func erased(d policy.Decision) bool {
	return slices.ContainsFunc(d.Steps, func(s policy.Step) bool { return s.Name == "people" && s.Saw == policy.Erased })
}

// handOut records what goes below the world before its copy exists, and counts the rest.
func (g *Gate) handOut(ctx context.Context, c policy.Crossing, d policy.Decision) (policy.Copy, error) {
	posts := belowWorld(c.Subject)
	if c.Peer.Host == models.Web || len(posts) == 0 {
		g.ledger.Count(c.Peer.Host, c.Door, models.Allow, c.Time)
		return g.copyOf(d), nil
	}
	err := g.store.Write(ctx, func(tx *store.Tx) error {
		rows := make([]ledger.Crossed, 0, len(posts))
		for _, p := range posts {
			rows = append(rows, g.row(tx, d, c.Door, c.Verb, c.Peer.Host, policy.Subject{Post: p}, ""))
			have := models.Handed{PostID: p.ID, Host: c.Peer.Host, Door: c.Door}
			if d.Changes() {
				have.Changed = p.Version
			}
			if err := tx.AddHanded(have); err != nil {
				return err
			}
		}
		return g.ledger.Record(tx, rows...)
	})
	if err != nil {
		return policy.Copy{}, err
	}
	return g.copyOf(d), nil
}

func belowWorld(s policy.Subject) []*models.PostView {
	var posts []*models.PostView
	add := func(p *models.PostView) {
		if p != nil && p.Local && !(p.Distance.World && p.Audience == models.Everyone) {
			posts = append(posts, p)
		}
	}
	add(s.Post)
	if s.Act != nil {
		add(s.Act.Post)
	}
	if s.Collection != nil {
		for i := range s.Collection.Acts {
			add(s.Collection.Acts[i].Post)
		}
	}
	return posts
}

// pullCrossing gathers who reads and what ties the reader to the thing.
func (g *Gate) pullCrossing(tx *store.Tx, r Reader, s policy.Subject) (policy.Crossing, error) {
	c, err := g.crossing(tx, models.Pull, models.Ask, r.Host)
	if err != nil {
		return c, err
	}
	c.Subject = s
	c.Reader, err = readerOf(tx, r, s)
	return c, err
}

func readerOf(tx *store.Tx, r Reader, s policy.Subject) (policy.Reader, error) {
	reader := policy.Reader{Kind: policy.ByWeb}
	if r.Actor == nil {
		return reader, nil
	}
	reader.Kind, reader.IRI = policy.ByPerson, r.Actor.IRI
	if r.Server {
		reader.Kind = policy.ByServer
	}
	post := s.Post
	if s.Act != nil {
		post = s.Act.Post
	}
	if post == nil {
		return reader, nil
	}
	reader.Author = post.AuthorID == r.Actor.ID
	for i := range post.People {
		reader.Named = reader.Named || post.People[i].ID == r.Actor.ID
	}
	var err error
	if reader.Handed, err = tx.HasPost(r.Host, post.ID); err != nil {
		return reader, err
	}
	if r.Server && reader.Handed && post.Audience != models.Everyone {
		reader.Less, err = hasLess(tx, r.Host, post)
		return reader, err
	}
	if post.Audience == models.Followers && !r.Server {
		reader.Follows, err = tx.Follows(r.Actor.ID, post.AuthorID)
	}
	return reader, err
}

// Copies judges a list of posts for one reader and keeps those that it may read, with nothing told of the others.
func (g *Gate) Copies(tx *store.Tx, r Reader, views []models.PostView) ([]models.PostView, error) {
	copies, err := g.Sheets(tx, r, views)
	var keep []models.PostView
	for _, one := range copies {
		keep = append(keep, *one.Subject().Post)
	}
	return keep, err
}

// Sheets is Copies for pages, which take nothing but judged copies.
func (g *Gate) Sheets(tx *store.Tx, r Reader, views []models.PostView) ([]policy.Copy, error) {
	door := models.Pull
	if r.Host == models.Web {
		door = models.Page
	}
	var keep []policy.Copy
	for i := range views {
		c, err := g.pullCrossing(tx, r, policy.Subject{Post: &views[i]})
		if err != nil {
			return nil, err
		}
		c.Door = door
		if d := g.decide(tx, c); d.Allows() {
			keep = append(keep, g.copyOf(d))
		}
	}
	return keep, nil
}

// refused records a refusal after the answer: a row up to the limit, a count beyond it.
func (g *Gate) refused(d policy.Decision, c policy.Crossing) {
	if !g.ledger.MayRefuse(c.Peer.Host, c.Time) {
		g.ledger.Count(c.Peer.Host, c.Door, d.Verdict, c.Time)
		return
	}
	g.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), recordTime)
		defer cancel()
		err := g.store.Join(ctx, func(tx *store.Tx) error {
			return g.ledger.Record(tx, g.row(tx, d, c.Door, c.Verb, c.Peer.Host, c.Subject, ""))
		})
		if err != nil {
			g.log.Error("a refusal was not recorded", "door", string(c.Door), "err", err)
		}
	})
}
