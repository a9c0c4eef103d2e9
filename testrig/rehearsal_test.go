package testrig_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// boundaryAt are two people who look after the boundary of a server, and what they do to its policy.
type boundaryAt struct {
	*testrig.Server
	w         *testrig.World
	ruth, sam *testrig.Person
}

func (b *boundaryAt) checks(text string) boundary.Checked {
	b.w.T.Helper()
	c, faults := boundary.Check("policy.yaml", []byte(text))
	if len(faults) > 0 {
		b.w.T.Fatal(faults)
	}
	return c
}

func (b *boundaryAt) rehearses(c boundary.Checked) boundary.Rehearsal {
	b.w.T.Helper()
	b.w.Say("@ruth replays it over the last week")
	r, err := boundary.Rehearse(b.w.T.Context(), b.Store, b.Ledger, c, models.At(b.w.Clock.Now().Add(-7*24*time.Hour)))
	if err != nil {
		b.w.T.Fatal(err)
	}
	return r
}

// does moves the policy as somebody; it gives the error of a refusal.
func (b *boundaryAt) does(words string, p *testrig.Person, move func(*store.Tx, models.Actor) (models.PolicyStep, error)) (step models.PolicyStep, err error) {
	b.w.T.Helper()
	b.w.Say("%s %s", p.Address(), words)
	err = b.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
		step, err = move(tx, p.Actor)
		return err
	})
	b.w.Settle()
	return step, err
}

const (
	mistyped = `words: {projects: [Falcon]}
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.words, words.projects)
    then: {verdict: hold, reviewers: 1}
`
	rehearsed = `words: {projects: [Falcon]}
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
  - name: no-numbers-of-phones
    why: Telephone numbers are not for everybody.
    when: crossing.direction == "out" && peer.standing != "partner" && detect(post.text, "phone")
    then: {changes: [{replace: '\+\d[\d ]{7,}', with: "(a number)"}]}
    examples:
      - given: {crossing: {direction: out}, peer: {standing: allowed}, post: {text: "Call +49 30 123456."}}
        expect: change
  - name: no-friday-news
    why: North hears of Fridays from us in person.
    when: crossing.direction == "out" && peer.domain == "north.example" && post.text.contains("Friday")
    then: {verdict: deny}
    examples:
      - given: {crossing: {direction: out}, peer: {domain: north.example}, post: {text: "On Friday"}}
        expect: deny
`
)

// A rule is written with examples, refused for a fault with its place, replayed over what crossed, activated by two, seen to hold, change
// and stop what it should, explained, and taken back.
func TestStoryBoundary(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	acme := w.Server("acme.example").Partners("guild.example").Allows("north.example")
	w.Server("guild.example").Partners("acme.example")
	w.Server("north.example").Allows("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.As("tom@guild.example").Follows("ada@acme.example")
	w.As("noor@north.example").Follows("ada@acme.example")
	b := &boundaryAt{acme, w, w.As("ruth@acme.example").Has(models.BoundaryRole), w.As("sam@acme.example").Has(models.BoundaryRole)}
	for _, text := range []string{"Falcon was tested.", "Call +49 30 123456.", "Lunch is on Friday.", "Lunch is at one."} {
		ada.Posts(text, conversations.World)
	}
	acme.Sent("Falcon was tested.")

	w.Say("@ruth mistypes a name in the policy")
	if _, faults := boundary.Check("policy.yaml", []byte(mistyped)); len(faults) != 1 || !strings.HasPrefix(faults[0].Error(), "policy.yaml:5:") || strings.HasPrefix(faults[0].Error(), "policy.yaml:5:1:") {
		t.Fatalf("a name that does not exist is told with line and column: %v", faults)
	}
	c := b.checks(rehearsed)
	activate := func(tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Activate(tx, by, c, "Names and numbers.", 2)
	}
	if _, err := b.does("activates it without a replay", b.ruth, activate); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a policy that nobody rehearsed: %v", err)
	}
	r := b.rehearses(c)
	told := []string{}
	for _, d := range r.Changed {
		told = append(told, strings.Join([]string{d.Rule, string(d.Peer), string(d.Was), string(d.Will)}, " "))
	}
	slices.Sort(told)
	if want := []string{"no-friday-news north.example pass stop", "no-numbers-of-phones north.example pass change", "project-names-wait guild.example pass wait",
		"project-names-wait north.example pass wait"}; !slices.Equal(told, want) || r.Same == 0 || len(r.Unasked) != 0 {
		t.Fatalf("the replay tells %q (%d the same, never asked %v)", told, r.Same, r.Unasked)
	}

	step, err := b.does("activates it, and it waits for a second person", b.ruth, activate)
	if err != nil || step.Kind != models.PolicyProposed {
		t.Fatal(step, err)
	}
	approve := func(tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Approve(tx, by, step.Version)
	}
	ada.Posts("Falcon has no second yes.", conversations.World)
	acme.Sent("no second yes")
	if _, err := b.does("approves her own", b.ruth, approve); !fault.Is(err, fault.Forbidden) {
		t.Fatalf("one person was two: %v", err)
	}
	if _, err := b.does("approves it", b.sam, approve); err != nil {
		t.Fatal(err)
	}

	held := ada.Posts("Falcon flies tomorrow.", conversations.World)
	ada.Posts("Now call +49 30 654321.", conversations.World)
	ada.Posts("Nothing on Friday.", conversations.World)
	acme.NeverSent("Falcon flies tomorrow")
	w.As("tom@guild.example").Sees("Now call +49 30 654321.").Sees("Nothing on Friday.")
	w.As("noor@north.example").Sees("Now call (a number).").SeesNot("654321").SeesNot("Nothing on Friday.")
	if waiting := acme.Waiting(); len(waiting) != 1 || waiting[0].Why != "Project names stay inside until they are announced." || ada.Noticed(models.NoticeHeld) != 1 {
		t.Fatalf("its author is told in one sentence: %+v", waiting)
	}
	e, err := acme.Gate.Explain(t.Context(), string(held.IRI), "guild.example")
	if err != nil || e.Crosses() || len(e.Asked) == 0 {
		t.Fatalf("the administrator is told: %+v %v", e, err)
	}
	rows := decisions(acme, store.DecisionFilter{PostID: held.ID, Verdict: models.Hold})
	if len(rows) == 0 || rows[0].Rule != "project-names-wait" || rows[0].Policy != step.Version || !strings.Contains(rows[0].Steps, `"standing"`) {
		t.Fatalf("every step is recorded with the version that decided: %+v", rows)
	}

	back, err := b.does("takes it back", b.ruth, func(tx *store.Tx, by models.Actor) (models.PolicyStep, error) {
		return boundary.Rollback(tx, by, "Falcon is announced.")
	})
	if err != nil || back.Version != 0 {
		t.Fatal(back, err)
	}
	ada.Posts("Falcon is announced.", conversations.World)
	acme.Sent("Falcon is announced.")
	w.Say("the record is verified")
	if report, err := acme.Ledger.Verify(t.Context()); err != nil || !report.Sound() || report.Acts < 3 {
		t.Fatalf("the record does not hold: %+v %v", report, err)
	}
}

// A decision keeps values, not references: what is forgotten elsewhere is still named by it.
func TestStoryTheRecordNamesAServerThatWasForgotten(t *testing.T) {
	w, ada, _ := outside(t)
	acme := w.Server("acme.example")
	post := ada.Posts("For everyone.", conversations.World)
	w.Say("acme.example forgets peer.example")
	acme.Write(func(tx *store.Tx) error { return boundary.Forget(tx, models.Actor{}, "peer.example", "") })
	for _, rows := range [][]models.Decision{decisions(acme, store.DecisionFilter{Peer: "peer.example", PostID: post.ID}), decisions(acme, store.DecisionFilter{PostID: post.ID})} {
		if len(rows) == 0 || strings.TrimSpace(rows[0].Peers) != "peer.example" || rows[0].Object != post.IRI || !strings.Contains(rows[0].Steps, `"step":"standing","saw":"allowed"`) {
			t.Errorf("the record lost whom it was about: %+v", rows)
		}
	}
	if report, err := acme.Ledger.Verify(t.Context()); err != nil || !report.Sound() {
		t.Errorf("the record does not hold: %+v %v", report, err)
	}
}
