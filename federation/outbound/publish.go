package outbound

import (
	"context"
	"log/slog"

	"guildhall/federation/courier"
	"guildhall/gate"
	"guildhall/jobs"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
	"guildhall/store"
	"guildhall/traces"
)

// The kinds of work of this package.
const (
	KindPublish = "publish" // payload: models.Event
	KindDeliver = "deliver" // payload: delivery
)

// Outbound publishes and delivers.
type Outbound struct {
	store   *store.Store
	site    paths.Site
	gate    *gate.Gate
	courier *courier.Courier
	keys    *keys.Ring
	log     *slog.Logger
	bodies  *bodies
	crowds  *crowds // for forecasts
}

// New puts the outbound side together; room is how many bytes it may keep for forecasts.
func New(st *store.Store, site paths.Site, g *gate.Gate, c *courier.Courier, k *keys.Ring, log *slog.Logger, room int64) *Outbound {
	return &Outbound{store: st, site: site, gate: g, courier: c, keys: k, log: log, bodies: newBodies(256), crowds: newCrowds(room)}
}

// Handlers are the jobs that this package does.
func (o *Outbound) Handlers() map[string]jobs.Handler {
	return map[string]jobs.Handler{KindPublish: o.Publish, KindDeliver: o.Deliver, KindSift: o.Sift}
}

// delivery is one activity on its way to one inbox.
type delivery struct {
	Outbox models.ID   `json:"outbox"`
	Inbox  models.IRI  `json:"inbox"`
	Verb   models.Verb `json:"verb"`
	Digest string      `json:"digest,omitempty"` // of the signer's followers there
}

// Publish turns one event into activities, has each receiver judged, records the answers, writes the deliveries and ends its job, all
// in one transaction: a crash before its end leaves the event to be published again, under the same ids, and one after it does not.
func (o *Outbound) Publish(ctx context.Context, j models.Job) (err error) {
	e, err := jobs.Payload[models.Event](j)
	if err != nil {
		return err
	}
	ctx, span := traces.Begin(traces.From(ctx, e.Trace, e.Activity), "plan", "")
	defer func() { span.End(err) }()
	with, err := o.ensureKeys(ctx, e)
	if err != nil {
		return err
	}
	return o.store.Join(ctx, func(tx *store.Tx) error {
		if err := waitsForOpening(tx, e.Kind.Withdraws()); err != nil {
			return err
		}
		if err := voidHeld(tx, e); err != nil {
			return err
		}
		sends, err := o.plan(tx, e)
		if err != nil {
			return nothingLeft(err)
		}
		for _, s := range sends {
			if err := o.dispatch(tx, e, s, with); err != nil {
				return err
			}
		}
		return jobs.Done(ctx, tx)
	})
}

// ensureKeys has keys made for whoever will sign, before the first use and outside the transaction, and gives those that prove.
func (o *Outbound) ensureKeys(ctx context.Context, e models.Event) (provers, error) {
	var signers, lacking []models.Actor
	err := o.store.Read(ctx, func(tx *store.Tx) error {
		by, err := tx.ActorByID(e.By)
		if err != nil {
			return nothingLeft(err)
		}
		of := []models.Actor{by}
		if e.PostID != 0 {
			community, err := tx.CommunityOf(e.PostID)
			if err != nil {
				return err
			}
			of = append(of, community...)
		}
		for _, a := range of {
			if !a.Local {
				continue
			}
			lacks, err := keys.Lacks(tx, a.ID)
			if err != nil {
				return err
			}
			signers = append(signers, a)
			if lacks {
				lacking = append(lacking, a)
			}
		}
		return nil
	})
	for _, a := range lacking {
		if err == nil {
			err = o.keys.Ensure(ctx, a)
		}
	}
	if err != nil {
		return nil, err
	}
	return o.provers(ctx, signers)
}

// dispatch judges one activity for its receivers, records, and enqueues what may go.
func (o *Outbound) dispatch(tx *store.Tx, e models.Event, s send, with provers) error {
	s, err := o.overtake(tx, s)
	if err != nil {
		return err
	}
	if len(s.to) == 0 {
		return nil
	}
	if err := o.parted(tx, s); err != nil {
		return err
	}
	to, err := o.living(tx, s.to)
	if err != nil {
		return err
	}
	subject := policy.Subject{Act: &s.act}
	judged, err := o.gate.Out(tx, s.act.Verb, subject, to)
	if err != nil {
		return err
	}
	if err := o.gate.Record(tx, s.act.Verb, subject, judged); err != nil {
		return err
	}
	items := map[policy.Variant]models.ID{}
	var work []jobs.Work
	var waiting, went []gate.Judged
	for _, j := range judged {
		if j.Would.Valid() {
			waiting = append(waiting, j)
		}
		if !j.Decision.Allows() {
			continue
		}
		item, written := items[j.Copy.Variant()]
		if !written {
			if item, err = o.write(tx, e, s, j.Copy, with); err != nil {
				return err
			}
			items[j.Copy.Variant()] = item
		}
		work = append(work, jobs.Work{Lane: jobs.Host(j.Inbox.Host()), Kind: KindDeliver, Ref: item, Turn: s.turn(j.Inbox), Urgent: urgent(s.act, j.Receiver),
			Payload: delivery{Outbox: item, Inbox: j.Inbox, Verb: carriedBy(&s.act), Digest: j.Digest}, Once: once(j.Inbox, s.act.IRI)})
		went = append(went, j)
	}
	if err := o.remember(tx, s, went); err != nil {
		return err
	}
	if err := o.hold(tx, e, s, waiting, with); err != nil {
		return err
	}
	return jobs.Add(tx, work...)
}

// carriedBy is what an activity does to those who get it: what only takes something back stays that when a community passes it on.
func carriedBy(a *policy.Act) models.Verb {
	if a.Withdraws() && !a.Verb.Withdraws() {
		return a.Inner.Verb
	}
	return a.Verb
}

// write makes the body that all receivers of one variant share.
func (o *Outbound) write(tx *store.Tx, e models.Event, s send, c policy.Copy, with provers) (models.ID, error) {
	body, err := o.written(tx, s, c, with)
	if err != nil {
		return 0, err
	}
	epoch, err := tx.Epoch()
	if err != nil {
		return 0, err
	}
	e.Trace = traces.Carry(tx.Context())
	item := models.OutboxItem{Activity: s.act.IRI, Event: e, SignerID: s.act.Actor.ID, Epoch: epoch, Body: body}
	if s.act.Post != nil {
		item.Version = s.act.Post.Version
	}
	err = tx.AddOutbox(&item)
	return item.ID, err
}

// remember notes who has the thing from now on, or has it no more.
func (o *Outbound) remember(tx *store.Tx, s send, went []gate.Judged) error {
	if s.has == 0 {
		return nil
	}
	var have []models.Handed
	at := map[models.Handed]int{} // each place once, and changed if any copy for it was
	for _, j := range went {
		changed := 0
		if j.Copy.Variant().Changed != "" && s.act.Post != nil {
			changed = s.act.Post.Version
		}
		for _, h := range j.Hosts {
			place := models.Handed{PostID: s.has, Host: h, Inbox: j.Inbox, Door: models.Out}
			i, known := at[place]
			if !known {
				i, have = len(have), append(have, place)
				at[place] = i
			}
			have[i].Changed = max(have[i].Changed, changed)
		}
	}
	if !s.ends {
		return tx.AddHanded(have...)
	}
	for _, h := range have {
		if err := tx.EndHanded(s.has, h.Host); err != nil {
			return err
		}
	}
	return nil
}
