package testrig_test

import (
	"context"
	"fmt"
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig/maysee"
)

// room is a community of an organisation, as both sides know it.
type room struct {
	models.Actor
	law    *maysee.Community
	driver *someone
	as     *someone // how it is recognised in what left
}

// founds gives an organisation a community that whoever comes is in, and a closed one.
func (l *leak) founds(org string) {
	all := l.peopleOf(org)
	for i, closed := range []bool{false, true} {
		handle := fmt.Sprintf("xqc%dh%s", i, org[:2])
		n := communities.New{Handle: handle, Purpose: "To see what becomes of it.", Needs: "Those who ask need those who know.", Measure: "It is seen.", Team: closed,
			Review: models.Time(l.w.Clock.Now().UnixMilli()) + 700*24*60*60*1000, Driver: all[0].ID, Core: []models.Actor{all[1].Actor}}
		var c models.Actor
		if home := all[0].Home; !closed {
			c = all[0].Founds(n, all[1].Person)
		} else {
			home.Write(func(tx *store.Tx) error {
				by, err := tx.ActorByID(all[0].ID)
				if err != nil {
					return err
				}
				if c, err = communities.Create(tx, home.Site, by, n); err == nil {
					c, err = communities.Turn(tx, home.Site, by, c.ID, models.Live)
				}
				return err
			})
		}
		r := &room{Actor: c, driver: all[0], law: &maysee.Community{ID: handle + "@" + org, Host: maysee.Host(org), Closed: closed, Leads: []string{all[0].id, all[1].id}, Invited: map[string]bool{}}}
		r.as = &someone{id: r.law.ID, iri: c.IRI, host: org, law: &maysee.Person{ID: r.law.ID, Host: maysee.Host(org)}}
		l.rooms = append(l.rooms, r)
		l.law.Communities[r.law.ID] = r.law
		l.marks[slug(c.IRI)], l.marks[handle] = mark{person: r.as}, mark{person: r.as}
		l.settings(r)
		l.members(r)
	}
}

func (l *leak) peopleOf(host string) (all []*someone) {
	for _, p := range l.people {
		if p.host == host {
			all = append(all, p)
		}
	}
	return all
}

// settings takes over what a community is now.
func (l *leak) settings(r *room) {
	l.w.Server(string(r.law.Host)).Read(func(tx *store.Tx) error {
		c, err := tx.CommunityByActor(r.ID)
		if err != nil {
			return err
		}
		o := r.law
		o.State, o.Switch, o.Ceiling, o.Label = string(c.State), map[models.Switch]string{models.SwitchOff: "off", models.SwitchIn: "in only", models.SwitchOut: "out only", models.SwitchBoth: "both"}[c.Federation], c.Ceiling, c.Label
		o.Inside, o.Partners, o.World = maysee.Way(c.JoinInside), maysee.Way(c.JoinPartners), maysee.Way(c.JoinWorld)
		return nil
	})
	r.as.law.Outward = r.as.law.Outward || r.law.Known()
	l.tally.add("community", r.law.State)
	l.tally.add("switch", r.law.Switch)
	l.tally.add("ceiling", r.law.Ceiling)
	l.tally.add("way in", string(r.law.World))
}

// members takes over who is in a community.
func (l *leak) members(r *room) {
	l.w.Server(string(r.law.Host)).Read(func(tx *store.Tx) error {
		for _, who := range l.people {
			f := maysee.Follow{Who: who.id, Whom: r.law.ID}
			delete(l.law.Follows, f)
			delete(l.law.Asked, f)
			a, err := tx.ActorByIRI(who.iri)
			if err != nil {
				continue // never heard of here
			}
			switch row, err := tx.Follow(a.ID, r.ID); {
			case err == nil && row.State == models.Accepted:
				l.law.Follows[f] = true
			case err == nil && row.State == models.Pending:
				l.law.Asked[f] = true
			case err != nil && !fault.Is(err, fault.Missing):
				return err
			}
		}
		return nil
	})
}

// roomsOf are the communities of an organisation.
func (l *leak) roomsOf(host string) (all []*room) {
	for _, r := range l.rooms {
		if string(r.law.Host) == host {
			all = append(all, r)
		}
	}
	return all
}

// joinsRoom lets somebody, here or elsewhere, come into a community.
func (l *leak) joinsRoom() []*written {
	r, who := pick(l, l.rooms), pick(l, l.people)
	if who.peer == nil && l.dice.IntN(3) != 0 {
		r = pick(l, l.roomsOf(who.host))
	}
	l.members(r)
	in := l.law.Follows[maysee.Follow{Who: who.id, Whom: r.law.ID}]
	if lawful := l.law.MayJoin(who.id, r.law); who.peer != nil {
		l.words++
		status, _ := who.peer.Sends(r.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/follows/%d","type":"Follow","actor":"%s","object":"%s"}`, who.host, l.words, who.iri, r.IRI))
		l.say("%s joins %s, lawful at once: %v, and is answered %d", who.id, r.law.ID, lawful, status)
		l.w.Settle()
		l.mayBeIn(r, who, in || lawful)
	} else {
		err := who.TriesToFollow(r.law.ID)
		l.say("%s joins %s, lawful at once: %v: %v", who.id, r.law.ID, lawful, err)
		l.outwardNow(who)
		l.w.Settle()
		l.mayBeIn(r, who, in || lawful)
	}
	l.tally.add("joins", string(r.law.State)+" "+string(r.law.Inside))
	return nil
}

// mayBeIn takes over the members of a community and compares one with the law.
func (l *leak) mayBeIn(r *room, who *someone, may bool) {
	if l.members(r); l.law.Follows[maysee.Follow{Who: who.id, Whom: r.law.ID}] && !may {
		l.differs("%s came into %s, which lets nobody in like that: %+v", who.id, r.law.ID, *r.law)
	}
}

// leavesRoom lets somebody of ours go.
func (l *leak) leavesRoom() []*written {
	r, who := pick(l, l.rooms), l.ours()
	a := l.actorAt(who.host, r.as)
	if a == nil {
		return nil
	}
	err := who.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		me, err := tx.ActorByID(who.ID)
		if err == nil {
			err = people.Unfollow(tx, who.Home.Site, me, *a)
		}
		return err
	})
	l.say("%s leaves %s: %v", who.id, r.law.ID, err)
	if err == nil && l.law.Follows[maysee.Follow{Who: who.id, Whom: r.law.ID}] { // and takes every role along
		r.law.Leads = slices.DeleteFunc(slices.Clone(r.law.Leads), func(id string) bool { return id == who.id })
		delete(r.law.Invited, who.id)
	}
	l.w.Settle()
	l.members(r)
	if at := l.actorAt(string(r.law.Host), who); at != nil && r.law.Invited[who.id] {
		l.w.Server(string(r.law.Host)).Read(func(tx *store.Tx) (err error) { // whoever takes back that they asked is invited no more
			r.law.Invited[who.id], err = tx.Invited(r.ID, at.ID)
			return err
		})
	}
	return l.some(1)
}

// admits lets the driver take in somebody who asked, or invite somebody.
func (l *leak) admits() []*written {
	r := pick(l, l.rooms)
	home := l.w.Server(string(r.law.Host))
	who := pick(l, l.people)
	a := l.actorAt(string(r.law.Host), who)
	if a == nil {
		return nil
	}
	invites := l.dice.IntN(2) == 0
	err := home.Store.Write(context.Background(), func(tx *store.Tx) error {
		c, err := tx.ActorByID(r.ID)
		if err != nil {
			return err
		}
		if !invites {
			_, err = people.Accept(tx, home.Site, c, *a)
			return err
		}
		by, err := tx.ActorByID(r.driver.ID)
		if err == nil {
			err = people.Invite(tx, home.Site, by, c, *a)
		}
		return err
	})
	l.say("%s is let into %s (invited: %v): %v", who.id, r.law.ID, invites, err)
	home.Read(func(tx *store.Tx) (err error) {
		r.law.Invited[who.id], err = tx.Invited(r.ID, a.ID)
		return err
	})
	l.w.Settle()
	l.members(r)
	return nil
}

// turns changes what a community settled, or its state.
func (l *leak) turns() []*written {
	r := pick(l, l.rooms)
	home := l.w.Server(string(r.law.Host))
	state := pick(l, []models.CommunityState{models.Live, models.Live, models.Live, models.Resting, models.Archived, models.Draft})
	c := communities.Change{}
	change := l.dice.IntN(7)
	way := pick(l, models.JoinModes)
	switch change {
	case 0:
		c.JoinInside = &way
	case 1:
		c.JoinPartners = &way
	case 2:
		c.JoinWorld = &way
	case 3:
		s := pick(l, models.Switches)
		c.Federation = &s
	case 4:
		s := pick(l, []string{"world", "world", "partners", "inside"})
		c.Ceiling = &s
	case 5:
		s := pick(l, []string{"", "", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT"})
		c.Label = &s
	}
	err := home.Store.Write(context.Background(), func(tx *store.Tx) error {
		by, err := tx.ActorByID(r.driver.ID)
		if err != nil {
			return err
		}
		if change == 6 {
			_, err = communities.Turn(tx, home.Site, by, r.ID, state)
		} else {
			_, err = communities.Update(tx, home.Site, by, r.ID, c)
		}
		return err
	})
	l.settings(r)
	l.say("%s is changed: %v: %+v", r.law.ID, err, *r.law)
	var few []*written
	for i := len(l.posts) - 1; i >= 0 && len(few) < 2; i-- {
		if l.posts[i].law.Community == r.law.ID {
			few = append(few, l.posts[i])
		}
	}
	l.fetchesRoom(r)
	return few
}

// fetchesRoom asks for a community and its lists as everybody may, and compares whether it is there.
func (l *leak) fetchesRoom(r *room) {
	for _, who := range l.people[3*len(l.orgs):] {
		status := l.asks(who, r.IRI)
		if got, lawful := status == 200, l.law.Shown(r.law.ID, maysee.Host(who.host)); got != lawful {
			l.members(r)
			if lawful = l.law.Shown(r.law.ID, maysee.Host(who.host)); got != lawful {
				l.differs("%s asked for %s and was answered %d; by the law it is shown: %v\n%+v", who.id, r.law.ID, status, lawful, *r.law)
			}
		}
		l.watch()
		for _, list := range []models.IRI{"/outbox", "/outbox?page=1", "/followers", "/featured", "/moderators"} {
			if status := l.asks(who, r.IRI+list); status == 200 && !l.law.Shown(r.law.ID, maysee.Host(who.host)) {
				l.differs("%s asked for %s of %s, which is not there for it, and was answered", who.id, list, r.law.ID)
			}
			l.watch()
		}
	}
	for _, accept := range []string{"application/activity+json", "text/html"} {
		if status := l.get(string(models.Web), accepting(string(r.IRI), accept)); status == 200 && !l.law.Sees(maysee.Web, r.law) {
			l.differs("a stranger sees %s, answered %d: %+v", r.law.ID, status, *r.law)
		}
	}
	l.watch()
}
