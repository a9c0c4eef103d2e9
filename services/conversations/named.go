package conversations

import (
	"fmt"
	"slices"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// name settles who of those that the text names belongs to the post.
func (s *Settled) name(tx *store.Tx, site paths.Site, op string, ask Ask) error {
	if s.Audience == models.Self {
		s.Left = s.Found.Mentions
		return nil
	}
	meant, err := s.meant(tx, site, ask)
	if err != nil {
		return err
	}
	if s.Audience == models.Named && ask.Where == Default {
		if err := s.draw(tx, meant); err != nil {
			return err
		}
	}
	reach, err := reachable(tx, s.Distance, meant)
	if err != nil {
		return err
	}
	named := s.Audience == models.Named
	for _, a := range meant {
		why := reach(a)
		mayRead := true
		if s.Parent != nil && s.Parent.Audience != models.Everyone && a.ID != s.Parent.AuthorID {
			if mayRead, err = tx.MayRead(a.ID, s.Parent.ID); err != nil {
				return err
			}
		}
		if ask.most != nil && s.Audience != models.Everyone {
			if mayRead, err = tx.MayRead(a.ID, ask.most.ID); err != nil {
				return err
			}
		}
		switch {
		case !mayRead:
			s.leave(a)
		case why == "":
			s.People = append(s.People, a)
		case named:
			return fault.New(fault.Invalid, op, fmt.Sprintf("%s cannot be reached: %s", a.Address(), why))
		default:
			s.leave(a)
		}
	}
	return nil
}

// meant finds the actors whom the text names, and the author of what it answers.
func (s *Settled) meant(tx *store.Tx, site paths.Site, ask Ask) ([]models.Actor, error) {
	s.links = map[prose.Address]models.Actor{}
	var meant []models.Actor
	add := func(a models.Actor) {
		if a.ID != ask.By.ID && !slices.ContainsFunc(meant, func(m models.Actor) bool { return m.ID == a.ID }) {
			meant = append(meant, a)
		}
	}
	if s.Parent != nil && s.Parent.Author.Gone == 0 && s.Parent.Author.Kind != models.Community {
		add(s.Parent.Author)
	}
	for _, who := range s.Found.Mentions {
		a, err := find(tx, site, who)
		if err == nil {
			err = s.sayable(tx, a)
		}
		switch {
		case fault.Is(err, fault.Missing):
			s.Left = append(s.Left, who)
			continue
		case err != nil:
			return nil, err
		}
		s.links[who] = a
		add(a)
	}
	return meant, nil
}

// sayable is Missing for a community of ours that not everybody who reads the post may know of: one that is being founded or hidden,
// and one that is closed to the outside where the post goes there. In itself each has its name.
func (s *Settled) sayable(tx *store.Tx, a models.Actor) error {
	if !a.Local || a.Kind != models.Community || s.Community != nil && s.Community.ID == a.ID {
		return nil
	}
	row, err := tx.CommunityByActor(a.ID)
	if err == nil && (row.State == models.Draft || row.JoinInside == models.JoinHidden || !row.Known() && !s.Distance.IsInside()) {
		err = fault.New(fault.Missing, "conversations.sayable", "There is no such account.")
	}
	return err
}

// MentionedCommunity is the first community that a text names in which its author may write; 0 where it names none.
func MentionedCommunity(tx *store.Tx, site paths.Site, by models.Actor, text string) (models.ID, error) {
	for _, who := range prose.Names(text).Mentions {
		a, err := find(tx, site, who)
		if err == nil {
			err = tx.KnownTo(by.ID, &a)
		}
		if err == nil && a.Kind == models.Community {
			if err = access.MayPost(tx, by, a); err == nil {
				return a.ID, nil
			}
		}
		if err != nil && !fault.Is(err, fault.Missing) && !fault.Is(err, fault.Forbidden) {
			return 0, err
		}
	}
	return 0, nil
}

// leave keeps somebody's name as text.
func (s *Settled) leave(a models.Actor) {
	for who, known := range s.links {
		if known.ID == a.ID {
			delete(s.links, who)
			s.Left = append(s.Left, who)
		}
	}
}

// draw makes the distance of a post to named people as tight as they allow: inside, their own servers where all are
// partners, or no limit but the names.
func (s *Settled) draw(tx *store.Tx, meant []models.Actor) error {
	if !s.Distance.World {
		return nil
	}
	var hosts []models.Host
	for _, a := range meant {
		if !a.Local {
			hosts = append(hosts, a.Host)
		}
	}
	peers, err := tx.PeersOf(hosts)
	if err != nil {
		return err
	}
	for _, h := range hosts {
		if peers[h].Standing != models.Partner {
			return nil
		}
	}
	s.Distance = models.Within(hosts...)
	return nil
}

// reachable makes a function that says why somebody cannot be reached within a distance; empty when they can.
func reachable(tx *store.Tx, d models.Distance, people []models.Actor) (func(models.Actor) string, error) {
	var hosts []models.Host
	for _, a := range people {
		if !a.Local {
			hosts = append(hosts, a.Host)
		}
	}
	peers, err := tx.PeersOf(hosts)
	if err != nil {
		return nil, err
	}
	mode, err := tx.Mode()
	return func(a models.Actor) string {
		if a.Local {
			return ""
		}
		p := peers[a.Host]
		switch {
		case d.IsInside():
			return "the post stays inside. Choose a wider distance, or leave the name out."
		case !d.Holds(a.Host):
			return fmt.Sprintf("%s is not among those the post is for. Choose a wider distance, or leave the name out.", a.Host)
		case p.Standing == models.Blocked, p.Standing == models.Limited:
			return fmt.Sprintf("nothing is sent to %s.", a.Host)
		case !d.World && p.Standing != models.Partner:
			return fmt.Sprintf("%s is not a partner. Choose a wider distance, or leave the name out.", a.Host)
		case p.Standing == models.Open && mode != models.OpenMode:
			return fmt.Sprintf("%s is not on the allow-list. Ask an administrator.", a.Host)
		}
		return ""
	}, err
}

// find looks an address up among those known here.
func find(tx *store.Tx, site paths.Site, who prose.Address) (models.Actor, error) {
	var a models.Actor
	var err error
	if ours(site, who) {
		a, err = tx.ActorByHandle(who.Handle)
	} else {
		a, err = tx.ActorByAddress(who.Handle, who.Domain)
	}
	if err == nil && a.Gone != 0 {
		return a, fault.New(fault.Missing, "conversations.find", "There is no such account.")
	}
	return a, err
}

// ours tells whether an address is one of our own.
func ours(site paths.Site, who prose.Address) bool {
	return who.Domain == "" || who.Domain == site.Domain || who.Domain == string(site.Host)
}

// Strangers lists the addresses, like ada@acme.example, that a text names and that are not known here yet, so that the
// caller can look them up on the network before it posts. At most ten.
func Strangers(tx *store.Tx, site paths.Site, text string) ([]string, error) {
	var out []string
	for _, who := range prose.Names(text).Mentions {
		if ours(site, who) || len(out) == 10 {
			continue
		}
		switch _, err := find(tx, site, who); {
		case fault.Is(err, fault.Missing):
			out = append(out, string(who.Handle)+"@"+who.Domain)
		case err != nil:
			return nil, err
		}
	}
	return out, nil
}
