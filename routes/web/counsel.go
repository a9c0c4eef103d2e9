package web

import (
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// guide puts beside a draft the guidelines of the community of ours that it is for, to whoever begins to write there.
func (v *visit) guide(tx *store.Tx, c *frontend.Composer, s conversations.Settled) error {
	told, err := conversations.Advise(tx, s, conversations.Ask{By: v.who.Actor})
	if err == nil && len(told.Guidelines) > 0 {
		c.In, c.Guidelines = &told.Community, told.Guidelines
	}
	return err
}

// nudges are what the author of a draft may like to look at again before it is posted: phrases, and none once they pressed again. A
// draft that cannot be posted like this has none: posting says why.
func (v *visit) nudges(d frontend.Draft) (keys []string, err error) {
	if d.Nudged {
		return nil, nil
	}
	err = v.read(func(tx *store.Tx) error {
		ask, err := v.ask(tx, d)
		if err != nil {
			return err
		}
		s, err := conversations.Settle(tx, v.Site, ask)
		if err != nil {
			return err
		}
		told, err := conversations.Advise(tx, s, ask)
		for _, n := range told.Nudges {
			keys = append(keys, string(n))
		}
		if len(told.Guidelines) > 0 && models.ParseID(v.form(frontend.FieldShown)) != told.Community.ID {
			keys = append(keys, "nudge.guidelines")
		}
		return err
	})
	if again(err) || fault.Is(err, fault.Missing) {
		return nil, nil
	}
	return keys, err
}
