package main

import (
	"fmt"

	"guildhall/ledger"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/vault"
)

type keysCommand struct {
	Rotate keysRotate `cmd:"" help:"Give a person, a community or the organisation new keys to sign with."`
	Reseal keysReseal `cmd:"" help:"Seal all secrets in the database with a new key."`
}

type keysRotate struct {
	Name string `arg:"" optional:"" help:"Handle of a person or community; the organisation's own actor without one."`
	acting
	answer
}

func (keysRotate) Help() string {
	return `Followers elsewhere are told by an Update that the new key signs. The keys before answer at their addresses for
seven days, for what they signed. Running servers sign with the new ones at once.

    guildhall keys rotate ada`
}

// Run replaces the keys of one actor.
func (k keysRotate) Run(c *call) error {
	return c.open(func(s *server.Server) error {
		var actor models.Actor
		err := s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
			if k.Name == "" {
				actor, err = tx.OrganisationActor()
				return err
			}
			actor, err = tx.ActorByHandle(models.Handle(k.Name))
			return err
		})
		if err != nil {
			return err
		}
		if err := s.Keys.Rotate(c.ctx, actor, func(tx *store.Tx) error {
			by, err := k.by(tx)
			if err != nil {
				return err
			}
			act := models.Act{Verb: "key.rotated", What: actor.Address(), Before: "keys", After: "other keys", Reason: k.Reason}
			if actor.Kind == models.Person {
				act.About = actor.ID
			}
			if err := ledger.Act(tx, by, act); err != nil {
				return err
			}
			return accounts.KeysReplaced(tx, s.Site, actor)
		}); err != nil {
			return err
		}
		if k.JSON {
			return c.json(map[string]string{"rotated": string(actor.Handle)})
		}
		c.say(fmt.Sprintf("%s has new keys. Those before answer for seven days.", actor.Handle))
		return nil
	})
}

type keysReseal struct {
	acting
	answer
}

func (keysReseal) Help() string {
	return `Without GUILDHALL_SECRET and GUILDHALL_SECRET_FILE a new key is made in GUILDHALL_DATA; the one before stays beside it as
secret.key.before, for backups of the database. With one of them, everything moves to that key. It may be stopped and run
again, beside running servers, and then ends what was begun.

    guildhall keys reseal`
}

// Run moves all secrets to the key that seals now, after making a new one where nothing was left to be moved.
func (k keysReseal) Run(c *call) error {
	return c.open(func(s *server.Server) error {
		stale, err := s.Keys.Stale(c.ctx)
		if err == nil && !stale {
			err = s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				stale, err = accounts.StaleFactors(tx, s.Vault)
				return err
			})
		}
		if err != nil {
			return err
		}
		own := s.Settings.Secret == nil && s.Settings.SecretFile == ""
		if !stale && own {
			if err := vault.Renew(s.Settings.Data); err != nil {
				return err
			}
			if err := s.Vault.Reread(); err != nil {
				return err
			}
		}
		n, err := s.Keys.Reseal(c.ctx)
		if err != nil {
			return err
		}
		m, err := accounts.ResealFactors(c.ctx, s.Store, s.Vault)
		if err != nil {
			return err
		}
		err = s.Store.Write(c.ctx, func(tx *store.Tx) error {
			by, err := k.by(tx)
			if err != nil {
				return err
			}
			return ledger.Act(tx, by, models.Act{Verb: "key.resealed", What: "private keys and second factors", Before: "sealed", After: fmt.Sprintf("%d and %d sealed anew", n, m), Reason: k.Reason})
		})
		if err != nil {
			return err
		}
		where := "the key of GUILDHALL_SECRET or GUILDHALL_SECRET_FILE"
		if own {
			where = "the key in secret.key"
		}
		if k.JSON {
			return c.json(map[string]int{"keys": n, "factors": m})
		}
		c.say(fmt.Sprintf("%d private keys and %d second factors are sealed anew; all are sealed with %s now.", n, m, where))
		return nil
	})
}
