package outbound

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/gate"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
	"guildhall/traces"
)

// Deliver posts one activity to one inbox. A decision holds for one moment, so the gate is asked again: about the
// standing when nothing else has changed since the activity was published, in full when something has.
func (o *Outbound) Deliver(ctx context.Context, j models.Job) error {
	d, err := jobs.Payload[delivery](j)
	if err != nil {
		return err
	}
	var l letter
	err = o.store.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = o.judgeAgain(tx, d)
		return err
	})
	if err != nil {
		return err
	}
	if !l.pass.Opens(models.Out, d.Inbox.Host()) {
		return o.drop(ctx, d, l)
	}
	if l.unproved {
		if l.body, err = o.proved(ctx, l); err != nil {
			return err
		}
	}
	key, err := o.keys.Signer(ctx, l.item.SignerID, models.RSA)
	if err != nil {
		return err
	}
	within, attempt := traces.Begin(traces.From(ctx, l.item.Event.Trace, l.item.Activity), "delivery attempt", d.Inbox.Host())
	_, wait, err := o.courier.Post(within, l.pass, d.Inbox, l.body.bytes, l.body.digest, key, o.heads(l.by, l.followers)...)
	attempt.End(err)
	if wait > 0 && models.At(o.courier.Clock.Now())-j.Created > patience {
		wait = 0 // whoever puts us off for ever is not there
	}
	return o.settle(ctx, j.Lane, d.Inbox, l.reached, wait, err)
}

// patience is how long a delivery waits for a server that asks us to wait; as long as for one that does not answer.
const patience = models.Time(7 * 24 * 60 * 60 * 1000)

// untilOpen is how soon what waits for federation to be opened looks again.
const untilOpen = time.Minute

// waitsForOpening puts off what cannot cross while federation is closed, in the transaction that would plan or judge it.
func waitsForOpening(tx *store.Tx, withdraws bool) error {
	closed, err := tx.Closed()
	if err == nil && closed != 0 && !withdraws {
		return jobs.Snooze(untilOpen)
	}
	return err
}

// letter is what goes into the post: a body that was judged a moment ago.
type letter struct {
	item     models.OutboxItem
	body     body
	pass     policy.Pass
	decision policy.Decision
	subject  policy.Subject

	by        models.IRI // who signs
	followers string     // digest of their followers there
	unproved  bool       // it was written anew just now and wants its proof
	reached   bool       // that its server takes what we send is written down
}

// judgeAgain asks the gate once more and finds the body to send.
func (o *Outbound) judgeAgain(tx *store.Tx, d delivery) (letter, error) {
	s, err := tx.Sending(d.Outbox, d.Inbox)
	if err != nil {
		return letter{}, err
	}
	item, l := s.Item, letter{item: s.Item, reached: s.Reached}
	if err := waitsForOpening(tx, d.Verb.Withdraws()); err != nil || s.Ended {
		return l, err
	}
	same, err := o.unchanged(tx, item)
	if err != nil {
		return l, err
	}
	if same || d.Verb.Withdraws() {
		by, err := tx.ActorByID(item.SignerID)
		if err != nil {
			return l, err
		}
		if l.decision, err = o.gate.Still(tx, d.Verb, by, d.Inbox); err != nil {
			return l, err
		}
		l.pass, l.body = l.decision.Pass(), o.bodies.of(item)
		l.by, l.followers = by.IRI, d.Digest
		return l, nil
	}
	return o.planAgain(tx, l, d)
}

// unchanged tells whether the boundary and the post are as they were when the activity was written.
func (o *Outbound) unchanged(tx *store.Tx, item models.OutboxItem) (bool, error) {
	epoch, err := tx.Epoch()
	if err != nil || epoch != item.Epoch || o.lendsLong(tx, item) || o.gate.Timed(tx) {
		return false, err
	}
	if item.Event.PostID == 0 || item.Version == 0 {
		return true, nil
	}
	version, deleted, err := tx.PostVersion(item.Event.PostID)
	return version == item.Version && !deleted, err
}

// lendsLong tells whether an activity that waited holds addresses of files that end a while after they were made: they are made anew.
func (o *Outbound) lendsLong(tx *store.Tx, item models.OutboxItem) bool {
	const hour = 60 * 60 * 1000
	return tx.Now() > item.At+hour && bytes.Contains(item.Body, []byte(o.site.Lent("")))
}

// planAgain makes the plan anew and takes from it what is meant for this inbox, if anything still is.
func (o *Outbound) planAgain(tx *store.Tx, l letter, d delivery) (letter, error) {
	sends, err := o.plan(tx, l.item.Event)
	if err != nil {
		return l, nothingLeft(err)
	}
	for _, s := range sends {
		if s.act.IRI != l.item.Activity {
			continue
		}
		for _, r := range s.to {
			if r.Inbox != d.Inbox {
				continue
			}
			act := s.act
			l.subject = policy.Subject{Act: &act}
			l.by, l.followers = act.Actor.IRI, r.Digest
			judged, err := o.gate.Out(tx, d.Verb, l.subject, []gate.Receiver{r})
			if err != nil {
				return l, err
			}
			l.decision, l.pass = judged[0].Decision, judged[0].Decision.Pass()
			if !l.decision.Allows() {
				return l, nil
			}
			raw, err := o.written(tx, s, judged[0].Copy, nil)
			l.unproved = s.raw == nil && forTheWorld(act)
			l.body = bodyOf(raw)
			return l, err
		}
	}
	return l, nil // no longer meant for this inbox
}

// drop ends a delivery that may not go any more, and records why.
func (o *Outbound) drop(ctx context.Context, d delivery, l letter) error {
	return o.store.Write(ctx, func(tx *store.Tx) error { return o.refused(tx, d, l) })
}

// refused records why a delivery may not go any more.
func (o *Outbound) refused(tx *store.Tx, d delivery, l letter) error {
	if l.decision.Verdict == "" { // nobody there is meant any more
		return nil
	}
	j := gate.Judged{Receiver: gate.Receiver{Inbox: d.Inbox}, Decision: l.decision}
	s := l.subject
	if s.Act == nil {
		s.Act = &policy.Act{IRI: l.item.Activity, Verb: d.Verb, Object: l.item.Event.Object}
	}
	return o.gate.Record(tx, d.Verb, s, []gate.Judged{j})
}

// settle turns the peer's answer into the job's: done, never, or later; and notes how the peer is, unless that is written down already.
// It does so where its lane is brought, so that two commits never wait for each other over the rows of peers.
func (o *Outbound) settle(ctx context.Context, lane string, inbox models.IRI, reached bool, wait time.Duration, answer error) error {
	if answer == nil && reached {
		return nil
	}
	note := func(tx *store.Tx) error {
		switch {
		case answer == nil:
			return tx.ReachedPeer(inbox.Host())
		case errors.Is(answer, courier.ErrGone):
			if err := tx.EndInbox(inbox); err != nil {
				return err
			}
		}
		return tx.MissedPeer(inbox.Host())
	}
	if err := o.store.JoinAt(ctx, lane, note); err != nil {
		o.log.Warn("the health of a peer was not noted", "err", err)
	}
	switch {
	case answer == nil:
		return nil
	case errors.Is(answer, courier.ErrGone), errors.Is(answer, courier.ErrRefused):
		return jobs.Stop(fault.Say(answer))
	case wait > 0:
		return jobs.Rest(wait)
	}
	return answer
}

// body is what is posted, with the digest that its signature covers.
type body struct {
	bytes  []byte
	digest string
}

func bodyOf(b []byte) body { return body{bytes: b, digest: courier.Digest(b)} }

// bodies keeps the digests of what is being sent to many inboxes, a bounded number.
type bodies struct {
	mu   sync.Mutex
	max  int
	kept map[models.ID]body
}

func newBodies(max int) *bodies { return &bodies{max: max, kept: map[models.ID]body{}} }

func (b *bodies) of(item models.OutboxItem) body {
	b.mu.Lock()
	defer b.mu.Unlock()
	if found, ok := b.kept[item.ID]; ok {
		return found
	}
	if len(b.kept) >= b.max {
		clear(b.kept)
	}
	made := bodyOf(item.Body)
	b.kept[item.ID] = made
	return made
}
