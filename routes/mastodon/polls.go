package mastodon

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// pollAsk reads the poll of a request; nil without one.
func (c *call) pollAsk() (*conversations.PollAsk, error) {
	options := c.in.list("poll[options]")
	if len(options) == 0 {
		return nil, nil
	}
	seconds, err := strconv.ParseInt(c.in.text("poll[expires_in]"), 10, 32)
	if err != nil {
		return nil, fault.New(fault.Invalid, "mastodon.pollAsk", "Say with poll[expires_in] how many seconds the poll is open.").Because(err)
	}
	return &conversations.PollAsk{Options: options, Multiple: c.in.flag("poll[multiple]"), HideTotals: c.in.flag("poll[hide_totals]"),
		Open: time.Duration(seconds) * time.Second}, nil
}

// poll shows the poll of a post, with its counts as they are now.
func (c *call) poll() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var x models.PostShown
	err = c.readWith(func(tx *store.Tx) (err error) {
		x, err = tx.ShowPost(c.me(), id)
		return err
	})
	if err != nil {
		return err
	}
	if c.resolve != nil && c.resolve.StalePoll(&x.PostView) {
		ctx, done := context.WithTimeout(c.ctx(), countsPatience)
		defer done()
		if err := c.resolve.Poll(ctx, x.PostView); err != nil { // older counts are better than none
			slog.DebugContext(ctx, "the counts of a poll were not read", "host", string(x.IRI.Host()), "error", err)
		}
	}
	return c.showPoll(id)
}

// countsPatience is how long a program waits for the counts of a poll elsewhere before it gets older ones.
const countsPatience = 3 * time.Second

// vote chooses in the poll of a post: choices are places of options, from 0.
func (c *call) vote() error {
	id, err := c.target()
	if err != nil {
		return err
	}
	var choices []int
	for _, s := range c.in.list("choices") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return fault.New(fault.Invalid, "mastodon.vote", "The choices of a vote are places of options, from 0.").Because(err)
		}
		choices = append(choices, n)
	}
	err = c.store.Join(c.ctx(), func(tx *store.Tx) error {
		x, err := tx.ShowPost(c.me(), id)
		if err != nil {
			return err
		}
		if err := c.gate.May(tx, models.Create, c.who.Actor, x.Author); err != nil {
			return err
		}
		return conversations.Vote(tx, c.site, c.who.Actor, id, choices)
	})
	if err != nil {
		return err
	}
	return c.showPoll(id)
}

func (c *call) showPoll(id models.ID) error {
	var x models.PostShown
	var now models.Time
	err := c.readWith(func(tx *store.Tx) (err error) {
		now = tx.Now()
		x, err = tx.ShowPost(c.me(), id)
		return err
	})
	if err == nil && x.Poll == nil {
		err = notFound()
	}
	if err != nil {
		return err
	}
	return c.ok(func(p *pen) { poll(p, &x, c.me(), now) })
}

// poll writes a Poll. Its id is that of the post.
func poll(p *pen, x *models.PostShown, viewer models.ID, now models.Time) {
	q := x.Poll
	p.object(func() {
		p.id("id", x.ID)
		p.moment("expires_at", q.Closes)
		p.flag("expired", q.Ended(now))
		p.flag("multiple", q.Multiple)
		p.number("votes_count", q.Votes())
		p.number("voters_count", q.Voters)
		p.flag("voted", len(x.Voted) > 0 || x.AuthorID == viewer)
		p.listAt("own_votes", func() {
			for _, n := range slices.Sorted(slices.Values(x.Voted)) {
				p.comma()
				p.b = strconv.AppendInt(p.b, int64(n), 10)
			}
		})
		p.listAt("options", func() {
			for _, o := range q.Options {
				p.object(func() {
					p.text("title", o.Name)
					if q.Hides(now) {
						p.null("votes_count")
					} else {
						p.number("votes_count", o.Votes)
					}
				})
			}
		})
		p.none("emojis")
	})
}
