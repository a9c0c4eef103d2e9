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
