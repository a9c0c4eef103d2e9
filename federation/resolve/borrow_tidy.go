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
// those that nobody looked at for longest.
func (r *Resolver) TidyBorrowed(ctx context.Context, most int64, days int) error {
	for {
		n, err := r.letGo(ctx, func(tx *store.Tx) ([]models.Borrowed, error) {
			return tx.OldBorrowed(tx.Now() - models.Time(time.Duration(days)*aDay/time.Millisecond))
		})
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	for {
		n, err := r.letGo(ctx, func(tx *store.Tx) ([]models.Borrowed, error) {
			all, err := tx.BorrowedBytes()
			if err != nil || all <= most {
				return nil, err
			}
			rows, err := tx.IdleBorrowed()
			for i, b := range rows {
				if all -= b.Bytes; all <= most {
					return rows[:i+1], err
				}
			}
			return rows, err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}

// letGo removes rows and then bytes: between the two nothing is shown that is not there.
func (r *Resolver) letGo(ctx context.Context, which func(*store.Tx) ([]models.Borrowed, error)) (int, error) {
	var rows []models.Borrowed
	err := r.store.Write(ctx, func(tx *store.Tx) (err error) {
		if rows, err = which(tx); err != nil {
			return err
		}
		for _, b := range rows {
			if err := tx.ForgetBorrowed(b.Name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, b := range rows {
		failed = append(failed, r.blobs.Delete(ctx, lentRoom+b.Name)) // what stays is swept later
	}
	return len(rows), errors.Join(failed...)
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
