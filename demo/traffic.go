package demo

import (
	"context"
	"fmt"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/services/conversations"
	"guildhall/store"
)

// The traffic of machines: loggers in Northwind's crates, Acme's bed board, the Guild's alerts. Every reading is a post that is judged,
// recorded, signed, sent and judged again where it arrives, so that the record is as full as that of a fortnight at work.

// hours of traffic.
const hours = 14 * 24

// reading is what one machine posts in an hour.
type reading struct {
	who  string
	n    int // posts an hour
	text func(hour, i int) conversations.Ask
}

var readings = []reading{
	{"loggers", 7, func(h, i int) conversations.Ask {
		return world(fmt.Sprintf("Crate %d: %d.%d °C, lid shut.", i+11, 3+(h*7+i*3)%3, (h*5+i*11)%10))
	}},
	{"bedboard", 5, func(h, i int) conversations.Ask {
		where := []string{"4A", "4B", "5A", "5B", "6"}[i]
		free := (h*3 + i*5) % 7
		if (h+i)%9 == 0 {
			return among(fmt.Sprintf("Ward %s: bed %d is being cleaned, %d free.", where, 1+(h+i)%24, free))
		}
		return among(fmt.Sprintf("Ward %s: %d free.", where, free))
	}},
	{"alerts", 2, func(h, i int) conversations.Ask {
		about := []string{"bedside lactate", "handover by night", "screening forms", "cold chains", "early antibiotics", "alarms that nobody hears"}[(h+i*2)%6]
		return world(fmt.Sprintf("New in the index, number %d: a paper on %s.", 4100+h*2+i, about))
	}},
}

// reads lets the machines post what they have for an hour, each organisation in one transaction.
func (d *demo) reads(ctx context.Context, hour int) error {
	for _, r := range readings {
		m := d.cast[r.who]
		err := m.at.Store.Write(ctx, func(tx *store.Tx) error {
			by, err := tx.ActorByID(m.ID)
			for i := 0; err == nil && i < r.n; i++ {
				ask := r.text(hour, i)
				ask.By = by
				_, err = conversations.Post(tx, m.at.Site, ask)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return d.settle(ctx)
}

// acmesPolicy is what Acme's boundary obeys from the fourth day on.
const acmesPolicy = `words:
  projects: [Falcon]
rules:
  - name: project-names-wait
    why: Project names stay inside until they are announced.
    when: crossing.direction == "out" && anyOf(post.text, words.projects)
    then: {verdict: hold, reviewers: 1}
    examples:
      - given: {crossing: {direction: out}, post: {text: "Falcon starts in May"}}
        expect: hold
      - given: {crossing: {direction: out}, post: {text: "We start in May"}}
        expect: allow
  - name: no-bed-numbers
    why: Which bed it is stays on the ward.
    when: crossing.direction == "out" && actor.handle == "bedboard"
    then: {changes: [{replace: 'bed \d+', with: "a bed"}]}
    examples:
      - given: {crossing: {direction: out}, actor: {handle: bedboard}, post: {text: "Ward 4B: bed 7 is being cleaned"}}
        expect: change
  - name: nights-are-counted-again
    why: The numbers of the night are counted again at three.
    when: crossing.direction == "out" && actor.handle == "bedboard" && crossing.time.getHours() < 3
    then: {verdict: deny}
    examples:
      - given: {crossing: {direction: out, time: "2026-11-02T01:30:00Z"}, actor: {handle: bedboard}}
        expect: deny
      - given: {crossing: {direction: out, time: "2026-11-02T04:30:00Z"}, actor: {handle: bedboard}}
        expect: allow
  - name: no-telephone-numbers
    why: Telephone numbers are not for everybody.
    when: crossing.direction == "out" && detect(post.text, "phone")
    then: {verdict: deny}
    mode: shadow
    examples:
      - given: {crossing: {direction: out}, post: {text: "Call +49 30 123456."}}
        expect: deny
`

// obeys has a policy rehearsed over what crossed so far, put forward by one person and confirmed by another.
func obeys(who, second, text, reason string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		h := d.cast[who].at
		c, faults := boundary.Check("policy.yaml", []byte(text))
		if len(faults) > 0 {
			return fault.New(fault.Internal, "demo.obeys", faults[0].Error())
		}
		if _, err := boundary.Rehearse(ctx, h.Store, h.Ledger, c, models.At(d.clock.Now().Add(-7*24*time.Hour))); err != nil {
			return err
		}
		version := 0
		err := d.as(ctx, who, func(tx *store.Tx, _ *house, by models.Actor) error {
			step, err := boundary.Activate(tx, by, c, reason, 2)
			version = step.Version
			return err
		})
		if err != nil {
			return err
		}
		return d.as(ctx, second, func(tx *store.Tx, _ *house, by models.Actor) error {
			_, err := boundary.Approve(tx, by, version)
			return err
		})
	}
}

// lets is a reviewer's yes to what has waited longest.
func lets(who, words string) func(context.Context, *demo) error {
	return func(ctx context.Context, d *demo) error {
		return d.as(ctx, who, func(tx *store.Tx, _ *house, by models.Actor) error {
			waits, err := boundary.QueueFor(tx, by)
			if err != nil || len(waits) == 0 {
				return missed(who, "what waits", err)
			}
			_, err = boundary.Release(tx, by, waits[0].ID, words)
			return err
		})
	}
}
