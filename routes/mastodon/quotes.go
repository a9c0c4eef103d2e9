package mastodon

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// quotable reads who may quote a post, in Mastodon's words.
func (c *call) quotable() (models.QuotePolicy, error) {
	return quotableOf(c.in.text("quote_approval_policy"))
}

func quotableOf(word string) (models.QuotePolicy, error) {
	switch word {
	case "":
		return models.QuoteUntold, nil
	case "public":
		return models.QuoteEveryone, nil
	case "followers":
		return models.QuoteFollowers, nil
	case "ask":
		return models.QuoteAsk, nil
	case "nobody":
		return models.QuoteNobody, nil
	}
	return "", fault.New(fault.Invalid, "mastodon.quotable", "Who may quote is one of public, followers, ask and nobody.")
}

// quotableWord is who may quote, in Mastodon's words; its own of those whom the author answers by hand is ask.
func quotableWord(p models.QuotePolicy) string {
	if p == models.QuoteUntold || p == models.QuoteEveryone {
		return "public"
	}
	return string(p)
}

// quoteAsk reads which post a request quotes, by either name.
func (c *call) quoteAsk(a *conversations.Ask) (err error) {
	if a.Quote, err = c.in.id("quoted_status_id"); err == nil && a.Quote == 0 {
		a.Quote, err = c.in.id("quote_id")
	}
	if err == nil {
		a.Quotable, err = c.quotable()
	}
	return err
}

// quotes lists the posts that quote a post.
func (c *call) quotes() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	return c.timeline(func(tx *store.Tx, p store.Page) ([]models.PostShown, error) {
		post, err := within(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.QuotesOf(c.me(), post, p)
	})
}

// revokeQuote takes a post of the person's own out of one that quotes it, and shows that one.
func (c *call) revokeQuote() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	quoting, ok := readID(c.gin.Param("quoting"))
	if !ok {
		return notFound()
	}
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		p, err := tx.VisiblePost(c.me(), quoting)
		if err != nil {
			return err
		}
		q, err := tx.QuoteIn(p.IRI)
		if err != nil && !fault.Is(err, fault.Missing) {
			return err
		}
		if err != nil || q.QuotedID == nil || *q.QuotedID != id {
			return notFound()
		}
		return conversations.Revoke(tx, c.site, c.who.Actor, quoting)
	})
	if err != nil {
		return err
	}
	return c.showStatus(quoting)
}

// setQuotable changes who may quote a post of the person's own.
func (c *call) setQuotable() error {
	to, err := c.quotable()
	if err != nil {
		return err
	}
	return c.react(func(tx *store.Tx, post models.ID) error {
		return conversations.SetQuotable(tx, c.site, c.who.Actor, post, to)
	})
}

// quoteOf writes what a post quotes: the state, and the quoted post where it may stand there and the person may read it. What
// is quoted inside a quote is its ID alone.
func (s *scene) quoteOf(p *pen, x *models.PostShown, inside bool) {
	if x.Quote == nil {
		p.null("quote")
		return
	}
	p.objectAt("quote", func() {
		state := x.Quote.State
		switch {
		case state == models.QuoteAccepted && x.Quote.Post != nil && x.Quote.Post.Deleted != 0:
			state = "deleted"
		case state == models.QuoteAccepted && x.Quote.Post == nil:
			state = models.QuoteBare
		}
		p.text("state", string(state))
		switch {
		case inside && x.Quote.Shown():
			p.id("quoted_status_id", x.Quote.Post.ID)
		case inside:
			p.null("quoted_status_id")
		case x.Quoted == nil:
			p.null("quoted_status")
		default:
			p.key("quoted_status")
			p.object(func() { s.statusAs(p, x.Quoted, asRead, true) })
		}
	})
}

// quoteApproval writes who may quote a post, and whether the person may.
func (s *scene) quoteApproval(p *pen, x *models.PostShown) {
	policy := x.Quotable()
	p.objectAt("quote_approval", func() {
		p.listAt("automatic", func() {
			switch policy {
			case models.QuoteEveryone:
				p.item("public")
			case models.QuoteFollowers:
				p.item("followers")
			}
		})
		p.listAt("manual", func() {
			switch {
			case policy == models.QuoteAsk && x.Local:
				p.item("public")
			case policy == models.QuoteAsk:
				p.item("unsupported_policy")
			}
		})
		p.text("current_user", s.mayQuote(x, policy))
	})
}

func (s *scene) mayQuote(x *models.PostShown, policy models.QuotePolicy) string {
	switch {
	case x.AuthorID == s.viewer, policy == models.QuoteEveryone, policy == models.QuoteUntold && x.Audience == models.Everyone,
		x.Local && x.Audience == models.Everyone && (x.QuotePolicy == models.QuoteUntold || x.QuotePolicy == models.QuoteEveryone):
		return "automatic"
	case policy == models.QuoteAsk, x.Local && x.Audience == models.Everyone && x.QuotePolicy == models.QuoteAsk:
		return "manual"
	case policy == models.QuoteFollowers, x.QuotePolicy == models.QuoteFollowers && x.Audience == models.Everyone:
		return "unknown"
	}
	return "denied"
}
