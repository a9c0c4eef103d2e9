package communities

import (
	"slices"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Appeal asks, once and with a sentence, that somebody else looks at a ruling of a community of ours: whoever's post was taken out may, and
// whoever was shut out. Those who look after the community hear of it, but for whoever ruled; where nobody else does, the administrators.
func Appeal(tx *store.Tx, by models.Actor, ruling models.ID, text string) error {
	const op = "communities.Appeal"
	r, err := tx.RulingByID(ruling)
	if err == nil && r.WhomID != by.ID {
		err = fault.New(fault.Missing, op, "There is no such decision.")
	}
	if err != nil {
		return err
	}
	c, err := tx.ActorByID(r.CommunityID)
	if err != nil {
		return err
	}
	switch text = clipped(text); {
	case !c.Local:
		return fault.New(fault.Invalid, op, "This was decided in "+c.Address()+". Ask those who look after it.")
	case r.What != models.Removed && r.What != models.Banned:
		return fault.New(fault.Invalid, op, "An appeal is against a post being taken out, or against being shut out.")
	case !r.Stands(tx.Now()):
		return fault.New(fault.Conflict, op, "The decision does not stand any more.")
	case text == "":
		return fault.New(fault.Invalid, op, "Say in a sentence why it should be looked at again.")
	}
	fresh, err := tx.AddAppeal(models.Appeal{RulingID: r.ID, CommunityID: c.ID, ByID: by.ID, Text: text})
	if err == nil && !fresh {
		err = fault.New(fault.Conflict, op, "You appealed against this already. One appeal is heard.")
	}
	if err != nil {
		return err
	}
	verb, _ := words(r, c, false)
	if err := ledger.Act(tx, by, models.Act{Verb: "community.appealed", What: c.Address(), About: ours(by), Before: verb, Reason: text}); err != nil {
		return err
	}
	judges, err := judgesOf(tx, r)
	for _, j := range judges {
		if err == nil {
			err = notices.Say(tx, j.ID, models.NoticeAppeal, c.ID, 0, "Somebody appeals against a decision. You did not make it, so you are asked to look at it.",
				notices.Once(j.ID, models.NoticeAppeal, c.ID, r.ID))
		}
	}
	return err
}

// judgesOf lists who answers an appeal against a ruling: people here who look after the community, without whoever ruled and whom it
// concerns. Where there is nobody, the administrators on the same terms.
func judgesOf(tx *store.Tx, r models.Ruling) ([]models.Actor, error) {
	row, err := tx.CommunityByActor(r.CommunityID)
	if err != nil {
		return nil, err
	}
	list, err := keepersOf(tx, &row)
	if err != nil {
		return nil, err
	}
	partial := func(a models.Actor) bool { return a.ID == r.ByID || a.ID == r.WhomID }
	if list = slices.DeleteFunc(list, partial); len(list) > 0 {
		return list, nil
	}
	list, err = tx.WithRole(models.Admin)
	return slices.DeleteFunc(list, partial), err
}

// judges tells whether somebody answers an appeal against a ruling. The organisation itself does where no steward can.
func judges(tx *store.Tx, by models.Actor, r models.Ruling) (bool, error) {
	list, err := judgesOf(tx, r)
	if err != nil || slices.ContainsFunc(list, func(a models.Actor) bool { return a.ID == by.ID }) {
		return err == nil, err
	}
	if by.Kind != models.Organisation || !by.Local {
		return false, nil
	}
	for _, a := range list {
		keeps, err := access.Keeps(tx, a, r.CommunityID)
		if err != nil || keeps {
			return false, err
		}
	}
	return true, nil
}

// Answer upholds a ruling against which somebody appealed, or takes it back, with a sentence that they read.
func Answer(tx *store.Tx, site paths.Site, by models.Actor, ruling models.ID, reverse bool, text string) error {
	const op = "communities.Answer"
	none := fault.New(fault.Missing, op, "There is no such appeal.")
	a, err := tx.AppealOf(ruling)
	if fault.Is(err, fault.Missing) {
		return none
	}
	if err != nil {
		return err
	}
	r, err := tx.RulingByID(ruling)
	if err != nil {
		return err
	}
	may, err := judges(tx, by, r)
	switch text = clipped(text); {
	case err != nil:
		return err
	case !may && a.ByID != by.ID && r.ByID != by.ID:
		return none
	case !may:
		return fault.New(fault.Forbidden, op, "Somebody else answers this: neither who decided nor whom it concerns.")
	case a.Answered != 0:
		return fault.New(fault.Conflict, op, "This was answered already.")
	case !r.Stands(tx.Now()):
		return fault.New(fault.Conflict, op, "The decision does not stand any more.")
	case text == "":
		return fault.New(fault.Invalid, op, "Say why. Whoever appealed reads it, and so does whoever looks at it later.")
	}
	c, err := tx.ActorByID(r.CommunityID)
	if err != nil {
		return err
	}
	whom, err := tx.ActorByID(r.WhomID)
	if err != nil {
		return err
	}
	a.AnswerByID, a.Reversed, a.Answer = by.ID, reverse, text
	if err := tx.AnswerAppeal(a); err != nil {
		return err
	}
	said := "Your appeal was heard, and the decision stands."
	if reverse {
		said = "Your appeal was heard, and the decision was taken back."
		err = (&Decided{Community: c, By: by, What: r.What, Reason: text, Posts: true}).takeBack(tx, site, r)
	} else {
		err = ledger.Act(tx, by, models.Act{Verb: "community.upheld", What: c.Address(), About: ours(whom), After: whom.Address(), Reason: text})
	}
	if err != nil || !whom.Local {
		return err
	}
	return notices.Say(tx, whom.ID, models.NoticeAppeal, c.ID, r.PostID, said+" The answer: "+text, notices.Once(whom.ID, models.NoticeAppeal, c.ID, r.ID)+":answered")
}

// Docket is what somebody finds about appeals in a community of ours.
type Docket struct {
	About []Case // what was decided about them
	Open  []Case // appeals of others that they answer
}

// Empty tells whether there is nothing in it.
func (d *Docket) Empty() bool { return len(d.About)+len(d.Open) == 0 }

// Case is a ruling with the appeal against it.
type Case struct {
	models.Ruling
	Whom   models.Actor
	Appeal *models.Appeal // nil where nobody appealed
}

// May tells whether whom a ruling concerns may appeal against it at a moment.
func (c *Case) May(now models.Time) bool {
	return c.Appeal == nil && c.Stands(now) && (c.What == models.Removed || c.What == models.Banned)
}

// mostCases is how many rulings and appeals somebody is shown.
const mostCases = 40

// DocketOf lists what was decided about somebody in a community of ours, and the appeals there that they answer.
func DocketOf(tx *store.Tx, by models.Actor, community models.ID) (Docket, error) {
	var d Docket
	about, err := tx.RulingsAbout(community, by.ID, mostCases)
	if err != nil {
		return d, err
	}
	for _, r := range about {
		one := Case{Ruling: r, Whom: by}
		a, err := tx.AppealOf(r.ID)
		if err != nil && !fault.Is(err, fault.Missing) {
			return d, err
		}
		if err == nil {
			one.Appeal = &a
		}
		if r.What != models.Folded && r.What != models.Kept {
			d.About = append(d.About, one)
		}
	}
	open, err := tx.OpenAppeals(community, mostCases)
	if err != nil {
		return d, err
	}
	for _, a := range open {
		r, err := tx.RulingByID(a.RulingID)
		if err != nil {
			return d, err
		}
		may, err := judges(tx, by, r)
		if err != nil {
			return d, err
		}
		if !may {
			continue
		}
		whom, err := tx.ActorByID(r.WhomID)
		if err != nil {
			return d, err
		}
		d.Open = append(d.Open, Case{Ruling: r, Whom: whom, Appeal: &a})
	}
	return d, nil
}
