package store_test

import (
	"context"
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// longThread is a thread of so many answers, a third of them answers to answers.
func longThread(t testing.TB, s *store.Store, n int) (viewer, root models.ID) {
	t.Helper()
	err := s.Write(context.Background(), func(tx *store.Tx) error {
		viewer, root = tx.NewID(), tx.NewID()
		if err := tx.AddActor(&models.Actor{ID: viewer, IRI: "https://acme.example/actors/a", Kind: models.Person, Handle: "a", Host: "acme.example", Local: true}); err != nil {
			return err
		}
		last := root
		for i := range n + 1 {
			p := models.Post{ID: tx.NewID(), IRI: models.IRI(fmt.Sprintf("https://acme.example/posts/%d", i)), AuthorID: viewer, Local: true, Kind: models.Note, Content: "<p>One of many.</p>",
				Reach: models.Reach{Audience: models.Everyone}, ThreadID: root, Version: 1, Published: tx.Now()}
			if i == 0 {
				p.ID = root
			} else {
				parent := root
				if i%3 == 0 {
					parent = last
				}
				p.ParentID, p.ReplyTo = &parent, "https://acme.example/posts/0"
			}
			last = p.ID
			if err := tx.AddPost(&p, nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return viewer, root
}

func TestALongThreadIsReadScreenByScreen(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		viewer, root := longThread(t, s, 130)
		seen, from := map[models.ID]bool{}, 0
		for screen := range 10 {
			err := s.Read(context.Background(), func(tx *store.Tx) error {
				_, below, next, err := tx.ThreadPart(viewer, root, from, 40)
				for _, p := range below {
					if seen[p.ID] {
						t.Errorf("post %d stands on two screens", p.ID)
					}
					seen[p.ID] = true
				}
				from = next
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if from == 0 {
				if screen != 3 {
					t.Errorf("the last screen is number %d", screen+1)
				}
				break
			}
		}
		if len(seen) != 130 {
			t.Errorf("%d of 130 answers were shown", len(seen))
		}
	})
}

func BenchmarkAThreadOfTenThousand(b *testing.B) {
	s := storetest.OpenDSN(b, nil, storetest.FreshDSN(b, store.SQLite))
	viewer, root := longThread(b, s, 10_000)
	b.ResetTimer()
	for b.Loop() {
		err := s.Read(context.Background(), func(tx *store.Tx) error {
			_, below, next, err := tx.ThreadPart(viewer, root, 0, 40)
			if len(below) != 40 || next == 0 {
				b.Fatal(len(below), next)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
