package conversations

import (
	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// communityOf finds the community that a post stands in: the one that is asked for, or that of what it answers, where its author
// may write there. An answer of somebody who may not write in the community stands beside it.
func (s *Settled) communityOf(tx *store.Tx, op string, ask Ask) error {
	id := ask.Community
	if id == 0 && ask.again {
		return nil // what stands in none does not come into one by an edit
	}
	inherited := id == 0 && s.Parent != nil && s.Parent.CommunityID != nil && s.Parent.Audience != models.Named
	if inherited {
		id = *s.Parent.CommunityID
	}
	if id == 0 {
		return nil
	}
	c, err := tx.ActorByID(id)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	if err != nil || c.Kind != models.Community || c.Gone != 0 {
		if inherited {
			return nil
		}
		return fault.New(fault.Missing, op, "There is no such community.").Because(err)
	}
	if c.Local && !inherited && !ask.again {
		known, err := tx.MayKnowCommunity(ask.By.ID, c.ID)
		if err != nil {
			return err
		}
		if !known && ask.By.ID != c.ID {
			return fault.New(fault.Missing, op, "There is no such community.")
		}
	}
	if !ask.again {
		if err := access.ShutOut(tx, ask.By, c); err != nil {
			return err
		}
	}
	if inherited && !c.Local && !ask.again && ask.Where != Default && ask.Where != World {
		return nil // an answer that is kept closer than that community is stands beside it
	}
	if !ask.again { // an edit stays where the post stands
		err := access.MayPost(tx, ask.By, c)
		switch {
		case err == nil:
		case inherited && fault.Is(err, fault.Forbidden):
			return beside(tx, op, c, err)
		default:
			return err
		}
	}
	s.Community = &c
	if !c.Local {
		return nil
	}
	row, err := tx.CommunityByActor(c.ID)
	s.closed = row.Closed || row.State == models.Draft
	return err
}

// beside lets an answer stand beside the community of what it answers, unless the community rests. why is what keeps it out of it.
func beside(tx *store.Tx, op string, c models.Actor, why error) error {
	if !c.Local {
		return nil
	}
	row, err := tx.CommunityByActor(c.ID)
	if err != nil || row.State == models.Live {
		return err
	}
	return fault.New(fault.Forbidden, op, fault.Say(why))
}

// communityMeans refuses audiences that a community does not have: everyone there, and in a closed one its members. An answer may
// be for fewer.
func (s *Settled) communityMeans(op string, ask *Ask) error {
	asked, answer := ask.Audience, s.Parent != nil || ask.most != nil && ask.most.ParentID != nil // also where what it answers is gone
	switch {
	case s.Community == nil || answer && asked != models.Followers && asked != models.Everyone && asked != models.Members:
		if s.Community != nil {
			s.Community = nil // a word aside
		}
		return nil
	case s.closed && asked == models.Followers:
		return fault.New(fault.Invalid, op, "What is posted in a closed community is for its members. Leave the community out, or choose members.")
	case !s.closed && asked == models.Members && ask.was == models.Members:
		return nil // written while only members read there, and it stays with them
	case !s.closed && asked != models.Everyone && !answer || !s.closed && asked == models.Followers:
		if answer {
			s.Community = nil
			return nil
		}
		return fault.New(fault.Invalid, op, "What is posted in a community is for everyone there. Leave the community out, or choose everyone.")
	}
	return nil
}

// cutByCommunity cuts the distance by the ceiling of a community of ours and hands its label down to what has none.
func (s *Settled) cutByCommunity(tx *store.Tx, label string) (string, error) {
	if s.Community == nil || !s.Community.Local {
		return label, nil
	}
	row, err := tx.CommunityByActor(s.Community.ID)
	if err != nil {
		return label, err
	}
	if !row.Gives() || s.Audience == models.Members { // what few read here is for nobody elsewhere, also where the community opened since
		s.Distance = models.Inside()
	}
	within, err := tx.CeilingOf(&row)
	s.Distance = s.Distance.Cut(within)
	if label == "" && row.Label != "" && s.Audience != models.Self {
		label = row.Label
	}
	return label, err
}

// arriving settles in which community a post of another server stands. One of ours takes it only from those who may write there;
// an answer to what stands in a community stands there too, on the same terms. A community elsewhere says itself what is in it.
func arriving(tx *store.Tx, p *models.Post, author models.Actor) error {
	id := p.CommunityID
	if p.ParentID != nil {
		parent, err := tx.PostByID(*p.ParentID)
		if err != nil {
			return err
		}
		if parent.CommunityID != nil {
			id = parent.CommunityID // whatever it says: a conversation stands in one community
		}
	}
	p.CommunityID = nil
	if id == nil {
		return nil
	}
	c, err := tx.ActorByID(*id)
	if err != nil {
		return orMissing(err)
	}
	if !c.Local {
		p.CommunityID = id
		return nil
	}
	if p.Audience != models.Everyone {
		return nil
	}
	err = access.MayPost(tx, author, c)
	switch {
	case err == nil:
		p.CommunityID = id
	case !fault.Is(err, fault.Forbidden):
		return err
	}
	return nil
}
