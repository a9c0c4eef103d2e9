package mastodon

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/people"
	"guildhall/store"
)

// follow asks to follow somebody, or does so at once where nobody has to answer. Somebody of another server who was not
// looked at before has posts to show by then.
func (c *call) follow() error {
	if err := c.open(); err != nil {
		return err
	}
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error {
		if err := c.gate.May(tx, models.Follow, by, whom); err != nil {
			return c.wish(tx, by, whom, err)
		}
		_, err := people.Follow(tx, c.site, by, whom, "")
		return err
	})
}

// wish opens a request where the server of somebody is closed: apps have no place for a reason, and show that it waits. no is what
// the boundary said; it stays the answer where it is about something else.
func (c *call) wish(tx *store.Tx, by, whom models.Actor, no error) error {
	_, err := boundary.Ask(tx, by, string(whom.Handle)+"@"+whom.Domain, whom.Host, "")
	if fault.Is(err, fault.Invalid) {
		return no
	}
	return err
}

// unfollow ends a follow, or takes the request back.
func (c *call) unfollow() error {
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error {
		if err := boundary.TakeBackAsking(tx, by, string(whom.Handle)+"@"+whom.Domain); err != nil && !fault.Is(err, fault.Missing) {
			return err
		}
		return people.Unfollow(tx, c.site, by, whom)
	})
}

// block wants nothing of somebody any more.
func (c *call) block() error {
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error {
		_, err := people.Block(tx, c.site, by, whom, "")
		return err
	})
}

// unblock takes the block back.
func (c *call) unblock() error {
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error { return people.Unblock(tx, c.site, by, whom) })
}

// authorize lets somebody follow who asked.
func (c *call) authorize() error {
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error {
		_, err := people.Accept(tx, c.site, by, whom)
		return err
	})
}

// reject says no to somebody who asked to follow.
func (c *call) reject() error {
	return c.toward(func(tx *store.Tx, by, whom models.Actor) error {
		if _, err := tx.Follow(whom.ID, by.ID); err != nil {
			return err
		}
		return people.Reject(tx, c.site, by, whom)
	})
}

// toward does something to the account in the path and answers with the relationship to it.
func (c *call) toward(verb func(tx *store.Tx, by, whom models.Actor) error) error {
	id, err := c.target()
	if err != nil {
		return err
	}
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		whom, err := c.accountOf(tx, id)
		if err != nil {
			return err
		}
		by, err := c.accountOf(tx, c.me())
		if err != nil {
			return err
		}
		return verb(tx, by, whom)
	})
	if err != nil {
		return err
	}
	return c.related(id)
}

// followRequests lists who waits for the person's answer.
func (c *call) followRequests() error {
	return c.listAccounts(func(tx *store.Tx, p store.Page) ([]entry, error) {
		rows, err := tx.FollowRequests(c.me(), p)
		return entries(rows), err
	})
}
