package accounts

import (
	"context"

	"guildhall/events"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
	"guildhall/vault"
)

// KeysReplaced tells followers that an actor signs with other keys from now on.
func KeysReplaced(tx *store.Tx, site paths.Site, actor models.Actor) error {
	return events.Emit(tx, models.Event{Kind: models.ActorChanged, Activity: site.NewActivity(), By: actor.ID, Object: actor.IRI})
}

// StaleFactors tells whether a second factor is sealed with another key than the one that seals now.
func StaleFactors(tx *store.Tx, v *vault.Vault) (bool, error) {
	for after := models.ID(0); ; {
		some, err := tx.AccountsWithFactor(after, 1000)
		if err != nil || len(some) == 0 {
			return false, err
		}
		for _, a := range some {
			if after = a.ActorID; !v.Fresh(a.TOTP) {
				return true, nil
			}
		}
	}
}

// ResealFactors seals second factors anew that were sealed with another key than the one that seals now, and tells how many.
func ResealFactors(ctx context.Context, st *store.Store, v *vault.Vault) (n int, err error) {
	for after := models.ID(0); ; {
		var some []models.Account
		err := st.Write(ctx, func(tx *store.Tx) (err error) {
			if some, err = tx.AccountsWithFactor(after, 100); err != nil {
				return err
			}
			for _, a := range some {
				if after = a.ActorID; v.Fresh(a.TOTP) {
					continue
				}
				sealed, err := v.Reseal(purposeTOTP+" "+a.ActorID.String(), a.TOTP)
				if err != nil {
					return err
				}
				if err := tx.ResealFactor(a, sealed); err != nil {
					return err
				}
				n++
			}
			return nil
		})
		if err != nil || len(some) == 0 {
			return n, err
		}
	}
}
