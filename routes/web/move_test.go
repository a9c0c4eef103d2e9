package web_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// Ada leaves acme for guild. Without a script: she names the old account there, moves here, is told what stands in the way
// until then, and can cancel it.
func TestSomebodyMovesToAnotherServerByThePages(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example", "guild.example")
	here, there := signsIn(t, w, "ada@acme.example"), signsIn(t, w, "ada@guild.example")
	ada, next := w.As("ada@acme.example").GoesOutward(), w.As("ada@guild.example").GoesOutward()
	w.As("tom@guild.example").Follows("ada@acme.example")
	w.As("bob@acme.example").Follows("ada@acme.example")

	here.opens("/settings/move").is(http.StatusOK).says("Other accounts of yours", "Move to another account")
	here.sends("/settings/move", "move_to", "@ada@guild.example", "password", "not mine").is(http.StatusForbidden).says("The password is not right", "@ada@guild.example")
	here.sends("/settings/move", "move_to", "guild", "password", password).is(http.StatusUnprocessableEntity).says("Write the whole address")
	here.sends("/settings/move", "move_to", "@ada@guild.example", "password", password).is(http.StatusUnprocessableEntity).says("does not say yet that this one is yours")
	here.sends("/settings/move", "move_to", "@ada@acme.example", "password", password).is(http.StatusUnprocessableEntity).says("this account itself")

	there.sends("/settings/move/alias", "alias", "@ada@nowhere.example").is(http.StatusBadGateway).says("did not answer")
	there.sends("/settings/move/alias", "alias", "@ada@acme.example").to("/settings/move")
	there.opens("/settings/move").says("The other account is named as yours.", "@ada@acme.example")

	here.sends("/settings/move", "move_to", "@ada@guild.example", "password", password).to("/settings/move")
	w.Settle()
	here.opens("/settings/move").says("You have moved to @ada@guild.example", "Cancel the move").hides("Move away")
	if !next.IsFollowedBy("tom@guild.example") || !next.IsFollowedBy("bob@acme.example") {
		t.Error("those who followed her here do not follow her there")
	}
	if ada.IsFollowedBy("tom@guild.example") || ada.IsFollowedBy("bob@acme.example") {
		t.Error("they follow the old account still")
	}
	there.opens("/@ada@acme.example").says("has moved to", "@ada@guild.example").hides(`action="/@ada@acme.example/follow"`)
	if err := w.As("lee@guild.example").GoesOutward().TriesToFollow("ada@acme.example"); err == nil {
		t.Error("somebody can follow her where she was")
	}
	if _, err := ada.TriesToWrite(conversations.Ask{Text: "Still here?", Audience: models.Everyone}); err == nil || !strings.Contains(err.Error(), "You have moved to another account") {
		t.Errorf("she writes where she was: %v", err)
	}
	actor := w.Stranger("acme.example", strings.TrimPrefix(string(ada.IRI), "https://acme.example"), "application/activity+json")
	if body := readAll(t, actor); !strings.Contains(body, `"movedTo":"`+string(next.IRI)+`"`) {
		t.Errorf("her document does not say where she went: %s", body)
	}

	here.sends("/settings/move/cancel").to("/settings/move")
	here.opens("/settings/move").says("The move is cancelled.", "Move away")
	ada.Posts("I stay after all.", conversations.World)
	w.As("lee@guild.example").Follows("ada@acme.example")
	if !ada.IsFollowedBy("lee@guild.example") {
		t.Error("nobody can follow her after she cancelled")
	}

	there.sends("/settings/move/unalias", "alias", string(ada.IRI)).to("/settings/move")
	there.opens("/settings/move").hides("@ada@acme.example</b>")
	w.Server("guild.example").Read(func(tx *store.Tx) error {
		a, err := tx.ActorByID(next.ID)
		if len(a.AlsoKnownAs) != 0 {
			t.Errorf("she is still also known as %v", a.AlsoKnownAs)
		}
		return err
	})
}

func readAll(t *testing.T, answer *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
