package outbound

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/policy"
	"guildhall/services/boundary"
	"guildhall/store"
)

// hold keeps what may not go yet, whole, with the bytes that will be sent if it is released: one item for receivers that
// would get the same copy for the same reason. Its author is told. What cannot be kept fails, and nothing of it is sent.
func (o *Outbound) hold(tx *store.Tx, e models.Event, s send, waiting []gate.Judged, with provers) error {
	type kind struct {
		variant       policy.Variant
		rule, why     string
		behind, needs string
	}
	items := map[kind]*models.HeldItem{}
	var order []*models.HeldItem
	for _, j := range waiting {
		needs, _ := json.Marshal(j.Decision.Needs) // names and numbers
		if len(j.Decision.Needs) == 0 && j.Behind == "" {
			continue // this very thing waits there already
		}
		k := kind{j.Would.Variant(), j.Decision.Rule, j.Decision.Why, string(j.Behind), string(needs)}
		item := items[k]
		if item == nil {
			body, err := o.written(tx, s, j.Would, with)
			if err != nil {
				return err
			}
			item = heldItem(e, s, j, body)
			item.Needs = string(needs)
			items[k], order = item, append(order, item)
		}
		item.Receivers = append(item.Receivers, j.Inbox)
		for _, h := range append([]models.Host{j.Inbox.Host()}, j.Hosts...) {
			if !strings.Contains(item.Hosts, " "+string(h)+" ") {
				item.Hosts += string(h) + " "
			}
		}
	}
	for _, item := range order {
		if err := tx.AddHeld(item); err != nil {
			return err
		}
		if err := tellHeld(tx, item); err != nil {
			return err
		}
	}
	return nil
}

func heldItem(e models.Event, s send, j gate.Judged, body []byte) *models.HeldItem {
	c := policy.Crossing{Subject: policy.Subject{Act: &s.act}}
	item := &models.HeldItem{Door: models.Out, State: models.Waiting, Verb: s.act.Verb, Activity: s.act.IRI, ByID: s.act.Actor.ID, Event: e,
		Hosts: " ", Body: body, Rule: j.Decision.Rule, Why: j.Decision.Why, Behind: j.Behind, Policy: j.Decision.Policy}
	item.Thing, item.Version = c.Thing()
	if post := c.About(); post != nil {
		item.Audience = post.Audience
		if post.Local {
			id := post.ID
			item.PostID = &id
		}
		if item.Thing == post.IRI {
			item.ByID = post.AuthorID
		}
	}
	if item.Audience == models.Named || item.Audience == models.Self {
		item.State = models.Private // nobody looks at it unless its author asks
	}
	return item
}

// tellHeld tells the author what waits, for whom and why.
func tellHeld(tx *store.Tx, h *models.HeldItem) error {
	say := fmt.Sprintf("It waits for review before it goes to %s. %s", Hosts(h), h.Why)
	switch {
	case h.Behind != "" && h.Needs == "null":
		say = fmt.Sprintf("It waits for %s behind something that it belongs to.", Hosts(h))
	case h.State == models.Private:
		say = fmt.Sprintf("It was not sent to %s. %s Nobody else looks at what you wrote for the people named, unless you ask for a review.", Hosts(h), h.Why)
	}
	return notices.Say(tx, h.ByID, models.NoticeHeld, h.ByID, postOf(h), say, fmt.Sprintf("held:%d", h.ID))
}

func postOf(h *models.HeldItem) models.ID {
	if h.PostID == nil {
		return 0
	}
	return *h.PostID
}

// Hosts names the first peers of what is held, and counts the others.
func Hosts(h *models.HeldItem) string {
	hosts := strings.Fields(h.Hosts)
	slices.Sort(hosts)
	switch n := len(hosts); {
	case n == 0:
		return "others"
	case n > 3:
		return strings.Join(hosts[:3], ", ") + fmt.Sprintf(" and %d more", n-3)
	}
	return strings.Join(hosts, ", ")
}

// planReleased is what was held and may go now: the same activity to the same inboxes, judged again like any other. What else
// the event had meant went its way long ago.
func (o *Outbound) planReleased(tx *store.Tx, e models.Event) ([]send, error) {
	h, err := tx.Held(e.Row)
	if err != nil || h.State != models.Released {
		return nil, err
	}
	sends, err := o.plan(tx, h.Event)
	if err != nil {
		return nil, err
	}
	var out []send
	for _, s := range sends {
		if s.act.IRI != h.Activity {
			continue
		}
		s.after = h.Behind
		s.to = slices.DeleteFunc(s.to, func(r gate.Receiver) bool { return !slices.Contains(h.Receivers, r.Inbox) })
		out = append(out, s)
	}
	return out, nil
}

// anew makes of what was held in an older version, or refused there, a new question about the version that is now: its
// receivers never had the post, so they get it as it is made.
func (o *Outbound) anew(tx *store.Tx, view *models.PostView, had []gate.Receiver) ([]send, error) {
	items, err := tx.HeldItems(store.HeldFilter{Thing: view.IRI})
	if err != nil {
		return nil, err
	}
	readers, err := o.readers(tx, view)
	if err != nil {
		return nil, err
	}
	again := send{act: createOf(view), has: view.ID}
	for _, h := range items {
		if h.Verb != models.Create || h.State == models.Released || h.Version >= view.Version {
			continue
		}
		for _, r := range readers {
			same := func(old gate.Receiver) bool { return old.Inbox == r.Inbox }
			if !slices.ContainsFunc(again.to, same) && !slices.ContainsFunc(had, same) && slices.Contains(h.Receivers, r.Inbox) {
				again.to = append(again.to, r)
			}
		}
	}
	if len(again.to) == 0 {
		return nil, nil
	}
	return []send{again}, nil
}

// voidHeld ends the holds that an edit or a deletion answers: what waits is never another text than its author's last.
func voidHeld(tx *store.Tx, e models.Event) error {
	if e.PostID == 0 || e.Kind != models.PostEdited && e.Kind != models.PostDeleted {
		return nil
	}
	view, err := tx.PostView(e.PostID)
	switch {
	case err != nil:
		return nothingLeft(err)
	case view.Deleted != 0:
		err = tx.VoidHeld(view.IRI, 0)
	default:
		err = tx.VoidHeld(view.IRI, view.Version)
	}
	if err != nil {
		return err
	}
	return boundary.FollowOn(tx, view.IRI) // what waited behind it is judged anew
}
