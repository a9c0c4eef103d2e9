package testrig_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// answersWith lets a peer answer requests of one method with a status, and what it asks for, until the story says otherwise.
func answersWith(p *testrig.Peer, method string, status int, retryAfter string) {
	p.Instead = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != method {
			return false
		}
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		return true
	}
}

// knocks counts requests of ours to a host.
func knocks(w *testrig.World, host models.Host, method string) (n int) {
	for _, x := range w.Net.Exchanges() {
		if x.To == host && x.From == "acme.example" && x.Method == method {
			n++
		}
	}
	return n
}

func TestStoryAServerThatAsksUsToWaitIsLeftAlone(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		w, ada, peer := outside(t)
		answersWith(peer, http.MethodPost, status, "3600")
		before := knocks(w, peer.Host, http.MethodPost)
		ada.Posts("first", conversations.World)
		ada.Posts("second", conversations.World)
		w.Later(50 * time.Minute)
		if n := knocks(w, peer.Host, http.MethodPost) - before; n != 1 {
			t.Fatalf("%d: it was asked %d times within the hour", status, n)
		}
		peer.Instead = nil
		w.Later(11 * time.Minute)
		if n := peer.GotOfType("Create"); n != 2 {
			t.Errorf("%d: after the hour it got %d posts: %v", status, n, peer.Got())
		}
	}
}

func TestStoryWhoPutsUsOffForEverIsGivenUp(t *testing.T) {
	w, ada, peer := outside(t)
	answersWith(peer, http.MethodPost, http.StatusServiceUnavailable, "86400")
	ada.Posts("never taken", conversations.World)
	for range 9 {
		w.Later(24 * time.Hour)
	}
	before := knocks(w, peer.Host, http.MethodPost)
	w.Later(48 * time.Hour)
	if n := knocks(w, peer.Host, http.MethodPost) - before; n != 0 {
		t.Errorf("after eleven days it is still asked: %d times", n)
	}
}

func TestStoryAnInboxThatIsGoneGetsNothingMore(t *testing.T) {
	w, ada, peer := outside(t)
	answersWith(peer, http.MethodPost, http.StatusGone, "")
	ada.Posts("to nobody", conversations.World)
	before := knocks(w, peer.Host, http.MethodPost)
	ada.Posts("to nobody again", conversations.World)
	w.Later(24 * time.Hour)
	if n := knocks(w, peer.Host, http.MethodPost) - before; n != 0 {
		t.Errorf("an inbox that is gone was knocked at %d times", n)
	}
	peer.Instead = nil
	if status, _ := peer.Sends(ada.Inbox, strings.Replace(follow(peer, ada.IRI), "follows/1", "follows/2", 1)); status != http.StatusAccepted {
		t.Fatalf("the follow was answered %d", status)
	}
	w.Settle()
	ada.Posts("back again", conversations.World)
	if !strings.Contains(strings.Join(peer.Got(), ""), "back again") {
		t.Error("whoever asks anew gets nothing")
	}
}

func TestStoryAServerThatAsksUsToWaitIsNotReadEither(t *testing.T) {
	w, ada, peer := outside(t)
	read := func() error {
		_, err := ada.Home.Resolve.Post(context.Background(), "https://peer.example/notes/9", nil)
		return err
	}
	for _, c := range []struct {
		status int
		asks   string
		rests  time.Duration
	}{
		{http.StatusTooManyRequests, "600", 10 * time.Minute},
		{http.StatusTooManyRequests, "", time.Minute},
		{http.StatusServiceUnavailable, "999999", time.Hour}, // and no longer
	} {
		answersWith(peer, http.MethodGet, c.status, c.asks)
		if read() == nil {
			t.Fatal("it was read")
		}
		before := knocks(w, peer.Host, http.MethodGet)
		w.Clock.Advance(c.rests - time.Second)
		if err := read(); err == nil || !strings.Contains(err.Error(), "wait") || knocks(w, peer.Host, http.MethodGet) != before {
			t.Errorf("%d, %q: it was asked before its time: %v", c.status, c.asks, err)
		}
		w.Clock.Advance(2 * time.Second)
		_ = read()
		if knocks(w, peer.Host, http.MethodGet) == before {
			t.Errorf("%d, %q: it was not asked again", c.status, c.asks)
		}
		peer.Instead = nil
		w.Clock.Advance(2 * time.Hour)
	}
}

func TestStoryWhoIsGoneFollowsNobody(t *testing.T) {
	w, ada, peer := outside(t)
	answersWith(peer, http.MethodGet, http.StatusGone, "")
	w.Clock.Advance(25 * time.Hour)
	if _, err := ada.Home.Resolve.Actor(context.Background(), peer.Nell, nil); err == nil {
		t.Fatal("nell is there")
	}
	if ada.IsFollowedBy("nell@peer.example") {
		t.Error("somebody who is gone still follows ada")
	}
	before := knocks(w, peer.Host, http.MethodPost)
	ada.Posts("Who is left?", conversations.World)
	if knocks(w, peer.Host, http.MethodPost) != before {
		t.Error("posts still go there")
	}
}

func TestStoryANewFollowerIsLearntInTwoRequestsAtMost(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer := w.Peer("peer.example")
	w.Server("acme.example").Allows("peer.example")
	if status, body := peer.Sends(ada.Inbox, follow(peer, ada.IRI)); status != http.StatusAccepted {
		t.Fatalf("the follow was answered %d %s", status, body)
	}
	w.Settle()
	if !ada.IsFollowedBy("nell@peer.example") {
		t.Fatal("nell does not follow ada")
	}
	if n := knocks(w, peer.Host, http.MethodGet); n < 1 || n > 2 {
		for _, x := range w.Net.Exchanges() {
			t.Log(x.Method, x.To, x.Path, x.Status)
		}
		t.Errorf("a new follower was learnt in %d requests", n)
	}
}

func TestStoryAServerSaysWhomToWriteTo(t *testing.T) {
	w, ada, peer := outside(t)
	ada.Posts("Hello.", conversations.World)
	for _, x := range w.Net.Exchanges() {
		if x.To == peer.Host && !strings.Contains(x.Header.Get("User-Agent"), "+https://acme.example") {
			t.Errorf("a request came from %q", x.Header.Get("User-Agent"))
		}
	}
	answer := w.Stranger("acme.example", "/nodeinfo/2.1", "")
	if body, _ := io.ReadAll(answer.Body); !strings.Contains(string(body), `"contact":"https://acme.example/about"`) {
		t.Errorf("NodeInfo says %s", body)
	}
}
