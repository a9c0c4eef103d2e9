package mastodon

import (
	"strings"

	"guildhall/phrases"
	"guildhall/services/conversations"
	"guildhall/store"
)

// advice says what a community of ours says of a draft before it is posted there. Apps ask when they like; nothing is kept.
func (c *call) advice() error {
	ask := conversations.Ask{By: c.who.Actor, Text: c.in.text("status")}
	c.askKind(&ask)
	var err error
	if ask.ReplyTo, err = c.in.id("in_reply_to_id"); err != nil {
		return err
	}
	var told conversations.Counsel
	var whom string
	err = c.readWith(func(tx *store.Tx) error {
		a, err := c.ours(tx)
		if err != nil {
			return err
		}
		if ask.Community = a.ID; ask.ReplyTo != 0 {
			if ask.ReplyTo, err = within(tx, ask.ReplyTo); err != nil {
				return err
			}
		}
		s, err := conversations.Settle(tx, c.site, ask)
		if err != nil {
			return err
		}
		if s.Parent != nil {
			whom = s.Parent.Author.DisplayName()
		}
		told, err = conversations.Advise(tx, s, ask)
		return err
	})
	if err != nil {
		return err
	}
	book := phrases.For("en")
	return c.ok(func(p *pen) {
		p.object(func() {
			p.texts("guidelines", told.Guidelines)
			p.listAt("nudges", func() {
				for _, n := range told.Nudges {
					p.object(func() {
						p.text("rule", strings.TrimPrefix(string(n), "nudge."))
						if n == conversations.NudgeShort {
							p.text("text", book.T(string(n), whom))
						} else {
							p.text("text", book.T(string(n)))
						}
					})
				}
			})
		})
	})
}
