package testrig_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

// hostileStillAnswers fails when the organisation does not answer an honest server any more.
func hostileStillAnswers(t *testing.T, peer *testrig.Peer, whom models.IRI) {
	t.Helper()
	if status, answer := peer.Reads(whom); status != http.StatusOK {
		t.Fatalf("afterwards an honest server is answered %d %s", status, answer)
	}
}

// Rightly signed documents that are wrong: each has its status, leaves nothing to be seen, and the server answers on.
func TestHostileDocuments(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	mallory := w.Peer("mallory.example")
	acme.Allows("mallory.example")
	plain := note(peer, 20, "UNSEEN", "")
	swap := func(old, new string) string {
		if !strings.Contains(plain, old) {
			t.Fatalf("nothing to replace: %s", old)
		}
		return strings.ReplaceAll(plain, old, new)
	}
	activity := func(id string) string { return strings.Replace(plain, "https://peer.example/notes/20/create", id, 1) }
	object := func(n int, id string) string {
		return strings.Replace(note(peer, n, "UNSEEN", ""), fmt.Sprintf(`"id":"https://peer.example/notes/%d","type"`, n), `"id":"`+id+`","type"`, 1)
	}
	var crowd strings.Builder
	for n := range 10_000 {
		fmt.Fprintf(&crowd, `,"https://peer.example/users/%d"`, n)
	}
	const none = -1 // any answer but an error of ours; what counts is that nothing is seen
	for _, c := range []struct {
		story, body string
		status      int
	}{
		{"lists within lists", `{"id":"https://peer.example/x","type":"Create","object":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`, 413},
		{"a hundred thousand values", `{"id":"https://peer.example/x","type":"Create","object":[` + strings.Repeat("1,", 100_000) + `1]}`, 413},
		{"bytes that are no text", swap("UNSEEN", "UNSEEN\xff\xfe"), 400},
		{"a text cut within a letter", swap("UNSEEN", "UNSEEN\xe2\x82"), 400},
		{"ten thousand addressees", strings.Replace(plain, `"to":["https://www.w3.org/ns/activitystreams#Public"`, `"to":["https://www.w3.org/ns/activitystreams#Public"`+crowd.String(), 1), 413},
		{"two actors, another's last", strings.Replace(plain, `"object":`, `"actor":"`+string(mallory.Nell)+`","object":`, 1), 202}, // a hint, and nothing is found there
		{"two ids, another's last", strings.Replace(plain, `"object":`, `"id":"https://mallory.example/x","object":`, 1), 403},
		{"an id under a look-alike host", activity("https://pe\u0435r.example/a"), 403},
		{"an id at another port", activity("https://peer.example:8443/a"), 403},
		{"an id with a name before the host", activity("https://peer.example@mallory.example/a"), none},
		{"an id of another with a dot behind its host", activity("https://mallory.example./a"), 403},
		{"an id by a way round to another host", activity("https://mallory.example/../peer.example/a"), 403},
		{"an id with a hidden dot", activity("https://mallory.example%2e/a"), none},
		{"two types, the worse last", strings.Replace(plain, `"object":`, `"type":"Delete","object":`, 1), none},
		{"two objects, another's last", strings.TrimSuffix(plain, "}") + `,"object":{"id":"https://mallory.example/n/1","type":"Note","attributedTo":"` + string(mallory.Nell) + `","content":"UNSEEN"}}`, none},
		{"two authors, another's last", strings.Replace(note(peer, 29, "UNSEEN", ""), `"content":`, `"attributedTo":"`+string(mallory.Nell)+`","content":`, 1), none},
		{"an id of ours", activity("https://acme.example/a"), 403},
		{"a post under a look-alike host", object(21, "https://pe\u0435r.example/notes/21"), none},
		{"a post at another port", object(22, "https://peer.example:8443/notes/22"), none},
		{"a post with a name before the host", object(23, "https://peer.example@mallory.example/notes/23"), none},
		{"a post of ours", object(24, "https://acme.example/posts/24"), none},
		{"a post of ours by a way round", object(25, "https://acme.example/x/../posts/25"), none},
		{"a post without a host", object(26, "https:///notes/26"), none},
		{"a post that is no web address", object(27, "javascript:alert(27)"), none},
		{"a post in a file", object(28, "file:///etc/passwd"), none},
	} {
		t.Run(c.story, func(t *testing.T) {
			status, answer := peer.Sends(ada.Inbox, c.body)
			if status != c.status && (c.status != none || status >= 500) {
				t.Errorf("answered %d %s, not %d", status, answer, c.status)
			}
			w.Settle()
			ada.SeesNot("UNSEEN")
			hostileStillAnswers(t, peer, ada.IRI)
		})
	}
}

// Nobody changes or deletes another's thing, by whichever spelling of its address.
func TestHostileAnothersThingsAreNotChanged(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	mallory := w.Peer("mallory.example")
	acme.Allows("mallory.example")
	ours := ada.Posts("Written by ada.", conversations.World)
	peer.Sends(ada.Inbox, note(peer, 7, "written by nell", ""))
	w.Settle()
	n := 0
	for _, thing := range []string{"https://peer.example/notes/7", "https://PEER.example/notes/7", "https://peer.example:443/notes/7", "https://peer.example./notes/7",
		"https://mallory.example/../peer.example/notes/7", "https://peer.example/x/../notes/7", "https://mallory.example@peer.example/notes/7", string(ours.IRI), string(peer.Nell), string(ada.IRI)} {
		for _, body := range []string{
			`"type":"Delete","object":"` + thing + `"`,
			`"type":"Delete","object":{"id":"` + thing + `","type":"Tombstone"}`,
			`"type":"Update","object":{"id":"` + thing + `","type":"Note","attributedTo":"` + string(mallory.Nell) + `","content":"OVERTAKEN","to":["https://www.w3.org/ns/activitystreams#Public"]}`,
			`"type":"Update","object":{"id":"` + thing + `","type":"Note","attributedTo":["` + string(peer.Nell) + `","` + string(mallory.Nell) + `"],"content":"OVERTAKEN","to":["https://www.w3.org/ns/activitystreams#Public"]}`,
			`"type":"Update","object":{"id":"` + thing + `","type":"Person","preferredUsername":"nell","name":"OVERTAKEN","inbox":"https://mallory.example/users/nell/inbox"}`,
		} {
			n++
			if status, answer := mallory.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://mallory.example/a/%d","actor":"%s",%s}`, n, mallory.Nell, body)); status >= 500 {
				t.Errorf("%s was answered %d %s", body, status, answer)
			}
		}
	}
	w.Settle()
	ada.Sees("written by nell").Sees("Written by ada").SeesNot("OVERTAKEN")
	if post := ada.Finds("written by nell"); strings.Contains(post.Author.Name, "OVERTAKEN") {
		t.Error("nell has another name")
	}
	if !ada.IsFollowedBy("nell@peer.example") {
		t.Error("nell does not follow any more")
	}
	ada.Posts("Nell still hears.", conversations.World)
	if !strings.Contains(strings.Join(peer.Got(), ""), "Nell still hears") || strings.Contains(strings.Join(mallory.Got(), ""), "Nell still hears") {
		t.Error("what is for nell goes elsewhere")
	}
	hostileStillAnswers(t, peer, ada.IRI)
}

// An actor whose inbox is ours makes us send nothing to ourselves.
func TestHostileAnInboxOfOursIsNotTheirs(t *testing.T) {
	for _, inbox := range []string{"https://acme.example/inbox", "https://ACME.example:443/inbox", "https://acme.example./inbox", "http://acme.example/inbox"} {
		w, ada, _ := outside(t)
		mirror := w.Peer("mirror.example")
		w.Server("acme.example").Allows("mirror.example")
		mirror.Serves("/users/nell", strings.Replace(mirror.Document("/users/nell"), `"inbox":"https://mirror.example/users/nell/inbox"`, `"inbox":"`+inbox+`","endpoints":{"sharedInbox":"`+inbox+`"}`, 1))
		if status, answer := mirror.Sends(ada.Inbox, follow(mirror, ada.IRI)); status >= 500 {
			t.Errorf("%s: answered %d %s", inbox, status, answer)
		}
		w.Settle()
		ada.Posts("Sent once.", conversations.World)
		for _, x := range w.Net.Exchanges() {
			if x.From == "acme.example" && strings.HasPrefix(strings.TrimSuffix(string(x.To), "."), "acme.example") {
				t.Errorf("%s: we sent %s %s to ourselves", inbox, x.Method, x.Path)
			}
		}
	}
}

// Markup and letters that want to be something else arrive as harmless words.
func TestHostileMarkupAndLetters(t *testing.T) {
	w, ada, peer := outside(t)
	for n, html := range []string{
		`WORDS<script>alert(1)</script>`, `WORDS<img src=x onerror=alert(1)>`, `WORDS<svg/onload=alert(1)>`, `WORDS<a href=\"java\tscript:alert(1)\">x</a>`,
		`WORDS<a href=\"&#106;avascript:alert(1)\">x</a>`, `WORDS<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`, `WORDS<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>`,
		`WORDS<form action=\"https://mallory.example\"><input name=password></form>`, `WORDS<p style=\"position:fixed;inset:0\">over</p>`, `WORDS<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">`,
		`WORDS<a href=\"data:text/html,<script>alert(1)</script>\">x</a>`, `WORDS<base href=\"https://mallory.example/\"><meta http-equiv=refresh content=0>`, `WORDS</p></div></article></main><h1>The whole page</h1>`, `WORDS` + strings.Repeat("<div>", 20_000),
	} {
		words := fmt.Sprintf("payload%d", n)
		tag := fmt.Sprintf(`,"tag":[{"type":"Mention","href":"%s"}]`, ada.IRI)
		if status, answer := peer.Sends(ada.Inbox, note(peer, 40+n, strings.Replace(html, "WORDS", words, 1), tag)); status != http.StatusAccepted {
			t.Fatalf("%s is answered %d %s", html, status, answer)
		}
		w.Settle()
		content := strings.ToLower(ada.Finds(words).Content)
		for _, bad := range []string{"<script", "onerror", "onload", "javascript:", "data:", "<iframe", "<form", "<input", "style=", "<svg", "<math", "<style", "<img", "<base", "<meta", "</main", "</article"} {
			if strings.Contains(content, bad) {
				t.Errorf("%s came in as %s", html, content)
			}
		}
	}
	hostileStillAnswers(t, peer, ada.IRI)
}

// A name keeps the letters of every script, and none that turn the direction of what stands beside it.
func TestHostileNamesThatTurnTheLine(t *testing.T) {
	for _, name := range []string{"\u202eeman", "\u2066\u2067x", "Nell\nAdministrator", "Nell\u0000\u0007"} {
		w, ada, peer := outside(t)
		doc := peer.Document("/users/nell")
		update := fmt.Sprintf(`{"id":"https://peer.example/u/1","type":"Update","actor":"%s","object":%s}`, peer.Nell, strings.Replace(doc, `"name":"Nell"`, fmt.Sprintf(`"name":"Renamed %s \u0646\u0644 \u5948"`, escapedName(name)), 1))
		if status, answer := peer.Sends(ada.Inbox, update); status != http.StatusAccepted {
			t.Fatalf("answered %d %s", status, answer)
		}
		tag := fmt.Sprintf(`,"tag":[{"type":"Mention","href":"%s"},{"type":"Hashtag","name":"#%s\u0646\u0644"}]`, ada.IRI, escapedName(name))
		peer.Sends(ada.Inbox, note(peer, 60, "under another name", tag))
		w.Settle()
		got := ada.Finds("under another name").Author.Name
		if !strings.HasPrefix(got, "Renamed") || !strings.HasSuffix(got, "\u0646\u0644 \u5948") || strings.ContainsAny(got, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n\u0000\u0007") {
			t.Errorf("%q came in as %q", name, got)
		}
		hostileStillAnswers(t, peer, ada.IRI)
	}
}

// escapedName writes a name as JSON escapes it.
func escapedName(hostile string) string {
	var b strings.Builder
	for _, r := range hostile {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}
