package resolve

import (
	"context"
	"errors"
	"strings"
	"time"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// TidyBorrowed lets go of files of other servers that were fetched too long ago, and, while all of them take more room than they may, of
// those that nobody looked at for longest. What a legal hold keeps stays. It tells how many were too old.
func (r *Resolver) TidyBorrowed(ctx context.Context, most int64, days int) (int64, error) {
	old, err := r.letGo(ctx, func(tx *store.Tx, after models.Borrowed) ([]models.Borrowed, error) {
		return tx.OldBorrowed(tx.Now()-models.Time(time.Duration(days)*aDay/time.Millisecond), after)
	}, func(int64) bool { return true })
	if err != nil {
		return old, err
	}
	_, err = r.letGo(ctx, (*store.Tx).IdleBorrowed, func(all int64) bool { return all > most })
	return old, err
}

// letGo goes through files in their order and lets go of them for as long as it should, by the room that all of them take. Rows go
// first, and then bytes: between the two nothing is shown that is not there.
func (r *Resolver) letGo(ctx context.Context, next func(*store.Tx, models.Borrowed) ([]models.Borrowed, error), should func(all int64) bool) (gone int64, err error) {
	var after models.Borrowed
	for {
		var rows []models.Borrowed
		more := false
		err := r.store.Write(ctx, func(tx *store.Tx) error {
			rows = rows[:0]
			some, err := next(tx, after)
			if err != nil || len(some) == 0 {
				return err
			}
			held, err := tx.BorrowedUnderHold()
			if err != nil {
				return err
			}
			all, err := tx.BorrowedBytes()
			if err != nil {
				return err
			}
			for _, b := range some {
				if more = should(all); !more {
					return nil
				}
				if after = b; held[b.Name] {
					continue
				}
				if err := tx.ForgetBorrowed(b.Name); err != nil {
					return err
				}
				rows, all = append(rows, b), all-b.Bytes
			}
			return nil
		})
		if err != nil {
			return gone, err
		}
		var failed []error
		for _, b := range rows {
			failed = append(failed, r.blobs.Delete(ctx, lentRoom+b.Name)) // what stays is swept later
		}
		if gone += int64(len(rows)); !more || errors.Join(failed...) != nil {
			return gone, errors.Join(failed...)
		}
	}
}

// SweepBorrowed removes bytes that no row knows, such as those of a crash: an hour old at least, because the row comes after them.
func (r *Resolver) SweepBorrowed(ctx context.Context) error {
	before := models.At(r.clock.Now().Add(-time.Hour))
	return r.blobs.Walk(ctx, strings.TrimSuffix(lentRoom, "/"), func(f blobs.Found) error {
		if f.At > before {
			return nil
		}
		err := r.store.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Borrowed(strings.TrimPrefix(f.Name, lentRoom))
			return err
		})
		if fault.Is(err, fault.Missing) {
			return r.blobs.Delete(ctx, f.Name)
		}
		return err
	})
}
