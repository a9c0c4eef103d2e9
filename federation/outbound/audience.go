package outbound

import (
	"maps"
	"slices"

	"guildhall/fault"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/store"
)

// readers are the inboxes that a new post is meant for: followers where the audience has them, people named, and the
// author of the post that it answers. Shared inboxes are used for posts to followers or everyone only (law 4).
func (o *Outbound) readers(tx *store.Tx, view *models.PostView) ([]gate.Receiver, error) {
	var to []gate.Receiver
	if view.Audience == models.Everyone || view.Audience == models.Followers {
		var err error
		if to, err = o.followers(tx, view.AuthorID); err != nil {
			return nil, err
		}
	}
	for i := range view.People {
		p := &view.People[i]
		if p.Local {
			continue
		}
		if parted, err := tx.Blocked(view.AuthorID, p.Actor.ID); err != nil {
			return nil, err
		} else if parted { // since it was written
			continue
		}
		to = named(o.alsoPersonal(to, &p.Actor), p.Actor.Inbox)
		if view.Quote != nil && view.Audience == models.Followers { // what it quotes is told to followers alone, named or not
			follows, err := tx.Follows(p.Actor.ID, view.AuthorID)
			if err != nil {
				return nil, err
			}
			at := slices.IndexFunc(to, func(r gate.Receiver) bool { return r.Inbox == p.Actor.Inbox })
			if at >= 0 {
				to[at].Follows = to[at].Follows || follows
			}
		}
	}
	if view.Community != nil && !view.Community.Local && view.Audience == models.Everyone { // which passes it on to its members
		to = o.alsoPersonal(to, view.Community)
	}
	if view.ParentBy != nil && !view.ParentBy.Local && view.Audience == models.Everyone {
		to = o.alsoActor(to, view.ParentBy)
	}
	return to, nil
}

// followers are the inboxes of an actor's followers elsewhere, one shared inbox for many where a server has one and
// personal ones otherwise. What is kept of each follower is little: a community may have a hundred thousand.
func (o *Outbound) followers(tx *store.Tx, actor models.ID) ([]gate.Receiver, error) {
	var alone []store.Reached
	servers := map[models.IRI]models.Host{} // by shared inbox, that of whoever came first
	behind := sums{}
	err := tx.EachFollowerElsewhere(actor, func(f store.Reached) error {
		behind.add(f.Host, f.IRI)
		if f.Shared == "" {
			alone = append(alone, f)
		} else if _, known := servers[f.Shared]; !known {
			servers[f.Shared] = f.Host
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	shared := slices.Sorted(maps.Keys(servers))
	hosts, err := tx.HostsOfInboxes(shared)
	if err != nil {
		return nil, err
	}
	peers, err := tx.PeersOf(slices.Concat(slices.Collect(maps.Values(hosts))...))
	if err != nil {
		return nil, err
	}
	var to []gate.Receiver
	several := map[models.IRI]bool{} // inboxes of servers that do not stand the same to us
	for _, inbox := range shared {
		if !oneOwner(peers, hosts[inbox]) {
			several[inbox] = true
			continue
		}
		to = append(to, gate.Receiver{Inbox: inbox, Hosts: hosts[inbox], Follows: true})
	}
	if len(several) > 0 {
		err = tx.EachFollowerElsewhere(actor, func(f store.Reached) error {
			if several[f.Shared] {
				alone = append(alone, f)
			}
			return nil
		})
	}
	at := map[models.IRI]bool{}
	for _, f := range alone {
		if !at[f.Inbox] && f.Inbox != "" {
			at[f.Inbox] = true
			to = append(to, gate.Receiver{Person: f.IRI, Inbox: f.Inbox, Hosts: []models.Host{f.Host}, Follows: true})
		}
	}
	for i := range to {
		if r := &to[i]; len(r.Hosts) == 1 && r.Inbox.Host() == r.Hosts[0] {
			r.Digest = behind.digest(r.Hosts[0])
		}
	}
	return to, err
}

// oneOwner tells whether all domains of a shared inbox stand the same to us, so that judging it once is judging each; a
// bridge whose domains differ gets personal inboxes, judged one by one.
func oneOwner(peers map[models.Host]models.Peer, hosts []models.Host) bool {
	for _, h := range hosts {
		if peers[h].Standing != peers[hosts[0]].Standing || peers[h].PartnerSince != peers[hosts[0]].PartnerSince {
			return false
		}
	}
	return true
}

// alsoPersonal adds an actor's own inbox.
func (o *Outbound) alsoPersonal(to []gate.Receiver, a *models.Actor) []gate.Receiver {
	if a.Local || a.Gone != 0 || a.Inbox == "" || slices.ContainsFunc(to, func(r gate.Receiver) bool { return r.Inbox == a.Inbox }) {
		return to
	}
	return append(to, gate.Receiver{Person: a.IRI, Inbox: a.Inbox, Hosts: []models.Host{a.Host}})
}

// alsoActor adds an actor's own inbox, unless its server's shared inbox is there already.
func (o *Outbound) alsoActor(to []gate.Receiver, a *models.Actor) []gate.Receiver {
	if a.SharedInbox != "" && slices.ContainsFunc(to, func(r gate.Receiver) bool { return r.Inbox == a.SharedInbox }) {
		return to
	}
	return o.alsoPersonal(to, a)
}

func named(to []gate.Receiver, inbox models.IRI) []gate.Receiver {
	for i := range to {
		if to[i].Inbox == inbox {
			to[i].Named = true
		}
	}
	return to
}

// holders are the servers that have a post, with what ties them to it now.
func (o *Outbound) holders(tx *store.Tx, view *models.PostView) ([]gate.Receiver, error) {
	to, err := o.handed(tx, view.ID)
	if err != nil {
		return nil, err
	}
	follows := map[models.IRI]bool{}
	fresh, err := o.followers(tx, view.AuthorID)
	if err != nil {
		return nil, err
	}
	for _, r := range fresh {
		follows[r.Inbox] = true
	}
	for i := range to {
		r := &to[i]
		r.Follows = follows[r.Inbox]
		for j := range view.People {
			if p := &view.People[j]; p.Inbox == r.Inbox {
				r.Person, r.Named = p.IRI, true
			}
		}
	}
	return to, nil
}

// handed lists the inboxes of whoever has a post or boost, each once with every domain behind it, so that all of them are
// judged (law 4). A server that fetched it is told at any inbox of its own that we know.
func (o *Outbound) handed(tx *store.Tx, thing models.ID) ([]gate.Receiver, error) {
	rows, err := tx.HandedTo(thing, false)
	if err != nil {
		return nil, err
	}
	var to []gate.Receiver
	told := map[models.Host]bool{}
	at := map[models.IRI]int{}
	for _, h := range rows {
		if h.Inbox == "" {
			continue
		}
		told[h.Host] = true
		if i, known := at[h.Inbox]; known {
			to[i].Hosts = append(to[i].Hosts, h.Host)
			continue
		}
		at[h.Inbox] = len(to)
		to = append(to, gate.Receiver{Inbox: h.Inbox, Hosts: []models.Host{h.Host}})
	}
	for _, h := range rows {
		if told[h.Host] {
			continue
		}
		told[h.Host] = true
		inbox, err := tx.AnyInbox(h.Host)
		if fault.Is(err, fault.Missing) {
			continue // nobody there whom we could tell
		}
		if err != nil {
			return nil, err
		}
		to = append(to, gate.Receiver{Inbox: inbox, Hosts: []models.Host{h.Host}})
	}
	return to, nil
}

// living leaves out inboxes that answered that they are gone for good.
func (o *Outbound) living(tx *store.Tx, to []gate.Receiver) ([]gate.Receiver, error) {
	inboxes := make([]models.IRI, len(to))
	for i := range to {
		inboxes[i] = to[i].Inbox
	}
	ended, err := tx.EndedInboxes(inboxes)
	if err != nil || len(ended) == 0 {
		return to, err
	}
	return slices.DeleteFunc(slices.Clone(to), func(r gate.Receiver) bool { return ended[r.Inbox] }), nil
}

func nothingLeft(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}
