package retention

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/models"
	"guildhall/store"
)

const (
	together = 20              // threads go in one transaction
	patience = 2 * time.Minute // with one walk through all threads; the next sweep goes on there
)

// walk looks at old threads after one, the oldest first, and gives those that go, some at a time. It tells where it ended; 0 when it
// saw all.
func (k *Keeper) walk(ctx context.Context, whose store.Whose, before models.Time, after models.ID, each func(threads []models.ID) error) (models.ID, error) {
	for {
		var threads []models.ID
		var last models.ID
		err := k.Store.Read(ctx, func(tx *store.Tx) (err error) {
			threads, last, err = tx.OldThreads(whose, after, before)
			return err
		})
		if err == nil && last == 0 {
			return 0, nil
		}
		if err == nil {
			err = each(threads)
		}
		if err != nil {
			return after, err
		}
		after = last
	}
}

// countThreads counts the posts of threads that go.
func (k *Keeper) countThreads(ctx context.Context, whose store.Whose, before models.Time) (n int64, err error) {
	_, err = k.walk(ctx, whose, before, 0, func(threads []models.ID) error {
		return k.Store.Read(ctx, func(tx *store.Tx) error {
			posts, err := tx.PostsIn(threads, whose == store.Ours)
			n += int64(len(posts))
			return err
		})
	})
	return n, err
}

// sweepThreads lets threads go whole. What one of them quoted stays until the next sweep: it was referred to when this one began.
func (k *Keeper) sweepThreads(ctx context.Context, whose store.Whose, before models.Time, skip map[models.ID]bool) (n int64, err error) {
	own, end := context.WithTimeout(ctx, patience)
	defer end()
	k.ended[whose], err = k.walk(own, whose, before, k.ended[whose], func(threads []models.ID) error {
		for some := range slices.Chunk(threads, together) {
			some = slices.DeleteFunc(some, func(id models.ID) bool { return skip[id] })
			var posts, quoted []models.ID
			err := k.Store.Write(own, func(tx *store.Tx) error {
				still, err := tx.StillOld(whose, some, before) // somebody may have answered a moment ago
				if err == nil {
					posts, err = tx.PostsIn(still, whose == store.Ours)
				}
				if err == nil {
					quoted, err = tx.QuotedIn(posts)
				}
				if err != nil {
					return err
				}
				return k.end(tx, whose, posts)
			})
			if err != nil {
				return err
			}
			n += int64(len(posts))
			for _, id := range quoted {
				skip[id] = true
			}
		}
		return nil
	})
	if own.Err() != nil && ctx.Err() == nil && errors.Is(own.Err(), context.DeadlineExceeded) {
		return n, nil
	}
	return n, err
}

func (k *Keeper) end(tx *store.Tx, whose store.Whose, posts []models.ID) error {
	if whose == store.Theirs {
		return tx.RemovePosts(posts)
	}
	for _, id := range posts {
		if err := k.Expire(tx, id); err != nil {
			return err
		}
	}
	return nil
}
