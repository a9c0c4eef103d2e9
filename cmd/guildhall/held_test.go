package main

import (
	"context"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

// holds puts a post of ada's that two reviewers must let go into the installation of a shell.
func (s *shell) holds(text string, audience models.Audience, state models.HeldState) (id string) {
	s.t.Helper()
	st, err := store.Open(context.Background(), store.Options{DSN: s.setting("GUILDHALL_DATABASE")})
	if err != nil {
		s.t.Fatal(err)
	}
	defer st.Close()
	err = st.Write(context.Background(), func(tx *store.Tx) error {
		ada, err := tx.ActorByHandle("ada")
		if err != nil {
			return err
		}
		h := models.HeldItem{Door: models.Out, State: state, Verb: models.Create, Activity: models.IRI("https://acme.example/a/" + text), Thing: models.IRI("https://acme.example/p/" + text),
			Version: 1, ByID: ada.ID, Audience: audience, Event: models.Event{Kind: models.PostMade, By: ada.ID}, Hosts: " a.example b.example c.example d.example ", Body: []byte(text),
			Needs: `[{"Rule":"names-wait","Reviewers":2,"Role":"reviewer"}]`, Rule: "names-wait", Why: "Names wait."}
		err = tx.AddHeld(&h)
		id = h.ID.String()
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func TestReviewersAnswerWhatIsHeld(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"ada", "ben", "cem", "dov"} {
		s.has(who)
	}
	for _, who := range []string{"ada", "ben", "cem"} {
		s.does("role", "grant", who, "reviewer")
	}
	if out := s.does("held", "list"); out != "Nothing waits.\n" {
		t.Errorf("of an empty queue it says %q", out)
	}
	id, letter := s.holds("falcon", models.Everyone, models.Waiting), s.holds("a letter", models.Named, models.Private)
	if out := s.does("held", "list"); !strings.Contains(out, id) || !strings.Contains(out, "a.example, b.example, c.example and 1 more") || strings.Contains(out, letter) {
		t.Errorf("the queue is\n%s", out)
	}
	if w := tells[heldWords](s, "held", "show", id, "--as", "ben"); w.Body != "falcon" || w.By != "@ada@acme.example" || w.Why != "Names wait." {
		t.Errorf("a reviewer sees %+v", w)
	}
	for who, why := range map[string]string{"ada": "Nobody reviews what they wrote themselves.", "dov": "This wants the role reviewer."} {
		for _, verb := range []string{"show", "release", "refuse"} {
			if out, errs := s.gives(failed, "held", verb, id, "--as", who); !strings.Contains(errs, why) || strings.Contains(out, "falcon") {
				t.Errorf("held %s as %s: %s%s", verb, who, out, errs)
			}
		}
	}
	if a := tells[heldAnswer](s, "held", "release", id, "--as", "@ben"); a.State != models.Waiting {
		t.Errorf("one was enough: %+v", a)
	}
	if w := tells[heldWords](s, "held", "show", id, "--as", "cem"); len(w.Released) != 1 || w.Released[0] != "@ben@acme.example" {
		t.Errorf("the other is not told who said yes: %+v", w)
	}
	if out := s.does("held", "release", id, "--as", "cem", "--words", "Fine."); !strings.Contains(out, "It is released") {
		t.Errorf("two were not enough: %s", out)
	}
	if _, errs := s.gives(failed, "held", "refuse", id, "--as", "cem"); !strings.Contains(errs, "It does not wait any more") {
		t.Errorf("it was answered again: %s", errs)
	}
	if _, errs := s.gives(absent, "held", "show", letter, "--as", "ben"); !strings.Contains(errs, "Nothing of this number is held.") {
		t.Errorf("a letter was shown: %s", errs)
	}
	if _, errs := s.gives(absent, "held", "ask", letter, "--as", "ben"); !strings.Contains(errs, "Nothing of yours") {
		t.Errorf("another than its author asked: %s", errs)
	}
	s.does("held", "ask", letter, "--as", "ada")
	if w := tells[heldWords](s, "held", "show", letter, "--as", "ben"); w.Body != "a letter" {
		t.Errorf("after its author asked: %+v", w)
	}
	if a := tells[heldAnswer](s, "held", "refuse", letter, "--as", "ben", "--words", "Not before May"); a.State != models.Declined {
		t.Errorf("it is %+v", a)
	}
	if list := tells[[]heldWords](s, "held", "list"); len(list) != 0 {
		t.Errorf("still waiting: %+v", list)
	}
}
