package gatherings

import (
	"guildhall/models"
	"guildhall/notices"
	"guildhall/store"
)

// Invite tells a person of ours that somebody asks them to come to an event. It tells whether it is one.
func Invite(tx *store.Tx, by, whom models.Actor, event models.Post) (bool, error) {
	if event.Kind != models.EventPost || event.Deleted != 0 {
		return false, nil
	}
	return true, notices.Tell(tx, whom, models.NoticeInvite, by, event.ID)
}

// Uninvite takes an invitation back. One that was not made is no fault.
func Uninvite(tx *store.Tx, by, whom models.Actor, event models.Post) error {
	return notices.TakeBack(tx, whom.ID, models.NoticeInvite, by.ID, event.ID)
}
