package people

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Ended ends the follow of one of ours because whom they followed does not count them any more, and tells them. It is
// no Reject: nobody decided about them.
func Ended(tx *store.Tx, by, follower models.Actor) error {
	f, err := tx.Follow(follower.ID, by.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := end(tx, f, follower, by); err != nil {
		return err
	}
	return notices.Say(tx, follower.ID, models.NoticeEnded, by.ID, 0, "You do not follow "+by.Address()+" any more: their server says so. You can ask again.",
		notices.Once(follower.ID, models.NoticeEnded, f.ID, 0))
}

// Disown takes back a follow that another server believes in, although by does not follow whom. If by has asked to, the
// answer was lost on its way: the follow is accepted. A follow that is accepted stays.
func Disown(tx *store.Tx, site paths.Site, by, whom models.Actor) error {
	_, err := tx.Follow(by.ID, whom.ID)
	if err == nil {
		_, err = Accept(tx, site, whom, by)
		return err
	}
	if !fault.Is(err, fault.Missing) || !by.Local || whom.Local {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.Undone, Verb: models.Follow, Activity: site.NewActivity(), Object: site.NewActivity(), By: by.ID, ActorID: whom.ID})
}
