package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// does is one press of somebody on a post.
func does(p *testrig.Person, verb func(*store.Tx, paths.Site, models.Actor, models.ID) error, post models.ID) error {
	return p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return verb(tx, p.Home.Site, p.Actor, post) })
}

func TestStoryALockedThreadTakesNoAnswers(t *testing.T) {
	w, ada, peer := outside(t)
	mira := w.As("mira@acme.example")
	p := ada.Posts("Who broke it?", conversations.World)
	before := mira.Writes(conversations.Ask{Text: "Not me", ReplyTo: p.ID})
	if err := does(mira, conversations.Lock, p.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("mira locks the thread of ada: %v", err)
	}
	if err := does(ada, conversations.Lock, before.ID); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	if updates := eventActs(peer, "Update"); len(updates) != 1 || updates[0]["object"].(map[string]any)["commentsEnabled"] != false {
		t.Errorf("the peer was told %v", updates)
	}
	if _, err := mira.TriesToWrite(conversations.Ask{Text: "Still not me", ReplyTo: before.ID}); !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), "locked") {
		t.Errorf("mira answers in a locked thread: %v", err)
	}
	peer.Sends(ada.Inbox, note(peer, 40, "<p>It was me</p>", fmt.Sprintf(`,"inReplyTo":"%s","to":["https://www.w3.org/ns/activitystreams#Public"]`, p.IRI)))
	w.Settle()
	ada.SeesNot("It was me")
	mine := "Not me, ever"
	mira.Edits(before, conversations.Change{Text: &mine})
	if err := does(ada, conversations.Unlock, p.ID); err != nil {
		t.Fatal(err)
	}
	mira.Writes(conversations.Ask{Text: "Now it goes on", ReplyTo: before.ID})
}

func TestStoryASynthesisStandsForItsReadersOnly(t *testing.T) {
	w, ada, _ := outside(t)
	mira, bea := w.As("mira@acme.example"), w.As("bea@acme.example")
	p := ada.Posts("What did we learn?", conversations.Inside)
	sum := mira.Writes(conversations.Ask{Text: "In short: dry cables @ada", ReplyTo: p.ID, Audience: models.Named})
	if err := does(bea, conversations.Summarise, p.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("bea sums up the thread of ada: %v", err)
	}
	if err := does(ada, conversations.Summarise, sum.ID); err != nil {
		t.Fatal(err)
	}
	if got := seenAs(ada, p.IRI); got.SynthesisID == nil || *got.SynthesisID != sum.ID {
		t.Errorf("ada sees %v", got.SynthesisID)
	}
	if got := seenAs(bea, p.IRI); got.SynthesisID != nil {
		t.Error("bea learns of a synthesis that is not for her")
	}
	mira.Deletes(sum)
	if got := seenAs(ada, p.IRI); got.SynthesisID != nil {
		t.Error("a deleted synthesis still stands")
	}
}

func TestStoryAStewardFindsTheQuestionsThatNobodyReplied(t *testing.T) {
	w, ada, _ := outside(t)
	mira, bea := w.As("mira@acme.example"), w.As("bea@acme.example")
	ask := func(title string) models.Post { return asksPeople(ada, title, conversations.Inside) }
	alone, talked, lettered, answered := ask("Nobody said a word"), ask("Mira replied"), ask("Mira wrote to Ada alone"), ask("It was answered")
	ada.Writes(conversations.Ask{Text: "Nobody?", ReplyTo: alone.ID})
	mira.Writes(conversations.Ask{Text: "I think so", ReplyTo: talked.ID})
	mira.Writes(conversations.Ask{Text: "Between us @ada", ReplyTo: lettered.ID, Audience: models.Named})
	best := mira.Writes(conversations.Ask{Text: "Yes", ReplyTo: answered.ID})
	if err := accepts(ada, best.ID); err != nil {
		t.Fatal(err)
	}
	w.Later(73 * time.Hour)
	ask("Asked just now")
	list := func(p *testrig.Person, state store.QuestionState, days int) string {
		var titles []string
		p.Home.Read(func(tx *store.Tx) error {
			all, err := tx.QuestionPosts(p.ID, store.Questions{State: state, Before: tx.Now() - models.Time(days)*24*3_600_000}, 30)
			for _, one := range all {
				titles = append(titles, one.Title)
			}
			return err
		})
		return strings.Join(titles, "; ")
	}
	for _, c := range []struct {
		who   *testrig.Person
		state store.QuestionState
		days  int
		want  string
	}{
		{bea, store.UnansweredQuestions, 3, "Nobody said a word; Mira wrote to Ada alone"},
		{ada, store.UnansweredQuestions, 3, "Nobody said a word"},
		{bea, store.UnansweredQuestions, 0, "Nobody said a word; Mira wrote to Ada alone; Asked just now"},
		{bea, store.OpenQuestions, 3, "Nobody said a word; Mira replied; Mira wrote to Ada alone"},
		{bea, store.AnsweredQuestions, 0, "It was answered"},
	} {
		if got := list(c.who, c.state, c.days); got != c.want {
			t.Errorf("%s sees as %s, %d days old: %q", c.who.Handle, c.state, c.days, got)
		}
	}
}
