package conversations

import (
	"strings"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// Settle answers how far a post would go and whom it would name, and writes nothing. A wish that cannot be met is a fault
// of kind Invalid whose sentence says what to change; a parent that the author may not read is Missing.
func Settle(tx *store.Tx, site paths.Site, ask Ask) (Settled, error) {
	return settle(tx, site, ask, nil)
}

// settle is Settle; kept is the distance that an edit leaves as it was.
func settle(tx *store.Tx, site paths.Site, ask Ask, kept *models.Distance) (Settled, error) {
	const op = "conversations.Settle"
	s := Settled{Found: prose.Names(ask.Text)}
	if err := s.surroundings(tx, op, ask); err != nil {
		return s, err
	}
	if err := s.audience(op, &ask); err != nil {
		return s, err
	}
	label, err := chosenLabel(op, ask)
	if err != nil {
		return s, err
	}
	hosts, err := tx.Partners()
	if err != nil {
		return s, err
	}
	partners := models.Within(hosts...)
	switch {
	case s.Audience == models.Self:
		s.Distance = models.Inside()
	case kept != nil:
		s.Distance = *kept
	default:
		if s.Distance, err = s.wanted(tx, op, ask, partners); err != nil {
			return s, err
		}
	}
	if ask.most != nil {
		s.Distance = s.Distance.Cut(ask.most.Distance)
	}
	if label, err = s.cutByCommunity(tx, label); err != nil {
		return s, err
	}
	s.Label = label
	s.Distance = s.Distance.Cut(labelCeiling(label, partners, s.Community != nil))
	if s.Parent != nil {
		inherited, _ := readLabel(s.Parent.Label)
		s.Label = narrower(label, inherited)
		s.Distance = s.Distance.Cut(parentCeiling(s.Parent, inherited, partners))
	}
	if err := s.quotes(tx, op, ask, partners); err != nil {
		return s, err
	}
	return s, s.name(tx, site, op, ask)
}

// surroundings finds the parent and the community.
func (s *Settled) surroundings(tx *store.Tx, op string, ask Ask) error {
	if ask.ReplyTo != 0 {
		if _, err := tx.VisiblePost(ask.By.ID, ask.ReplyTo); err != nil {
			return fault.New(fault.Missing, op, "The post you answer is not there any more.").Because(err)
		}
		parent, err := tx.PostView(ask.ReplyTo)
		if err != nil {
			return err
		}
		s.Parent = &parent
		if !ask.again { // a lock that came later does not keep it from being edited
			if err := shut(tx, op, ask.By, parent.ThreadID); err != nil {
				return err
			}
		}
	}
	return s.communityOf(tx, op, ask)
}

// audience settles who is meant: what is asked, cut by the parent's.
func (s *Settled) audience(op string, ask *Ask) error {
	if ask.Audience == "" {
		ask.Audience = models.Everyone
		switch {
		case s.Parent != nil:
			ask.Audience = s.Parent.Audience
		case s.closed:
			ask.Audience = models.Members
		}
	}
	switch ask.Audience {
	case models.Self, models.Named, models.Followers, models.Everyone:
	case models.Members:
		if !s.closed && ask.was != models.Members && (s.Parent == nil || s.Parent.Audience != models.Members) {
			return fault.New(fault.Invalid, op, "Only a closed community has members to write for. Choose another audience.")
		}
	default:
		return fault.New(fault.Invalid, op, "There is no such audience. Choose self, named, followers or everyone.")
	}
	if err := s.communityMeans(op, ask); err != nil {
		return err
	}
	if s.Community != nil && s.closed && ask.Audience == models.Everyone {
		ask.Audience = models.Members
	}
	s.Audience = ask.Audience
	if s.Parent != nil && s.Audience != models.Self {
		s.Audience = underParent(s.Parent, ask.By.ID, s.Audience)
		ask.Audience = s.Audience
	}
	return nil
}

// underParent is law 3: a reply to a post that is not for everyone is for those named. Who answers their own post for
// followers may keep to followers: they are the same readers.
func underParent(parent *models.PostView, by models.ID, asked models.Audience) models.Audience {
	switch {
	case parent.Audience == models.Self:
		return models.Self
	case parent.Audience == models.Everyone && parent.Label != "RED":
		return asked
	case parent.Audience == models.Members && parent.Community != nil && parent.Community.Local && asked == models.Members:
		return asked // the same readers
	case parent.Audience == models.Followers && parent.AuthorID == by && asked == models.Followers:
		return asked
	}
	return models.Named
}

// wanted reads the distance that is asked for.
func (s *Settled) wanted(tx *store.Tx, op string, ask Ask, partners models.Distance) (models.Distance, error) {
	if s.Community != nil && !s.Community.Local && !ask.again && ask.Where != Default && ask.Where != World {
		return models.Distance{}, fault.New(fault.Invalid, op, "What is posted in "+s.Community.Address()+" goes out to the world. Choose world, or leave the community out.")
	}
	switch ask.Where {
	case Inside:
		return models.Inside(), nil
	case Partners:
		return partners, nil
	case World:
		return models.World(), nil
	case Default:
		if s.Parent != nil {
			return parentCeiling(s.Parent, "", partners), nil
		}
		if s.Community != nil && !s.Community.Local {
			return models.World(), nil // it is where its author goes with it
		}
		if s.Audience == models.Named {
			return models.World(), nil // drawn as tight as the people named allow
		}
		return own(tx, ask.By, partners)
	}
	var hosts []models.Host
	for name := range strings.SplitSeq(ask.Where, ",") {
		h, err := models.NormalHost(name)
		if err != nil || !partners.Holds(h) {
			return models.Distance{}, fault.New(fault.Invalid, op, "A post can name partners only as its distance, and "+strings.TrimSpace(name)+" is none.")
		}
		hosts = append(hosts, h)
	}
	return models.Within(hosts...), nil
}

// own is the distance that somebody chose for when nothing is said.
func own(tx *store.Tx, by models.Actor, partners models.Distance) (models.Distance, error) {
	a, err := tx.AccountOf(by.ID)
	if fault.Is(err, fault.Missing) { // a community, or the organisation
		mode, err := tx.Mode()
		if err != nil || mode != models.OpenMode {
			return models.Inside(), err
		}
		return models.World(), nil
	}
	switch a.Distance {
	case World:
		return models.World(), err
	case Partners:
		return partners, err
	}
	return models.Inside(), err
}

// parentCeiling is how far an answer may go: as far as the parent, and to its author in any case. Another server's post
// that names its readers, without a label, sets no domains: its readers are the limit.
func parentCeiling(parent *models.PostView, label string, partners models.Distance) models.Distance {
	d := parent.Distance
	if !parent.Local && label == "" && (parent.Audience == models.Named || parent.Audience == models.Followers) {
		d = models.World()
	}
	d = d.Cut(labelCeiling(label, partners, parent.CommunityID != nil))
	if parent.Author.Local || d.World || parent.Author.Host == "" {
		return d
	}
	return models.Within(append([]models.Host{parent.Author.Host}, d.Hosts...)...)
}
