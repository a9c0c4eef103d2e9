package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestPolicyExplainsWhetherAndWhyAPostWouldCross(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	v := s.serves("--app-public", "world")
	public, page := s.posts(v, "public", "for everyone")
	inside, _ := s.posts(v, "local", "stays here")
	s.does("peer", "allow", "guild.example")
	s.does("peer", "block", "bad.example")
	s.does("peer", "limit", "slow.example")
	for _, c := range []struct {
		post, peer string
		crosses    bool
		sentence   string
	}{
		{public, "guild.example", true, "It may cross to guild.example."},
		{page, "GUILD.example.:443", true, "It may cross to guild.example."},
		{public, "unknown.example", false, "It does not cross to unknown.example. unknown.example is not on the allow-list."},
		{public, "bad.example", false, "It does not cross to bad.example. bad.example is blocked."},
		{public, "slow.example", false, "It does not cross to slow.example. Nothing is given to slow.example, which is limited."},
		{public, "web", true, "It may be read on the public web."},
		{inside, "guild.example", false, "It does not cross to guild.example. It stays inside, as its author chose."},
		{inside, "web", false, "It does not cross to the public web. It stays inside, as its author chose."},
	} {
		x := tells[explained](s, "policy", "explain", "--post", c.post, "--peer", c.peer)
		if x.Crosses != c.crosses || x.Sentence != c.sentence || x.Author != "@ada@acme.example" || len(x.Ways) < 2 || len(x.Ways[0].Steps) == 0 {
			t.Errorf("%s to %s: %+v", c.post, c.peer, x)
		}
	}
	s.does("peer", "block", "guild.example") // and the gate obeys at once
	if x := tells[explained](s, "policy", "explain", "--post", public, "--peer", "guild.example"); x.Crosses {
		t.Errorf("a blocked server still gets it: %+v", x)
	}
	if p := tells[map[string]any](s, "peer", "show", "guild.example"); len(p["stopped"].([]any)) != 0 {
		t.Errorf("asking for an explanation was recorded: %v", p["stopped"])
	}
}

func TestPolicyExplainsEveryStepAndShowsNoText(t *testing.T) {
	s := newShell(t)
	s.env = append(s.env, "GUILDHALL_FEDERATION=open")
	s.has("ada")
	followers, _ := s.posts(s.serves(), "private", "the swordfish is for followers")
	out := s.does("policy", "explain", "--post", followers, "--peer", "guild.example")
	for _, want := range []string{
		"It would cross to guild.example if somebody there followed its author; nobody does now.\n",
		"Reach followers, world\n",
		"Peer  guild.example, open, in open mode; nobody there follows the author\n",
		"At out, into the shared inbox, when nobody there follows the author: deny. It is for its author's followers only.\n",
		"At out, into the shared inbox, when somebody there follows the author: allow. Nothing stops it.\n",
		"At pull, when its server fetches it: deny. It is for its author's followers only.\n",
		"  standing: open, in open mode, allow\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "swordfish") {
		t.Error("the explanation shows the text of the post")
	}
}

// posts lets ada post through the running server.
func (s *shell) posts(v *served, visibility, text string) (id, page string) {
	s.t.Helper()
	token := strings.TrimSpace(s.does("token", "create", "ada", "--scope", "read write"))
	code, body := v.asks(http.MethodPost, "/api/v1/statuses", token, url.Values{"status": {text}, "visibility": {visibility}})
	var post struct{ URI, URL string }
	if err := json.Unmarshal(body, &post); err != nil || code != http.StatusOK {
		s.t.Fatalf("posting gives %d (%v): %s", code, err, body)
	}
	return post.URI, post.URL
}
