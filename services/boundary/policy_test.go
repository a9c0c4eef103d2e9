package boundary_test

import (
	"context"
	"fmt"
	"math/rand"
	"strings"
	"sync"
	"testing"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/services/accounts"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/store/storetest"
	"guildhall/testrig/town"
	"guildhall/vault"
)

const projects = `words:
  projects: [Falcon, Blue Heron]
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon ships in May"}}
        expect: hold
      - given: {crossing: {direction: out}, post: {text: "We ship in May"}}
        expect: allow
`

const onlyOne = `rules:
  - name: not-to-two
    why: Nothing goes to two.example.
    when: peer.domain == "two.example"
    then: {verdict: deny}
    examples:
      - given: {peer: {domain: two.example}}
        expect: deny
      - given: {peer: {domain: one.example}}
        expect: allow
`

func checked(t *testing.T, text string) boundary.Checked {
	t.Helper()
	c, faults := boundary.Check("policy.yaml", []byte(text))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return c
}

// office is a town with people who look after its boundary, and a record.
type office struct {
	*town.Town
	ledger   *ledger.Ledger
	ada, bob models.Actor
}

func newOffice(t *testing.T, w *town.Town) *office {
	v, err := vault.WithKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{w, ledger.New(w.Store, v), w.Person("ada"), w.Person("bob")}
	for _, p := range []models.Actor{o.ada, o.bob} {
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, p, models.BoundaryRole, 0, "") })
	}
	return o
}

func (o *office) rehearses(t *testing.T, c boundary.Checked) boundary.Rehearsal {
	t.Helper()
	r, err := boundary.Rehearse(t.Context(), o.Store, o.ledger, c, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (o *office) activates(c boundary.Checked, persons int) (step models.PolicyStep) {
	o.Do(func(tx *store.Tx) (err error) {
		step, err = boundary.Activate(tx, o.ada, c, "A story.", persons)
		return err
	})
	return step
}

func (o *office) inForce() (n int) {
	o.Do(func(tx *store.Tx) (err error) { n, err = tx.PolicyInForce(); return err })
	return n
}

func TestAPolicyIsRehearsedBeforeItDecides(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		o := newOffice(t, w)
		c := checked(t, projects)
		said := w.Refused(fault.Conflict, func(tx *store.Tx) error { _, err := boundary.Activate(tx, o.ada, c, "Why not.", 1); return err })
		if !strings.Contains(said, "rehearsed") {
			t.Errorf("the refusal says %q", said)
		}
		o.rehearses(t, checked(t, projects+"\n# another text\n"))
		w.Refused(fault.Conflict, func(tx *store.Tx) error { _, err := boundary.Activate(tx, o.ada, c, "Why not.", 1); return err })
		o.rehearses(t, c)
		w.Refused(fault.Invalid, func(tx *store.Tx) error { _, err := boundary.Activate(tx, o.ada, c, " ", 1); return err })
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := boundary.Activate(tx, models.Actor{}, c, "No name.", 1)
			return err
		})
		mira := w.Person("mira")
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := boundary.Activate(tx, mira, c, "May I?", 1); return err })
		if o.inForce() != 0 {
			t.Fatal("a policy decides that nobody could activate")
		}
		var before, after int64
		w.Do(func(tx *store.Tx) (err error) { before, err = tx.Epoch(); return err })
		if step := o.activates(c, 1); step.Version != 1 || o.inForce() != 1 {
			t.Errorf("activated: %+v", step)
		}
		w.Do(func(tx *store.Tx) (err error) { after, err = tx.Epoch(); return err })
		if after == before {
			t.Error("what waits is not judged again: the epoch stands still")
		}
		o.rehearses(t, c)
		w.Refused(fault.Conflict, func(tx *store.Tx) error { _, err := boundary.Activate(tx, o.ada, c, "Again.", 1); return err })
	})
}

func TestASecondPersonApproves(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		o := newOffice(t, w)
		c := checked(t, projects)
		o.rehearses(t, c)
		if step := o.activates(c, 2); step.Kind != models.PolicyProposed || o.inForce() != 0 {
			t.Fatalf("one person was enough: %+v", step)
		}
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := boundary.Approve(tx, o.ada, 1); return err })
		admin := w.Person("carl")
		w.Do(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, admin, models.Admin, 0, "") })
		w.Refused(fault.Forbidden, func(tx *store.Tx) error { _, err := boundary.Approve(tx, admin, 1); return err })
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, err := boundary.Approve(tx, o.bob, 7); return err })
		w.Do(func(tx *store.Tx) error { _, err := boundary.Approve(tx, o.bob, 1); return err })
		if o.inForce() != 1 {
			t.Fatal("two people were not enough")
		}
		w.Refused(fault.Missing, func(tx *store.Tx) error { _, err := boundary.Approve(tx, o.bob, 1); return err })
		var acts []models.Act
		w.Do(func(tx *store.Tx) (err error) { acts, err = tx.Acts(store.ActFilter{Verb: "policy."}); return err })
		if len(acts) != 2 || acts[0].Verb != "policy.approved" || acts[0].ByName != o.bob.Address() || acts[0].Before != "no policy" || acts[0].After != "version 1" || acts[1].Reason != "A story." {
			t.Errorf("the record: %+v", acts)
		}
	})
}

func TestOfTwoActivationsAtOnceOneWins(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		o := newOffice(t, w)
		first, second := checked(t, projects), checked(t, onlyOne)
		o.rehearses(t, first)
		o.rehearses(t, second)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, c := range []boundary.Checked{first, second} {
			wg.Go(func() {
				errs[i] = w.Store.Write(t.Context(), func(tx *store.Tx) error {
					_, err := boundary.Activate(tx, []models.Actor{o.ada, o.bob}[i], c, "At once.", 1)
					return err
				})
			})
		}
		wg.Wait()
		lost := errs[0]
		if lost == nil {
			lost = errs[1]
		}
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(lost, fault.Conflict) || !strings.Contains(fault.Say(lost), "came first") {
			t.Errorf("one wins and the other is told: %v, %v", errs[0], errs[1])
		}
		if o.inForce() != 1 {
			t.Errorf("version %d is in force", o.inForce())
		}
	})
}

// Trap T21: one wrong list locked everybody out.
func TestOneStepBackUndoesAPolicy(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		o := newOffice(t, w)
		w.Refused(fault.Conflict, func(tx *store.Tx) error { _, err := boundary.Rollback(tx, o.bob, "None."); return err })
		for _, text := range []string{projects, onlyOne} {
			c := checked(t, text)
			o.rehearses(t, c)
			o.activates(c, 1)
		}
		for want := 1; want >= 0; want-- {
			w.Do(func(tx *store.Tx) error { _, err := boundary.Rollback(tx, o.bob, "It stopped everybody."); return err })
			if o.inForce() != want {
				t.Errorf("version %d is in force, want %d", o.inForce(), want)
			}
		}
		var steps []models.PolicyStep
		w.Do(func(tx *store.Tx) (err error) { steps, err = tx.PolicySteps(0); return err })
		if len(steps) != 4 || steps[0].Kind != models.PolicyRolledBack || steps[0].Reason != "It stopped everybody." {
			t.Errorf("the history: %+v", steps)
		}
	})
}

// replayed is one recorded crossing, as the test knows it.
type replayed struct {
	host, text string
	laws, was  models.Verdict
}

// crossed records one decision of a policy, as the gate would.
func crossed(st *store.Store, l *ledger.Ledger, r *rand.Rand, rules *policy.Rules, n int) (all []replayed, err error) {
	err = st.Write(context.Background(), func(tx *store.Tx) error {
		for range n {
			in := &policy.Input{}
			in.Crossing = policy.CrossingSeen{Direction: "out", Door: "out", Time: tx.Now().Go()}
			in.Activity.Type = "create"
			in.Actor = policy.ActorSeen{Handle: "ada", Local: true, Kind: "person"}
			in.Post = policy.PostSeen{Kind: "note", Audience: "everyone", Distance: "world", Text: []string{"Falcon ships.", "Tea at four.", "The Blue  heron."}[r.Intn(3)]}
			c := replayed{host: []string{"one.example", "two.example"}[r.Intn(2)], text: in.Post.Text, laws: []models.Verdict{models.Allow, models.Allow, models.Hold}[r.Intn(3)]}
			in = in.Beside(policy.PeerSeen{Domain: c.host, Standing: "allowed"})
			d := rules.Again(in, c.laws, false)
			c.was = d.Verdict
			version := 0
			if rules != nil {
				version = rules.Version
			}
			all = append(all, c)
			if err := l.Record(tx, ledger.Crossed{Decision: models.Decision{Door: models.Out, Verb: models.Create, Peers: c.host, Audience: "everyone", Distance: "world",
				Object: "https://home.example/posts/1", Verdict: d.Verdict, Rule: d.Rule, Why: d.Why, Steps: "[]", Policy: version}, Seen: in, Laws: c.laws, Author: 1, Whom: 1}); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

func TestAReplayEqualsDecidingEachAgain(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		o := newOffice(t, w)
		r := rand.New(rand.NewSource(1)) //nolint:gosec // a story, not a secret
		all, err := crossed(w.Store, o.ledger, r, nil, 90)
		if err != nil {
			t.Fatal(err)
		}
		first := checked(t, projects)
		o.rehearses(t, first)
		o.activates(first, 1)
		first.Rules().Version = 1
		more, err := crossed(w.Store, o.ledger, r, first.Rules(), 210)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, more...)
		got := o.rehearses(t, checked(t, onlyOne))
		want, same := map[string]int{}, 0
		for _, c := range all { // by conditions written out here
			will := c.laws
			if c.host == "two.example" {
				will = models.Deny
			}
			if will == c.was {
				same++
				continue
			}
			want[fmt.Sprint(c.host, c.was, will)]++
		}
		found := map[string]int{}
		words := map[boundary.Fate]models.Verdict{boundary.Passes: models.Allow, boundary.Waits: models.Hold, boundary.Stops: models.Deny}
		for _, d := range got.Changed {
			found[fmt.Sprint(d.Peer, words[d.Was], words[d.Will])] += d.N
			if d.Rule == "" || len(d.Like) == 0 || d.Why == "" {
				t.Errorf("a difference lacks its rule, sentence or examples: %+v", d)
			}
		}
		if got.Judged != len(all) || got.Same != same || fmt.Sprint(found) != fmt.Sprint(want) || len(want) < 3 {
			t.Errorf("judged %d of %d, same %d (want %d)\nfound %v\nwant  %v", got.Judged, len(all), got.Same, same, found, want)
		}
	})
}

func BenchmarkReplayOf10000(b *testing.B) {
	st := storetest.Open(b, nil)
	v, err := vault.WithKey(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	l := ledger.New(st, v)
	if _, err := crossed(st, l, rand.New(rand.NewSource(1)), nil, 10_000); err != nil { //nolint:gosec // no secret
		b.Fatal(err)
	}
	c, faults := boundary.Check("policy.yaml", []byte(projects))
	if len(faults) > 0 {
		b.Fatal(faults)
	}
	for b.Loop() {
		if r, err := boundary.Rehearse(b.Context(), st, l, c, 0); err != nil || r.Judged != 10_000 {
			b.Fatal(r.Judged, err)
		}
	}
}
