package testrig_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig"
)

// puts puts a face of somebody of ours under a post, and lets it travel.
func puts(p *testrig.Person, w *testrig.World, post models.ID, face string) error {
	err := p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		_, err := reactions.React(tx, p.Home.Site, p.Actor, post, face, "", "")
		return err
	})
	w.Settle()
	return err
}

// hasEmoji gives somebody's organisation an emoji, by its administrator's word, and tells the address of the picture.
func hasEmoji(p *testrig.Person, name, picture string) string {
	p.Home.Write(func(tx *store.Tx) error {
		if err := accounts.Grant(tx, models.Actor{}, p.Actor, models.Admin, 0, ""); err != nil {
			return err
		}
		return reactions.AddEmoji(tx, p.Home.Site, p.Actor, name, picture)
	})
	return p.Home.Site.Emoji(picture)
}

func TestStoryAnEmojiOfOursIsPutUnderAPostElsewhere(t *testing.T) {
	w, ada, peer := outside(t)
	picture := hasEmoji(ada, "valve", "aaaaaaaaaaaaaaaaaaaaaa.png")
	peer.Sends(ada.Inbox, note(peer, 1, "the pump runs", ""))
	peer.Sends(ada.Inbox, note(peer, 2, ":blob: it runs", `,"tag":[{"type":"Emoji","name":":blob:","icon":{"type":"Image","url":"https://peer.example/blob.png"}}]`))
	w.Settle()
	post := postAt(t, ada, "https://peer.example/notes/1")
	for face, sent := range map[string]string{
		":valve:":           fmt.Sprintf(`"tag":[{"icon":{"type":"Image","url":"%s"},"id":"%s","name":":valve:","type":"Emoji"}]`, picture, picture),
		"blob@peer.example": `"tag":[{"icon":{"type":"Image","url":"https://peer.example/blob.png"},"id":"https://peer.example/blob.png","name":":blob:","type":"Emoji"}]`,
	} {
		if err := puts(ada, w, post.ID, face); err != nil {
			t.Fatal(err)
		}
		body, act := lastOf(t, peer, "EmojiReact")
		if act.Object != "https://peer.example/notes/1" || !strings.Contains(body, sent) || !strings.Contains(body, `"content":":`+strings.Trim(strings.Split(face, "@")[0], ":")+`:"`) {
			t.Errorf("%s was sent as %s", face, body)
		}
	}
	ada.Home.Write(func(tx *store.Tx) error { return reactions.Unreact(tx, ada.Home.Site, ada.Actor, post.ID, ":valve:") })
	w.Settle()
	if body, _ := lastOf(t, peer, "Undo"); !strings.Contains(body, `"type":"EmojiReact"`) || !strings.Contains(body, ":valve:") {
		t.Errorf("taken back, the peer was told %s", body)
	}
	if got := facesSeen(t, ada, post.ID); got != ":blob@peer.example:1" {
		t.Errorf("ada sees %q", got)
	}
	own := ada.Posts("Ours.", conversations.World)
	for _, face := range []string{"nothing", ":blob@peer.example:", ":blob@far.example:", "hello there", "@", ":@peer.example:"} { // peer's does not stand there: it would tell where else ada reads
		if err := puts(ada, w, own.ID, face); err == nil {
			t.Errorf("%s was put there", face)
		}
	}
	peer.Sends(ada.Inbox, reactAct(peer.Nell, 1, "EmojiReact", own.IRI, `,"content":":blob:","tag":[{"type":"Emoji","name":":blob:","icon":{"type":"Image","url":"https://peer.example/blob.png"}}]`))
	w.Settle() // what comes first is shown first, and two that arrive together may be applied in either order
	peer.Sends(ada.Inbox, reactAct(peer.Nell, 2, "EmojiReact", own.IRI, fmt.Sprintf(`,"content":":valve:","tag":[{"type":"Emoji","name":":valve:","icon":{"type":"Image","url":"%s"}}]`, picture)))
	w.Settle()
	for _, face := range []string{":blob@peer.example:", ":valve:"} { // now they do, and each is one face
		if err := puts(ada, w, own.ID, face); err != nil {
			t.Errorf("%s could not be put there: %v", face, err)
		}
	}
	if got := facesSeen(t, ada, own.ID); got != ":blob@peer.example:2 :valve@acme.example:2" {
		t.Errorf("ada sees %q", got)
	}
}

func TestStoryTwoGuildhallsShowEachOthersEmoji(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example").GoesOutward(), w.As("tom@guild.example").GoesOutward()
	tom.Follows("ada@acme.example")
	ada.Follows("tom@guild.example")
	picture := hasEmoji(ada, "valve", "bbbbbbbbbbbbbbbbbbbbbb.png")
	post := ada.Posts("The :valve: is open.", conversations.World)
	theirs := postAt(t, tom, string(post.IRI))
	tom.Home.Read(func(tx *store.Tx) error {
		view, err := tx.PostView(theirs.ID)
		if len(view.Emoji) != 1 || view.Emoji[0].Name != "valve" || view.Emoji[0].Picture != picture {
			t.Errorf("tom's home knows %+v", view.Emoji)
		}
		return err
	})
	if err := puts(tom, w, theirs.ID, ":valve@acme.example:"); err != nil {
		t.Fatal(err)
	}
	for _, who := range []struct {
		*testrig.Person
		post models.ID
	}{{ada, post.ID}, {tom, theirs.ID}} {
		if got := facesSeen(t, who.Person, who.post); got != ":valve@acme.example:1" {
			t.Errorf("%s sees %q", who.Address(), got)
		}
	}
	tom.Home.Write(func(tx *store.Tx) error {
		return reactions.Unreact(tx, tom.Home.Site, tom.Actor, theirs.ID, ":valve@acme.example:")
	})
	w.Settle()
	if got := facesSeen(t, ada, post.ID); got != "" {
		t.Errorf("taken back, ada sees %q", got)
	}
	if got := w.Stranger("acme.example", "/emoji/none.png", "*/*"); got.StatusCode != http.StatusNotFound {
		t.Errorf("a picture that is not there answers %d", got.StatusCode)
	}
}

// What is counted before something is added holds when many ask at once, also on PostgreSQL.
func TestStoryManyRequestsAtOncePassNoBound(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("The valve is open.", conversations.World)
	asked := ada.Writes(conversations.Ask{Text: "Ask me.", Audience: models.Everyone, Where: conversations.World, Quotable: models.QuoteAsk})
	var pins []models.Post
	for n := range 12 {
		pins = append(pins, ada.Posts(fmt.Sprintf("Pin %d", n), conversations.Inside))
	}
	var nell models.Actor
	ada.Home.Read(func(tx *store.Tx) (err error) {
		nell, err = tx.ActorByIRI(peer.Nell)
		return err
	})
	ada.Home.Write(func(tx *store.Tx) error { // 95 wait already
		view, err := tx.PostView(asked.ID)
		for n := 0; n < 95 && err == nil; n++ {
			iri := models.IRI(fmt.Sprintf("https://peer.example/many/%d", n))
			err = conversations.AskedToQuote(tx, ada.Home.Site, nell, view, iri, iri+"/asks")
		}
		return err
	})
	together(ada, 12, func(tx *store.Tx, n int) error {
		_, err := reactions.React(tx, ada.Home.Site, ada.Actor, post.ID, string(rune(0x1f400+n)), "", "")
		return err
	})
	together(ada, 12, func(tx *store.Tx, n int) error { return conversations.Pin(tx, ada.Home.Site, ada.Actor, pins[n].ID) })
	together(ada, 12, func(tx *store.Tx, n int) error {
		view, err := tx.PostView(asked.ID)
		if err != nil {
			return err
		}
		iri := models.IRI(fmt.Sprintf("https://peer.example/more/%d", n))
		return conversations.AskedToQuote(tx, ada.Home.Site, nell, view, iri, iri+"/asks")
	})
	w.Settle()
	ada.Home.Read(func(tx *store.Tx) error {
		faces, err := tx.ReactionsOf(ada.ID, post.ID)
		if err != nil {
			return err
		}
		pinned, err := tx.Pins(ada.ID, 0)
		if err != nil {
			return err
		}
		wishes, err := tx.CountQuoteWishes(ada.ID)
		if len(faces) != 5 || len(pinned) != 5 || wishes != 100 {
			t.Errorf("there are %d faces, %d pins and %d wishes", len(faces), len(pinned), wishes)
		}
		return err
	})
}

// together runs a verb many times at once, each in its own transaction; those that are refused are as they should be.
func together(p *testrig.Person, n int, verb func(tx *store.Tx, n int) error) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			_ = p.Home.Store.Write(context.Background(), func(tx *store.Tx) error { return verb(tx, i) })
		})
	}
	close(start)
	all.Wait()
}
