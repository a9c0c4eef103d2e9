package gate

import (
	"context"
	"fmt"
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

const mostNamed = 20 // people of one peer that an explanation asks about

// Explanation is what the gate answers about one post of ours and one peer, asked in each way in which the post could
// cross (boundary.md, law 10). It is for administrators and holds no text of the post.
type Explanation struct {
	Post    models.PostView
	Peer    models.Peer
	Mode    models.Mode
	Follows bool // somebody there follows the author now
	Asked   []Asked
}

// Way is one way in which a post could cross.
type Way string

// The ways of a post.
const (
	ToServer   Way = "shared inbox"   // nobody there needs to follow anybody
	ToFollower Way = "with follower"  // the shared inbox, supposing that somebody there follows the author
	ToNamed    Way = "personal inbox" // of somebody there whom the post names
	Announced  Way = "announced"      // to the shared inbox, by the community that the post was made in
	Fetched    Way = "fetched"        // by the peer's server, for all its people
	Visited    Way = "page"           // by anybody
	Unsigned   Way = "unsigned"       // as a document, by anybody
)

// Asked is one question to the gate, with its answer.
type Asked struct {
	Way      Way
	Door     models.Door
	Whom     string // address of who is named, or of the community that announces
	Decision policy.Decision
}

// Explain asks whether and why a post of ours would cross to a peer now: into its inboxes, and when its server fetches
// it; for web, the page and the unsigned request. It records nothing. The post is named by its id or its page; one that
// is not there, or not ours, is Missing.
func (g *Gate) Explain(ctx context.Context, post string, peer models.Host) (Explanation, error) {
	e := Explanation{}
	if peer == g.site.Host || peer == "" {
		return e, fault.New(fault.Invalid, "gate.Explain", "Name another server: what stays here crosses nothing.")
	}
	err := g.store.Read(ctx, func(tx *store.Tx) error {
		e = Explanation{}
		var err error
		if e.Post, err = g.named(tx, strings.TrimSpace(post)); err != nil {
			return err
		}
		if e.Mode, err = tx.Mode(); err != nil {
			return err
		}
		e.Peer = models.Peer{Host: peer, Standing: models.Open}
		if peer == models.Web {
			return g.askWeb(tx, &e)
		}
		if e.Peer, err = tx.Peer(peer); err != nil {
			return err
		}
		if err := g.askOut(tx, &e); err != nil {
			return err
		}
		return g.askPull(tx, &e)
	})
	return e, err
}

// named finds a post of ours by what people copy: its id, or the address of its page.
func (g *Gate) named(tx *store.Tx, post string) (models.PostView, error) {
	none := fault.New(fault.Missing, "gate.Explain", "There is no post of ours at this address. Give its id ("+g.site.Base+"/posts/...) or its page ("+g.site.Base+"/@NAME/NUMBER).")
	view, err := tx.PostViewByIRI(models.IRI(post))
	if fault.Is(err, fault.Missing) && strings.HasPrefix(post, g.site.Base+"/@") {
		id := models.ParseID(post[strings.LastIndexByte(post, '/')+1:])
		if view, err = tx.PostView(id); err == nil && g.site.PostPage(view.Author.Handle, id) != post {
			return view, none
		}
	}
	if fault.Is(err, fault.Missing) || err == nil && !view.Local {
		return view, none
	}
	return view, err
}

// askOut asks for the shared inbox of the peer with and without a follower there, for what the community announces, and
// for each inbox of a person there whom the post names.
func (g *Gate) askOut(tx *store.Tx, e *Explanation) error {
	var err error
	if e.Follows, err = tx.FollowsFrom(e.Peer.Host, e.Post.AuthorID); err != nil {
		return err
	}
	shared := Receiver{Hosts: []models.Host{e.Peer.Host}}
	if shared.Inbox, err = tx.AnyInbox(e.Peer.Host); err != nil {
		if !fault.Is(err, fault.Missing) {
			return err
		}
		shared.Inbox = models.IRI("https://" + string(e.Peer.Host) + "/inbox") // nobody is known there yet
	}
	served, err := tx.HostsOfInboxes([]models.IRI{shared.Inbox})
	if err != nil {
		return err
	}
	shared.Hosts = append(shared.Hosts, served[shared.Inbox]...)
	follower := shared
	follower.Follows = true
	to := []Receiver{shared, follower}
	ways := []Asked{{Way: ToServer}, {Way: ToFollower}}
	for i := range e.Post.People {
		p := &e.Post.People[i]
		if p.Local || p.Host != e.Peer.Host || len(to) >= 2+mostNamed {
			continue
		}
		follows, err := tx.Follows(p.ID, e.Post.AuthorID)
		if err != nil {
			return err
		}
		to = append(to, Receiver{Person: p.IRI, Inbox: p.Inbox, Hosts: []models.Host{p.Host}, Named: true, Follows: follows})
		ways = append(ways, Asked{Way: ToNamed, Whom: p.Address()})
	}
	create := policy.Act{IRI: e.Post.IRI + "/activity", Verb: models.Create, Actor: e.Post.Author, Object: e.Post.IRI, Post: &e.Post, At: e.Post.Published}
	if err := g.ask(tx, e, create, to, ways); err != nil {
		return err
	}
	if c := e.Post.Community; c != nil && c.Local {
		announce := policy.Act{Verb: models.Announce, Actor: *c, Object: e.Post.IRI, Post: &e.Post, Reach: e.Post.Reach, At: e.Post.Published}
		return g.ask(tx, e, announce, []Receiver{shared}, []Asked{{Way: Announced, Whom: c.Address()}})
	}
	return nil
}

func (g *Gate) ask(tx *store.Tx, e *Explanation, act policy.Act, to []Receiver, ways []Asked) error {
	judged, err := g.Out(tx, act.Verb, policy.Subject{Act: &act}, to)
	for i, j := range judged {
		ways[i].Door, ways[i].Decision = models.Out, j.Decision
		e.Asked = append(e.Asked, ways[i])
	}
	return err
}

// askPull asks as the peer's own actor, which fetches for its whole server.
func (g *Gate) askPull(tx *store.Tx, e *Explanation) error {
	server := models.Actor{Host: e.Peer.Host, IRI: e.Peer.ServerActor}
	if e.Peer.ServerActor != "" {
		known, err := tx.ActorByIRI(e.Peer.ServerActor)
		if err != nil && !fault.Is(err, fault.Missing) {
			return err
		}
		if err == nil {
			server = known
		}
	}
	c, err := g.pullCrossing(tx, Reader{Host: e.Peer.Host, Actor: &server, Server: true}, policy.Subject{Post: &e.Post})
	if err == nil {
		e.Asked = append(e.Asked, Asked{Way: Fetched, Door: models.Pull, Decision: g.decide(tx, c)})
	}
	return err
}

func (g *Gate) askWeb(tx *store.Tx, e *Explanation) error {
	for _, a := range []Asked{{Way: Visited, Door: models.Page}, {Way: Unsigned, Door: models.Pull}} {
		c, err := g.pullCrossing(tx, Stranger, policy.Subject{Post: &e.Post})
		if err != nil {
			return err
		}
		c.Door = a.Door
		a.Decision = g.decide(tx, c)
		e.Asked = append(e.Asked, a)
	}
	return nil
}

// Crosses tells whether the post may cross in any way, as things are now.
func (e Explanation) Crosses() bool { return e.first() != nil }

// first is the plainest way that is open now.
func (e Explanation) first() *Asked {
	for i := range e.Asked {
		if a := &e.Asked[i]; a.Decision.Allows() && (a.Way != ToFollower || e.Follows) {
			return a
		}
	}
	return nil
}

// Sentence is the answer in one sentence, and a second one that says why not.
func (e Explanation) Sentence() string {
	name := string(e.Peer.Host)
	if e.Peer.Host == models.Web {
		name = "the public web"
	}
	if open := e.first(); open != nil {
		return fmt.Sprintf(openWays[open.Way], name, open.Whom)
	}
	why := ""
	for _, a := range e.Asked {
		if a.Way == ToFollower && a.Decision.Allows() {
			return "It would cross to " + name + " if somebody there followed its author; nobody does now."
		}
		if why == "" || a.Way == ToFollower { // supposing a follower leaves the reason that matters
			why = a.Decision.Why
		}
	}
	return "It does not cross to " + name + ". " + why
}

var openWays = map[Way]string{
	ToServer:   "It may cross to %s.%.0s",
	ToFollower: "It may cross to %s, because somebody there follows its author.%.0s",
	ToNamed:    "It may cross to %s only into the inbox of whom it names there, such as %s.",
	Announced:  "It may cross to %s only as an announcement of %s.",
	Fetched:    "It is not sent to %s, but its server may fetch it.%.0s",
	Visited:    "It may be read on %s.%.0s",
	Unsigned:   "It may be fetched from %s.%.0s",
}
