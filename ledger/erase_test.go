package ledger_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// says records that a post of somebody went to two peers.
func (h *house) says(author models.ID, object models.IRI, audience models.Audience, text string) {
	h.t.Helper()
	h.clock.Advance(time.Second)
	in := &policy.Input{}
	in.Crossing = policy.CrossingSeen{Direction: "out", Door: "out", Time: h.clock.Now()}
	in.Activity.Type, in.Actor.Handle = "create", "ada"
	in.Post = policy.PostSeen{Kind: "note", Audience: string(audience), Text: text, Title: "A title", Mentions: []string{"tom@peer.example"}}
	var rows []ledger.Crossed
	for _, host := range []string{"one.example", "two.example"} {
		rows = append(rows, ledger.Crossed{Decision: models.Decision{Door: models.Out, Verb: models.Create, Peers: host, Object: object, Audience: string(audience),
			Distance: "world", Verdict: models.Allow, Rule: "passed", Why: "Nothing stops it.", Steps: "[]"},
			Seen: in.Beside(policy.PeerSeen{Domain: host, Standing: "allowed"}), Laws: models.Allow, Author: author, Whom: author})
	}
	h.write(func(tx *store.Tx) error { return h.l.Record(tx, rows...) })
	h.must(h.l.Flush(h.t.Context()))
}

func (h *house) past() (past []ledger.Past) {
	h.t.Helper()
	h.must(h.st.Read(h.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.DecisionsAfter(0, 1<<62)
		if err == nil {
			past, err = h.l.Recall(tx, rows)
		}
		return err
	}))
	return past
}

func TestWhatRulesSawComesBack(t *testing.T) {
	each(t, func(h *house) {
		h.says(7, "https://acme.example/posts/1", models.Everyone, "Falcon ships in May.")
		past := h.past()
		if len(past) != 1 || len(past[0].Inputs) != 2 {
			t.Fatalf("one row for two peers: %+v", past)
		}
		for i, host := range []string{"one.example", "two.example"} {
			in := past[0].Inputs[i]
			if in.Peer.Domain != host || in.Peer.Standing != "allowed" || in.Post.Text != "Falcon ships in May." || in.Post.Title != "A title" ||
				len(in.Post.Mentions) != 1 || in.Actor.Handle != "ada" || !in.Crossing.Time.Equal(h.clock.Now()) {
				t.Errorf("%s: %+v", host, in)
			}
		}
		if strings.Contains(past[0].Decision.Input, "Falcon") || strings.Contains(past[0].Decision.Input, "title") && strings.Contains(past[0].Decision.Input, "A title") || strings.Contains(past[0].Decision.Input, "tom@") {
			t.Errorf("words stand there readable: %s", past[0].Decision.Input)
		}
	})
}

func TestOfALetterNothingIsKeptToBeJudgedAgain(t *testing.T) {
	on(t, func(h *house) {
		for _, few := range []models.Audience{models.Named, models.Self, models.Members} {
			h.says(7, "https://acme.example/posts/2", few, "For Tom alone.")
		}
		for _, p := range h.past() {
			if p.Decision.Input != "" || p.TextID != 0 || len(p.Inputs) != 0 {
				t.Errorf("%s: %+v", p.Audience, p)
			}
		}
	}, store.SQLite)
}

func TestAPostAndAPersonAreErasedAndTheChainHolds(t *testing.T) {
	each(t, func(h *house) {
		h.says(7, "https://acme.example/posts/1", models.Everyone, "Falcon ships in May.")
		h.says(8, "https://acme.example/posts/2", models.Everyone, "Tea at four.")
		h.says(8, "https://acme.example/posts/3", models.Everyone, "Tea at five.")
		h.write(func(tx *store.Tx) error {
			return ledger.Act(tx, models.Actor{}, models.Act{Verb: "role.granted", What: "auditor of @bob", About: 8, After: "held"})
		})
		h.write(func(tx *store.Tx) error { return ledger.ForgetPost(tx, "https://acme.example/posts/1") })
		past := h.past()
		if len(past) != 3 || !past[0].Silent || past[0].Inputs[0].Post.Text != "" || past[1].Silent {
			t.Errorf("the text of the one post, and of no other, is gone: %+v", past)
		}
		if r := h.verify(); !r.Sound() || r.Erased != 0 {
			t.Errorf("after a post went: %+v", r)
		}
		h.write(func(tx *store.Tx) error { return h.l.Forget(tx, 8) })
		r := h.verify()
		if !r.Sound() || r.Erased != 3 || r.Decisions != 3 || r.Acts != 1 {
			t.Errorf("after a person went: %+v", r)
		}
		for _, p := range h.past()[1:] {
			if p.Object != "" || p.Person != 0 || p.Decision.Input != "" || p.Erased == 0 || p.Peers != " one.example two.example " {
				t.Errorf("left of the person: %+v", p.Decision)
			}
		}
		h.must(h.st.Read(t.Context(), func(tx *store.Tx) error {
			acts, err := tx.Acts(store.ActFilter{})
			if len(acts) != 1 || acts[0].What != "" || acts[0].About != 0 || acts[0].Verb != "role.granted" {
				t.Errorf("left of the act: %+v", acts)
			}
			return err
		}))
	})
}

func TestTextsGoBeforeRecordsAndBothInTheirTime(t *testing.T) {
	each(t, func(h *house) {
		tidy := func() {
			_, err := h.l.TidyTexts(t.Context(), 30*24*time.Hour)
			h.must(err)
			_, err = h.l.TidyRecords(t.Context(), 400*24*time.Hour)
			h.must(err)
		}
		h.says(7, "https://acme.example/posts/1", models.Everyone, "Falcon ships in May.")
		h.act("early.example")
		h.clock.Advance(31 * 24 * time.Hour)
		h.says(7, "https://acme.example/posts/2", models.Everyone, "It shipped.")
		tidy()
		if past := h.past(); len(past) != 2 || !past[0].Silent || past[1].Silent {
			t.Fatalf("after 31 days: %+v", past)
		}
		h.clock.Advance(380 * 24 * time.Hour)
		h.must(h.l.Join(t.Context()))
		h.says(7, "https://acme.example/posts/3", models.Everyone, "And the next.")
		tidy()
		r := h.verify()
		if !r.Sound() || r.Decisions != 2 || r.Acts != 0 || len(r.Begins) != 1 {
			t.Errorf("after 411 days: %+v", r)
		}
		h.sql("DELETE FROM chain_links WHERE seq = (SELECT min(seq) FROM (SELECT seq FROM chain_links) AS kept)")
		if r := h.verify(); r.Sound() {
			t.Error("somebody cut more than the time did, and nobody saw")
		}
	})
}
