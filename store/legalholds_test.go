package store_test

import (
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// preserved are the copies that legal holds made.
func preserved(t *testing.T, s *store.Store) (bodies []string) {
	t.Helper()
	read(t, s, func(tx *store.Tx) error {
		return tx.DB().Raw("SELECT body FROM preserved ORDER BY id").Scan(&bodies).Error
	})
	return bodies
}

// A copy of what is deleted under a hold has the text, what it said before, and its files; of what no hold keeps there is none. A post
// whose first fifty versions are kept otherwise keeps them all.
func TestACopyUnderAHoldHasAllThatThePostSaid(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		write(t, s, func(tx *store.Tx) error {
			for id, by := range map[models.ID]models.ID{77: 1, 78: 2} {
				p := models.Post{ID: id, IRI: models.IRI("https://acme.example/posts/" + id.String()), AuthorID: by, Local: true, Kind: models.Note, Content: "<p>The valve was shut.</p>", ThreadID: id, Version: 60, Published: tx.Now(),
					Reach: models.Reach{Audience: models.Everyone}}
				if err := tx.AddPost(&p, nil, nil); err != nil {
					return err
				}
			}
			for i := range 2 {
				id := models.ID(i + 1)
				if err := tx.AddActor(&models.Actor{ID: id, IRI: models.IRI("https://acme.example/actors/" + id.String()), Kind: models.Person, Handle: models.Handle("p" + id.String()), Host: "acme.example", Local: true}); err != nil {
					return err
				}
			}
			if err := tx.AddMedia(models.Media{ID: 1, Slug: "a", OwnerID: 1, Name: "bench.png"}, models.Media{ID: 2, Slug: "b", OwnerID: 2}); err != nil {
				return err
			}
			for post, of := range map[models.ID]models.ID{77: 1, 78: 2} {
				if _, err := tx.Attach(post, of, []models.ID{of}); err != nil {
					return err
				}
			}
			return tx.AddHold(&models.LegalHold{Kind: models.HoldPost, TargetID: 77, About: models.IRI("https://acme.example/posts/77").About(), What: "x", Reason: "y", ByName: "z"})
		})
		write(t, s, func(tx *store.Tx) error {
			for _, id := range []models.ID{77, 78} {
				for v := range 55 {
					view, err := tx.PostView(id)
					if err != nil {
						return err
					}
					if view.Version, view.Content = v+1, "<p>The valve was open.</p>"; v > 0 {
						view.Content = "<p>It was ajar.</p>"
					}
					if err := tx.AddVersion(view); err != nil {
						return err
					}
				}
				if err := tx.EmptyPost(id); err != nil {
					return err
				}
			}
			if ended, err := tx.EndWaiting(tx.Now() + 1); err != nil || len(ended) != 1 || ended[0].ID != 2 {
				t.Errorf("files that ended: %v, %v", ended, err)
			}
			return nil
		})
		all := preserved(t, s)
		if len(all) != 1 || !strings.Contains(all[0], "valve was shut") || !strings.Contains(all[0], "valve was open") || strings.Count(all[0], "It was ajar") != 54 || !strings.Contains(all[0], "bench.png") {
			t.Errorf("%d copies: %.900s", len(all), all)
		}
		write(t, s, func(tx *store.Tx) error {
			list, err := tx.LegalHolds(0, 10)
			if err == nil {
				err = tx.EndHold(list[0].ID)
			}
			if err == nil {
				_, err = tx.DropPreserved(10)
			}
			return err
		})
		if all := preserved(t, s); len(all) != 0 {
			t.Errorf("after the hold there are %q", all)
		}
	})
}
