package inbound

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
	"guildhall/traces"
)

// Inbound receives and applies.
type Inbound struct {
	store   *store.Store
	site    paths.Site
	gate    *gate.Gate
	resolve *resolve.Resolver
	log     *slog.Logger
	line    *line
	nudge   chan struct{} // wakes the sweep
	wg      sync.WaitGroup
	busy    sync.WaitGroup
}

const (
	takeOver = models.Time(60_000) // after this a row that nobody settled is taken up again
	maxTries = 8
)

// work is one received activity on its way to its effect.
type work struct {
	item   models.InboxItem
	act    *wire.Activity
	signer models.Actor
}

// New puts the inbound side together; Start sets its workers going.
func New(st *store.Store, site paths.Site, g *gate.Gate, r *resolve.Resolver, log *slog.Logger) *Inbound {
	return &Inbound{store: st, site: site, gate: g, resolve: r, log: log, line: newLine(), nudge: make(chan struct{}, 1)}
}

// Start applies what arrives, and every few seconds what an earlier process left behind, until ctx ends.
func (in *Inbound) Start(ctx context.Context) {
	context.AfterFunc(ctx, in.line.end)
	for range workers {
		in.wg.Go(func() {
			for {
				w, ok := in.line.take()
				if !ok {
					return
				}
				in.process(ctx, w)
				in.line.done(w.signer.Host)
				in.busy.Done()
			}
		})
	}
	in.wg.Go(func() {
		if err := in.takeBack(ctx); err != nil && ctx.Err() == nil {
			in.log.Warn("what an earlier process left waits for its time", "err", err)
		}
		for {
			in.Sweep(ctx)
			select {
			case <-ctx.Done():
				return
			case <-in.nudge:
			case <-time.After(5 * time.Second):
			}
		}
	})
}

// takeBack makes due at once what an earlier process had taken: on SQLite this is the only server, so that one is gone.
func (in *Inbound) takeBack(ctx context.Context) error {
	if in.store.Dialect() != store.SQLite {
		return nil
	}
	return in.store.Write(ctx, func(tx *store.Tx) error { return tx.FreeInbox() })
}

// sweepSoon wakes the sweep. It never waits.
func (in *Inbound) sweepSoon() {
	select {
	case in.nudge <- struct{}{}:
	default:
	}
}

// Wait returns when the workers have ended after their context did.
func (in *Inbound) Wait() { in.wg.Wait() }

// hand gives work over in memory; when there is no room the row waits for the sweep.
func (in *Inbound) hand(w work) {
	in.busy.Add(1)
	if !in.line.put(w) {
		in.busy.Done()
	}
}

// Sweep takes up received rows whose time has come: what a crash left, what did not fit into the queue, what failed for
// a passing reason.
func (in *Inbound) Sweep(ctx context.Context) {
	for ctx.Err() == nil {
		var items []models.InboxItem
		due := false
		err := in.store.Read(ctx, func(tx *store.Tx) (err error) { // mostly there is nothing, and nothing to write for it
			due, err = tx.InboxDue()
			return err
		})
		if err != nil || !due {
			return
		}
		err = in.store.Write(ctx, func(tx *store.Tx) (err error) {
			items, err = tx.ClaimInbox(64, tx.Now()+takeOver)
			return err
		})
		if err != nil || len(items) == 0 {
			return
		}
		var group sync.WaitGroup
		for _, item := range items {
			group.Go(func() { in.again(ctx, item) })
		}
		group.Wait()
	}
}

// again reads a stored row back into work.
func (in *Inbound) again(ctx context.Context, item models.InboxItem) {
	w := work{item: item}
	doc, err := wire.Parse(item.Body)
	if err == nil && doc.Activity != nil {
		w.act = doc.Activity
		err = in.store.Read(ctx, func(tx *store.Tx) (err error) {
			w.signer, err = tx.ActorByID(item.SignerID)
			return err
		})
	}
	if err != nil {
		in.settle(ctx, w, models.Failed, "parse", fault.Say(err))
		return
	}
	in.process(ctx, w)
}

// Queued tells how many received activities wait in memory, and their bytes.
func (in *Inbound) Queued() (activities int, bytes int64) { return in.line.waiting() }

// Idle waits until everything handed over was applied; tests and the demo use it.
func (in *Inbound) Idle() { in.busy.Wait() }

// process finds what is missing, then judges, keeps, applies and settles in one transaction.
func (in *Inbound) process(ctx context.Context, w work) {
	ctx, span := traces.Begin(traces.After(ctx, w.act.ID), "apply", w.signer.Host)
	var err error
	defer func() { span.End(err) }()
	err = insist(ctx, func() error {
		if err := in.waitsOutside(w); err != nil {
			return err
		}
		found, err := in.resolve.Find(ctx, w.act, w.signer)
		if err != nil {
			return err
		}
		return in.store.Join(ctx, func(tx *store.Tx) error { return in.take(tx, w, found) })
	})
	if err == nil || ctx.Err() != nil {
		return
	}
	if waiting := in.waitsOutside(w); waiting != nil {
		w.item.Tries = 4 // four minutes, and no end of tries
		in.later(ctx, w, waiting)
		return
	}
	w.item.Tries++
	if passing(err) && w.item.Tries < maxTries {
		in.later(ctx, w, err)
		return
	}
	state := outcome(err)
	if state == models.Failed {
		in.log.Warn("an activity was not applied", "verb", string(w.act.Verb), "host", string(w.signer.Host), "err", err)
	}
	in.settle(ctx, w, state, "apply", fault.Say(err))
}

// insist does something again and again while the database is away: what was accepted waits for it, and loses no try.
func insist(ctx context.Context, do func() error) error {
	for wait := awayFirst; ; wait = min(2*wait, awayLongest) {
		err := do()
		if !store.IsAway(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

const (
	awayFirst   = 50 * time.Millisecond
	awayLongest = 2 * time.Second
)

// waitsOutside says that an activity waits until federation is opened. What takes something back does not.
func (in *Inbound) waitsOutside(w work) error {
	if in.gate.Closed() && !w.act.Verb.Withdraws() {
		return fault.New(fault.Unavailable, "inbound.process", "It waits until federation is opened.")
	}
	return nil
}

// take is the transaction of one activity.
func (in *Inbound) take(tx *store.Tx, w work, found resolve.Found) error {
	reach := reachOf(found)
	post, err := in.postIn(tx, found)
	if err != nil {
		return err
	}
	_, judge := traces.Begin(tx.Context(), "judge", w.signer.Host)
	d, err := in.gate.In(tx, gate.Arrival{Host: w.signer.Host, Verb: w.act.Verb, Activity: w.item.Activity, Object: w.act.Object, Actor: &w.signer, Reach: reach, Post: post})
	judge.End(err)
	if err != nil {
		return err
	}
	said := w.act
	if found.Reaction != nil {
		said = found.Reaction.Act
	}
	if by := said.Actor.Host(); d.Verdict == models.Allow && by != w.signer.Host { // passed on: its own server is judged too, and waits for nobody
		if d, err = in.gate.In(tx, gate.Arrival{Host: by, Verb: said.Verb, Activity: w.item.Activity, Object: said.Object, Reach: reach, Post: post}); err != nil {
			return err
		}
		if d.Verdict != models.Allow {
			return tx.SettleInbox(w.item.ID, models.Refused, d.Rule, d.Why)
		}
	}
	switch d.Verdict {
	case models.Hold:
		return in.hold(tx, w, d)
	case models.Deny:
		if err := in.declineFollow(tx, w); err != nil {
			return err
		}
		return in.finish(tx, w, models.Refused, d.Rule, d.Why)
	}
	now, err := tx.ActorByID(w.signer.ID) // as it stands, not as it was when the signature was checked
	if err != nil {
		return err
	}
	if now.Suspended != 0 && !w.act.Verb.Withdraws() {
		return tx.SettleInbox(w.item.ID, models.Refused, "moderation", "A moderator suspended this account.")
	}
	if err := tx.HeardPeer(w.signer.Host); err != nil {
		return err
	}
	kept, err := in.resolve.Keep(tx, found)
	if err != nil {
		return err
	}
	state, err := in.apply(tx, w, kept)
	if err != nil {
		return err
	}
	return in.finish(tx, w, state, d.Rule, "")
}

// outcome is the state that an error leaves: somebody's mistake is a refusal, ours a failure.
func outcome(err error) models.InboxState {
	switch fault.KindOf(err) {
	case fault.Forbidden, fault.Invalid, fault.Malformed:
		return models.Refused
	case fault.Missing, fault.Hidden, fault.Gone:
		return models.NoEffect
	}
	return models.Failed
}

// passing tells whether trying again may help.
func passing(err error) bool {
	switch fault.KindOf(err) {
	case fault.Unreachable, fault.Unavailable, fault.TooMany, fault.Internal, fault.Conflict:
		return true
	}
	return false
}

func (in *Inbound) later(ctx context.Context, w work, why error) {
	err := insist(ctx, func() error {
		return in.store.Join(ctx, func(tx *store.Tx) error {
			wait := models.Time(15_000) << min(w.item.Tries, 10)
			if fault.Is(why, fault.Conflict) { // two met over one thing: the next turn may be soon
				wait = models.Time(1_000) << min(w.item.Tries, 10)
			}
			return tx.PutOffInbox(w.item.ID, tx.Now()+wait, fault.Say(why))
		})
	})
	if err != nil {
		in.log.Error("a retry was not noted", "err", err)
	}
}

func (in *Inbound) settle(ctx context.Context, w work, s models.InboxState, rule, why string) {
	err := insist(ctx, func() error {
		return in.store.Join(ctx, func(tx *store.Tx) error { return in.finish(tx, w, s, rule, why) })
	})
	if err != nil {
		in.log.Error("an activity was not settled", "err", err)
	}
}
