package gate

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
	"guildhall/prose"
	"guildhall/store"
)

// Options are the facts of the installation that decisions use.
type Options struct {
	Store *store.Store
	Site  paths.Site
	Pages bool   // public pages are on
	Key   []byte // 32 bytes that every node has: what addresses of files are sealed with
	Log   *slog.Logger
}

// Gate asks the judge at every door.
type Gate struct {
	store   *store.Store
	site    paths.Site
	pages   bool
	tickets *tickets
	log     *slog.Logger
	ledger  *ledger.Ledger
	after   sync.WaitGroup // refusals being recorded

	answers sync.Map // Answer -> *atomic.Int64
	inForce atomic.Pointer[inForce]
}

// Answer is a verdict at a door.
type Answer struct {
	Door    models.Door
	Verdict models.Verdict
}

// Answers counts the verdicts at each door since the process began. Nothing in it names a peer or person.
func (g *Gate) Answers() map[Answer]int64 {
	counts := map[Answer]int64{}
	g.answers.Range(func(a, n any) bool {
		counts[a.(Answer)] = n.(*atomic.Int64).Load()
		return true
	})
	return counts
}

// New makes the gate of an installation.
func New(o Options, l *ledger.Ledger) *Gate {
	return &Gate{store: o.Store, site: o.Site, pages: o.Pages, tickets: newTickets(o.Key), log: o.Log, ledger: l}
}

// NoSuchThing answers hidden and missing alike (law 5).
func NoSuchThing(op string) error { return fault.New(fault.Hidden, op, "There is nothing here.") }

// decide is the one place that asks.
func (g *Gate) decide(tx *store.Tx, c policy.Crossing) policy.Decision {
	return g.decideFor(tx, &c, &gathered{})
}

// decideFor asks with facts that several crossings of one thing share; hosts are those behind the same inbox.
func (g *Gate) decideFor(tx *store.Tx, c *policy.Crossing, shared *gathered, hosts ...models.Host) policy.Decision {
	c.Pages = g.pages
	now := g.now(tx)
	c.Closed = now.fault
	g.fill(tx, c, now.rules, shared, hosts)
	d := policy.Decide(*c, now.rules)
	a := Answer{c.Door, d.Verdict}
	n, ok := g.answers.Load(a)
	if !ok {
		n, _ = g.answers.LoadOrStore(a, new(atomic.Int64))
	}
	n.(*atomic.Int64).Add(1)
	return d
}

// crossing begins the facts of a crossing: the moment, the mode, and what is known of the host. Web is a peer too.
func (g *Gate) crossing(tx *store.Tx, door models.Door, verb models.Verb, h models.Host) (policy.Crossing, error) {
	c := policy.Crossing{Door: door, Verb: verb, Time: tx.Now(), Peer: policy.Peer{Host: h, Standing: models.Open}}
	closed, err := tx.Closed()
	if err != nil {
		return c, err
	}
	c.Barred = closed != 0
	if c.Mode, err = tx.Mode(); err != nil || h == models.Web {
		return c, err
	}
	p, err := tx.Peer(h)
	c.Peer = asPeer(p)
	return c, err
}

func asPeer(p models.Peer) policy.Peer {
	return policy.Peer{Host: p.Host, Standing: p.Standing, PartnerSince: p.PartnerSince, Software: p.Software, Since: p.Since}
}

// copyOf makes the receiver's copy of an allowed crossing.
func (g *Gate) copyOf(d policy.Decision) policy.Copy {
	return d.Copy(policy.Hands{Unlink: func(html string, people []models.Actor) string {
		hrefs := map[string]bool{}
		for i := range people {
			hrefs[string(people[i].IRI)], hrefs[g.site.Profile(people[i].Handle)], hrefs[people[i].URL] = true, true, true
		}
		return prose.Relink(html, func(href string) string {
			if hrefs[href] {
				return "" // the words stay, the link to them goes
			}
			return href
		})
	}, Lend: func(m models.Media, to models.Host, at models.Time) string {
		return g.site.Lent(g.tickets.write(ticket{file: m.ID, host: to, ends: at + lends}))
	}, Rewrite: func(html string, each func(string) string) (string, string) {
		html = prose.Reword(html, each)
		return html, prose.Plain(html)
	}, Mark: prose.Mark})
}

// row turns a decision into its record.
func (g *Gate) row(tx *store.Tx, d policy.Decision, door models.Door, verb models.Verb, host models.Host, s policy.Subject, activity models.IRI) ledger.Crossed {
	steps, _ := json.Marshal(d.Steps) // strings only
	r := ledger.Crossed{Decision: models.Decision{Door: door, Verb: verb, Peers: string(host), Activity: activity, Verdict: d.Verdict,
		Rule: d.Rule, Why: d.Why, Steps: string(steps), Policy: d.Policy}}
	g.kept(tx, d, &r)
	post := s.Post
	if s.Act != nil {
		r.Object = s.Act.Object
		if r.Activity == "" {
			r.Activity = s.Act.IRI
		}
		post = s.Act.Post
	}
	if s.Actor != nil {
		r.Object = s.Actor.IRI
	}
	if post != nil {
		if id := post.ID; id != 0 {
			r.PostID = &id
		}
		r.Object = post.IRI
		r.Audience, r.Distance = string(post.Audience), post.Distance.String()
	}
	return r
}

// kept adds what rules saw, or would have seen, so that other rules can judge the same again.
func (g *Gate) kept(tx *store.Tx, d policy.Decision, r *ledger.Crossed) {
	c := d.Crossing()
	if doer := c.Doer(); doer != nil && doer.Local && doer.Kind == models.Person {
		r.Whom = doer.ID
	}
	if post := c.About(); post != nil {
		r.Author = cmp.Or(post.AuthorID, post.Author.ID)
		if post.Local && post.Author.Kind == models.Person {
			r.Whom = post.AuthorID
		}
	}
	if !d.Ruled() {
		return
	}
	r.Laws, r.Bare, r.Seen, r.Rules = d.Laws(), c.Bare, d.Seen(), d.Matched()
	if r.Seen == nil {
		var err error
		if r.Seen, err = g.see(tx, &c); err != nil {
			g.log.Error("what a rule would have seen could not be recorded", "door", string(c.Door), "err", err)
		}
	}
}

// Flush waits for refusals being recorded and writes the counts that wait in memory.
func (g *Gate) Flush(ctx context.Context) error {
	g.after.Wait()
	return g.ledger.Flush(ctx)
}

// ActorDoc gathers the document of an actor of ours: its keys in use, and a community's purpose.
func (g *Gate) ActorDoc(tx *store.Tx, a models.Actor) (policy.ActorDoc, error) {
	doc := policy.ActorDoc{Actor: a}
	var err error
	if doc.Keys, err = tx.KeysOf(a.ID); err != nil || a.Kind != models.Community {
		return doc, err
	}
	row, err := tx.CommunityByActor(a.ID)
	doc.Purpose = row.Purpose
	return doc, err
}
