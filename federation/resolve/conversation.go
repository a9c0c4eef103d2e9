package resolve

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

const (
	conversationEvery = 15 * time.Minute // how often one conversation is looked through
	mostAnswers       = 40               // that one errand brings
	mostListed        = 200              // entries of lists that one errand looks at
)

// Conversation gives the errand that looks for more of the conversation of a post of another server; nil when there is none
// to run: for a post of ours, and for one that was looked through a while ago. busy tells whether it runs now, or is about
// to. Whoever gets an errand must run it.
func (r *Resolver) Conversation(post models.Post) (errand func(context.Context) error, busy bool) {
	if post.Local || post.Deleted != 0 {
		return nil, false
	}
	now := r.clock.Now()
	if running, known := r.conversations.get(post.ThreadID, now); known {
		return nil, running.Load()
	}
	running := new(atomic.Bool)
	running.Store(true)
	r.conversations.put(post.ThreadID, running, now)
	return func(ctx context.Context) error {
		defer running.Store(false)
		return r.converse(ctx, post)
	}, true
}

// converse reads the collections that a post names, of its conversation and of its answers, and those of the answers found,
// within one errand of twice the usual budget. Each post is read at its own server or was served by it, and kept only if it hangs together with what
// is here. Of what is below the world, only its own server is asked.
// spec: fep-7888#collection; as2-vocab#dfn-replies
func (r *Resolver) converse(ctx context.Context, post models.Post) error {
	e, ctx, done := r.errand(ctx, nil)
	defer done()
	e.left *= 2 // each answer may bring an author who is not known either
	if post.Audience != models.Everyone || !post.Distance.World {
		near := models.Reach{Audience: post.Audience, Distance: models.Within(post.IRI.Host())}
		e.cause = &near
	}
	n, err := e.note(ctx, post.IRI)
	if err != nil {
		return err
	}
	s := search{errand: e, thread: post.ThreadID, seen: map[models.IRI]bool{post.IRI: true}, found: map[models.IRI]FoundPost{}}
	if post.ParentID == nil && post.ReplyTo != "" {
		self := FoundPost{Post: post}
		self.Post.ID = 0
		s.above = e.parents(ctx, &self)
	}
	s.lists = []models.IRI{n.Replies, models.IRI(n.Context)}
	if n.Replies.Host() != post.IRI.Host() {
		s.lists = s.lists[1:]
	}
	s.run(ctx)
	kept := s.connected(ctx)
	if len(kept)+len(s.above) == 0 {
		return nil
	}
	return r.write(ctx, func(tx *store.Tx) error {
		if err := r.keepPosts(tx, s.above); err != nil {
			return err
		}
		return r.keepPosts(tx, kept)
	})
}

// search is one look through a conversation.
type search struct {
	*errand
	thread models.ID
	lists  []models.IRI // to be read
	seen   map[models.IRI]bool
	above  []FoundPost
	found  map[models.IRI]FoundPost
	order  []models.IRI // of found
	looked int
}

// run reads the lists, each once, as far as the errand and the bounds go. One that cannot be read is passed over.
func (s *search) run(ctx context.Context) {
	for len(s.lists) > 0 && s.left > 0 && ctx.Err() == nil {
		at := s.lists[0]
		s.lists = s.lists[1:]
		if at.Host() == "" || s.seen[at] || s.site.Ours(at) {
			continue
		}
		s.seen[at] = true
		var items []wire.Item
		if _, err := s.pages(ctx, at, func(p leaf) bool {
			for _, i := range p.Items {
				if i.IRI.Host() != p.Host {
					i.Raw = nil // somebody else's word
				}
				items = append(items, i)
			}
			return len(items) < mostListed
		}); err != nil {
			s.log.Debug("a list of answers was not read", "host", string(at.Host()), "err", err)
		}
		for _, i := range items {
			if s.looked++; s.looked > mostListed || len(s.found) == mostAnswers {
				return
			}
			s.look(ctx, i)
		}
	}
}

// look learns of one entry, unless it is known.
func (s *search) look(ctx context.Context, item wire.Item) {
	if item.IRI == "" || s.seen[item.IRI] {
		return
	}
	s.seen[item.IRI] = true
	p, err := s.entryOf(ctx, item)
	if err != nil || p.Post.ID != 0 || p.Post.ReplyTo == "" || p.Post.IRI == "" {
		return
	}
	if _, again := s.found[p.Post.IRI]; again {
		return
	}
	s.seen[p.Post.IRI] = true
	s.found[p.Post.IRI] = p
	s.order = append(s.order, p.Post.IRI)
	if p.replies != "" {
		s.lists = append(s.lists, p.replies)
	}
}

// entryOf reads an entry that came along from its own server, or reads it there.
func (s *search) entryOf(ctx context.Context, item wire.Item) (FoundPost, error) {
	stored, err := s.storedPost(ctx, item.IRI)
	if err != nil || stored.Post.ID != 0 {
		return stored, err
	}
	if item.Raw != nil {
		if doc, err := item.Document(); err == nil && doc.Note != nil && doc.Note.ID == item.IRI && doc.Note.Choice == "" && doc.Note.Origin() == nil {
			return s.withAuthor(ctx, doc.Note)
		}
	}
	return s.post(ctx, item.IRI)
}

// connected keeps what answers a post of the conversation that is here, or another that is kept; parents come first.
func (s *search) connected(ctx context.Context) (kept []FoundPost) {
	near := map[models.IRI]bool{}
	for _, p := range s.above {
		near[p.Post.IRI] = true
	}
	for again := true; again; {
		again = false
		s.order = slices.DeleteFunc(s.order, func(iri models.IRI) bool {
			p := s.found[iri]
			up := p.Post.ReplyTo
			if !near[up] {
				if _, waits := s.found[up]; waits {
					return false
				}
				stored, err := s.storedPost(ctx, up)
				near[up] = err == nil && stored.Post.ID != 0 && stored.Post.ThreadID == s.thread
			}
			if !near[up] {
				return false
			}
			kept, near[iri], again = append(kept, p), true, true
			return true
		})
	}
	return kept
}
