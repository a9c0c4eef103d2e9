package outbound

import (
	"context"
	"slices"

	"guildhall/fault"
	"guildhall/gate"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// KindSift is the work of taking out of the queue to a server what may not go there any more; payload: its host.
const KindSift = "sift"

// turn names what belongs together on its way to one inbox: all that is said of one post, or by one actor to another. A
// Follow, its Undo, the answer to one and a Create with what edits or deletes it each have one turn.
func turn(inbox models.IRI, act policy.Act) string {
	about := &act
	for about.Inner != nil && about.Inner.Object != "" {
		about = about.Inner
	}
	return string(inbox) + " " + string(about.Object)
}

// turn is the row in which a send waits for its turn at an inbox.
func (s *send) turn(inbox models.IRI) string {
	if s.after != "" {
		return turn(inbox, policy.Act{Object: s.after})
	}
	return turn(inbox, s.act)
}

// once is the key of one activity on its way to one inbox.
func once(inbox, activity models.IRI) string { return string(activity) + " " + string(inbox) }

// urgent tells whether somebody waits for what is sent: it names whom it goes to, as a mention, a letter, a Follow or its
// answer does.
func urgent(act policy.Act, r gate.Receiver) bool {
	return r.Named || r.Person != "" && slices.Contains(act.To, r.Person)
}

// overtake takes out of the queue what a withdrawal makes void, and leaves out those receivers who had nothing else: what
// never left need not be taken back. Whoever has the thing, or may have it, still hears of its end.
func (o *Outbound) overtake(tx *store.Tx, s send) (send, error) {
	var void func(r gate.Receiver) ([]store.Queued, error)
	switch {
	case s.act.Verb == models.Delete && s.ends:
		void = func(r gate.Receiver) ([]store.Queued, error) { return tx.DropTurn(turn(r.Inbox, s.act)) }
	case s.act.Verb == models.Undo && s.act.Inner != nil && s.act.Inner.IRI != "":
		void = func(r gate.Receiver) ([]store.Queued, error) { return tx.DropOnce(once(r.Inbox, s.act.Inner.IRI)) }
	default:
		return s, nil
	}
	unsent := map[models.IRI]bool{}
	for _, r := range s.to {
		dropped, err := void(r)
		if err != nil {
			return s, err
		}
		unsent[r.Inbox] = neverLeft(dropped)
	}
	have, err := o.haveOtherwise(tx, s, unsent)
	if err != nil {
		return s, err
	}
	var to []gate.Receiver
	for _, r := range s.to {
		if !unsent[r.Inbox] || slices.ContainsFunc(r.Hosts, func(h models.Host) bool { return have[h] }) {
			to = append(to, r)
			continue
		}
		if s.has != 0 {
			if err := tx.EndHanded(s.has, r.Hosts...); err != nil {
				return s, err
			}
		}
	}
	s.to = to
	return s, nil
}

// neverLeft tells whether what was taken out of the queue began with a first crossing, and no part of it was tried or is
// being tried.
func neverLeft(dropped []store.Queued) bool {
	first := false
	for _, q := range dropped {
		d, err := jobs.Payload[delivery](q.Job)
		if err != nil || q.Attempt > 0 || q.Leased {
			return false
		}
		first = first || !d.Verb.Withdraws() && d.Verb != models.Update
	}
	return first
}

// haveOtherwise are the servers that have a thing by another way than by what was just taken out of the queue.
func (o *Outbound) haveOtherwise(tx *store.Tx, s send, unsent map[models.IRI]bool) (map[models.Host]bool, error) {
	have := map[models.Host]bool{}
	if s.has == 0 {
		return have, nil
	}
	rows, err := tx.HandedTo(s.has, false)
	for _, h := range rows {
		if h.Door != models.Out || !unsent[h.Inbox] {
			have[h.Host] = true
		}
	}
	return have, err
}

// Sift takes out of the queue to a server all that may not go there any more, and records why, without waiting until the
// server is tried again.
func (o *Outbound) Sift(ctx context.Context, j models.Job) error {
	host, err := jobs.Payload[models.Host](j)
	if err != nil {
		return err
	}
	var after models.ID
	for {
		var n int
		if err := o.store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = o.sift(tx, jobs.Host(host), &after, func(models.OutboxItem, delivery) bool { return true })
			if err != nil {
				return err
			}
			return jobs.Still(ctx, tx)
		}); err != nil || n == 0 {
			return err
		}
	}
}

const siftAtOnce = 200

// sift judges deliveries of a lane again and takes out those that may not go; it tells how many it looked at.
func (o *Outbound) sift(tx *store.Tx, lane string, after *models.ID, which func(models.OutboxItem, delivery) bool) (int, error) {
	waiting, err := tx.QueuedIn(lane, KindDeliver, *after, siftAtOnce)
	if err != nil {
		return 0, err
	}
	for _, q := range waiting {
		*after = q.ID
		d, err := jobs.Payload[delivery](q)
		if err != nil {
			continue // it is given up at its turn
		}
		item, err := tx.OutboxItem(d.Outbox)
		if fault.Is(err, fault.Missing) || err == nil && !which(item, d) {
			continue
		}
		if err != nil {
			return 0, err
		}
		l, err := o.judgeAgain(tx, d)
		if err != nil {
			return 0, err
		}
		if l.pass.Opens(models.Out, d.Inbox.Host()) {
			continue
		}
		if err := o.refused(tx, d, l); err != nil {
			return 0, err
		}
		if err := tx.DropJob(q.ID); err != nil {
			return 0, err
		}
	}
	return len(waiting), nil
}

// parted takes out of the queue what one actor said to another before a block came between them.
func (o *Outbound) parted(tx *store.Tx, s send) error {
	if s.act.Verb != models.Block {
		return nil
	}
	for _, r := range s.to {
		var after models.ID
		for {
			n, err := o.sift(tx, jobs.Host(r.Inbox.Host()), &after, func(item models.OutboxItem, d delivery) bool {
				return d.Inbox == r.Inbox && item.SignerID == s.act.Actor.ID && !d.Verb.Withdraws()
			})
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}
