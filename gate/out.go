package gate

import (
	"slices"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// Receiver is one inbox that something would be sent to.
type Receiver struct {
	Person  models.IRI // whose personal inbox it is; empty for a shared inbox
	Inbox   models.IRI
	Hosts   []models.Host // every domain known to be served by the inbox
	Named   bool          // the post names the actor
	Follows bool          // the actor, or somebody behind a shared inbox, follows the author
	Digest  string        // of whom we count as followers there; empty where that is not told
}

// Judged is a receiver with the answer for it.
type Judged struct {
	Receiver
	Decision policy.Decision
	Copy     policy.Copy
	Would    policy.Copy // of what is held: what will be sent if it is released; zero for what is not
	Behind   models.IRI  // the held thing that it waits for, when it is not held itself
}

// Out judges one thing for many receivers, gathering what they share once. It writes nothing: the composer's preview
// asks the same question. A receiver passes only if every domain of its inbox passes (law 4).
func (g *Gate) Out(tx *store.Tx, verb models.Verb, s policy.Subject, to []Receiver) ([]Judged, error) {
	var hosts []models.Host
	for i := range to {
		hosts = append(hosts, to[i].Inbox.Host())
		hosts = append(hosts, to[i].Hosts...)
	}
	peers, err := tx.PeersOf(hosts)
	if err != nil {
		return nil, err
	}
	mode, err := tx.Mode()
	if err != nil {
		return nil, err
	}
	closed, err := tx.Closed()
	if err != nil {
		return nil, err
	}
	out := make([]Judged, 0, len(to))
	shared := &gathered{} // what all receivers have in common
	for _, r := range to {
		reader := policy.Reader{Kind: policy.ByServer, Named: r.Named, Follows: r.Follows}
		if r.Person != "" {
			reader.Kind, reader.IRI = policy.ByPerson, r.Person
		}
		var asked policy.Crossing // the one that decided
		ask := func(h models.Host) policy.Decision {
			asked = policy.Crossing{Door: models.Out, Verb: verb, Time: tx.Now(), Mode: mode, Barred: closed != 0, Peer: asPeer(peers[h]), Reader: reader, Subject: s}
			return g.decideFor(tx, &asked, shared, r.Hosts...)
		}
		d := ask(r.Inbox.Host())
		stopped := asked
		for _, h := range r.Hosts {
			if h == r.Inbox.Host() {
				continue
			}
			if also := ask(h); policy.Narrower(also.Verdict, d.Verdict) {
				d, stopped = also, asked
			}
		}
		j := Judged{Receiver: r, Decision: d, Copy: g.copyOf(d)}
		if d.Verdict == models.Hold {
			j.Would, j.Behind = g.would(tx, stopped, d), shared.held.behind(append(slices.Clone(r.Hosts), r.Inbox.Host()))
		}
		out = append(out, j)
	}
	return out, nil
}

// May asks ahead whether an act of ours towards somebody elsewhere would cross now, so that a person hears of a no at once:
// fault.Forbidden with the sentence. A no is recorded; what may go is judged again and recorded when it is sent.
func (g *Gate) May(tx *store.Tx, verb models.Verb, by, whom models.Actor) error {
	if whom.Local {
		return nil
	}
	if by.Outward == 0 {
		by.Outward = tx.Now() // acting outward turns the switch on
	}
	c, err := g.crossing(tx, models.Out, verb, whom.Host)
	if err != nil {
		return err
	}
	c.Subject.Act = &policy.Act{Verb: verb, Actor: by, Object: whom.IRI}
	d := g.decide(tx, c)
	if waits(c, d) {
		return fault.New(fault.Forbidden, "gate.May", d.Why)
	}
	if !d.Allows() {
		g.refused(d, c)
		return fault.New(fault.Forbidden, "gate.May", d.Why)
	}
	return nil
}

// Record writes what was decided about sending, one row for peers that differ in nothing else.
func (g *Gate) Record(tx *store.Tx, verb models.Verb, s policy.Subject, judged []Judged) error {
	rows := make([]ledger.Crossed, 0, len(judged))
	for _, j := range judged {
		rows = append(rows, g.row(tx, j.Decision, models.Out, verb, j.Inbox.Host(), s, ""))
	}
	return g.ledger.Record(tx, rows...)
}

// Still asks again for a host shortly before sending, when nothing that went into the first decision has changed
// (same epoch, same version of the post): only the standing is looked at.
func (g *Gate) Still(tx *store.Tx, verb models.Verb, by models.Actor, inbox models.IRI) (policy.Decision, error) {
	c, err := g.crossing(tx, models.Out, verb, inbox.Host())
	if err != nil {
		return policy.Decision{}, err
	}
	c.Subject.Act, c.Bare = &policy.Act{Verb: verb, Actor: by}, true
	return g.decide(tx, c), nil
}
