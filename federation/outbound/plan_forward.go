package outbound

import (
	"slices"

	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planForward: a reply from elsewhere to a post of ours, its change or its end, goes on byte for byte as it came: when it is
// new to the followers of our post's author, later to whoever was handed it. It never goes back to where it came from, nor to whom a
// community of ours tells it.
// spec: ap#inbox-forwarding
func (o *Outbound) planForward(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	item, err := tx.InboxItem(e.Row)
	if err != nil || len(item.Body) == 0 {
		return nil, nothingLeft(err)
	}
	view, err := tx.PostView(e.PostID)
	if err != nil {
		return nil, err
	}
	reached := o.followers
	if e.Verb != models.Create {
		reached = func(tx *store.Tx, _ models.ID) ([]gate.Receiver, error) { return o.handed(tx, view.ID) }
	}
	to, err := reached(tx, by.ID)
	if err != nil || view.Deleted != 0 && e.Verb != models.Delete {
		return nil, err
	}
	members, err := o.membersToldOf(tx, &view)
	if err != nil {
		return nil, err
	}
	to = slices.DeleteFunc(to, func(r gate.Receiver) bool {
		return members[r.Inbox] || r.Inbox.Host() == view.Author.Host || slices.Contains(r.Hosts, view.Author.Host)
	})
	act := policy.Act{IRI: e.Activity, Verb: e.Verb, Actor: by, Object: view.IRI, At: e.At}
	if e.Verb != models.Delete {
		act.Post = &view
	}
	return []send{{act: act, to: to, has: view.ID, ends: e.Verb == models.Delete, raw: item.Body}}, nil
}

// membersToldOf are the inboxes that hear of what somebody elsewhere did by the community of ours that it stands in.
func (o *Outbound) membersToldOf(tx *store.Tx, view *models.PostView) (map[models.IRI]bool, error) {
	if view.Community == nil || !view.Community.Local || view.Audience != models.Everyone {
		return nil, nil
	}
	members, err := o.followers(tx, view.Community.ID)
	told := make(map[models.IRI]bool, len(members))
	for _, r := range members {
		told[r.Inbox] = true
	}
	return told, err
}
