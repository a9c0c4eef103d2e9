package mastodon

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// ask reads what a request wants to post. Its reach is settled in the transaction that stores it.
func (c *call) ask() (conversations.Ask, error) {
	a := conversations.Ask{
		By: c.who.Actor, Text: c.in.text("status"), Summary: c.in.text("spoiler_text"),
		Sensitive: c.in.flag("sensitive"), Language: c.in.text("language"), Once: c.gin.GetHeader("Idempotency-Key"), Label: c.in.text("tlp"), Described: c.described,
	}
	c.askKind(&a)
	if len(a.Once) > 200 {
		return a, fault.New(fault.Invalid, "mastodon.ask", "The Idempotency-Key is too long: 200 bytes at most.")
	}
	var err error
	if a.Community, err = c.in.id("community_id"); err != nil {
		return a, err
	}
	reply, err := c.in.id("in_reply_to_id")
	a.ReplyTo = reply
	if err != nil {
		return a, err
	}
	if a.Poll, err = c.pollAsk(); err != nil {
		return a, err
	}
	if err := c.quoteAsk(&a); err != nil {
		return a, err
	}
	if ids, err := c.fileIDs(); err != nil {
		return a, err
	} else if ids != nil {
		a.Files = *ids
	}
	return a, c.unposted()
}

// unposted refuses what cannot be posted yet, so that nothing is lost in silence, or said sooner than meant.
func (c *call) unposted() error {
	const op = "mastodon.unposted"
	switch {
	case c.in.text("scheduled_at") != "":
		return fault.New(fault.Invalid, op, "Posts cannot be written for a later time here.")
	}
	return nil
}

// settleReach reads visibility and local_only in the light of the setting, the person and the parent.
func (c *call) settleReach(tx *store.Tx, a *conversations.Ask) (err error) {
	var parent *models.Post
	if a.ReplyTo != 0 {
		if a.ReplyTo, err = within(tx, a.ReplyTo); err != nil {
			return err
		}
		p, err := tx.VisiblePost(c.me(), a.ReplyTo)
		if err != nil {
			return err
		}
		parent = &p
	}
	if a.Quote != 0 {
		if a.Quote, err = within(tx, a.Quote); err != nil {
			return err
		}
	}
	mode, err := tx.Mode()
	if err != nil {
		return err
	}
	own := c.who.Account.Distance
	if own == "" {
		own = conversations.Inside
	}
	a.Audience, a.Where, a.Quiet, err = means(c.in.text("visibility"), c.in.flag("local_only"), c.appPublic(mode), own, parent)
	if err == nil && a.Community == 0 && a.ReplyTo == 0 && a.Audience == models.Everyone { // apps have no field for it: a mention posts into a community
		a.Community, err = conversations.MentionedCommunity(tx, c.site, a.By, a.Text)
	}
	if err == nil && a.Audience == models.Followers && a.Where != conversations.Inside {
		a.Where, err = c.redrafted(tx, a.Where)
	}
	return err
}

// redraft is how long an app may take to write again what it deleted.
const redraft = models.Time(60 * 60 * 1000)

// redrafted keeps what is for followers within the distance of what the same person took back a moment ago and apps call by the same
// word: they say nothing of distance, so one that reads, deletes and writes a post again would widen it to the person's own default.
func (c *call) redrafted(tx *store.Tx, where string) (string, error) {
	gone, err := tx.DeletedSince(c.me(), tx.Now()-redraft)
	if err != nil {
		return "", err
	}
	hosts, err := tx.Partners()
	if err != nil {
		return "", err
	}
	most := models.World()
	if where == conversations.Partners {
		most = models.Within(hosts...)
	}
	cut := false
	for i := range gone {
		if d := gone[i].Distance; reads(&gone[i]) == private && !d.World {
			most, cut = most.Cut(d).Cut(models.Within(hosts...)), true
		}
	}
	if !cut {
		return where, nil
	}
	return most.String(), nil
}

// learnNames looks up on the network whom a text names and who is not known here. Nobody found is a name left as text.
func (c *call) learnNames(text string) error {
	if c.resolve == nil || strings.Count(text, "@") < 2 {
		return nil
	}
	var unknown []string
	err := c.readWith(func(tx *store.Tx) (err error) {
		unknown, err = conversations.Strangers(tx, c.site, text)
		return err
	})
	for _, address := range unknown {
		if _, lookUp := c.resolve.Handle(c.ctx(), address); err == nil {
			err = unlessFound(lookUp)
		}
	}
	return err
}
