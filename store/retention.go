package store

import (
	"guildhall/models"
)

// Whose says whose threads go with their time.
type Whose string

// Threads go whole or not at all, so that no answer is left without what it answers.
const (
	// Theirs are threads that hold posts of other servers alone. What people here wrote in, favoured, shared, reacted to, quoted, voted or
	// come to keeps a thread, and so does a letter to one of them, a place in a community of ours, a pin, a report, a moderator's act,
	// what waits for review, and a legal hold.
	Theirs Whose = "theirs"
	// Ours are posts of one person of ours that nobody else took up: without an answer by another, a reaction, a share, a quote, a pin, a
	// report, a place in a community. Letters and notes to oneself are not among them.
	Ours Whose = "ours"
)

// stays are what keeps a thread for as long as it is there, of any of its posts. The values are three times the moment.
const (
	staysAny = `posts.came >= ? OR posts.edited >= ? OR posts.published >= ? OR ` + heldPost + `
 OR EXISTS (SELECT 1 FROM pins WHERE pins.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM quotes LEFT JOIN posts AS by_post ON by_post.id = quotes.post_id WHERE quotes.quoted_id = posts.id AND (by_post.id IS NULL OR by_post.thread_id <> posts.thread_id))
 OR EXISTS (SELECT 1 FROM post_details WHERE post_details.post_id = posts.id AND post_details.starts >= ?)
 OR EXISTS (SELECT 1 FROM report_posts WHERE report_posts.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM flags WHERE flags.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM moderation_acts WHERE moderation_acts.post_id <> 0 AND moderation_acts.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM rulings WHERE rulings.post_id <> 0 AND rulings.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM held WHERE held.post_id IS NOT NULL AND held.post_id = posts.id AND held.closed = 0)`
	staysTheirs = `posts.local OR ` + staysAny + `
 OR EXISTS (SELECT 1 FROM actors WHERE actors.id = posts.community_id AND actors.local)
 OR EXISTS (SELECT 1 FROM post_people JOIN actors ON actors.id = post_people.actor_id WHERE post_people.post_id = posts.id AND actors.local)
 OR EXISTS (SELECT 1 FROM favourites JOIN actors ON actors.id = favourites.actor_id WHERE favourites.post_id = posts.id AND actors.local)
 OR EXISTS (SELECT 1 FROM boosts JOIN actors ON actors.id = boosts.actor_id WHERE boosts.post_id = posts.id AND actors.local)
 OR EXISTS (SELECT 1 FROM reactions JOIN actors ON actors.id = reactions.actor_id WHERE reactions.post_id = posts.id AND actors.local)
 OR EXISTS (SELECT 1 FROM poll_votes JOIN actors ON actors.id = poll_votes.actor_id WHERE poll_votes.post_id = posts.id AND actors.local)
 OR EXISTS (SELECT 1 FROM attendances WHERE attendances.post_id = posts.id)`
	staysOurs = `NOT posts.local OR posts.author_id <> root.author_id OR posts.community_id IS NOT NULL OR posts.audience NOT IN ('everyone', 'followers') OR ` + staysAny + `
 OR EXISTS (SELECT 1 FROM favourites WHERE favourites.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM boosts WHERE boosts.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM reactions WHERE reactions.post_id = posts.id)
 OR EXISTS (SELECT 1 FROM poll_votes WHERE poll_votes.post_id = posts.id AND poll_votes.actor_id <> posts.author_id)
 OR EXISTS (SELECT 1 FROM attendances WHERE attendances.post_id = posts.id)`
)

// threadsAtOnce is how many posts are looked at for one part of a walk.
const threadsAtOnce = 500

// OldThreads looks at the next posts after an ID and gives the threads that begin there and go: none of their posts is younger than a
// moment, and nothing keeps them. last is where to go on; 0 at the end.
func (tx *Tx) OldThreads(whose Whose, after models.ID, before models.Time) (threads []models.ID, last models.ID, err error) {
	const op = "store.OldThreads"
	some, err := tx.readIDs("SELECT id FROM posts WHERE id > ? AND id < ? ORDER BY id LIMIT ?", after, models.IDAt(before), threadsAtOnce)
	if err != nil || len(some) == 0 {
		return nil, 0, failed(op, err)
	}
	threads, err = tx.goingThreads(whose, "root.id >= ? AND root.id <= ?", before, some[0], some[len(some)-1])
	return threads, some[len(some)-1], err
}

// StillOld keeps of threads those that still go, as OldThreads says.
func (tx *Tx) StillOld(whose Whose, threads []models.ID, before models.Time) ([]models.ID, error) {
	if len(threads) == 0 {
		return nil, nil
	}
	return tx.goingThreads(whose, "root.id IN ?", before, threads)
}

func (tx *Tx) goingThreads(whose Whose, which string, before models.Time, values ...any) ([]models.ID, error) {
	mine, stays := "NOT root.local", staysTheirs
	if whose == Ours {
		mine, stays = "root.local AND root.deleted = 0", staysOurs
	}
	ids, err := tx.readIDs("SELECT root.id FROM posts AS root WHERE "+which+" AND root.thread_id = root.id AND "+mine+
		" AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.thread_id = root.id AND ("+stays+")) ORDER BY root.id", append(values, before, before, before, before)...)
	return ids, failed("store.OldThreads", err)
}

// PostsIn lists the posts of threads; deleted ones too, unless only those that are there are wanted.
func (tx *Tx) PostsIn(threads []models.ID, there bool) (ids []models.ID, err error) {
	which := ""
	if there {
		which = " AND deleted = 0"
	}
	err = inChunks(threads, func(part []models.ID) error {
		some, err := tx.readIDs("SELECT id FROM posts WHERE thread_id IN ?"+which+" ORDER BY id", part)
		ids = append(ids, some...)
		return failed("store.PostsIn", err)
	})
	return ids, err
}

// QuotedIn lists the threads that posts quote.
func (tx *Tx) QuotedIn(posts []models.ID) (threads []models.ID, err error) {
	err = inChunks(posts, func(part []models.ID) error {
		some, err := tx.readIDs("SELECT DISTINCT quoted.thread_id FROM quotes JOIN posts AS quoted ON quoted.id = quotes.quoted_id WHERE quotes.post_id IN ?", part)
		threads = append(threads, some...)
		return failed("store.QuotedIn", err)
	})
	return threads, err
}

// RemovePosts removes posts of other servers as if they had never come, with all that hangs on them. They may come again.
func (tx *Tx) RemovePosts(posts []models.ID) error {
	const op = "store.RemovePosts"
	return inChunks(posts, func(part []models.ID) error {
		for _, of := range []string{"attendances WHERE post_id", "home WHERE post_id", "notices WHERE post_id", "polls WHERE post_id", "poll_votes WHERE post_id", "post_details WHERE post_id",
			"post_people WHERE post_id", "post_tags WHERE post_id", "post_versions WHERE post_id", "quotes WHERE post_id", "media WHERE post_id", "boosts WHERE post_id",
			"favourites WHERE post_id", "reactions WHERE post_id", "dislikes WHERE post_id", "handed WHERE post_id", "posts WHERE NOT local AND id", "tallies WHERE of_id"} {
			if _, err := tx.exec(op, "DELETE FROM "+of+" IN ?", part); err != nil {
				return err
			}
		}
		return nil
	})
}
