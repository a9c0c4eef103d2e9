package outbound

import (
	"slices"
	"strings"

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
}

// Destination is a server that a post would reach, or would not.
type Destination struct {
	Host     models.Host
	Standing models.Standing
	Count    int    // inboxes there
	Why      string // why not, in one sentence
}

// Foresee tells whom a post would reach: the same audience and the same gate as Publish, and nothing written. The reach
// and the people named come from conversations.Settle, as they would at posting; community is the one it would stand in, or nil.
func (o *Outbound) Foresee(tx *store.Tx, by models.Actor, reach models.Reach, people []models.Actor, parent *models.PostView, community *models.Actor) (Forecast, error) {
	view := o.imagined(tx, by, reach, people, parent)
	f := Forecast{Inside: -1}
	if reach.Audience != models.Everyone {
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
	if community != nil { // what it announces reaches its members
		members, err := o.followers(tx, community.ID)
		if err != nil {
			return f, err
		}
		for _, m := range members {
			if !slices.ContainsFunc(to, func(r gate.Receiver) bool { return r.Inbox == m.Inbox }) {
				to = append(to, m)
			}
		}
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
			at[h] = &Destination{Host: h, Why: j.Decision.Why}
			reached[h] = j.Decision.Allows()
		}
		if j.Decision.Allows() == reached[h] {
			at[h].Count++
		}
	}
	return o.sortedForecast(tx, f, at, reached)
}

// imagined is the post as it would be, by somebody who would then have gone outward.
func (o *Outbound) imagined(tx *store.Tx, by models.Actor, reach models.Reach, people []models.Actor, parent *models.PostView) *models.PostView {
	if !reach.Distance.IsInside() && by.Outward == 0 {
		by.Outward = tx.Now()
	}
	view := &models.PostView{Author: by}
	view.Local, view.AuthorID, view.Reach, view.Published, view.Version = true, by.ID, reach, tx.Now(), 1
	for _, p := range people {
		view.People = append(view.People, models.PersonNamed{Actor: p, Mention: true})
	}
	if parent != nil {
		view.Parent, view.ParentBy, view.ReplyTo = &parent.Post, &parent.Author, parent.IRI
	}
	return view
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
