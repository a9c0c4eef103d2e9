package store_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// A node keeps no more of what it read than it was given room for, however much is read and however long the texts are, and what does
// not fit is read all the same.
func TestWhatIsKeptHasABound(t *testing.T) {
	const room, many = 2_000_000, 600
	dsn := storetest.DSN(t)
	fills := storetest.OpenDSN(t, nil, dsn)
	var ids []models.ID
	text := strings.Repeat("long ", 2_000)
	write(t, fills, func(tx *store.Tx) error {
		for i := range many {
			at := models.ID(2*i + 1)
			iri := fmt.Sprintf("https://far.example/%d", i)
			a := models.Actor{ID: at, IRI: models.IRI(iri), Kind: models.Person, Host: "far.example", Handle: models.Handle(fmt.Sprint("p", i)), Summary: text}
			p := models.Post{ID: at + 1, IRI: models.IRI(iri + "/post"), AuthorID: at, Kind: models.Note, Content: text, ThreadID: at + 1, Version: 1,
				Reach: models.Reach{Audience: models.Everyone}}
			if i == 0 {
				a.Summary = strings.Repeat("longer ", room/7)
				p.Content = a.Summary
			}
			if err := errors.Join(tx.AddActor(&a), tx.AddPost(&p, nil, []string{"tag"})); err != nil {
				return err
			}
			ids = append(ids, at)
		}
		return nil
	})
	st, err := store.Open(ctx, store.Options{DSN: dsn, Cache: room})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	most := func() int64 {
		people, posts := st.Cached()
		if people > room/2 || posts > room/2 {
			t.Fatalf("%d bytes of people and %d of posts are kept, and each may take %d", people, posts, room/2)
		}
		return people + posts
	}
	before := heap()
	var peak int64
	for range 3 { // again and again the same, which counts once
		for _, id := range ids {
			read(t, st, func(tx *store.Tx) error {
				a, err1 := tx.ActorByID(id)
				v, err2 := tx.PostView(id + 1)
				if len(a.Summary) < len(text) || len(v.Content) < len(text) {
					t.Errorf("%d is not whole", id)
				}
				return errors.Join(err1, err2)
			})
			peak = max(peak, most())
		}
	}
	if peak < room/2 {
		t.Errorf("no more than %d bytes were ever kept", peak)
	}
	if grown := heap() - before; grown > 2*room {
		t.Errorf("memory grew by %d bytes while %d were said to be kept", grown, most())
	}
	for range 100 {
		read(t, st, func(tx *store.Tx) error { _, err := tx.PostView(ids[9] + 1); return err })
	}
	if now := most(); now == 0 {
		t.Error("nothing is kept")
	}
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
