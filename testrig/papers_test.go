package testrig_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

var update = flag.Bool("update", false, "write what is lived through into docs/federation anew")

// paper is a page of docs/federation whose documents went over the wire in a story. A block below "<!-- lived: NAME -->" is what the
// story showed under that name; the lines below "<!-- answers -->" are what was answered to what the story tried.
type paper struct {
	t       *testing.T
	w       *testrig.World
	s       *testrig.Server // who speaks on it
	file    string
	names   map[string]string // random parts of ids, and the words that stand for them
	taken   map[string]int    // how often a word stands for an id
	blocks  map[string]string
	answers []string
}

var (
	livedBlock   = regexp.MustCompile("(<!-- lived: ([a-z0-9-]+) -->\n```json\n)(?s:.*?)\n```\n")
	livedAnswers = regexp.MustCompile(`(<!-- answers -->\n)(?:\|.*\n)*`)
	randomPart   = regexp.MustCompile(`/(actors|posts|activities|contexts)/([0-9A-Za-z]{22})`)
	pageOfPost   = regexp.MustCompile(`/@([a-z]+)/[0-9]+`)
	keyBytes     = regexp.MustCompile(`(BEGIN PUBLIC KEY-----\\n)[^-]*(-----END)`)
	multikey     = regexp.MustCompile(`"z6Mk[0-9A-Za-z]+"`)
	keyPart      = regexp.MustCompile(`(?s),\n  "publicKey": \{.*?\}`)
)

func livesThrough(t *testing.T, w *testrig.World, s *testrig.Server, file string) *paper {
	return &paper{t: t, w: w, s: s, file: filepath.Join("..", "docs", "federation", file), names: map[string]string{}, taken: map[string]int{}, blocks: map[string]string{}}
}

// calls gives an id of ours the word that stands for it on the page.
func (p *paper) calls(iri models.IRI, word string) {
	if m := randomPart.FindStringSubmatch(string(iri)); m != nil {
		p.names[m[2]] = word
	}
}

// shows puts a document on the page. An id that was not called anything is called as the document is.
func (p *paper) shows(name, raw string) {
	p.t.Helper()
	if _, twice := p.blocks[name]; twice {
		p.t.Fatalf("%q is shown twice", name)
	}
	raw = randomPart.ReplaceAllStringFunc(raw, func(id string) string {
		m := randomPart.FindStringSubmatch(id)
		word := p.names[m[2]]
		if word == "" {
			word = name
			if p.taken[word]++; p.taken[word] > 1 {
				word += fmt.Sprint("-", p.taken[word])
			}
			p.names[m[2]] = word
		}
		return "/" + m[1] + "/" + word
	})
	raw = pageOfPost.ReplaceAllString(raw, "/@$1/7")
	raw = keyBytes.ReplaceAllString(raw, `$1…\n$2`)
	p.blocks[name] = multikey.ReplaceAllString(raw, `"z6Mk…"`)
}

// document is shown without its @context and its proof, which the other pages show; members stand by name, as we write them.
func document(t *testing.T, raw string) string {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	bared(doc)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// bared takes them off, of what is carried too.
func bared(doc map[string]any) {
	delete(doc, "@context")
	delete(doc, "proof")
	if inner, is := doc["object"].(map[string]any); is {
		bared(inner)
	}
}

// kindOf is the type of a document and of what it carries: "Announce Undo Lock".
func kindOf(raw []byte) string {
	var doc struct {
		Type   string
		Object json.RawMessage
	}
	if json.Unmarshal(raw, &doc) != nil || doc.Type == "" {
		return ""
	}
	return strings.TrimSpace(doc.Type + " " + kindOf(doc.Object))
}

// got shows the latest that reached a peer of a kind.
func (p *paper) got(name string, peer *testrig.Peer, kind string) {
	p.t.Helper()
	raw := latest(peer, kind)
	if raw == "" {
		p.t.Fatalf("%s got no %s", peer.Host, kind)
	}
	p.shows(name, document(p.t, raw))
}

func latest(peer *testrig.Peer, kind string) string {
	all := peer.Got()
	for i := len(all) - 1; i >= 0; i-- {
		if kindOf([]byte(all[i])) == kind {
			return all[i]
		}
	}
	return ""
}

// read shows what a peer is answered when it asks for something.
func (p *paper) read(name string, peer *testrig.Peer, iri models.IRI) {
	p.t.Helper()
	status, body := peer.Reads(iri)
	if status != http.StatusOK {
		p.t.Fatalf("%s asks for %s and is answered %d %s", peer.Host, iri, status, body)
	}
	p.shows(name, document(p.t, body))
}

// send shows what a peer sends, as somebody of it, and lets it have its effect.
func (p *paper) send(name string, peer *testrig.Peer, as, inbox models.IRI, act string) {
	p.t.Helper()
	p.shows(name, document(p.t, act))
	p.sends(peer, as, inbox, act)
}

func (p *paper) sends(peer *testrig.Peer, as, inbox models.IRI, act string) {
	p.t.Helper()
	if status, body := peer.SendsAs(string(as)+"#main-key", inbox, act); status != http.StatusAccepted {
		p.t.Fatalf("%s was answered %d %s", peer.Host, status, body)
	}
	p.w.Settle()
}

// answered writes into the page's table what was answered, and what became of what was sent.
func (p *paper) answered(story string, peer *testrig.Peer, as, inbox models.IRI, act string) models.InboxState {
	p.t.Helper()
	before := len(peer.Got())
	status, _ := peer.SendsAs(string(as)+"#main-key", inbox, act)
	p.w.Settle()
	state := models.InboxState("")
	became := "it is not kept"
	var doc struct{ ID models.IRI }
	if err := json.Unmarshal([]byte(act), &doc); err != nil {
		p.t.Fatal(err)
	}
	p.s.Read(func(tx *store.Tx) error {
		item, err := tx.InboxByActivity(doc.ID)
		if err == nil {
			state = item.State
		}
		return ignoreMissing(err)
	})
	switch state {
	case models.NoEffect:
		became = "no effect"
	case models.Refused:
		became = "no effect; its refusal is on record here"
	case models.Applied:
		became = "taken"
	case models.Unknown:
		became = "kept, without effect"
	}
	if after := peer.Got(); len(after) > before {
		became += ", answered with " + strings.Join(strings.Fields(kindOf([]byte(after[len(after)-1])))[:1], "")
	}
	p.answers = append(p.answers, fmt.Sprintf("| %s | %d | %s |", story, status, became))
	return state
}

// keeps compares the page with what was lived through, or writes it anew.
func (p *paper) keeps() {
	p.t.Helper()
	old, err := os.ReadFile(p.file)
	if err != nil {
		p.t.Fatal(err)
	}
	shown := map[string]bool{}
	fresh := livedBlock.ReplaceAllStringFunc(string(old), func(block string) string {
		m := livedBlock.FindStringSubmatch(block)
		lived, known := p.blocks[m[2]]
		if !known {
			p.t.Errorf("%s shows %q, which nobody lived through", p.file, m[2])
			return block
		}
		shown[m[2]] = true
		return m[1] + lived + "\n```\n"
	})
	fresh = livedAnswers.ReplaceAllStringFunc(fresh, func(string) string {
		shown["answers"] = true
		return "<!-- answers -->\n| what comes | status | what becomes of it |\n|---|---|---|\n" + strings.Join(p.answers, "\n") + "\n"
	})
	for name := range p.blocks {
		if !shown[name] {
			p.t.Errorf("%s does not show %q", p.file, name)
		}
	}
	if len(p.answers) > 0 && !shown["answers"] {
		p.t.Errorf("%s does not show what is answered", p.file)
	}
	switch {
	case fresh == string(old):
	case *update:
		if err := os.WriteFile(p.file, []byte(fresh), 0o644); err != nil {
			p.t.Fatal(err)
		}
	default:
		p.t.Errorf("%s shows what is not so any more: run make generate and look at the change", p.file)
	}
}
