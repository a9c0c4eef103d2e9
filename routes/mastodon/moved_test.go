package mastodon_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

// Ada went to Bea's account: apps are told where, one step far, and nothing of it about anybody else.
func TestAppsAreToldWhereSomebodyWent(t *testing.T) {
	h := newHouse(t)
	h.write(func(tx *store.Tx) error {
		a, err := tx.ActorByHandle("ada")
		if err != nil {
			return err
		}
		b, err := tx.ActorByHandle("bea")
		if err != nil {
			return err
		}
		a.MovedTo, b.MovedTo = b.IRI, models.IRI("https://social.example/users/bea")
		if err := tx.SaveActor(&b); err != nil {
			return err
		}
		return tx.SaveActor(&a)
	})
	ada := string(h.asks("bea", http.MethodGet, "/api/v1/accounts/"+h.ids["ada"], "").body)
	if !strings.Contains(ada, `"moved":{"id":"`+h.ids["bea"]+`"`) || strings.Count(ada, `"moved":{`) != 1 {
		t.Errorf("Ada is shown as %s", ada)
	}
	bea := string(h.asks("ada", http.MethodGet, "/api/v1/accounts/"+h.ids["bea"], "").body)
	if !strings.Contains(bea, `"moved":null`) {
		t.Errorf("Bea, who went to somebody unknown here, is shown as %s", bea)
	}
}
