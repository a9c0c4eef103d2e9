package gatherings

import (
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Attend says that somebody of ours will come to an event, ours or elsewhere. Saying it twice is saying it once. An event that they may
// not read is Missing; one that is over, was called off, or is joined elsewhere is Invalid.
func Attend(tx *store.Tx, site paths.Site, by models.Actor, event models.ID) error {
	const op = "gatherings.Attend"
	if _, err := tx.VisiblePost(by.ID, event); err != nil {
		return err
	}
	view, err := tx.PostView(event)
	if err != nil {
		return err
	}
	d := view.Details
	why := closed(d, tx.Now())
	switch {
	case view.Kind != models.EventPost:
		return fault.New(fault.Invalid, op, "This is no event that one could come to.")
	case why != "":
		return fault.New(fault.Invalid, op, why)
	case view.Local:
		_, err := come(tx, by, &view, site.NewActivity())
		return err
	case d != nil && d.JoinMode == "external":
		return fault.New(fault.Invalid, op, "Coming to this event is arranged elsewhere. Follow its link.")
	}
	if by, err = notices.Outward(tx, by); err != nil {
		return err
	}
	a := models.Attendance{PostID: event, ActorID: by.ID, IRI: site.NewActivity(), State: models.AttendanceAsked, Created: tx.Now()}
	fresh, err := tx.AddAttendance(a)
	if err != nil || !fresh {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.EventJoined, Activity: a.IRI, Object: a.IRI, By: by.ID, PostID: event, ActorID: view.AuthorID})
}

// longest is how long an event without an end is thought to last: a day.
const longest = models.Time(24 * 3600 * 1000)

// Leave takes it back. Who did not say that they come changes nothing.
func Leave(tx *store.Tx, site paths.Site, by models.Actor, event models.ID) error {
	post, err := tx.PostByID(event)
	if err != nil {
		return ifMissing(err)
	}
	if post.Local {
		_, err := Stay(tx, by, post)
		return err
	}
	was, err := tx.RemoveAttendance(by.ID, event)
	if err != nil || !was {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.EventLeft, Activity: site.NewActivity(), By: by.ID, PostID: event, ActorID: post.AuthorID})
}

func ifMissing(err error) error {
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// Answer notes what an event said to somebody's coming, and tells them; an answer that was taken back leaves it asked. Only the
// event's author, or somebody of its own server, can say so. It tells whether anything changed.
func Answer(tx *store.Tx, by models.Actor, a models.Attendance, to models.AttendanceState) (bool, error) {
	post, err := tx.PostByID(a.PostID)
	if err != nil || post.AuthorID != by.ID && post.IRI.Host() != by.Host {
		return false, err
	}
	if a.State == to {
		return false, nil
	}
	if err := tx.SetAttendance(a, to); err != nil {
		return false, err
	}
	if err := notices.TakeBack(tx, a.ActorID, models.NoticeAttend, by.ID, post.ID); err != nil || to == models.AttendanceAsked {
		return true, err
	}
	who, err := tx.ActorByID(a.ActorID)
	if err != nil {
		return false, err
	}
	return true, notices.Tell(tx, who, models.NoticeAttend, by, post.ID)
}
