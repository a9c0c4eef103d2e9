package testrig_test

import (
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

func TestStoryTenThousandMentionsAreOnePostAndNobodyElsesWork(t *testing.T) {
	w, ada, peer := outside(t)
	far := w.Peer("far.example")
	w.Server("acme.example").Allows("far.example")
	tags := []string{fmt.Sprintf(`{"type":"Mention","href":"%s","name":"@ada"}`, ada.IRI)}
	for n := range 10_000 {
		tags = append(tags, fmt.Sprintf(`{"type":"Mention","href":"https://far.example/u/%d"}`, n))
	}
	for n := range 1_000 {
		tags = append(tags, fmt.Sprintf(`{"type":"Hashtag","name":"#t%d"}`, n))
	}
	body := note(peer, 1, "hello all", `,"tag":[`+strings.Join(tags, ",")+`]`)
	if len(body) >= 1<<20 {
		t.Fatalf("the story's note has %d bytes, more than an inbox takes", len(body))
	}
	peer.Sends(ada.Inbox, body)
	w.Settle()
	view := models.PostView{}
	ada.Home.Read(func(tx *store.Tx) (err error) {
		view, err = tx.PostViewByIRI("https://peer.example/notes/1")
		return err
	})
	if len(view.People) != 1 || view.People[0].ID != ada.ID {
		t.Errorf("it names %d people", len(view.People))
	}
	for _, x := range w.Net.Exchanges() {
		if x.To == far.Host {
			t.Errorf("the server of those named was asked for %s", x.Path)
			break
		}
	}
}

func TestStoryTagsOfEveryScriptCrossBothWays(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	tags := []string{"größe", "溶接", "لحام", "вода", "वेल्डिंग", "ค่าน้ำ", "ΝΕΡΌ", "weld_7"}
	ada.Posts("Today: #"+strings.Join(tags, " #"), "world")
	for _, tag := range tags {
		tom.Home.Read(func(tx *store.Tx) error {
			found, err := tx.TaggedPosts(tom.ID, strings.ToLower(tag), store.Page{})
			if len(found) != 1 {
				t.Errorf("under %s tom finds %d posts", tag, len(found))
			}
			return err
		})
	}
}
