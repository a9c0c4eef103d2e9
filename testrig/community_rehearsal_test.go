package testrig_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

const rehearsedRules = `rules:
  - name: prices-wait
    why: Prices are looked at first.
    when: crossing.direction == "out" && post.text.contains("price")
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "the price"}}
        expect: hold
      - given: {crossing: {direction: out}, post: {text: "the ward"}}
        expect: allow
  - name: no-phones
    why: Telephone numbers are for partners.
    when: crossing.direction == "out" && peer.standing != "partner" && detect(post.text, "phone")
    then: {changes: [{replace: '\+\d[\d ]{7,}', with: "(a number)"}]}
    examples:
      - given: {crossing: {direction: out}, peer: {standing: allowed}, post: {text: "Call +49 30 123456."}}
        expect: allow
      - given: {crossing: {direction: out}, peer: {standing: partner}, post: {text: "Call +49 30 123456."}}
        expect: allow
`

// What a rehearsal says of a community before it opens is what happens afterwards to the same posts: whom they are sent to, who gets them
// by asking, and what waits. The switch, the ways in, the ceiling and the label are drawn at random; servers of three standings take part.
func TestStoryARehearsalTellsWhatHappens(t *testing.T) {
	for mode, open := range map[string]func(testing.TB, ...string) *testrig.World{"allowlist": testrig.NewWorld, "open": testrig.NewOpenWorld} {
		t.Run(mode, func(t *testing.T) {
			w := open(t, "acme.example")
			acme := w.Server("acme.example").Partners("partner.example").Limits("limited.example")
			peers := []*testrig.Peer{w.Peer("partner.example"), w.Peer("open.example"), w.Peer("limited.example")}
			acme.Obeys(rehearsedRules)
			ada, bob := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example").GoesOutward()
			w.Settle()
			draw := rand.New(rand.NewPCG(7, uint64(len(mode))))
			sent, fetched, held := 0, 0, 0
			for n := range 24 {
				change := communities.Change{
					JoinPartners: one(draw, models.JoinModes), JoinWorld: one(draw, models.JoinModes), Federation: one(draw, models.Switches),
					Ceiling: one(draw, []string{"world", "world", "partners", "inside", "partner.example"}), Label: one(draw, []string{"", "", "GREEN", "AMBER", "CLEAR"}),
				}
				r, s, f, h := rehearsesAndOpens(t, w, acme, ada, bob, peers, n, change)
				if sent, fetched, held = sent+s, fetched+f, held+h; len(r.Posts) != 3 {
					t.Errorf("%d posts were rehearsed", len(r.Posts))
				}
			}
			if sent < 5 || fetched < 5 || held < 3 {
				t.Errorf("the draw shows little: %d sent, %d fetched, %d held", sent, fetched, held)
			}
		})
	}
}

func one[T any](draw *rand.Rand, of []T) *T { return &of[draw.IntN(len(of))] }

func rehearsesAndOpens(t *testing.T, w *testrig.World, acme *testrig.Server, ada, bob *testrig.Person, peers []*testrig.Peer, n int, change communities.Change) (r models.Rehearsal, sent, fetched, held int) {
	t.Helper()
	what := fmt.Sprintf("%d: switch %s, partners %s, world %s, ceiling %s, label %q", n, *change.Federation, *change.JoinPartners, *change.JoinWorld, *change.Ceiling, *change.Label)
	var c models.Actor
	acme.Write(func(tx *store.Tx) error {
		by, err := tx.OrganisationActor() // which has no quota
		if err != nil {
			return err
		}
		c, err = communities.Create(tx, acme.Site, by, communities.New{Handle: fmt.Sprintf("c%d", n), Purpose: "Better pumps.", Needs: "All need all.", Measure: "Less water.", Driver: ada.ID, Core: []models.Actor{bob.Actor}})
		return err
	})
	texts := []string{fmt.Sprintf("A plain word %d", n), fmt.Sprintf("The price of it %d", n), fmt.Sprintf("Call +49 30 123456 about it %d", n)}
	for _, text := range texts {
		ada.Writes(conversations.Ask{Text: text, Community: c.ID})
	}
	w.Settle()
	before := make([]int, len(peers))
	for i, p := range peers {
		before[i] = len(p.Got())
	}
	r, err := acme.Out.Rehearse(t.Context(), ada.Actor, c.ID, change)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	w.Settle()
	acme.Read(func(tx *store.Tx) error {
		row, err := tx.CommunityByActor(c.ID)
		if row.State != models.Draft || row.Federation == models.SwitchOut {
			t.Errorf("%s: the rehearsal left something: %+v", what, row)
		}
		if p, err := tx.Peer("partner.invalid"); err != nil || p.Standing == models.Partner {
			t.Errorf("an imagined partner stayed: %+v %v", p, err)
		}
		return err
	})
	for i, p := range peers {
		if len(p.Got()) != before[i] {
			t.Errorf("%s: a rehearsal reached %s", what, p.Host)
		}
	}
	acme.Write(func(tx *store.Tx) error {
		if _, err := communities.Update(tx, acme.Site, ada.Actor, c.ID, change); err != nil {
			return err
		}
		_, err := communities.Turn(tx, acme.Site, ada.Actor, c.ID, models.Live)
		return err
	})
	w.Settle()
	for _, p := range peers {
		p.Sends(c.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/%s","type":"Follow","actor":"%s","object":"%s"}`, p.Host, c.Handle, p.Nell, c.IRI))
		w.Settle()
	}
	acme.Write(func(tx *store.Tx) error {
		asking, err := tx.FollowRequests(c.ID, store.Page{Limit: 10})
		for _, f := range asking {
			if _, err := people.Admit(tx, acme.Site, ada.Actor, c, f.Actor); err != nil {
				return err
			}
		}
		return err
	})
	w.Settle()
	for k, one := range r.Posts {
		text := texts[len(texts)-1-k] // the newest first
		before, waiting := make([]int, len(peers)), len(acme.Waiting())
		for i, p := range peers {
			before[i] = len(p.Got())
		}
		made := ada.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.World, Community: c.ID})
		anyHeld := false
		for i, p := range peers {
			raw := strings.Join(p.Got()[before[i]:], "\n")
			status, _ := p.Reads(made.IRI)
			w, got, gave := one.Ways[i], strings.Contains(raw, string(made.IRI)), status == 200
			if w.Sent != got || w.Fetched != gave {
				t.Errorf("%s: %q at %s: rehearsed sent %v, fetched %v (%s); it was sent %v and answered %d", what, text, p.Host, w.Sent, w.Fetched, w.Why, got, status)
			}
			if got && len(w.Changed) > 0 && strings.Contains(raw, "+49 30") {
				t.Errorf("%s: %s got what was to be changed", what, p.Host)
			}
			if (!w.Sent || !w.Fetched) && w.Why == "" && len(one.Ways) > 0 && one.Why == "" {
				t.Errorf("%s: nobody says why %s does not get %q", what, p.Host, text)
			}
			anyHeld = anyHeld || w.Held
			if w.Sent {
				sent++
			}
			if w.Fetched {
				fetched++
			}
		}
		if anyHeld {
			held++
		}
		if now := len(acme.Waiting()); (now > waiting) != anyHeld {
			t.Errorf("%s: %q: rehearsed as held %v; %d wait now, %d did", what, text, anyHeld, now, waiting)
		}
	}
	return r, sent, fetched, held
}
