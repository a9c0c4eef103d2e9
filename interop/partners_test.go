package interop_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// plan is something for partners with a picture, and every address under which it could be asked for.
type plan struct {
	post models.Post
	own  string // the picture's own address, which nobody outside is shown
	lent string // the one that was made for a partner
}

// plans has somebody write it; partner gets it.
func plans(ada *Worker, text string, partner *Peer) (p plan) {
	ada.home.t.Helper()
	file := models.ParseID(ada.uploads("a drawing"))
	p.post = ada.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.Partners, Files: []models.ID{file}})
	got := partner.Has(string(p.post.IRI))
	if len(got.Attachments) != 1 || !strings.Contains(got.Content, text) {
		ada.home.t.Fatalf("%s has %+v", partner.Handle, got)
	}
	p.lent, p.own = got.Attachments[0].URL, ada.home.Site.Media(ada.home.mediaOf(p.post.ID)[0].Slug)
	return p
}

func (p plan) addresses() []string {
	iri := string(p.post.IRI)
	return []string{iri, iri + "/activity", iri + "/replies", string(p.post.Context), p.own, p.own + "/small"}
}

// Absent fails unless a program, signed or not, is told of each address that there is nothing.
func (p *Peer) Absent(addresses ...string) {
	p.t.Helper()
	for _, at := range addresses {
		for _, signed := range []bool{true, false} {
			if f := p.Fetch(at, signed); f.Status != http.StatusNotFound {
				p.t.Errorf("%s asks for %s, signed %v, and is answered %d %s", p.Handle, at, signed, f.Status, f.Body)
			}
		}
	}
}

// Unseen fails unless a visitor is told so too.
func (h *House) Unseen(addresses ...string) {
	h.t.Helper()
	for _, at := range addresses {
		for _, accept := range []string{"text/html", "application/activity+json", "image/*", "*/*"} {
			if s := h.Visits(at, accept); s != http.StatusNotFound {
				h.t.Errorf("a visitor asks for %s as %s and is answered %d", at, accept, s)
			}
		}
	}
}

// Shut fails when a program reads anything at an address; whoever had a thing may be told that it was there.
func (p *Peer) Shut(words string, addresses ...string) {
	p.t.Helper()
	for _, at := range addresses {
		if f := p.Fetch(at, true); f.Status < 400 || f.Status >= 500 || strings.Contains(f.Body, words) {
			p.t.Errorf("%s asks for %s and is answered %d %s", p.Handle, at, f.Status, f.Body)
		}
	}
}

// hears waits until a program has something that everybody may have: what was on its way to it before has arrived by then.
func (p *Peer) hears(ada *Worker) {
	p.t.Helper()
	p.Has(ada.Says("Good day to all.").URI)
}

// three are a house with Ada, and two programs that follow her: Ines at a partner, Omar at an allowed server.
func three(t *testing.T) (*House, *Worker, *Peer, *Peer) {
	h, ada, ines := friends(t)
	omar := StartPeer(t, "omar")
	h.Stands(models.Allowed, omar)
	omar.Joins(ada.Handle, string(ada.IRI))
	h.Runs("peer", "allow", string(ines.Host()), "--partner")
	return h, ada, ines, omar
}

// By push, by pull and by the address of its picture: what is for partners reaches the partner, and is nothing to another
// server and to the web.
func partnersAlone(t *testing.T) {
	h, ada, ines, omar := three(t)
	p := plans(ada, "The drawing of the new ward.", ines)
	iri := string(p.post.IRI)
	for _, at := range []string{iri, iri + "/activity", p.own, p.own + "/small"} {
		if f := ines.Fetch(at, true); f.Status != http.StatusOK {
			t.Errorf("the partner asks for %s and is answered %d %s", at, f.Status, f.Body)
		}
	}
	if f := ines.Fetch(p.lent, false); f.Status != http.StatusOK || !strings.HasPrefix(f.Type, "image/") {
		t.Errorf("the address that was made for the partner answers %d %s", f.Status, f.Type)
	}
	omar.hears(ada)
	omar.NeverHeard("new ward")
	omar.Absent(p.addresses()...)
	h.Unseen(p.addresses()...)
	for _, list := range []string{string(ada.OutboxIRI) + "?page=1", string(ada.IRI) + "/featured", string(ada.IRI)} {
		if f := omar.Fetch(list, true); strings.Contains(f.Body, iri) || strings.Contains(f.Body, "new ward") {
			t.Errorf("Omar finds it in %s: %s", list, f.Body)
		}
	}
	h.Trusted(ines)
	h.Trusted(omar)
}

func lateAndFormer(t *testing.T) {
	h, ada, ines, omar := three(t)
	p := plans(ada, "The first drawing.", ines)
	h.Runs("peer", "allow", string(omar.Host()), "--partner") // late: he reads from now on
	omar.Absent(p.addresses()...)
	ada.does(http.MethodPut, "/api/v1/statuses/"+p.post.ID.String(), url.Values{"status": {"The first drawing, mended."}}, nil)
	second := ada.Writes(conversations.Ask{Text: "The second drawing.", Audience: models.Everyone, Where: conversations.Partners})
	omar.Has(string(second.IRI))
	Eventually(t, "the partner has the edit", func() bool {
		got, _ := ines.State().Post(string(p.post.IRI))
		return strings.Contains(got.Content, "mended")
	})
	omar.NeverHeard("first drawing")

	h.Runs("peer", "allow", string(ines.Host())) // hers is over
	ines.Shut("drawing", p.addresses()...)
	if f := ines.Fetch(p.lent, false); f.Status != http.StatusNotFound {
		t.Errorf("after the agreement the picture's address answers %d", f.Status)
	}
	ada.does(http.MethodPut, "/api/v1/statuses/"+second.ID.String(), url.Values{"status": {"The second drawing, for those who still are."}}, nil)
	Eventually(t, "who still is a partner has the edit", func() bool {
		got, _ := omar.State().Post(string(second.IRI))
		return strings.Contains(got.Content, "who still are")
	})
	third := ada.Writes(conversations.Ask{Text: "The third drawing.", Audience: models.Everyone, Where: conversations.Partners})
	omar.Has(string(third.IRI))
	ines.hears(ada)
	ines.NeverHeard("who still are")
	ines.NeverHeard("third drawing")
	ines.Absent(string(third.IRI), string(third.IRI)+"/activity")

	h.Runs("peer", "allow", string(ines.Host()), "--partner") // a new one reads nothing from before
	ines.Shut("drawing", append(p.addresses(), string(third.IRI))...)
	if f := ines.Fetch(p.lent, false); f.Status != http.StatusNotFound {
		t.Errorf("under a new agreement the old address of the picture answers %d", f.Status)
	}
	ada.does(http.MethodPut, "/api/v1/statuses/"+third.ID.String(), url.Values{"status": {"The third drawing, redone."}}, nil)
	fourth := ada.Writes(conversations.Ask{Text: "The fourth drawing.", Audience: models.Everyone, Where: conversations.Partners})
	ines.Has(string(fourth.IRI))
	ines.NeverHeard("third drawing")
	h.Unseen(append(p.addresses(), string(second.IRI), string(third.IRI), string(fourth.IRI))...)
	h.Trusted(ines)
	h.Trusted(omar)
}

func narrowerNeverWider(t *testing.T) {
	h, ada, ines, omar := three(t)
	p := plans(ada, "A drawing for partners.", ines)
	edits := func(post models.Post, c conversations.Change) {
		t.Helper()
		h.Does(func(tx *store.Tx) error {
			by, err := tx.ActorByID(post.AuthorID)
			if err == nil {
				_, err = conversations.Edit(tx, h.Site, by, post.ID, c)
			}
			return err
		})
	}
	inside, world := conversations.Inside, conversations.World

	// Ceilings that rise: an answer has the reach of what it answers, a label cut, and the whole house opens.
	bob := h.Employs("bob")
	answer := bob.Says("Seen from the other side.", "in_reply_to_id", p.post.ID.String(), "visibility", "private")
	ines.Joins(bob.Handle, string(bob.IRI))
	omar.Joins(bob.Handle, string(bob.IRI))
	green := ada.Writes(conversations.Ask{Text: "A green drawing.", Audience: models.Everyone, Where: world, Label: "GREEN"})
	ines.Has(string(green.IRI))
	parent := ada.Writes(conversations.Ask{Text: "A question for partners.", Audience: models.Everyone, Where: conversations.Partners})
	under := bob.Writes(conversations.Ask{Text: "What came of it.", ReplyTo: parent.ID, Where: world, Audience: models.Everyone})
	ines.Has(string(under.IRI))
	edits(parent, conversations.Change{Where: &world})
	edits(green, conversations.Change{Label: new(""), Text: new("A drawing that was green.")})
	h.Does(func(tx *store.Tx) error { return tx.SetMode(models.OpenMode) })
	edits(under, conversations.Change{Text: new("What came of it, in the end.")})
	Eventually(t, "the partner has the edit", func() bool {
		got, _ := ines.State().Post(string(under.IRI))
		return strings.Contains(got.Content, "in the end")
	})
	omar.hears(ada)
	for _, words := range []string{"other side", "green", "What came of it"} {
		omar.NeverHeard(words)
	}
	omar.Absent(answer.URI, string(green.IRI), string(under.IRI), p.own)
	h.Unseen(answer.URI, string(green.IRI), string(under.IRI), p.own)
	h.Does(func(tx *store.Tx) error { return tx.SetMode(models.Allowlist) })

	// An edit that tightens: whoever falls out of it hears of the end, and of nothing else.
	edits(p.post, conversations.Change{Where: &inside, Text: new("A drawing for us alone.")})
	Eventually(t, "the partner is told that it is gone", func() bool { got, _ := ines.State().Post(string(p.post.IRI)); return got.Deleted })
	ines.NeverHeard("us alone")
	ines.Shut("us alone", p.addresses()...)
	if f := ines.Fetch(p.lent, false); f.Status != http.StatusNotFound {
		t.Errorf("once it is for us alone the picture's address answers %d", f.Status)
	}
	omar.Absent(p.addresses()...)
	h.Unseen(p.addresses()...)
	h.Trusted(ines)
}

// An app knows four words only. Who reads a post with one, deletes it and writes it again widens nothing.
func redrafted(t *testing.T) {
	h, ada, ines, omar := three(t)
	for _, mode := range []models.Mode{models.Allowlist, models.OpenMode} {
		h.Does(func(tx *store.Tx) error {
			a, err := tx.AccountOf(ada.ID)
			if a.Distance = conversations.Inside; mode == models.OpenMode { // where each begins in such a house
				a.Distance = conversations.World
			}
			return errors.Join(err, tx.SaveAccount(&a), tx.SetMode(mode))
		})
		text := "For partners, in mode " + string(mode) + "."
		first := ada.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.Partners})
		ines.Has(string(first.IRI))
		var shown, deleted struct{ Visibility, Text string }
		ada.does(http.MethodGet, "/api/v1/statuses/"+first.ID.String(), nil, &shown)
		ada.does(http.MethodDelete, "/api/v1/statuses/"+first.ID.String(), nil, &deleted)
		if shown.Visibility != "private" || deleted.Text != text || deleted.Visibility != shown.Visibility {
			t.Fatalf("the app reads %+v and is given back %+v", shown, deleted)
		}
		again := ada.Says(deleted.Text+" Again.", "visibility", deleted.Visibility)
		if mode == models.OpenMode {
			ines.Has(again.URI) // it is for followers at partners now
		}
		omar.hears(ada)
		omar.NeverHeard("For partners")
		omar.Absent(again.URI)
		h.Unseen(again.URI)
	}
	h.Trusted(ines)
	h.Trusted(omar)
}
