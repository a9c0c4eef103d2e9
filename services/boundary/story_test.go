package boundary_test

import (
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
	"guildhall/testrig/town"
)

func TestAPartnerReadsFromTheStartOfItsAgreement(t *testing.T) {
	town.Each(t, func(w *town.Town) {
		set := func(s models.Standing) (p models.Peer) {
			w.Do(func(tx *store.Tx) (err error) {
				p, err = boundary.SetStanding(tx, models.Actor{}, w.Site.Host, "acme.example", s, "")
				return err
			})
			return p
		}
		epoch := func() (n int64) {
			w.Do(func(tx *store.Tx) (err error) { n, err = tx.Epoch(); return err })
			return n
		}
		before := epoch()
		first := set(models.Partner)
		if first.PartnerSince == 0 || epoch() == before {
			t.Error("nobody hears of the new partner")
		}
		if again := set(models.Partner); again.PartnerSince != first.PartnerSince {
			t.Error("saying it twice began the agreement anew")
		}
		if blocked := set(models.Blocked); blocked.PartnerSince != 0 {
			t.Error("a blocked peer has an agreement")
		}
		if again := set(models.Partner); again.PartnerSince <= first.PartnerSince {
			t.Error("the new agreement reads what is older than it")
		}
		w.Do(func(tx *store.Tx) error { return boundary.Forget(tx, models.Actor{}, "acme.example", "") })
		w.Refused(fault.Missing, func(tx *store.Tx) error { return boundary.Forget(tx, models.Actor{}, "acme.example", "") })
		w.Refused(fault.Invalid, func(tx *store.Tx) error {
			_, err := boundary.SetStanding(tx, models.Actor{}, w.Site.Host, w.Site.Host, models.Blocked, "")
			return err
		})
	})
}
