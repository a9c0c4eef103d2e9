package testrig_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/services/conversations"
)

// Each piece of rubbish gets the status that the specification or common practice asks for, and changes nothing.
func TestStoryRubbishIsAnsweredAndChangesNothing(t *testing.T) {
	w, ada, peer := outside(t)
	mallory := w.Peer("mallory.example")
	w.Server("acme.example").Allows("mallory.example")
	post := ada.Posts("Here to stay.", conversations.World)
	peer.Sends(ada.Inbox, note(peer, 7, "nells words", ""))
	w.Settle()

	sign := func(body string, change func(r *http.Request)) *http.Request {
		r := httptest.NewRequest(http.MethodPost, string(ada.Inbox), bytes.NewReader([]byte(body)))
		r.Header.Set("Content-Type", "application/activity+json")
		if err := signature.Sign(r, signature.Digest([]byte(body)), models.IRI(peer.Nell+"#main-key"), peer.Key, w.Clock.Now()); err != nil {
			t.Fatal(err)
		}
		if change != nil {
			change(r)
		}
		return r
	}
	plain := note(peer, 8, "never shown", "")
	swap := func(old, new string) string { return strings.ReplaceAll(plain, old, new) }
	cases := []struct {
		story  string
		r      *http.Request
		status int
	}{
		{"no JSON", sign("rubbish", nil), 400},
		{"no activity", sign(`{"id":"https://peer.example/x","type":"Note"}`, nil), 400},
		{"an array", sign(`[]`, nil), 400},
		{"a number for an actor", sign(`{"id":"https://peer.example/x","type":"Like","actor":7,"object":"x"}`, nil), 400},
		{"too deep", sign(strings.Repeat(`{"object":`, 100)+"1"+strings.Repeat("}", 100), nil), 413},
		{"too long", sign(`{"id":"https://peer.example/x","content":"`+strings.Repeat("x", 1<<20)+`"}`, nil), 413},
		{"a type that is no activity", sign(plain, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }), 415},
		{"no signature", sign(plain, func(r *http.Request) { r.Header.Del("Signature") }), 401},
		{"another body than was signed", sign(plain, func(r *http.Request) {
			r.Body = httptest.NewRequest(http.MethodPost, "/", strings.NewReader(swap("never shown", "forged!!!!!"))).Body
		}), 401},
		{"another digest", sign(plain, func(r *http.Request) { r.Header.Set("Digest", signature.Digest([]byte("other"))) }), 401},
		{"an old date", sign(plain, func(r *http.Request) { r.Header.Set("Date", w.Clock.Now().Add(-48*time.Hour).Format(http.TimeFormat)) }), 401},
		{"a broken signature", sign(plain, func(r *http.Request) {
			r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), `signature="`, `signature="AAAA`, 1))
		}), 401},
		{"somebody else's activity, which nobody finds there", sign(swap(string(peer.Nell), string(mallory.Nell)), nil), 202},
		{"an id of another server", sign(strings.Replace(plain, "https://peer.example/notes/8/create", "https://mallory.example/notes/8/create", 1), nil), 403},
		{"an inbox that never was", func() *http.Request {
			r := httptest.NewRequest(http.MethodPost, "https://acme.example/actors/0000000000000000000000/inbox", strings.NewReader(plain))
			r.Header.Set("Content-Type", "application/activity+json")
			if err := signature.Sign(r, signature.Digest([]byte(plain)), models.IRI(peer.Nell+"#main-key"), peer.Key, w.Clock.Now()); err != nil {
				t.Fatal(err)
			}
			return r
		}(), 404},
	}
	for _, c := range cases {
		t.Run(c.story, func(t *testing.T) {
			status, body := peer.Does(c.r)
			if status != c.status {
				t.Errorf("%s was answered %d %s, not %d", c.story, status, body, c.status)
			}
			if status >= 500 || strings.Contains(body, "goroutine") || strings.Contains(body, "sql") {
				t.Errorf("the answer tells too much: %s", body)
			}
		})
	}
	w.Settle()
	ada.SeesNot("never shown").SeesNot("forged")

	// Signed rightly, and about other people's things: taken, and without effect.
	others := []string{
		fmt.Sprintf(`{"id":"https://mallory.example/1","type":"Delete","actor":"%s","object":"https://peer.example/notes/7"}`, mallory.Nell),
		fmt.Sprintf(`{"id":"https://mallory.example/2","type":"Delete","actor":"%s","object":"%s"}`, mallory.Nell, post.IRI),
		fmt.Sprintf(`{"id":"https://mallory.example/3","type":"Undo","actor":"%s","object":{"id":"https://peer.example/follows/1","type":"Follow","actor":"%s","object":"%s"}}`, mallory.Nell, peer.Nell, ada.IRI),
		fmt.Sprintf(`{"id":"https://mallory.example/4","type":"Update","actor":"%s","object":{"id":"https://peer.example/notes/7","type":"Note","attributedTo":"%s","content":"taken over","to":["https://www.w3.org/ns/activitystreams#Public"]}}`, mallory.Nell, mallory.Nell),
		fmt.Sprintf(`{"id":"https://mallory.example/5","type":"Update","actor":"%s","object":%s}`, mallory.Nell, `{"id":"https://peer.example/users/nell","type":"Person","name":"Taken over","inbox":"https://peer.example/users/nell/inbox"}`),
		fmt.Sprintf(`{"id":"https://mallory.example/6","type":"Create","actor":"%s","object":{"id":"https://mallory.example/n/6","type":"Note","attributedTo":"%s","content":"in ada's name","to":["https://www.w3.org/ns/activitystreams#Public"]}}`, mallory.Nell, ada.IRI),
		fmt.Sprintf(`{"id":"https://mallory.example/7","type":"Accept","actor":"%s","object":"https://acme.example/activities/0000000000000000000000"}`, mallory.Nell),
		fmt.Sprintf(`{"id":"https://mallory.example/8","type":"Frobnicate","actor":"%s","object":"%s"}`, mallory.Nell, post.IRI),
		fmt.Sprintf(`{"id":"https://mallory.example/9","type":"Announce","actor":"%s","object":"https://mallory.example/never"}`, mallory.Nell),
	}
	for _, a := range others {
		if status, body := mallory.Sends(ada.Inbox, a); status >= 500 || status == http.StatusUnauthorized {
			t.Errorf("%s was answered %d %s", a, status, body)
		}
	}
	w.Settle()
	ada.Sees("nells words").Sees("Here to stay").SeesNot("taken over").SeesNot("in ada's name")
	if !ada.IsFollowedBy("nell@peer.example") {
		t.Error("somebody undid another's follow")
	}
	ada.Posts("Nell still hears.", conversations.World)
	if !strings.Contains(strings.Join(peer.Got(), ""), "Nell still hears") {
		t.Error("the follower was lost")
	}
}

func TestStoryTheSameActivityTwiceIsOne(t *testing.T) {
	w, ada, peer := outside(t)
	for range 3 {
		if status, _ := peer.Sends(ada.Inbox, note(peer, 3, "once @ada", fmt.Sprintf(`,"tag":[{"type":"Mention","href":"%s"}]`, ada.IRI))); status != http.StatusAccepted {
			t.Fatalf("answered %d", status)
		}
	}
	w.Settle()
	if n := ada.Noticed(models.NoticeMention); n != 1 {
		t.Errorf("ada was told %d times", n)
	}
}
