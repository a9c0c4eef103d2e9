package mastodon

import (
	"context"
	"log/slog"
	"time"

	"guildhall/models"
	"guildhall/store"
)

// patience is how long an app waits for the posts of a profile that nobody opened before. They go on arriving after it.
const patience = 3 * time.Second

// open makes sure that somebody of another server has posts to show.
func (c *call) open() error {
	id, err := c.target()
	if err != nil || c.resolve == nil {
		return err
	}
	var a models.Actor
	err = c.readWith(func(tx *store.Tx) error {
		a, err = c.accountOf(tx, id)
		return err
	})
	if err != nil || a.Local {
		return err
	}
	done := make(chan struct{})
	ctx := context.WithoutCancel(c.ctx())
	go func() {
		defer close(done)
		if err := c.resolve.Backfill(ctx, a); err != nil {
			slog.DebugContext(ctx, "a profile could not be filled", "actor", a.IRI, "error", err)
		}
	}()
	select {
	case <-done:
	case <-time.After(patience):
	case <-c.ctx().Done():
	}
	return nil
}

// converse has other servers asked for more of a conversation, after the answer was given.
func (c *call) converse(post models.Post) {
	if c.resolve == nil {
		return
	}
	errand, _ := c.resolve.Conversation(post)
	if errand == nil {
		return
	}
	ctx := context.WithoutCancel(c.ctx())
	go func() {
		if err := errand(ctx); err != nil {
			slog.DebugContext(ctx, "a conversation was not read", "host", string(post.IRI.Host()), "err", err)
		}
	}()
}
