package files

import (
	"context"
	"strings"
	"time"

	"guildhall/blobs"
	"guildhall/models"
	"guildhall/store"
)

// waits is how long a file waits for a post, and how long bytes lie that no row knows.
const waits = models.Time(24 * time.Hour / time.Millisecond)

// Sweep ends files that waited for a post for a day. The rows go first: bytes without a row are found by Strays.
func (f *Files) Sweep(ctx context.Context) error {
	for {
		var ended []models.Media
		err := f.Store.Write(ctx, func(tx *store.Tx) (err error) {
			ended, err = tx.EndWaiting(tx.Now() - waits)
			return err
		})
		if err != nil || len(ended) == 0 {
			return err
		}
		for _, m := range ended {
			f.forget(ctx, m)
		}
	}
}

// Strays removes bytes of our room that no row knows, a day after they were put: what a crash left behind. It touches no other room.
func (f *Files) Strays(ctx context.Context) error {
	var batch []blobs.Found
	settle := func() error {
		var now models.Time
		slugs := make([]string, len(batch))
		for i, b := range batch {
			slugs[i] = slugOf(b.Name)
		}
		var known map[string]bool
		err := f.Store.Read(ctx, func(tx *store.Tx) (err error) {
			now = tx.Now()
			known, err = tx.KnownMedia(slugs)
			return err
		})
		for i, b := range batch {
			if err == nil && !known[slugs[i]] && b.At < now-waits {
				err = f.Blobs.Delete(ctx, b.Name)
			}
		}
		batch = batch[:0]
		return err
	}
	err := f.Blobs.Walk(ctx, Room, func(b blobs.Found) error {
		if batch = append(batch, b); len(batch) < 200 {
			return nil
		}
		return settle()
	})
	if err == nil && len(batch) > 0 {
		err = settle()
	}
	return err
}

func slugOf(name string) string {
	return strings.TrimSuffix(strings.TrimPrefix(name, Room+"/"), smallMark)
}

// Open gives the bytes of a file, whole or small; a file without a thumbnail is given whole. Whoever asks was judged before.
func (f *Files) Open(ctx context.Context, m models.Media, small bool) (blobs.Blob, error) {
	if small && m.SmallWidth > 0 {
		return f.Blobs.Open(ctx, smallOf(&m))
	}
	return f.Blobs.Open(ctx, wholeOf(&m))
}
