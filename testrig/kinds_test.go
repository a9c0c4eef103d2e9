package testrig_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// asksPeople lets somebody ask a question.
func asksPeople(p *testrig.Person, title, where string) models.Post {
	return p.Writes(conversations.Ask{Kind: models.QuestionPost, Title: title, Text: "We looked in the manual.", Where: where, Audience: models.Everyone})
}

func accepts(p *testrig.Person, answer models.ID) error {
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return conversations.Accept(tx, p.Home.Site, p.Actor, answer) })
}

// seenAs is a post as somebody sees it, by its id on the wire.
func seenAs(p *testrig.Person, iri models.IRI) (shown models.PostShown) {
	p.Home.Read(func(tx *store.Tx) error {
		post, err := tx.PostByIRI(iri)
		if err == nil {
			shown, err = tx.ShowPost(p.ID, post.ID)
		}
		return err
	})
	return shown
}

func TestStoryAQuestionIsAskedAnsweredAndSettledAcrossOrganisations(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	q := asksPeople(ada, "Which rod for cast iron?", conversations.Partners)
	there := tom.Finds("Which rod")
	if there.Kind != models.QuestionPost || there.Title != "Which rod for cast iron?" || strings.Contains(there.Content, "Which rod") {
		t.Fatalf("tom sees a %s with the title %q and the text %q", there.Kind, there.Title, there.Content)
	}
	answer := tom.Replies("Which rod", "Nickel, and warm it first.")
	here := seenAs(ada, answer.IRI)
	if err := accepts(tom, answer.ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("who only answered settles a question of another server: %v", err)
	}
	if err := accepts(ada, here.ID); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	if got := seenAs(ada, q.IRI); got.Answer == nil || got.Answer.IRI != answer.IRI {
		t.Errorf("ada sees the answer %+v", got.Answer)
	}
	if got := seenAs(tom, q.IRI); got.Answer == nil || got.Answer.IRI != answer.IRI {
		t.Errorf("tom sees the answer %+v", got.Answer)
	}
	if n := ada.Noticed(models.NoticeAccepted); n != 0 {
		t.Errorf("ada was told of her own doing %d times", n)
	}
	tom.Deletes(answer)
	if got := seenAs(ada, q.IRI); got.Answer != nil || got.AnswerID != nil {
		t.Errorf("a deleted answer is still accepted: %+v", got.Answer)
	}
}

func TestStoryAnAcceptedAnswerWidensNothing(t *testing.T) {
	w := partners(t)
	ada, mira, bea, tom := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("bea@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	q := asksPeople(ada, "Who has the key?", conversations.Partners)
	open := mira.Writes(conversations.Ask{Text: "It hangs at the gate, inside only.", ReplyTo: q.ID, Where: conversations.Inside})
	if err := accepts(bea, open.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("bea, who did not ask, settles it: %v", err)
	}
	if err := accepts(ada, open.ID); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	if mira.Noticed(models.NoticeAccepted) != 1 {
		t.Error("mira was not told")
	}
	if got := seenAs(bea, q.IRI); got.Answer == nil {
		t.Error("bea does not see what answered it")
	}
	if got := seenAs(tom, q.IRI); got.Answer != nil {
		t.Errorf("tom learns of an answer that stays inside: %+v", got.Answer)
	}
	w.Server("acme.example").NeverSent(string(open.IRI))
	letter := mira.Writes(conversations.Ask{Text: "Under the mat @ada", ReplyTo: q.ID, Audience: models.Named})
	if err := accepts(ada, letter.ID); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	if got := seenAs(bea, q.IRI); got.Answer != nil || got.AnswerID != nil {
		t.Errorf("bea learns of an answer that is for ada: %+v", got.AnswerID)
	}
	if got := seenAs(ada, q.IRI); got.Answer == nil {
		t.Error("ada does not see the answer that she accepted")
	}
}

func TestStoryAWorkProblemIsReadByAnyServer(t *testing.T) {
	_, ada, peer := outside(t)
	p := ada.Writes(conversations.Ask{Kind: models.ProblemPost, Title: "Pump 3 stops at night", Where: conversations.World, Audience: models.Everyone,
		Parts: map[string]string{"symptom": "It hums & stops.", "tried": "- a new relay", "fix": "Dry the cable"}})
	if _, err := ada.TriesToWrite(conversations.Ask{Kind: models.ProblemPost, Title: "Pump 4", Parts: map[string]string{"fix": "?"}}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Symptom") {
		t.Errorf("a problem without a symptom: %v", err)
	}
	var note struct {
		Type, Name, Content, PostKind string
		PostParts                     map[string]string
	}
	got := eventActs(peer, "Create")
	if len(got) != 1 {
		t.Fatalf("the peer got %v", got)
	}
	raw, err := json.Marshal(got[0]["object"])
	if err == nil {
		err = json.Unmarshal(raw, &note)
	}
	if err != nil {
		t.Fatal(err)
	}
	if note.Type != "Note" || note.Name != "Pump 3 stops at night" || note.PostKind != "problem" || !strings.HasPrefix(note.Content, "<p><strong>Pump 3 stops at night</strong></p><h2>Symptom</h2>") {
		t.Errorf("the peer got %+v", note)
	}
	if note.PostParts["symptom"] != "<p>It hums &amp; stops.</p>" || note.PostParts["fix"] != "<p>Dry the cable</p>" || len(note.PostParts) != 3 {
		t.Errorf("its parts are %q", note.PostParts)
	}
	parts := map[string]string{"symptom": "It hums.", "effect": "No stop since"}
	ada.Edits(p, conversations.Change{Parts: &parts})
	shown := seenAs(ada, p.IRI)
	if shown.Kind != models.ProblemPost || !strings.Contains(shown.Content, "No stop since") || strings.Contains(shown.Content, "relay") {
		t.Errorf("after the edit ada sees %q", shown.Content)
	}
	ada.Home.Read(func(tx *store.Tx) error {
		versions, err := tx.Versions(ada.ID, shown.Post)
		if len(versions) != 1 || !strings.Contains(versions[0].Content, "relay") {
			t.Errorf("its history is %+v", versions)
		}
		return err
	})
}

func TestStoryADayOfWorkNotesIsOneLineAtHome(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	mira.Follows("ada@acme.example")
	did := func(what string) {
		ada.Writes(conversations.Ask{Kind: models.WorkNotePost, Parts: map[string]string{"done": what + " the board"}})
	}
	did("Built")
	ada.Posts("A plain word about the board", conversations.Inside)
	did("Tested")
	if n := mira.HomeShows("the board"); n != 2 {
		t.Errorf("a day of work notes and a post take %d lines", n)
	}
	mira.Sees("Tested the board")
	w.Later(24 * time.Hour)
	did("Moved")
	if n := mira.HomeShows("the board"); n != 3 {
		t.Errorf("the next day makes it %d lines", n)
	}
}
