package interop_test

import (
	"net/http"
	"net/url"
	"testing"

	"guildhall/models"
	"guildhall/services/people"
	"guildhall/store"
)

// Ines moves to another server of the other make: only when the new account says that the old one is hers too does Ada follow
// her there. Then Ada moves to the other make, and Ines' server hears of it.
func TestMovesBothWays(t *testing.T) {
	BothWays(t, "moves", func(t *testing.T) {
		h, ada, ines := friends(t)
		next := StartPeer(t, "ines")
		h.Stands(models.Allowed, next)

		first := ines.movesTo(next)
		h.Takes(first, models.NoEffect)
		if len(next.State().Followers) != 0 {
			t.Errorf("followed there without an alias: %v", next.State().Followers)
		}

		next.do("alias", ask{"actor": ines.Actor}, nil)
		h.Takes(ines.movesTo(next), models.Applied)
		Eventually(t, "Ada follows her there, and here no more", func() bool {
			return len(next.State().Followers) == 1 && next.State().Followers[0] == string(ada.IRI) && len(ines.State().Followers) == 0
		})
		var told int
		h.Does(func(tx *store.Tx) error {
			list, err := tx.Notices(ada.ID, []models.NoticeKind{models.NoticeMove}, nil, store.Page{Limit: 5})
			told = len(list)
			return err
		})
		if told != 1 {
			t.Errorf("Ada was told %d times", told)
		}

		// and the other way: Ines follows Ada, who moves to the other make
		there := StartPeer(t, "ada")
		h.Stands(models.Allowed, there)
		there.do("alias", ask{"actor": string(ada.IRI)}, nil)
		ada.Finds(there)
		to, err := h.Resolve.Fresh(t.Context(), models.IRI(there.Actor))
		if err != nil {
			t.Fatal(err)
		}
		h.Does(func(tx *store.Tx) error {
			_, err := people.MoveAway(tx, h.Site, ada.Actor, to)
			return err
		})
		Eventually(t, "Ines hears where Ada went", func() bool {
			for _, m := range ines.State().Moves {
				if m.Actor == string(ada.IRI) && m.Object == m.Actor && m.Target == there.Actor {
					return true
				}
			}
			return false
		})
		h.Trusted(ines)
		if status, _ := ada.Asks(http.MethodPost, "/api/v1/statuses", url.Values{"status": {"Still here."}, "visibility": {"public"}}, nil); status != http.StatusForbidden {
			t.Errorf("Ada writes where she was: %d", status)
		}
	})
}

// movesTo goes to another account, and gives the id of the Move.
func (p *Peer) movesTo(next *Peer) string {
	p.t.Helper()
	var made struct{ Activity string }
	p.do("move", ask{"to": next.Handle}, &made)
	return made.Activity
}
