// Package interop_test lets Guildhall talk with a server that we did not write: a small program on Fedify (peer.js), run
// by Node over loopback. A machine without Node or the packages fails these tests and says what to do; it skips nothing.
package interop_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Peer is a running program of another make, with one person.
type Peer struct {
	Origin  string `json:"origin"`  // http://127.0.0.1:PORT
	Actor   string `json:"actor"`   // the person's id
	Handle  string `json:"handle"`  // @ines@127.0.0.1:PORT
	Control string `json:"control"` // where it is driven
	Group   string `json:"group"`   // id of the community that it has, if it was asked for one
	t       *testing.T
}

// Signs is the kind of signature that the programs of a story sign by. Those that sign by RFC 9421 read nothing else.
var Signs = "draft-cavage"

// BothWays tells a story twice: with programs that sign by draft-cavage, and with programs that know only RFC 9421.
func BothWays(t *testing.T, name string, story func(*testing.T)) {
	for _, kind := range []string{"draft-cavage", "rfc9421"} {
		t.Run(name+", by "+kind, func(t *testing.T) {
			defer func(before string) { Signs = before }(Signs)
			Signs = kind
			story(t)
		})
	}
}

// StartPeer starts a program whose person has the name, on free ports of loopback; it ends with the test. More flags of
// peer.js may follow.
func StartPeer(t *testing.T, name string, flags ...string) *Peer {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node is missing: run make setup, or install Node 20 or newer.")
	}
	if _, err := os.Stat("node_modules/@fedify/fedify/package.json"); err != nil {
		t.Fatal("The packages of interop/ are missing: run make setup, or npm ci in interop/.")
	}
	for _, file := range []string{"peer.js", "person.js", "federation.js", "speak.js", "control.js", "beyond.js", "group.js", "package-lock.json"} {
		if _, err := os.ReadFile(file); err != nil { // so that go test knows what the result hangs on
			t.Fatal(err)
		}
	}
	if Signs == "rfc9421" {
		flags = append([]string{"--signs", "rfc9421"}, flags...)
	}
	run := exec.Command(node, append([]string{"--no-warnings", "peer.js", "--name", name}, flags...)...)
	var complaints bytes.Buffer
	run.Stderr = &complaints
	stdin, err := run.StdinPipe() // it stops when this closes, also when we are killed
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		stop := time.AfterFunc(5*time.Second, func() { _ = run.Process.Kill() })
		_ = run.Wait()
		stop.Stop()
		if t.Failed() && complaints.Len() > 0 {
			t.Logf("%s says:\n%s", name, complaints.String())
		}
	})
	ready := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		ready <- line
		_, _ = io.Copy(io.Discard, stdout)
	}()
	p := &Peer{t: t}
	select {
	case line := <-ready:
		if err := json.Unmarshal([]byte(line), p); err != nil || p.Control == "" {
			time.Sleep(100 * time.Millisecond)
			t.Fatalf("The interop program does not start: %q", line)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("The interop program is not ready after a minute.")
	}
	return p
}

// State is what the person has and knows.
type State struct {
	Followers []string // actors
	Following []struct{ Actor, Activity, State string }
	Notes     []struct {
		ID, Content string
		Votes       []int // of a poll, by option
	}
	Posts     []PostSeen
	Reactions []struct {
		Type, Actor, Object, Activity, Content string
		Undone                                 bool
	}
	Reports []struct {
		Actor, Content string
		Objects        []string
	}
	Moves     []struct{ Actor, Object, Target string }
	Decisions []Decision // of moderators of communities elsewhere
	Group     *struct {  // the program's own community
		Members []string
		Posts   []struct {
			ID, Actor, Title, InReplyTo string
			Removed                     bool
		}
	}
	Quotes   map[string]struct{ State, Stamp string } // by note of the person's own
	Received []Received
	Misread  int // requests that were refused because they were signed the other way
	Fetched  []struct {
		Path, Accept, Agent string
		Status              int
		Signed              bool
	}
}

// PostSeen is a post of somebody else, as the program understood it.
type PostSeen struct {
	ID, Type, Actor, Name, Content, Summary, InReplyTo, URL string
	To, CC, Audience                                        []string
	Sensitive, Deleted                                      bool
	Edits                                                   int
	Attachments                                             []struct{ Type, URL, MediaType, Name string }
	Options                                                 []struct {
		Name  string
		Votes int
	}
	Voters                    int
	Quote, QuoteAuthorization string
}

// Received is one POST to one of the person's inboxes, with the program's judgement of its signature.
type Received struct {
	Path, Body, ID, Type, Actor string
	Object                      any
	Status                      int
	Signature                   struct {
		Scheme, KeyID, Owner, Reason string
		Covers                       []string
		Verified                     bool
	}
}

// State asks for all that the person has and knows.
func (p *Peer) State() (s State) {
	p.t.Helper()
	p.do("state", nil, &s)
	return s
}

// Decision is what a community elsewhere told its members that a moderator decided (Delete, Lock, Block), or took back.
type Decision struct {
	Type, Community, Actor, Object, Target, Reason, Until string
	Back                                                  bool
}

// Post finds a post of somebody else by its id.
func (s State) Post(id string) (PostSeen, bool) {
	for _, post := range s.Posts {
		if post.ID == id {
			return post, true
		}
	}
	return PostSeen{}, false
}

// Follows tells how far our person got with following an actor: "", pending, accepted or rejected.
func (s State) Follows(actor string) string {
	for _, f := range s.Following {
		if f.Actor == actor {
			return f.State
		}
	}
	return ""
}

// Reacted tells whether an actor has a reaction (Like, Announce) on an object that was not undone.
func (s State) Reacted(kind, actor, object string) bool {
	for _, r := range s.Reactions {
		if r.Type == kind && r.Actor == actor && r.Object == object && !r.Undone {
			return true
		}
	}
	return false
}

// Said is something for the person to write.
type Said struct {
	Text       string   `json:"text"`
	Title      string   `json:"title,omitempty"`
	Audience   string   `json:"audience,omitempty"` // handle of a community that it is for
	Summary    string   `json:"summary,omitempty"`
	InReplyTo  string   `json:"inReplyTo,omitempty"`
	Mention    []string `json:"mention,omitempty"`    // handles
	Visibility string   `json:"visibility,omitempty"` // public (unless told), unlisted, followers, direct
	Picture    string   `json:"picture,omitempty"`    // alt text of a picture that comes with it
	Poll       *Poll    `json:"poll,omitempty"`
}

// Poll is what a note may ask.
type Poll struct {
	Options  []string `json:"options"`
	Multiple bool     `json:"multiple"`
	Seconds  int      `json:"seconds,omitempty"` // until it closes; a day unless told
}

// Follow asks to follow somebody by handle.
func (p *Peer) Follow(handle string) { p.t.Helper(); p.do("follow", ask{"handle": handle}, nil) }

// Unfollow takes that back.
func (p *Peer) Unfollow(handle string) { p.t.Helper(); p.do("unfollow", ask{"handle": handle}, nil) }

// Block blocks somebody by handle and tells their server.
func (p *Peer) Block(handle string) { p.t.Helper(); p.do("block", ask{"handle": handle}, nil) }

// Says publishes a note and gives its id.
func (p *Peer) Says(note Said) string { p.t.Helper(); return p.id("post", note) }

// Edit changes a note of the person's own.
func (p *Peer) Edit(id, text string) { p.t.Helper(); p.do("edit", ask{"id": id, "text": text}, nil) }

// Delete deletes a note of the person's own.
func (p *Peer) Delete(id string) { p.t.Helper(); p.do("delete", ask{"id": id}, nil) }

// Like likes a post and gives the activity.
func (p *Peer) Like(object string) string { p.t.Helper(); return p.activity("like", object) }

// Boost shares a post and gives the activity.
func (p *Peer) Boost(object string) string { p.t.Helper(); return p.activity("boost", object) }

// Undo takes an activity back.
func (p *Peer) Undo(activity string) { p.t.Helper(); p.do("undo", ask{"activity": activity}, nil) }

// Fetched is the answer to a GET.
type Fetched struct {
	Status     int
	Type, Body string
}

// Fetch GETs a URL, signed as the person or not.
func (p *Peer) Fetch(url string, signed bool) (f Fetched) {
	p.t.Helper()
	p.do("fetch", ask{"url": url, "signed": signed}, &f)
	return f
}

// Lookup finds somebody by handle, or anything by URL, and gives its id and type.
func (p *Peer) Lookup(what string) (id, kind string) {
	p.t.Helper()
	var found struct{ ID, Type string }
	p.do("lookup", ask{"handle": what}, &found)
	return found.ID, found.Type
}

// Refused is what the program met when it could not do what it was asked.
type Refused struct {
	Status  int    // what the other server answered, if it did
	Problem string `json:"error"`
	Answer  string // the body of that answer
}

// Error tells it in one line.
func (r *Refused) Error() string {
	return fmt.Sprintf("%s (status %d: %s)", r.Problem, r.Status, r.Answer)
}

// Try does any verb of control.js and gives a *Refused when another server said no.
func (p *Peer) Try(verb string, what, answer any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: 30 * time.Second}
	resp, err := client.Post(p.Control+"/"+verb, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		refused := &Refused{}
		if err := json.Unmarshal(text, refused); err != nil {
			return fmt.Errorf("%s answers %d: %s", verb, resp.StatusCode, text)
		}
		return refused
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// Eventually waits up to 25 seconds, less than the first retry of a delivery takes, for something to become true.
func Eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(25 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after 25 seconds still not: %s", what)
		}
	}
}

type ask map[string]any

func (p *Peer) do(verb string, what, answer any) {
	p.t.Helper()
	if err := p.Try(verb, what, answer); err != nil {
		p.t.Fatalf("%s cannot %s: %v", p.Handle, verb, err)
	}
}

func (p *Peer) id(verb string, what any) string {
	p.t.Helper()
	var made struct{ ID string }
	p.do(verb, what, &made)
	return made.ID
}

func (p *Peer) activity(verb, object string) string {
	p.t.Helper()
	var made struct{ Activity string }
	p.do(verb, ask{"object": object}, &made)
	return strings.TrimSpace(made.Activity)
}
