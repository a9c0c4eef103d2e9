package resolve

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/policy"
)

// want is what a request asks for, with a name to join equal ones by.
type want struct {
	courier.Want
	name string
}

var (
	aDocument = want{courier.Document, "document"}
	aFinger   = want{courier.WebFinger, "webfinger"}
	aJSON     = want{courier.JSON, "json"}
)

// page is what an address answered. Several errands may share one, so nobody changes it.
type page struct {
	at   models.IRI // where it was, after redirects
	body []byte
}

// get asks one address, with a pass from the gate for its host and for the host of each redirect. Equal requests under
// way are joined.
func (e *errand) get(ctx context.Context, at models.IRI, want want) (page, error) {
	const op = "resolve.get"
	host := at.Host()
	switch {
	case host == "":
		return page{}, fault.New(fault.Invalid, op, "This is not a web address.")
	case e.site.Ours(at):
		return page{}, fault.New(fault.Missing, op, "There is nothing here.")
	case !e.insecure && !strings.HasPrefix(string(at), "https://"):
		return page{}, fault.New(fault.Forbidden, op, "Only https addresses are followed.")
	}
	if err := e.rested(host); err != nil {
		return page{}, err
	}
	if err := e.spend(host); err != nil {
		return page{}, err
	}
	cause := e.cause
	pass, err := e.pass(ctx, host, cause)
	if err != nil {
		return page{}, err
	}
	name := string(at) + "\n" + want.name
	if cause != nil {
		name += "\n" + cause.Distance.String()
	}
	if e.asks != "" {
		name += "\nasked"
	}
	answers := e.joined.DoChan(name, func() (any, error) {
		ctx, done := context.WithTimeout(context.WithoutCancel(ctx), errandTime) // others may wait for it too
		defer done()
		return e.ask(ctx, pass, at, want, cause)
	})
	select {
	case a := <-answers:
		if a.Err != nil {
			return page{}, a.Err
		}
		return a.Val.(page), nil
	case <-ctx.Done():
		return page{}, fault.New(fault.Unreachable, op, string(host)+" did not answer in time. Please try again later.").Because(ctx.Err())
	}
}

// ask sends the request, signed by the organisation's own actor.
func (e *errand) ask(ctx context.Context, pass policy.Pass, at models.IRI, want want, cause *models.Reach) (page, error) {
	key, err := e.ownKey(ctx)
	if err != nil {
		return page{}, err
	}
	next := func(host models.Host) (policy.Pass, error) {
		if host == e.site.Host {
			return policy.Pass{}, nonsense("resolve.ask", string(at.Host())+" sends us back to ourselves.").Because(courier.ErrRefused)
		}
		if err := cmp.Or(e.rested(host), e.pace(host)); err != nil {
			return policy.Pass{}, err
		}
		return e.pass(ctx, host, cause)
	}
	answer, err := e.courier.Get(ctx, pass, at, want.Want, key, next)
	if err != nil {
		e.rest(answer.Final.Host(), answer.Status, answer.RetryAfter)
		return page{}, told(at.Host(), answer.Status, err)
	}
	return page{at: answer.Final, body: answer.Body}, nil
}

// told puts the failure of a request into words for whoever asked here: what another server answered us is no answer of
// ours.
func told(host models.Host, status int, err error) error {
	const op = "resolve.ask"
	switch fault.KindOf(err) {
	case fault.Forbidden:
		if status != 0 && errors.Is(err, courier.ErrRefused) {
			return nonsense(op, string(host)+" does not show this to us.").Because(err)
		}
	case fault.NotSupported, fault.TooLarge:
		return nonsense(op, string(host)+" did not answer with a document that can be read here.").Because(err)
	case fault.Unreachable, fault.TooMany:
		return fault.New(fault.Unreachable, op, string(host)+" did not answer as it should. Please try again later.").Because(err)
	}
	return err
}

// read gets an address and reads what it answers as an ActivityStreams document. Whether it is what it says is not judged
// here.
// spec: ap#retrieving-objects
func (e *errand) read(ctx context.Context, at models.IRI) (wire.Document, models.IRI, error) {
	p, err := e.get(ctx, at, aDocument)
	if err != nil {
		return wire.Document{}, "", err
	}
	doc, err := wire.Parse(p.body)
	if err != nil {
		return doc, p.at, nonsense("resolve.read", "The answer of "+string(at.Host())+" cannot be read.").
			Because(errors.Join(courier.ErrRefused, err))
	}
	return doc, p.at, nil
}

// document gets what an id names. Only the address that a document names as its id can speak for it: an answer with
// another id, such as that of a page for people, is asked for again where it says that it lives.
func (e *errand) document(ctx context.Context, id models.IRI) (wire.Document, error) {
	id = bare(id)
	doc, from, err := e.read(ctx, id)
	if err != nil {
		return doc, err
	}
	if own(doc, id, from) {
		return doc, nil
	}
	if doc.ID == id || doc.ID.Host() == "" {
		return doc, nonsense("resolve.document", "The answer of "+string(id.Host())+" does not come from where it says that it lives.")
	}
	id = doc.ID
	if doc, from, err = e.read(ctx, bare(id)); err != nil {
		return doc, err
	}
	if doc.ID != id || !own(doc, id, from) {
		return doc, nonsense("resolve.document", "The answer of "+string(id.Host())+" does not come from where it says that it lives.")
	}
	return doc, nil
}

// own tells whether a document was served by its own address.
func own(doc wire.Document, asked, from models.IRI) bool {
	return doc.ID.Host() != "" && doc.ID.Host() == from.Host() && (doc.ID == asked || doc.ID == from)
}

// bare is an id without its fragment: the document that it stands in.
func bare(i models.IRI) models.IRI {
	s, _, _ := strings.Cut(string(i), "#")
	return models.IRI(s)
}
