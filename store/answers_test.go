package store_test

import (
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// The count of answers under a post is the count of those that its reader may read: whoever reads as many as are counted finds
// no gap that tells of the others.
func TestAnswersAreCountedAsFarAsTheyMayBeRead(t *testing.T) {
	storetest.Each(t, system, func(t *testing.T, s *store.Store) {
		people := map[string]models.ID{}
		var root models.ID
		write(t, s, func(tx *store.Tx) error {
			for _, name := range []string{"ada", "bob", "cy", "dee", "eve"} {
				people[name] = tx.NewID()
				if err := tx.AddActor(&models.Actor{ID: people[name], IRI: models.IRI("https://acme.example/actors/" + name), Kind: models.Person, Handle: models.Handle(name), Host: "acme.example", Local: true}); err != nil {
					return err
				}
			}
			for n, b := range [][2]string{{"ada", "dee"}, {"eve", "ada"}} {
				if err := tx.AddBlock(&models.BlockRow{ID: tx.NewID(), IRI: models.IRI(fmt.Sprint("https://acme.example/blocks/", n)), ActorID: people[b[0]], BlockedID: people[b[1]]}); err != nil {
					return err
				}
			}
			err := tx.AddFollow(&models.Following{ID: tx.NewID(), IRI: "https://acme.example/follows/1", FollowerID: people["ada"], FolloweeID: people["cy"], State: models.Accepted})
			if err != nil {
				return err
			}
			root = tx.NewID()
			for n, p := range []struct {
				by string
				to models.Audience
			}{{"bob", models.Everyone}, {"ada", models.Self}, {"bob", models.Everyone}, {"bob", models.Self}, {"bob", models.Followers}, {"cy", models.Followers}, {"dee", models.Everyone},
				{"dee", models.Followers}, {"eve", models.Everyone}, {"ada", models.Everyone}} {
				post := models.Post{ID: tx.NewID(), IRI: models.IRI(fmt.Sprint("https://acme.example/posts/", n)), AuthorID: people[p.by], Local: true, Kind: models.Note,
					Reach: models.Reach{Audience: p.to, Distance: models.Inside()}, ThreadID: root, ParentID: &root, Version: 1, Published: tx.Now()}
				if n == 0 {
					post.ID, post.ParentID = root, nil
				}
				if err := tx.AddPost(&post, nil, nil); err != nil {
					return err
				}
			}
			return nil
		})
		// Nine answers: ada's two, bob's open one, cy's to followers of whom ada is one; bob reads his three, ada's, dee's and eve's open ones.
		for reader, want := range map[string]int64{"ada": 4, "bob": 6, "dee": 4, "eve": 3} {
			read(t, s, func(tx *store.Tx) error {
				shown, err := tx.ShowPost(people[reader], root)
				if err != nil {
					return err
				}
				_, below, err := tx.Thread(people[reader], root)
				if shown.Replies != want || int64(len(below)) != want {
					t.Errorf("%s is told of %d answers and reads %d, not %d", reader, shown.Replies, len(below), want)
				}
				return err
			})
		}
	})
}
