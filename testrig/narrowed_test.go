package testrig_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
)

// Ada answers her own post and names Nell, who may read both. Then she keeps the first post to Mira: Nell still has the answer, and a
// new look at it does not tell the id of what is not for her any more.
func TestStoryWhatWasNarrowedIsNotNamedByAnOlderAnswer(t *testing.T) {
	w, ada, peer := outside(t)
	w.As("mira@acme.example")
	first := ada.Writes(conversations.Ask{Text: "For all who care.", Audience: models.Everyone, Where: conversations.World})
	answer := ada.Writes(conversations.Ask{Text: "And for you, @nell@peer.example.", Audience: models.Named, ReplyTo: first.ID})
	w.Settle()
	names := func() bool {
		t.Helper()
		status, body := peer.Reads(answer.IRI)
		if status != http.StatusOK {
			t.Fatalf("Nell is answered %d for what names her", status)
		}
		return strings.Contains(body, string(first.IRI))
	}
	if !names() {
		t.Error("what Nell may read is not named to her")
	}
	w.Say("Ada keeps the first post to Mira")
	ada.Edits(first, conversations.Change{Text: new("For you, @mira."), Audience: new(models.Named)})
	w.Settle()
	if names() {
		t.Error("the answer still names what is not for Nell any more")
	}
}
