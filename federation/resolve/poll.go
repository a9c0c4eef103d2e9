package resolve

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// pollStale is how old the counts of a poll elsewhere may be when somebody looks at them: three minutes.
const pollStale = models.Time(3 * 60 * 1000)

// StalePoll tells whether the counts of a poll of another server should be read anew: while it is open, and once after its end.
func (r *Resolver) StalePoll(view *models.PostView) bool {
	p := view.Poll
	if view.Local || view.Deleted != 0 || p == nil {
		return false
	}
	now := models.At(r.clock.Now())
	end := p.Closed
	if end == 0 {
		end = p.Closes
	}
	return p.Fetched <= now-pollStale && !(p.Ended(now) && p.Fetched > end)
}

// Poll reads the counts of a poll anew at its own server. Of several who want it at once, one goes; a server that does not
// answer is asked again when the counts would be stale once more.
func (r *Resolver) Poll(ctx context.Context, view models.PostView) error {
	first := false
	err := r.write(ctx, func(tx *store.Tx) (err error) {
		first, err = tx.ClaimPoll(view.ID, models.At(r.clock.Now())-pollStale)
		return err
	})
	if err != nil || !first {
		return err
	}
	var cause *models.Reach
	if view.Audience != models.Everyone || !view.Distance.World {
		cause = &models.Reach{Audience: view.Audience, Distance: models.Within(view.IRI.Host())}
	}
	e, ctx, done := r.errand(ctx, cause)
	defer done()
	n, err := e.note(ctx, view.IRI)
	if err != nil {
		return err
	}
	if n.ID != view.IRI || n.Author != view.Author.IRI {
		return fault.New(fault.Forbidden, "resolve.Poll", "Another post was given for this poll.")
	}
	return r.write(ctx, func(tx *store.Tx) error {
		post, err := tx.PostByID(view.ID)
		if err == nil {
			err = conversations.KeepFacts(tx, r.site, post, conversations.Facts{Poll: factsOf(n).Poll})
		}
		return err
	})
}
