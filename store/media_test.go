package store_test

import (
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

func TestFilesWaitAreTakenAndEnd(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		day := models.Time(24 * 60 * 60 * 1000)
		file := func(tx *store.Tx, id, owner models.ID, remote string) models.Media {
			return models.Media{ID: id, Slug: "slug" + id.String(), OwnerID: owner, Kind: models.PictureFile, Remote: remote, Bytes: 10, Created: tx.Now()}
		}
		write(t, s, func(tx *store.Tx) error {
			p := models.Post{ID: 77, IRI: "https://a.example/posts/1", AuthorID: 1, Local: true, Kind: models.Note, ThreadID: 77, Published: tx.Now(), Version: 1,
				Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}
			if err := tx.AddPost(&p, nil, nil); err != nil {
				return err
			}
			if err := tx.AddMedia(file(tx, 1, 1, ""), file(tx, 2, 1, ""), file(tx, 3, 2, "")); err != nil {
				return err
			}
			if n, err := tx.Attach(77, 1, []models.ID{2, 1, 3, 4}); err != nil || n != 2 {
				t.Errorf("two files are Ada's, %d were taken, %v", n, err)
			}
			if n, err := tx.Attach(78, 1, []models.ID{1}); err != nil || n != 0 {
				t.Errorf("a file of one post went into another: %d, %v", n, err)
			}
			if n, err := tx.MediaBytes(1); err != nil || n != 20 {
				t.Errorf("Ada's files take %d, %v", n, err)
			}
			return nil
		})
		read(t, s, func(tx *store.Tx) error {
			v, err := tx.PostView(77)
			if err != nil || len(v.Media) != 2 || v.Media[0].ID != 2 || v.Media[1].ID != 1 {
				t.Errorf("the post has %v, %v", v.Media, err)
			}
			return err
		})
		write(t, s, func(tx *store.Tx) error {
			if ended, err := tx.EndWaiting(tx.Now() - day); err != nil || len(ended) != 0 {
				t.Errorf("fresh files ended: %v, %v", ended, err)
			}
			if ended, err := tx.EndWaiting(tx.Now() + 1); err != nil || len(ended) != 1 || ended[0].ID != 3 {
				t.Errorf("waiting files that ended: %v, %v", ended, err)
			}
			if err := tx.EmptyPost(77); err != nil {
				return err
			}
			if ended, err := tx.EndWaiting(tx.Now() + 1); err != nil || len(ended) != 2 {
				t.Errorf("of the deleted post ended: %v, %v", ended, err)
			}
			return nil
		})
	})
}

func TestFilesOfOthersFollowTheirPost(t *testing.T) {
	storetest.Each(t, still, func(t *testing.T, s *store.Store) {
		row := func(id models.ID, url string) models.Media {
			return models.Media{ID: id, Slug: "slug" + id.String(), OwnerID: 1, Kind: models.PictureFile, Remote: url, Created: 1}
		}
		write(t, s, func(tx *store.Tx) error {
			if err := tx.ReplaceMedia(77, []models.Media{row(1, "https://b.example/1"), row(2, "https://b.example/2")}); err != nil {
				return err
			}
			return tx.ReplaceMedia(77, []models.Media{row(3, "https://b.example/3"), row(4, "https://b.example/2")})
		})
		read(t, s, func(tx *store.Tx) error {
			m, err := tx.MediaOf(77)
			if err != nil || len(m) != 2 || m[0].ID != 3 || m[1].Slug != "slug2" {
				t.Errorf("there are %v, %v", m, err)
			}
			return err
		})
	})
}
