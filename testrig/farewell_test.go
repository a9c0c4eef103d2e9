package testrig_test

import (
	"fmt"
	"net/http"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// farewellFrom tells acme that nell's account is closed, signed by a key that nobody can read any more.
func farewellFrom(p *testrig.Peer, to models.IRI, id string) (int, string) {
	return p.SendsAs(string(p.Nell)+"#new-key", to, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s#delete-%s","type":"Delete","actor":"%s","object":"%s"}`, p.Nell, id, p.Nell, p.Nell))
}

// Nell's server deletes her account, and her key with it. Nobody can check the signature any more; her server's 410 confirms
// it. A 404 confirms nothing, and neither does an account that is there.
func TestStoryAnAccountThatIsGoneWithItsKeyIsForgotten(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer, unknown := w.Peer("peer.example"), w.Peer("unknown.example")
	peer.Sends(ada.Inbox, follow(peer, ada.IRI))
	w.Settle()
	if !ada.IsFollowedBy("nell@peer.example") {
		t.Fatal("nell does not follow ada")
	}
	nell := func() (a models.Actor) {
		ada.Home.Read(func(tx *store.Tx) (err error) {
			a, err = tx.ActorByIRI(peer.Nell)
			return err
		})
		return a
	}

	w.Say("she is there: whoever says otherwise is not believed")
	if status, _ := farewellFrom(peer, ada.Inbox, "1"); status != http.StatusUnauthorized {
		t.Errorf("a key that does not exist was answered %d", status)
	}
	w.Say("her server does not find her")
	answersWith(peer, http.MethodGet, http.StatusNotFound, "")
	if status, body := farewellFrom(peer, ada.Inbox, "2"); status != http.StatusAccepted {
		t.Errorf("answered %d %s", status, body)
	}
	w.Settle()
	if nell().Gone != 0 || !ada.IsFollowedBy("nell@peer.example") {
		t.Fatal("she was forgotten because of a 404")
	}
	w.Say("her server cannot be asked")
	answersWith(peer, http.MethodGet, http.StatusInternalServerError, "")
	if status, _ := farewellFrom(peer, ada.Inbox, "3"); status != http.StatusServiceUnavailable {
		t.Errorf("answered %d", status)
	}
	w.Say("her server says that she is gone for good")
	answersWith(peer, http.MethodGet, http.StatusGone, "")
	if status, body := farewellFrom(peer, ada.Inbox, "4"); status != http.StatusAccepted {
		t.Errorf("answered %d %s", status, body)
	}
	w.Settle()
	if a := nell(); a.Gone == 0 || a.Name != "" || ada.IsFollowedBy("nell@peer.example") {
		t.Errorf("she is not forgotten: %+v", a)
	}

	w.Say("somebody who was never known needs no farewell")
	answersWith(unknown, http.MethodGet, http.StatusGone, "")
	if status, _ := farewellFrom(unknown, ada.Inbox, "5"); status != http.StatusAccepted {
		t.Errorf("answered %d", status)
	}
	ada.Home.Read(func(tx *store.Tx) error {
		if _, err := tx.ActorByIRI(unknown.Nell); err == nil {
			t.Error("somebody was made known by their end")
		}
		return nil
	})
	ada.Posts("Who is left?", conversations.World)
}
