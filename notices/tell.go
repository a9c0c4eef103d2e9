package notices

import (
	"fmt"

	"guildhall/models"
	"guildhall/store"
)

// Tell lets a person of ours know that something happened: kind, from whom, and about which post (0 for none). It does
// nothing for others' people, for what people do to themselves, and where a block stands between the two.
func Tell(tx *store.Tx, owner models.Actor, kind models.NoticeKind, from models.Actor, post models.ID) error {
	return TellOf(tx, owner, kind, from, post, "")
}

// TellOf is Tell with a word, such as the face of a reaction: another word is another notice.
func TellOf(tx *store.Tx, owner models.Actor, kind models.NoticeKind, from models.Actor, post models.ID, word string) error {
	if !owner.Local || owner.Kind != models.Person || owner.Gone != 0 || owner.ID == from.ID {
		return nil
	}
	parted, err := tx.Blocked(owner.ID, from.ID)
	if err != nil || parted {
		return err
	}
	n := models.Notice{OwnerID: owner.ID, Kind: kind, FromID: from.ID, Text: word, Once: onceOf(owner.ID, kind, from.ID, post, word)}
	if post != 0 {
		n.PostID = &post
	}
	return add(tx, n)
}

// Say lets a person of ours know something in a sentence. The same once is the same notice.
func Say(tx *store.Tx, owner models.ID, kind models.NoticeKind, about models.ID, post models.ID, sentence, once string) error {
	n := models.Notice{OwnerID: owner, Kind: kind, FromID: about, Text: sentence, Once: once}
	if post != 0 {
		n.PostID = &post
	}
	return add(tx, n)
}

// Once is what makes two notices the same one.
func Once(owner models.ID, kind models.NoticeKind, from, post models.ID) string {
	return fmt.Sprintf("%s:%d:%d:%d", kind, owner, from, post)
}

// onceOf is Once for a notice with a word.
func onceOf(owner models.ID, kind models.NoticeKind, from, post models.ID, word string) string {
	if word == "" {
		return Once(owner, kind, from, post)
	}
	return Once(owner, kind, from, post) + ":" + word
}

// TakeBack removes a notice, when what it told of is no more.
func TakeBack(tx *store.Tx, owner models.ID, kind models.NoticeKind, from, post models.ID) error {
	return TakeBackOf(tx, owner, kind, from, post, "")
}

// TakeBackOf is TakeBack for a notice with a word.
func TakeBackOf(tx *store.Tx, owner models.ID, kind models.NoticeKind, from, post models.ID, word string) error {
	return tx.RemoveNotice(onceOf(owner, kind, from, post, word))
}

// Outward notes that an actor of ours acts outward now. The first time turns its switch on and tells the person; the
// actor comes back as it is stored then. Others' actors and the organisation's own come back as they are.
func Outward(tx *store.Tx, by models.Actor) (models.Actor, error) {
	if !by.Local || by.Outward != 0 || by.Kind == models.Organisation {
		return by, nil
	}
	first, err := tx.GoOutward(by.ID)
	if err != nil {
		return by, err
	}
	by.Outward = tx.Now()
	if !first || by.Kind != models.Person {
		return by, nil
	}
	return by, Say(tx, by.ID, models.NoticeOutward, by.ID, 0,
		"You acted outside the organisation for the first time. Other servers can now find your profile and follow you.",
		Once(by.ID, models.NoticeOutward, by.ID, 0))
}

func add(tx *store.Tx, n models.Notice) error {
	n.ID, n.Created = tx.NewID(), tx.Now()
	fresh, err := tx.AddNotice(&n)
	if fresh {
		tx.Stir(n.OwnerID)
	}
	return err
}
