package testrig_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

func bytesOf(t *testing.T, answer *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// keyIDsOf are the ids of the keys that somebody signs with.
func keyIDsOf(w *testrig.World, host string, p *testrig.Person) (ids []models.IRI) {
	w.Server(host).Read(func(tx *store.Tx) error {
		keys, err := tx.KeysOf(p.ID)
		for _, k := range keys {
			ids = append(ids, k.IRI)
		}
		return err
	})
	return ids
}

// Ada's keys are replaced. Those who follow her are told, what she says is believed by the new key, and the old ones answer
// for seven days more.
func TestStoryKeysAreReplaced(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	ada := w.As("ada@acme.example").GoesOutward()
	w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	bob := w.As("bob@guild.example")
	bob.Follows("ada@acme.example")
	w.Settle()
	ada.Posts("Signed with the first key.", conversations.World)
	bob.Sees("Signed with the first key.")
	acme := w.Server("acme.example")
	before := keyIDsOf(w, "acme.example", ada)

	if err := acme.Keys.Rotate(t.Context(), ada.Actor, func(tx *store.Tx) error { return accounts.KeysReplaced(tx, acme.Site, ada.Actor) }); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	after := keyIDsOf(w, "acme.example", ada)
	if len(before) != 2 || len(after) != 2 || strings.HasPrefix(string(after[0]), string(before[0])+"x") {
		t.Fatalf("before %v, after %v", before, after)
	}
	for _, id := range after {
		for _, old := range before {
			if id == old {
				t.Errorf("%s is used again", id)
			}
		}
	}
	ada.Posts("Signed with the second key.", conversations.World)
	bob.Sees("Signed with the second key.")

	answers := func(id models.IRI) int {
		return w.Stranger("acme.example", strings.TrimPrefix(string(id), "https://acme.example"), "application/activity+json").StatusCode
	}
	all := func(ids []models.IRI, want int, when string) {
		t.Helper()
		for _, id := range ids {
			if got := answers(id); got != want {
				t.Errorf("%s %s answers %d, not %d", when, id, got, want)
			}
		}
	}
	all(before, http.StatusOK, "on the day")
	all(after, http.StatusOK, "on the day")
	all([]models.IRI{after[0] + "x", ada.IRI + "/key/nothing"}, http.StatusNotFound, "on the day")
	// What is shown at an old address is that key, and not those in use.
	body := w.Stranger("acme.example", strings.TrimPrefix(string(before[0]), "https://acme.example"), "application/activity+json")
	if text := bytesOf(t, body); !strings.Contains(text, string(before[0])+`"`) || strings.Contains(text, string(after[0])) {
		t.Errorf("the old address shows %s", text)
	}
	w.Later(8 * 24 * time.Hour)
	all(before, http.StatusNotFound, "after eight days")
	all(after, http.StatusOK, "after eight days")
	if status := w.Stranger("acme.example", strings.TrimPrefix(string(w.As("eve@acme.example").IRI), "https://acme.example")+"/key", "application/activity+json").StatusCode; status != http.StatusNotFound {
		t.Errorf("the key of somebody inside answers %d", status)
	}
}
