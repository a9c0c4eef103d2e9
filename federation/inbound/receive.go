package inbound

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
	"guildhall/traces"
)

// Request is one POST to an inbox: the head as it came and the bounded body.
type Request struct {
	HTTP  *http.Request
	Body  []byte
	Owner models.IRI                   // whose personal inbox it is; empty for the shared one
	Count func(host models.Host) error // counts the request for the server that signed it, which is proved by then; may be nil
	Share func(by models.IRI) error    // counts what one account shares, likewise; may be nil
}

// Receive takes one inbox POST as far as a durable row. It decides nothing that it cannot decide cheaply. The error tells
// the answer: Malformed 400, Unsigned 401, Forbidden 403, Hidden 404 (no such inbox, for those who may know), TooLarge
// 413, Unavailable 503; nil is 202, also for an activity already known.
// spec: ap#server-to-server-interactions; ap#inbox
func (in *Inbound) Receive(ctx context.Context, r Request) (err error) {
	doc, err := wire.Parse(r.Body)
	if err != nil {
		return err
	}
	act := doc.Activity
	if act == nil {
		return fault.New(fault.Malformed, "inbound.Receive", "An inbox takes activities, and this document is none.")
	}
	ctx, span := traces.Begin(traces.From(ctx, "", act.ID), "inbox POST", act.Actor.Host())
	defer func() { span.End(err) }()
	if recipients := len(act.To) + len(act.Cc); recipients > maxRecipients {
		return fault.New(fault.TooLarge, "inbound.Receive", "The activity has too many recipients.")
	}
	within, verify := traces.Begin(ctx, "verify", act.Actor.Host())
	signer, err := in.resolve.Signer(within, resolve.SignedRequest{Request: r.HTTP, Body: r.Body}, act.Actor, act.Verb)
	verify.End(err)
	if fault.Is(err, fault.Gone) && act.EndsAccount {
		return in.farewell(ctx, r, act)
	}
	own := true
	if errors.Is(err, resolve.ErrOther) && forwarded(act) {
		signer, own, err = in.resolve.Forwarder(ctx, resolve.SignedRequest{Request: r.HTTP, Body: r.Body}, act)
	}
	if err != nil {
		return err
	}
	if r.Count != nil {
		if err := r.Count(signer.Host); err != nil {
			return err
		}
	}
	if !own {
		return in.record(ctx, r, act, signer)
	}
	if act.ID != "" && act.ID.Host() != signer.Host {
		return fault.New(fault.Forbidden, "inbound.Receive", "The id of the activity belongs to another server than its actor.")
	}
	if r.Share != nil && sharing(act, signer) {
		if err := r.Share(signer.IRI); err != nil {
			return err
		}
	}
	if err := in.record(ctx, r, act, signer); err != nil {
		return err
	}
	in.compare(ctx, r.HTTP, signer)
	return nil
}

// sharing tells whether an activity counts towards what one account may share in a minute. A community passes on what many
// people do, and is held by the limit of its server.
func sharing(act *wire.Activity, by models.Actor) bool {
	return act.Kind == wire.AnnounceObject || act.Kind == wire.AnnounceActivity && by.Kind != models.Community
}

// farewell takes the end of an account whose key went with it, so that nobody can sign for it any more, on the word of its own
// server, which has to say that it is gone. Somebody who is not known here needs no farewell.
// spec: ap#delete-activity-inbox
func (in *Inbound) farewell(ctx context.Context, r Request, act *wire.Activity) error {
	who, gone, err := in.resolve.SaidGone(ctx, act.Actor)
	if err != nil || !gone || act.ID != "" && act.ID.Host() != who.Host {
		return err
	}
	return in.record(ctx, r, act, who)
}

const maxRecipients = 1000

// forwarded tells whether an activity is taken from somebody else than its actor: what is said of posts can be looked up
// where they live. spec: ap#inbox-forwarding
func forwarded(act *wire.Activity) bool {
	return act.Kind == wire.Create || act.Kind == wire.Update && act.Person == nil || act.Kind == wire.Delete && !act.EndsAccount
}

// record makes the row, in a commit shared with whoever else waits, and hands it over.
func (in *Inbound) record(ctx context.Context, r Request, act *wire.Activity, signer models.Actor) error {
	item := models.InboxItem{Activity: act.ID, SignerID: signer.ID, Host: signer.Host, Verb: act.Verb, Body: r.Body, State: models.Received}
	if act.Actor != signer.IRI || item.Activity == "" { // a hint takes nobody's id; transient: the same bytes of the same signer are the same activity
		sum := sha256.Sum256(append([]byte(signer.IRI+"\n"), r.Body...))
		kind := "transient:"
		if act.Actor != signer.IRI {
			kind = "hint:"
		}
		item.Activity = models.IRI(kind + hex.EncodeToString(sum[:]))
	}
	fresh, full := false, in.line.full(signer.Host) // then the row waits for the sweep, and memory does not grow
	err := in.store.Join(ctx, func(tx *store.Tx) error {
		if err := in.address(tx, &item, r.Owner); err != nil {
			return err
		}
		item.Due = tx.Now() + takeOver
		if full {
			item.Due = tx.Now() // behind what waits there
		}
		var err error
		fresh, err = tx.AddInbox(&item)
		return err
	})
	switch {
	case err != nil || !fresh:
	case full:
		in.sweepSoon()
	default:
		in.hand(work{item: item, act: act, signer: signer})
	}
	return err
}

// address finds the owner of a personal inbox. A person inside has none that an outsider could find (law 5).
func (in *Inbound) address(tx *store.Tx, item *models.InboxItem, owner models.IRI) error {
	if owner == "" {
		return nil
	}
	a, err := tx.ActorByIRI(owner)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	if err != nil || !a.Local || a.Gone != 0 || (a.Outward == 0 && a.Kind != models.Organisation) {
		return fault.New(fault.Hidden, "inbound.address", "There is nothing here.")
	}
	item.OwnerID = &a.ID
	return nil
}
