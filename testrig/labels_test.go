package testrig_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// labelled is a post for everyone in the world with a label.
func labelled(p *testrig.Person, text, label string) models.Post {
	return p.Writes(conversations.Ask{Text: text, Where: conversations.World, Audience: models.Everyone, Label: label})
}

func TestStoryALabelGoesAsFarAsItSays(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	green := labelled(ada, "Green words.", "GREEN")
	labelled(ada, "Clear words.", "CLEAR")
	labelled(ada, "Amber words.", "AMBER")
	acme.Sent(`"tlp":"CLEAR"`)
	acme.Sent("TLP:CLEAR")
	acme.NeverSent("Green words")
	acme.Partners("peer.example")
	if status, _ := peer.Reads(green.IRI); status != http.StatusNotFound {
		t.Errorf("a late partner had an earlier post: %d", status)
	}
	labelled(ada, "Green again.", "GREEN")
	labelled(ada, "Strict words.", "AMBER+STRICT")
	acme.Sent("Green again")
	acme.Sent("TLP:GREEN")
	acme.NeverSent("Strict words")
	acme.NeverSent("Amber words")
	ada.Replies("Green again.", "To what is green.")
	if got := strings.Join(peer.Got(), " "); strings.Count(got, `"tlp":"GREEN"`) < 2 {
		t.Errorf("the label was not handed down: %s", got)
	}
}

// What comes in with a label is shown to those addressed, answered to its own server, and passed on to nobody. From who is no
// partner it does not come in, like all that is meant for partners.
func TestStoryALabelOfOthersIsObeyed(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example").Partners("peer.example")
	other := w.Peer("other.example")
	acme.Allows("other.example")
	if status, body := other.Sends(ada.Inbox, follow(other, ada.IRI)); status != http.StatusAccepted {
		t.Fatalf("the follow was answered %d %s", status, body)
	}
	ada.Follows("nell@peer.example")
	for _, body := range peer.Got() {
		if strings.Contains(body, `"Follow"`) {
			peer.Sends(ada.Inbox, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/accepts/1","type":"Accept","actor":"`+string(peer.Nell)+`","object":`+body+`}`)
		}
	}
	w.Settle()
	for n, label := range []string{"TLP:AMBER", "ORCHID", "green"} {
		words := "It is " + strings.TrimPrefix(label, "TLP:") + "."
		peer.Sends(ada.Inbox, note(peer, n+1, words, `,"tlp":"`+label+`"`))
		w.Settle()
		ada.Sees(words).Shares(words).Replies(words, "Heard, "+label)
		if got := strings.Join(peer.Got(), " "); !strings.Contains(got, "Heard, "+label) {
			t.Errorf("its author was not answered: %s", got)
		}
	}
	other.Sends(ada.Inbox, note(other, 9, "Amber from who is no partner", `,"tlp":"AMBER"`))
	w.Settle()
	ada.SeesNot("Amber from who is no partner")
	if len(other.Got()) != 1 { // the Accept
		t.Fatalf("another server got %v", other.Got())
	}
}

func TestStoryALabelThatARuleAddsCuts(t *testing.T) {
	w, ada, _ := outside(t)
	acme := w.Server("acme.example").Obeys(`rules:
  - name: plans-are-green
    why: Plans are for partners.
    when: crossing.direction == "out" && anyOf(post.text, ["roadmap"])
    then: {changes: [{label: GREEN}]}
`)
	ada.Posts("The roadmap.", conversations.World)
	ada.Posts("The weather.", conversations.World)
	acme.Sent("The weather")
	acme.NeverSent("The roadmap")
	acme.Partners("peer.example")
	second := ada.Posts("The second roadmap.", conversations.World)
	acme.Sent("The second roadmap")
	acme.Sent("TLP:GREEN")
	if r := w.Stranger("acme.example", strings.TrimPrefix(string(second.IRI), "https://acme.example"), "text/html"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a visitor reads what is for partners: %d", r.StatusCode)
	}
}
