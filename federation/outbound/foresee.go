package outbound

import (
	"slices"
	"strings"
	"sync"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Forecast says whom a post would reach now, and whom it would not.
type Forecast struct {
	Inside int // people of ours who may read it, beside the author; -1 for everyone here
	In     []Destination
	Out    []Destination
	// Visitors is what whoever is not signed in would get of its page, where it is for everyone in the world.
	Visitors *Destination
}

// Destination is a server that a post would reach, or would not.
type Destination struct {
	Host     models.Host
	Standing models.Standing
	Count    int      // inboxes there
	Why      string   // why not, in one sentence
	Held     bool     // it waits for review first; Why says why
	Changed  []string // sentences of the rules that change the copy
}

// Foresee tells whom a post would reach: the same audience and the same gate as Publish, and nothing written. The view is
// what conversations.Imagine makes of a draft.
func (o *Outbound) Foresee(tx *store.Tx, view *models.PostView) (Forecast, error) {
	f := Forecast{Inside: -1}
	if view.Audience != models.Everyone {
		n, err := o.insiders(tx, view)
		if err != nil {
			return f, err
		}
		f.Inside = n
	}
	to, err := o.readers(tx, view)
	if err != nil {
		return f, err
	}
	if view.Community != nil { // what it announces reaches its members
		members, err := o.crowd(tx, view.Community.ID)
		if err != nil {
			return f, err
		}
		there := make(map[models.IRI]bool, len(to))
		for _, r := range to {
			there[r.Inbox] = true
		}
		to = append(to, slices.DeleteFunc(slices.Clone(members), func(m gate.Receiver) bool { return there[m.Inbox] })...)
	}
	act := createOf(view)
	judged, err := o.gate.Out(tx, models.Create, policy.Subject{Act: &act}, to)
	if err != nil {
		return f, err
	}
	at := map[models.Host]*Destination{}
	reached := map[models.Host]bool{}
	for _, j := range judged {
		h := j.Hosts[0]
		if at[h] == nil || j.Decision.Allows() && !reached[h] {
			at[h] = &Destination{Host: h, Why: j.Decision.Why, Held: j.Decision.Verdict == models.Hold, Changed: j.Decision.Changed()}
			reached[h] = j.Decision.Allows()
		}
		if j.Decision.Allows() == reached[h] {
			at[h].Count++
		}
	}
	if view.Audience == models.Everyone && view.Distance.World {
		d, err := o.gate.Visitor(tx, view)
		if err != nil {
			return f, err
		}
		f.Visitors = &Destination{Host: models.Web, Why: d.Why, Held: d.Verdict == models.Hold, Changed: d.Changed()}
		if d.Allows() {
			f.Visitors.Why = ""
		}
	}
	return o.sortedForecast(tx, f, at, reached)
}

// A forecast is asked for again and again while somebody writes. Of a large crowd what was found is used again for a moment while as
// many follow and nobody new does; what is sent is always looked up.
const (
	largeCrowd    = 2000
	aMoment       = models.Time(60_000)
	receiverBytes = 400 // what one inbox takes, about, with its digest
)

// crowds keeps the inboxes of the followers of some actors, as they were at a time.
type crowds struct {
	mu   sync.Mutex
	room int // inboxes
	held int
	of   map[models.ID]crowd
}

type crowd struct {
	followers int64
	newest    models.ID
	at        models.Time
	to        []gate.Receiver
}

func newCrowds(bytes int64) *crowds {
	return &crowds{room: int(bytes / receiverBytes), of: map[models.ID]crowd{}}
}

func (c *crowds) find(actor models.ID) (crowd, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, known := c.of[actor]
	return found, known
}

// keep makes room by forgetting all; one that is larger than the room is not kept.
func (c *crowds) keep(actor models.ID, fresh crowd) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held -= len(c.of[actor].to)
	delete(c.of, actor)
	if len(fresh.to) > c.room {
		return
	}
	if c.held+len(fresh.to) > c.room {
		clear(c.of)
		c.held = 0
	}
	c.of[actor], c.held = fresh, c.held+len(fresh.to)
}

// Held is how much memory is taken by what forecasts keep.
func (o *Outbound) Held() int64 {
	o.crowds.mu.Lock()
	defer o.crowds.mu.Unlock()
	return int64(o.crowds.held) * receiverBytes
}

func (o *Outbound) crowd(tx *store.Tx, actor models.ID) ([]gate.Receiver, error) {
	n, newest, err := tx.Crowd(actor)
	if err != nil {
		return nil, err
	}
	if n < largeCrowd {
		return o.followers(tx, actor)
	}
	if c, known := o.crowds.find(actor); known && c.followers == n && c.newest == newest && tx.Now() < c.at+aMoment {
		return c.to, nil
	}
	to, err := o.followers(tx, actor)
	if err == nil {
		fresh := crowd{n, newest, tx.Now(), to}
		tx.After(func() { o.crowds.keep(actor, fresh) })
	}
	return to, err
}

// insiders counts people of ours who would read it: those named, and followers where they are meant.
func (o *Outbound) insiders(tx *store.Tx, view *models.PostView) (int, error) {
	n := 0
	for i := range view.People {
		if p := &view.People[i]; p.Local && p.ID != view.AuthorID {
			n++
		}
	}
	if view.Audience != models.Followers {
		return n, nil
	}
	local, err := tx.CountLocalFollowers(view.AuthorID)
	return max(n, local), err
}

// sortedForecast puts the hosts in order and adds what they are to us.
func (o *Outbound) sortedForecast(tx *store.Tx, f Forecast, at map[models.Host]*Destination, reached map[models.Host]bool) (Forecast, error) {
	hosts := make([]models.Host, 0, len(at))
	for h := range at {
		hosts = append(hosts, h)
	}
	slices.SortFunc(hosts, func(a, b models.Host) int { return strings.Compare(string(a), string(b)) })
	peers, err := tx.PeersOf(hosts)
	for _, h := range hosts {
		d := *at[h]
		d.Standing = peers[h].Standing
		if reached[h] {
			d.Why = ""
			f.In = append(f.In, d)
		} else {
			f.Out = append(f.Out, d)
		}
	}
	return f, err
}
