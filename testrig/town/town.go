// Package town is one organisation on a real database, for stories about its verbs: people of ours, strangers of other
// servers, peers, and what they hear of. No network and no server is in it; time stands until it is moved.
package town

import (
	"context"
	"strings"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/store/storetest"
)

// Town is the organisation home.example.
type Town struct {
	T     *testing.T
	Store *store.Store
	Site  paths.Site
	Clock *clock.Moved
	Us    models.Actor // the organisation itself
}

// Each tells a story once on SQLite and once on PostgreSQL.
func Each(t *testing.T, story func(*Town)) {
	var c *clock.Moved
	start := func() clock.Clock {
		c = clock.At(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
		return c
	}
	storetest.Each(t, start, func(t *testing.T, s *store.Store) {
		w := &Town{T: t, Store: s, Site: paths.New("https://home.example"), Clock: c}
		w.Do(func(tx *store.Tx) (err error) {
			w.Us, err = accounts.EnsureOrganisation(tx, w.Site, "Home")
			return err
		})
		story(w)
	})
}

// Do runs a verb that must succeed.
func (w *Town) Do(verb func(*store.Tx) error) {
	w.T.Helper()
	if err := w.Store.Write(context.Background(), verb); err != nil {
		w.T.Fatal(err)
	}
	w.Clock.Advance(time.Second)
}

// Refused runs a verb that must fail with a kind, and gives its sentence.
func (w *Town) Refused(kind fault.Kind, verb func(*store.Tx) error) string {
	w.T.Helper()
	err := w.Store.Write(context.Background(), verb)
	if err == nil || fault.KindOf(err) != kind {
		w.T.Fatalf("it was not refused as it should be: %v", err)
	}
	return fault.Say(err)
}

// Person is somebody of ours, new or as they are now.
func (w *Town) Person(handle string) models.Actor {
	w.T.Helper()
	var a models.Actor
	w.Do(func(tx *store.Tx) (err error) {
		if a, err = tx.ActorByHandle(models.Handle(handle)); fault.Is(err, fault.Missing) {
			a, err = accounts.Create(tx, w.Site, accounts.New{Handle: models.Handle(handle), Email: handle + "@home.example", Hash: "none"})
		}
		return err
	})
	return a
}

// Stranger is somebody of another server, like ines@acme.example, new or as they are now.
func (w *Town) Stranger(address string) models.Actor {
	w.T.Helper()
	handle, host, _ := strings.Cut(address, "@")
	iri := models.IRI("https://" + host + "/users/" + handle)
	var a models.Actor
	w.Do(func(tx *store.Tx) (err error) {
		if a, err = tx.ActorByIRI(iri); fault.Is(err, fault.Missing) {
			a = models.Actor{IRI: iri, Kind: models.Person, Host: models.Host(host), Handle: models.Handle(handle), Domain: host,
				Inbox: iri + "/inbox", FollowersIRI: iri + "/followers", Fields: []models.Field{}}
			return tx.KeepActor(&a)
		}
		return err
	})
	return a
}

// Peer gives another server a standing.
func (w *Town) Peer(host string, s models.Standing) {
	w.T.Helper()
	w.Do(func(tx *store.Tx) error {
		return tx.SavePeer(&models.Peer{Host: models.Host(host), Standing: s, PartnerSince: tx.Now()})
	})
}

// Says lets somebody of ours post.
func (w *Town) Says(ask conversations.Ask) models.Post {
	w.T.Helper()
	var p models.Post
	w.Do(func(tx *store.Tx) (err error) {
		p, err = conversations.Post(tx, w.Site, ask)
		return err
	})
	return p
}

// Home is what somebody's home stream shows, newest first, as plain words; a boost begins with who boosted.
func (w *Town) Home(of models.Actor) []string {
	w.T.Helper()
	return w.words(func(tx *store.Tx) ([]models.PostShown, error) { return tx.Home(of.ID, store.Page{}) })
}

// Public is the public list as somebody sees it.
func (w *Town) Public(viewer models.Actor) []string {
	w.T.Helper()
	return w.words(func(tx *store.Tx) ([]models.PostShown, error) {
		return tx.PublicPosts(viewer.ID, store.Anywhere, store.Page{})
	})
}

func (w *Town) words(list func(*store.Tx) ([]models.PostShown, error)) []string {
	w.T.Helper()
	out := []string{}
	w.Do(func(tx *store.Tx) error {
		shown, err := list(tx)
		for _, s := range shown {
			words := prose.Plain(s.Content)
			if s.BoostBy != nil {
				words = string(s.BoostBy.Handle) + ": " + words
			}
			out = append(out, words)
		}
		return err
	})
	return out
}

// Reads tells whether somebody of ours may read a post.
func (w *Town) Reads(who models.Actor, p models.Post) bool {
	w.T.Helper()
	ok := false
	w.Do(func(tx *store.Tx) error {
		_, err := tx.VisiblePost(who.ID, p.ID)
		ok = err == nil
		if fault.Is(err, fault.Missing) {
			return nil
		}
		return err
	})
	return ok
}

// Told is what somebody's notices say, newest first: kind and from whom.
func (w *Town) Told(who models.Actor) []string {
	w.T.Helper()
	out := []string{}
	w.Do(func(tx *store.Tx) error {
		list, err := tx.Notices(who.ID, nil, nil, store.Page{})
		for _, n := range list {
			out = append(out, string(n.Kind)+" "+string(n.From.Handle))
		}
		return err
	})
	return out
}

// Heard gives the events that others may have to hear of since the last time, oldest first.
func (w *Town) Heard() []models.Event {
	w.T.Helper()
	var out []models.Event
	w.Do(func(tx *store.Tx) error {
		due, err := tx.DueJobs(events.Lane, 1000)
		if err != nil {
			return err
		}
		for _, j := range due {
			e, err := jobs.Payload[models.Event](j)
			if err != nil {
				return err
			}
			out = append(out, e)
			if err := tx.DropJob(j.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}
