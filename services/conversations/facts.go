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
	Media   []models.Media  // its files, with what was told of them; nil when it was not asked what they are
	Answer  models.IRI      // of a question: the answer that was accepted
	Emoji   []models.Emoji  // small pictures that its text names
}

// MostTheirs is how many files of a post of another server are kept.
const MostTheirs = 16

// KeepFacts stores what a post of another server has beside its text, as its author or its own server told it just now.
// Counts of a poll may change without the post being edited; other answers begin the poll anew. An end is told to those of
// ours who voted.
func KeepFacts(tx *store.Tx, site paths.Site, post models.Post, f Facts) error {
	if post.Local || post.Deleted != 0 {
		return nil
	}
	if err := keepFiles(tx, post, f.Media); err != nil {
		return err
	}
	if err := KeepEmoji(tx, post.IRI.Host(), f.Emoji); err != nil {
		return err
	}
	if f.Details != nil && post.Kind != models.PollPost {
		if err := keepDetails(tx, post, *f.Details); err != nil {
			return err
		}
	}
	if err := keepAnswer(tx, post, f.Answer); err != nil {
		return err
	}
	if f.Poll == nil || post.Kind != models.PollPost {
		return nil
	}
	return keepPoll(tx, site, post, *f.Poll)
}

// keepFiles notes where the files of a post are; they are fetched when somebody looks.
func keepFiles(tx *store.Tx, post models.Post, files []models.Media) error {
	if files == nil {
		return nil
	}
	rows := make([]models.Media, 0, len(files))
	for _, m := range files[:min(len(files), MostTheirs)] {
		m.ID, m.Slug, m.OwnerID, m.Created = tx.NewID(), paths.Random(), post.AuthorID, tx.Now()
		rows = append(rows, m)
	}
	return tx.ReplaceMedia(post.ID, rows)
}

// mostEmoji is how many emoji of one server are known.
const mostEmoji = 20_000

// KeepEmoji notes the emoji of a server that its people use.
func KeepEmoji(tx *store.Tx, host models.Host, emoji []models.Emoji) error {
	if len(emoji) == 0 || host == "" {
		return nil
	}
	if n, err := tx.EmojiOf(host); err != nil || n >= mostEmoji {
		return err
	}
	for _, e := range emoji {
		e.Host = host
		if err := tx.KeepEmoji(e); err != nil {
			return err
		}
	}
	return nil
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
