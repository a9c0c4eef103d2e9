package outbound

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
)

// mostRehearsed is how many posts are rehearsed.
const mostRehearsed = 5

// errTakenBack ends a rehearsal: nothing of it is kept.
var errTakenBack = errors.New("the rehearsal is over")

// Rehearse opens a community of ours with the change, imagines three servers with somebody who wants to come in, posts its latest posts
// once more as far as the community lets them go, asks the gate about everything that would leave, and takes all of it back. What it tells is
// what happens, because it happens. Whoever leads the community may. Errors: what stands in the way of opening.
func (o *Outbound) Rehearse(ctx context.Context, by models.Actor, community models.ID, change communities.Change) (models.Rehearsal, error) {
	var r models.Rehearsal
	err := o.store.Write(ctx, func(tx *store.Tx) error {
		r = models.Rehearsal{}
		if err := access.RequireLead(tx, by, community, "outbound.Rehearse"); err != nil {
			return err
		}
		if err := o.rehearse(tx, &r, by, community, change); err != nil {
			return err
		}
		return errTakenBack
	})
	if errors.Is(err, errTakenBack) {
		err = nil
	}
	return r, err
}

func (o *Outbound) rehearse(tx *store.Tx, r *models.Rehearsal, by models.Actor, community models.ID, change communities.Change) error {
	posts, err := o.latest(tx, by, community)
	if err != nil {
		return err
	}
	c, driver, err := o.opens(tx, community, change)
	if err != nil {
		return err
	}
	if err := o.invites(tx, r, c, driver); err != nil {
		return err
	}
	if len(posts) == 0 {
		posts = []models.Post{{AuthorID: driver.ID, Source: "A first word."}}
	}
	for _, p := range posts {
		one, err := o.again(tx, r.Guests, c, p)
		if err != nil {
			return err
		}
		r.Posts = append(r.Posts, one)
	}
	return nil
}

// latest are the posts that people of ours began in the community, as far as whoever rehearses may read them, the newest first.
func (o *Outbound) latest(tx *store.Tx, by models.Actor, community models.ID) ([]models.Post, error) {
	row, err := tx.CommunityByActor(community)
	if err != nil {
		return nil, err
	}
	shown, err := tx.CommunityPosts(by.ID, community, "", store.Page{Limit: 40})
	var posts []models.Post
	for _, x := range shown {
		if x.Label == row.Label {
			x.Label = "" // handed down, as another would be
		}
		if x.Local && x.ParentID == nil && x.Deleted == 0 && x.Author.Gone == 0 && x.Source != "" && len(posts) < mostRehearsed {
			posts = append(posts, x.Post)
		}
	}
	return posts, err
}

// opens lets the community live with the change, in the name of its driver.
func (o *Outbound) opens(tx *store.Tx, community models.ID, change communities.Change) (c, driver models.Actor, err error) {
	row, err := tx.CommunityByActor(community)
	if err != nil {
		return c, driver, err
	}
	if driver, err = tx.ActorByID(row.DriverID); err != nil {
		return c, driver, err
	}
	if c, err = communities.Update(tx, o.site, driver, community, change); err != nil {
		return c, driver, err
	}
	if row.State != models.Live {
		c, err = communities.Turn(tx, o.site, driver, community, models.Live)
	}
	return c, driver, err
}

// invites imagines the servers, each with somebody who asks to come in and is let in. Where the ceiling names partners, the first of
// them is the partner.
func (o *Outbound) invites(tx *store.Tx, r *models.Rehearsal, c, driver models.Actor) error {
	row, err := tx.CommunityByActor(c.ID)
	if err != nil {
		return err
	}
	mode, err := tx.Mode()
	if err != nil {
		return err
	}
	r.Guests = []models.Guest{{Kind: models.Partner, Host: "partner.invalid"}, {Kind: models.Open, Host: "open.invalid"}, {Kind: models.Limited, Host: "limited.invalid"}}
	if first, _, _ := strings.Cut(row.Ceiling, ","); strings.Contains(first, ".") {
		r.Guests[0].Host = models.Host(first)
	}
	for i := range r.Guests {
		g := &r.Guests[i]
		peer, err := tx.Peer(g.Host)
		if err != nil {
			return err
		}
		if peer.Standing != g.Kind {
			peer.Host, peer.Standing = g.Host, g.Kind
			if g.Kind == models.Partner {
				peer.PartnerSince = tx.Now()
			}
			if err := tx.PutPeers([]models.Peer{peer}); err != nil {
				return err
			}
		}
	}
	if err := tx.RaiseEpoch(); err != nil {
		return err
	}
	for i := range r.Guests {
		g := &r.Guests[i]
		if g.Kind.Closed(mode) {
			g.Why = "What this server sends is not taken."
			continue
		}
		if err := o.comesIn(tx, g, c, driver); err != nil {
			return err
		}
	}
	return nil
}

// guestOf is somebody at an imagined server.
func guestOf(tx *store.Tx, h models.Host) (models.Actor, error) {
	at := models.IRI("https://" + string(h) + "/users/rehearsal")
	a := models.Actor{IRI: at, Kind: models.Person, Host: h, Handle: "rehearsal", Domain: string(h), Inbox: at + "/inbox", Fetched: tx.Now(), Published: tx.Now()}
	err := tx.KeepActor(&a)
	return a, err
}

func (o *Outbound) comesIn(tx *store.Tx, g *models.Guest, c, driver models.Actor) error {
	who, err := guestOf(tx, g.Host)
	if err != nil {
		return err
	}
	f, err := people.Follow(tx, o.site, who, c, who.IRI+"/joins")
	if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Hidden) {
		g.Why = fault.Say(err)
		return nil
	}
	if err != nil {
		return err
	}
	if g.In = f.State; f.State == models.Pending {
		_, err = people.Admit(tx, o.site, driver, c, who)
	}
	return err
}

// again posts what stands in the community once more, and asks for each guest what they get of it.
func (o *Outbound) again(tx *store.Tx, guests []models.Guest, c models.Actor, p models.Post) (models.Rehearsed, error) {
	r := models.Rehearsed{Post: p}
	author, err := tx.ActorByID(p.AuthorID)
	if err != nil {
		return r, err
	}
	ask := conversations.Ask{By: author, Text: p.Source, Title: p.Title, Summary: p.Summary, Sensitive: p.Sensitive, Language: p.Language, Label: p.Label,
		Audience: models.Everyone, Where: conversations.World, Community: c.ID}
	if p.Kind != models.EventPost && p.Kind != models.PollPost && p.Kind != models.PageDoc {
		ask.Kind = p.Kind
	}
	made, err := conversations.Post(tx, o.site, ask)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Forbidden, fault.Missing:
		if err != nil {
			r.Why = fault.Say(err)
			return r, nil
		}
	}
	if err != nil {
		return r, err
	}
	view, err := tx.PostView(made.ID)
	if err != nil {
		return r, err
	}
	var sends []send
	if !made.Distance.IsInside() { // else there is no event
		if sends, err = o.plan(tx, models.Event{Kind: models.PostMade, Activity: o.site.NewActivity(), By: author.ID, PostID: made.ID, Object: made.IRI, At: tx.Now()}); err != nil {
			return r, err
		}
	}
	for _, g := range guests {
		w, err := o.reaches(tx, g, &view, sends)
		if err != nil {
			return r, err
		}
		r.Ways = append(r.Ways, w)
	}
	return r, nil
}

// reaches asks the gate what of the sends goes to a guest, and what their server would be answered.
func (o *Outbound) reaches(tx *store.Tx, g models.Guest, view *models.PostView, sends []send) (models.Way, error) {
	var w models.Way
	for _, s := range sends {
		to := slices.DeleteFunc(slices.Clone(s.to), func(r gate.Receiver) bool { return r.Inbox.Host() != g.Host })
		judged, err := o.gate.Out(tx, s.act.Verb, policy.Subject{Act: &s.act}, to)
		if err != nil {
			return w, err
		}
		for _, j := range judged {
			w.Sent = w.Sent || j.Decision.Allows()
			w.Held = w.Held || j.Decision.Verdict == models.Hold
			w.Why = cmp.Or(w.Why, j.Decision.Why)
			for _, said := range j.Decision.Changed() {
				if !slices.Contains(w.Changed, said) {
					w.Changed = append(w.Changed, said)
				}
			}
		}
	}
	who, err := guestOf(tx, g.Host)
	if err != nil {
		return w, err
	}
	asked, err := o.gate.Fetchable(tx, gate.Reader{Host: g.Host, Actor: &who}, view)
	if err != nil {
		return w, err
	}
	w.Fetched = asked.Allows()
	w.Held = w.Held && !w.Sent
	if w.Sent && w.Fetched {
		w.Why = ""
	} else {
		w.Why = cmp.Or(w.Why, asked.Why, g.Why)
	}
	return w, nil
}
