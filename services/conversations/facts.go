package conversations

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Facts are what a post of another server has beside its text.
type Facts struct {
	Poll    *models.Poll    // of a post that asks
	Details *models.Details // of an event, film, sound or page
}

// KeepFacts stores what a post of another server has beside its text, as its author or its own server told it just now.
// Counts of a poll may change without the post being edited; other answers begin the poll anew. An end is told to those of
// ours who voted.
func KeepFacts(tx *store.Tx, site paths.Site, post models.Post, f Facts) error {
	if post.Local || post.Deleted != 0 {
		return nil
	}
	if f.Details != nil && post.Kind != models.Question {
		d := *f.Details
		d.PostID = post.ID
		if err := tx.PutDetails(&d); err != nil {
			return err
		}
	}
	if f.Poll == nil || post.Kind != models.Question {
		return nil
	}
	return keepPoll(tx, site, post, *f.Poll)
}

func keepPoll(tx *store.Tx, site paths.Site, post models.Post, p models.Poll) error {
	p.PostID, p.Fetched, p.Told = post.ID, tx.Now(), 0
	if p.Closed > tx.Now() { // some say so from the start when it will end
		p.Closed = 0
	}
	old, err := tx.LockPoll(post.ID)
	if fault.Is(err, fault.Missing) {
		return tx.AddPoll(&p)
	}
	if err != nil {
		return err
	}
	ends := p.Closed
	if old.Closed != 0 {
		p.Closed = old.Closed
	} else {
		p.Closed = 0 // noted below, with those told who voted
	}
	if !slices.Equal(namesOf(old.Options), namesOf(p.Options)) {
		if err := tx.RemoveVotes(post.ID); err != nil {
			return err
		}
	}
	if err := tx.SavePoll(&p); err != nil || ends == 0 || old.Closed != 0 {
		return err
	}
	return end(tx, site, post.ID, ends)
}
