package testrig_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig"
)

// facesSeen are the faces and thanks that somebody sees under a post, as "👍1 thanks1".
func facesSeen(t *testing.T, p *testrig.Person, post models.ID) string {
	t.Helper()
	var out []string
	p.Home.Read(func(tx *store.Tx) error {
		x, err := tx.ShowPost(p.ID, post)
		for _, f := range x.Faces {
			out = append(out, fmt.Sprintf("%s%d", f.Face, f.Count))
		}
		if x.Favourites > 0 {
			out = append(out, fmt.Sprintf("thanks%d", x.Favourites))
		}
		return err
	})
	return strings.Join(out, " ")
}

// facesTold are the faces that somebody was told of.
func facesTold(t *testing.T, p *testrig.Person) string {
	t.Helper()
	var out []string
	p.Home.Read(func(tx *store.Tx) error {
		rows, err := tx.Notices(p.ID, []models.NoticeKind{models.NoticeReaction}, nil, store.Page{})
		for _, n := range rows {
			out = append(out, n.Text)
		}
		return err
	})
	return strings.Join(out, " ")
}

// reactAct is an activity about a post with more members.
func reactAct(by models.IRI, n int, kind string, object models.IRI, more string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/reactions/%d","type":"%s","actor":"%s","object":"%s"%s}`, by.Host(), n, kind, by, object, more)
}

func undoAct(by models.IRI, n int, object string) string {
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/undos/%d","type":"Undo","actor":"%s","object":%s}`, by.Host(), n, by, object)
}

func TestStoryFacesComeInEveryDialectAndGoAgain(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("The valve is open.", conversations.World)
	blob := `,"content":":blob:","tag":[{"type":"Emoji","name":":blob:","icon":{"type":"Image","url":"https://peer.example/blob.png"}}]`
	for n, sent := range []struct{ kind, more string }{
		{"EmojiReact", `,"content":"👍"`},
		{"Like", `,"content":"🎉"`},
		{"Like", `,"_misskey_reaction":"😮"`},
		{"Like", blob},
		{"Like", ``},
		{"Dislike", ``},
		{"EmojiReact", `,"content":"👍"`}, // the same once more
	} {
		peer.Sends(ada.Inbox, reactAct(peer.Nell, n, sent.kind, post.IRI, sent.more))
		w.Settle()
	}
	if got := facesSeen(t, ada, post.ID); got != "👍1 🎉1 😮1 :blob@peer.example:1 thanks1" {
		t.Fatalf("ada sees %q", got)
	}
	if got := facesTold(t, ada); got != ":blob@peer.example: 😮 🎉 👍" {
		t.Errorf("ada was told of %q", got)
	}
	like := func(n int, kind, more string) string {
		return strings.Replace(reactAct(peer.Nell, n, kind, post.IRI, more), `"@context":"https://www.w3.org/ns/activitystreams",`, "", 1)
	}
	for n, undo := range []struct{ object, left string }{
		{`"https://peer.example/reactions/0"`, "🎉1 😮1 :blob@peer.example:1 thanks1"}, // by id
		{like(1, "Like", `,"content":"🎉"`), "😮1 :blob@peer.example:1 thanks1"},       // embedded
		{like(2, "Dislike", ``), ":blob@peer.example:1 thanks1"},                     // a known id and the wrong type
		{like(99, "EmojiReact", blob), "thanks1"},                                    // another id, by what it was
		{like(5, "Like", ``), "thanks1"},                                             // takes the dislike back, not the thanks
		{like(98, "Like", ``), ""},
	} {
		peer.Sends(ada.Inbox, undoAct(peer.Nell, n, undo.object))
		w.Settle()
		if got := facesSeen(t, ada, post.ID); got != undo.left {
			t.Errorf("after undo %d ada sees %q, not %q", n, got, undo.left)
		}
	}
	if got := facesTold(t, ada); got != "" {
		t.Errorf("ada is still told of %q", got)
	}
}

func TestStoryNobodyTakesBackWhatAnotherPutThere(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	post := ada.Posts("The valve is open.", conversations.World)
	peer.Sends(ada.Inbox, reactAct(peer.Nell, 1, "EmojiReact", post.IRI, `,"content":"👍"`))
	w.Settle()
	mallory.Sends(ada.Inbox, undoAct(mallory.Nell, 1, `"https://peer.example/reactions/1"`))
	mallory.Sends(ada.Inbox, undoAct(mallory.Nell, 2, fmt.Sprintf(`{"id":"https://peer.example/reactions/1","type":"EmojiReact","actor":"%s","object":"%s","content":"👍"}`, peer.Nell, post.IRI)))
	w.Settle()
	if got := facesSeen(t, ada, post.ID); got != "👍1" {
		t.Errorf("ada sees %q", got)
	}
}

func TestStoryOnePersonPutsAFewFacesAndNoFlood(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("The valve is open.", conversations.World)
	for n := range 40 {
		peer.Sends(ada.Inbox, reactAct(peer.Nell, n, "Like", post.IRI, fmt.Sprintf(`,"content":"%c"`, 0x1f400+n)))
	}
	w.Settle()
	if got := len(strings.Fields(facesSeen(t, ada, post.ID))); got != 20 {
		t.Errorf("there are %d faces of one person", got)
	}
}

func TestStoryWhatOneMayNotReadTakesNoFace(t *testing.T) {
	w, ada, peer := outside(t)
	post := ada.Posts("In here.", conversations.Inside)
	peer.Sends(ada.Inbox, reactAct(peer.Nell, 1, "EmojiReact", post.IRI, `,"content":"👍"`))
	peer.Sends(ada.Inbox, reactAct(peer.Nell, 2, "Dislike", post.IRI, ``))
	w.Settle()
	if got := facesSeen(t, ada, post.ID); got != "" || facesTold(t, ada) != "" {
		t.Errorf("ada sees %q", got)
	}
}

func TestStoryOurFacesGoOutAsLikesWithTheFace(t *testing.T) {
	w, ada, peer := outside(t)
	peer.Sends(ada.Inbox, note(peer, 1, "the pump runs", ""))
	w.Settle()
	var post models.Post
	ada.Home.Read(func(tx *store.Tx) (err error) {
		post, err = tx.PostByIRI("https://peer.example/notes/1")
		return err
	})
	ada.Home.Write(func(tx *store.Tx) error {
		_, err := reactions.React(tx, ada.Home.Site, ada.Actor, post.ID, "🎉", "", "")
		return err
	})
	w.Settle()
	var sent struct{ ID, Type, Content, Object string }
	for _, body := range peer.Got() {
		if strings.Contains(body, "🎉") {
			if err := json.Unmarshal([]byte(body), &sent); err != nil {
				t.Fatal(err)
			}
		}
	}
	if sent.Type != "Like" || sent.Content != "🎉" || sent.Object != "https://peer.example/notes/1" {
		t.Fatalf("the peer got %+v of %v", sent, peer.Got())
	}
	ada.Home.Write(func(tx *store.Tx) error {
		return reactions.Unreact(tx, ada.Home.Site, ada.Actor, post.ID, "🎉")
	})
	w.Settle()
	got := peer.Got()
	if last := got[len(got)-1]; !strings.Contains(last, `"Undo"`) || !strings.Contains(last, sent.ID) {
		t.Errorf("the Undo is %s", last)
	}
	if got := facesSeen(t, ada, post.ID); got != "" {
		t.Errorf("ada still sees %q", got)
	}
	for _, face := range []string{"", "no", "👍👍", ":blob@peer.example:"} {
		err := ada.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := reactions.React(tx, ada.Home.Site, ada.Actor, post.ID, face, "", "")
			return err
		})
		if err == nil {
			t.Errorf("%q was taken as an emoji", face)
		}
	}
}
