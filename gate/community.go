package gate

import (
	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// communityLaw is what a community of ours settled about the boundary, for crossings that concern it.
type communityLaw struct {
	policy.Community
	row models.CommunityRow
}

// lawOf finds the community of ours that a crossing is about: the one that a post stands in, that acts, or whose document or list
// is asked for. Nil where there is none.
func lawOf(tx *store.Tx, s *policy.Subject) (*communityLaw, error) {
	var who *models.Actor
	itself := false
	post := s.Post
	switch {
	case s.Act != nil:
		post = s.Act.Post
		if s.Act.Actor.Kind == models.Community {
			who, itself = &s.Act.Actor, s.Act.Verb != models.Announce
		}
	case s.Actor != nil:
		who, itself = &s.Actor.Actor, true
	case s.Collection != nil:
		who, itself = &s.Collection.Owner, true
	}
	if post != nil && post.Community != nil && post.Community.Local {
		who, itself = post.Community, false
	}
	if who == nil || !who.Local || who.Kind != models.Community {
		return nil, nil
	}
	row, err := tx.CommunityByActor(who.ID)
	if fault.Is(err, fault.Missing) { // a draft of a page
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	law := &communityLaw{row: row}
	law.Name, law.Itself, law.Known, law.Gives = who.DisplayName(), itself, row.Known(), row.Gives()
	law.Within, err = tx.CeilingOf(&row)
	return law, err
}

// roomed is a post of ours that something else names, with the law of the community that it stands in.
type roomed struct {
	iri models.IRI
	law *communityLaw
}

// roomsOf finds those of posts that stand in a community of ours.
func roomsOf(tx *store.Tx, posts []*models.Post) (all []roomed, err error) {
	for _, p := range posts {
		if p.CommunityID == nil {
			continue
		}
		c, err := tx.ActorByID(*p.CommunityID)
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		law, err := lawOf(tx, &policy.Subject{Post: &models.PostView{Post: *p, Community: &c}})
		if err != nil {
			return nil, err
		}
		if law != nil {
			all = append(all, roomed{p.IRI, law})
		}
	}
	return all, nil
}

// towards is the law for one peer: a community that is hidden at its distance is there only for servers of members.
func (l *communityLaw) towards(tx *store.Tx, peer policy.Peer) (*policy.Community, error) {
	c := l.Community
	c.Secret = l.row.JoinFrom(false, false) == models.JoinHidden
	if l.row.JoinFrom(false, peer.Standing == models.Partner) != models.JoinHidden {
		return &c, nil
	}
	in, err := tx.BelongsFrom(peer.Host, l.row.ActorID)
	c.Hidden = !in
	return &c, err
}
