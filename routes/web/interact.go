package web

import (
	"net/http"
	"net/url"
	"strings"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/store"
)

// rowsOfInteracting lead between servers: a visitor goes on with somebody of ours at home, and people of ours open here what they found
// on another server, at the addresses that Mastodon and Lemmy send them to.
func rowsOfInteracting(w *Web) []door.Row {
	return []door.Row{
		w.visitor(get, frontend.PathOnward, "page", (*visit).onward),
		w.member(get, frontend.PathInteract, (*visit).interact),
		w.member(get, frontend.PathInteractLemmy, (*visit).interact),
	}
}

// onward leads a visitor who told their own address to the same person or community at their own server. Who is not shown to visitors
// is not there.
func (v *visit) onward() error {
	if v.who != nil {
		return v.done(frontend.PathProfile.With(v.name()), "")
	}
	who, err := v.Gate.Page(v.ctx(), func(tx *store.Tx) (policy.Subject, error) {
		a, err := v.named(tx, v.name())
		if err != nil || !a.Local || a.Kind == models.Organisation {
			return policy.Subject{}, elseHidden(err)
		}
		doc, err := v.Gate.ActorDoc(tx, a)
		return policy.Subject{Actor: &doc}, err
	})
	if err != nil {
		return err
	}
	p := frontend.Onward{Actor: who, Address: v.query("address")}
	if p.Address == "" {
		return v.show(http.StatusOK, p)
	}
	if len(p.Address) > longestQuery {
		return fault.New(fault.TooLarge, "web.onward", "That is too long for an address. Write it like @me@social.example.")
	}
	if err := v.Door.Pace(v.gin.Writer, door.LookUps, door.Network(door.Of(v.gin).Address)); err != nil {
		return err
	}
	p.To, err = v.Resolve.Onward(v.ctx(), p.Address, who.Subject().Actor.IRI)
	if again(err) {
		p.Problem = frontend.ProblemOf(err)
		return v.show(fault.Status(err), p)
	}
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, p)
}

// interact opens what somebody of ours found on another server, or here: a person, a community or a post.
func (v *visit) interact() error {
	uri := v.query("uri")
	if uri == "" {
		uri = v.query("acct")
	}
	if len(uri) > longestQuery {
		return fault.New(fault.TooLarge, "web.interact", "That is too long to look for.")
	}
	if !whole(uri) {
		return v.done(frontend.PathFind.With()+"?q="+url.QueryEscape(uri), "")
	}
	if err := v.Door.Pace(v.gin.Writer, door.LookUps, v.me().String()); err != nil {
		return err
	}
	a, err := v.Resolve.Handle(v.ctx(), uri)
	if err == nil {
		err = v.read(func(tx *store.Tx) error { return tx.KnownTo(v.me(), &a) })
	}
	switch {
	case err == nil:
		return v.done(frontend.PathProfile.With(frontend.Name(a)), "")
	case fault.Is(err, fault.Internal):
		return err
	}
	if weblink(uri) {
		if post, e := v.Resolve.Post(v.ctx(), models.IRI(uri), nil); e == nil && v.mayRead(post.ID) {
			return v.done(frontend.PathPost.With(frontend.Name(post.Author), post.ID.String()), "")
		}
	}
	if fault.Is(err, fault.Missing) { // nobody there, and hidden: one answer
		err = gate.NoSuchThing("web.interact")
	}
	return v.answer(strings.TrimPrefix(uri, "acct:"), err)
}
