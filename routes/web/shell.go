package web

import (
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/phrases"
	"guildhall/routes/door"
	"guildhall/services/boundary"
	"guildhall/store"
)

// lang is the language of the interface: the one that there is a catalogue for.
const lang = "en"

// communities named in the navigation.
const mostCommunities = 12

// shell fills what surrounds every page: who looks, what waits for them, and who our partners are.
func (v *visit) shell(tx *store.Tx) (frontend.Shell, error) {
	s := frontend.Shell{Site: v.Site, Organisation: v.Settings.Name, Lang: lang, Path: v.gin.Request.URL.RequestURI(), Now: tx.Now(),
		NoWayIn: door.AtPeers(v.gin)}
	if key := v.flashKey(); key != "" {
		s.Flash = phrases.For(lang).T(key)
	}
	if v.who == nil {
		return s, nil
	}
	s.Viewer = &frontend.Viewer{Actor: v.who.Actor, Roles: v.who.Roles}
	unread, err := tx.UnreadNotices(v.me())
	if err != nil {
		return s, err
	}
	s.Notices = int(unread)
	asking, err := tx.FollowRequests(v.me(), store.Page{Limit: 80})
	if err != nil {
		return s, err
	}
	wishes, err := tx.CountQuoteWishes(v.me())
	if err != nil {
		return s, err
	}
	s.Requests = len(asking) + wishes
	if s.Viewer.Has(models.Reviewer, models.BoundaryRole, models.Moderator, models.Admin) {
		waits, err := boundary.QueueFor(tx, v.who.Actor)
		if err != nil {
			return s, err
		}
		s.Held = len(waits)
	}
	if s.Emoji, err = tx.EmojiFrom(v.Site.Host); err != nil {
		return s, err
	}
	if s.Closed, err = tx.Closed(); err != nil {
		return s, err
	}
	if s.Closed != 0 {
		list, err := tx.Closures(1)
		if err != nil {
			return s, err
		}
		for _, c := range list {
			s.ClosedWhy = c.Why
		}
	}
	if s.Communities, err = tx.CommunitiesFollowed(v.me(), mostCommunities); err != nil {
		return s, err
	}
	s.Partners, err = partners(tx)
	return s, err
}

// partners gives the organisations that an agreement is in force with, by what they call themselves.
func partners(tx *store.Tx) (map[models.Host]string, error) {
	peers, err := tx.Peers(store.PeerFilter{Standing: models.Partner})
	if err != nil {
		return nil, err
	}
	var own []models.IRI
	for _, p := range peers {
		if p.ServerActor != "" {
			own = append(own, p.ServerActor)
		}
	}
	known, err := tx.ActorsByIRI(own)
	if err != nil {
		return nil, err
	}
	names := make(map[models.Host]string, len(peers))
	for _, p := range peers {
		names[p.Host] = string(p.Host)
		if a, ok := known[p.ServerActor]; ok && a.Name != "" && a.Gone == 0 {
			names[p.Host] = a.Name
		}
	}
	return names, nil
}
