package testrig_test

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
)

var hostileAddress = regexp.MustCompile(`https://acme\.example[^\s"'<>\\)]*`)

// Whatever addresses of ours an allowed server learns, and those that it finds behind them: asked for by it, by another
// and by a stranger, none shows what is hidden from who asks.
func TestHostileACrawlFindsNothingHidden(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	other := w.Peer("other.example")
	acme.Allows("other.example")
	ivo := w.As("ivo@acme.example") // inside
	open := ada.Posts("OPEN to the world.", conversations.World)
	ada.Posts("INSIDE alone.", conversations.Inside)
	ada.Posts("PARTNERS alone.", conversations.Partners)
	ivo.Writes(conversations.Ask{Text: "INSIDE answer.", ReplyTo: open.ID, Where: conversations.Inside, Audience: models.Everyone})
	ada.Writes(conversations.Ask{Text: "FOLLOWERS hear this.", Where: conversations.World, Audience: models.Followers})
	ada.Writes(conversations.Ask{Text: "LETTER to @nell@peer.example", Where: conversations.World, Audience: models.Named})
	got := strings.Join(peer.Got(), "\n")
	for _, words := range []string{"OPEN", "FOLLOWERS", "LETTER"} {
		if !strings.Contains(got, words) {
			t.Fatalf("the peer never got %q", words)
		}
	}
	nobody := []string{"INSIDE", "PARTNERS", "ivo", "Ivo", ivo.Name, string(ivo.IRI)}
	named := append([]string{"FOLLOWERS", "LETTER"}, nobody...)
	seen, shown := map[string]bool{}, map[string]int{}
	holds := func(who, address, answer string, hidden []string) {
		if strings.Contains(answer, "OPEN") {
			shown[who]++
		}
		for _, words := range hidden {
			if strings.Contains(answer, words) {
				t.Errorf("%s shows %q to %s", address, words, who)
			}
		}
	}
	holds("the peer", "what was sent", got, nobody)
	queue := hostileAddress.FindAllString(got, -1)
	for len(queue) > 0 && len(seen) < 300 {
		address, _, _ := strings.Cut(queue[0], "#")
		queue = queue[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		path := strings.TrimPrefix(address, "https://acme.example")
		if path == "" {
			path = "/"
		}
		find := func(who, answer string, hidden []string) {
			holds(who, address, answer, hidden)
			queue = append(queue, hostileAddress.FindAllString(answer, -1)...)
		}
		_, answer := peer.Reads(models.IRI("https://acme.example" + path))
		find("the peer", answer, nobody)
		_, answer = other.Reads(models.IRI("https://acme.example" + path))
		find("another server", answer, named)
		for _, accept := range []string{"application/activity+json", "text/html", "application/json", ""} {
			r := w.Stranger("acme.example", path, accept)
			raw, _ := io.ReadAll(r.Body)
			find("a stranger", string(raw), named)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d addresses were found", len(seen))
	}
	if shown["the peer"] == 0 || shown["another server"] == 0 {
		t.Errorf("what is open was not found either: %v", shown)
	}
	hostileStillAnswers(t, peer, ada.IRI)
}
