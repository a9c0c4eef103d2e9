package store_test

import (
	"errors"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// What is kept in memory is seen through by nobody: a change made by another process, such as a command beside the
// running server, holds from its commit on, and one that was taken back never held.
func TestWhatAnotherProcessChangesIsSeenAtOnce(t *testing.T) {
	for _, dialect := range []string{store.SQLite, store.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			dsn := storetest.FreshDSN(t, dialect)
			here, there := storetest.OpenDSN(t, nil, dsn), storetest.OpenDSN(t, nil, dsn)
			ada := models.Actor{ID: 1, IRI: "https://here.example/actors/a", Kind: models.Person, Local: true, Host: "here.example", Handle: "ada", Name: "Ada"}
			post := models.Post{ID: 2, IRI: "https://here.example/posts/1", AuthorID: 1, Local: true, Kind: models.Note, Content: "one", ThreadID: 2, Version: 1,
				Reach: models.Reach{Audience: models.Everyone}}
			write(t, here, func(tx *store.Tx) error {
				return errors.Join(tx.AddActor(&ada), tx.AddPost(&post, nil, []string{"first"}))
			})
			sees := func(name, content, tag string) {
				t.Helper()
				for range 2 { // from the database, and from memory
					read(t, here, func(tx *store.Tx) error {
						byID, err1 := tx.ActorByID(1)
						byIRI, err2 := tx.ActorByIRI(ada.IRI)
						byHandle, err3 := tx.ActorByHandle("ADA")
						view, err4 := tx.PostView(2)
						if err := errors.Join(err1, err2, err3, err4); err != nil {
							return err
						}
						for _, a := range []models.Actor{byID, byIRI, byHandle, view.Author} {
							if a.Name != name {
								t.Errorf("the name is %q, not %q", a.Name, name)
							}
						}
						if view.Content != content || len(view.Tags) != 1 || view.Tags[0] != tag {
							t.Errorf("the post is %q with %v, not %q with %q", view.Content, view.Tags, content, tag)
						}
						return nil
					})
				}
			}
			sees("Ada", "one", "first")
			ada.Name, post.Content, post.Version = "Ada Lovelace", "two", 2
			takenBack := errors.New("taken back")
			err := here.Write(ctx, func(tx *store.Tx) error {
				if err := errors.Join(tx.SaveActor(&ada), tx.SavePost(&post, nil, []string{"second"})); err != nil {
					return err
				}
				if a, err := tx.ActorByID(1); err != nil || a.Name != "Ada Lovelace" {
					t.Errorf("who changes something sees it: %q, %v", a.Name, err)
				}
				if v, err := tx.PostView(2); err != nil || v.Content != "two" {
					t.Errorf("who changes something sees it: %q, %v", v.Content, err)
				}
				return takenBack
			})
			if !errors.Is(err, takenBack) {
				t.Fatal(err)
			}
			sees("Ada", "one", "first")
			write(t, there, func(tx *store.Tx) error {
				return errors.Join(tx.SaveActor(&ada), tx.SavePost(&post, nil, []string{"second"}))
			})
			sees("Ada Lovelace", "two", "second")
		})
	}
}

// A key of ours is shown from its making on, and no more once it is retired.
func TestKeysInMemoryFollowTheirChanges(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.SQLite)
	here, there := storetest.OpenDSN(t, nil, dsn), storetest.OpenDSN(t, nil, dsn)
	write(t, here, func(tx *store.Tx) error {
		return tx.AddActor(&models.Actor{ID: 1, IRI: "https://here.example/actors/a", Kind: models.Person, Local: true, Host: "here.example", Handle: "ada"})
	})
	count := func(want int) {
		t.Helper()
		for range 2 {
			read(t, here, func(tx *store.Tx) error {
				found, err := tx.KeysOf(1)
				if len(found) != want {
					t.Errorf("%d keys, not %d", len(found), want)
				}
				return err
			})
		}
	}
	count(0)
	key := models.Key{IRI: "https://here.example/actors/a#key", ActorID: 1, Kind: models.Ed25519, Public: []byte{1}, Private: []byte{2}}
	write(t, there, func(tx *store.Tx) error { return tx.AddKey(&key) })
	count(1)
	write(t, there, func(tx *store.Tx) error { return tx.RetireKey(key.ID) })
	count(0)
}
