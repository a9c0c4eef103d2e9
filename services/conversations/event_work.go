package conversations

import (
	"fmt"
	"time"

	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/store"
)

// The reminder of an event. It carries the event, and the beginning that it was made for.
const (
	LaneEvents = "work:events"
	KindRemind = "event-remind"
)

type reminder struct {
	Post   models.ID   `json:"post"`
	Starts models.Time `json:"starts"`
}

// remindLater has those of ours who come to an event told a day before it begins, or an hour where a day is past.
func remindLater(tx *store.Tx, event models.ID, starts models.Time) error {
	for _, ahead := range []time.Duration{24 * time.Hour, time.Hour} {
		at := starts - models.Time(ahead.Milliseconds())
		if at <= tx.Now() {
			continue
		}
		return jobs.Add(tx, jobs.Work{Lane: LaneEvents, Kind: KindRemind, Payload: reminder{event, starts}, RunAt: at, Once: fmt.Sprintf("%s:%d:%d", KindRemind, event, starts)})
	}
	return nil
}

// remind tells those of ours who come, unless the event is gone, was called off or takes place at another time.
func remind(tx *store.Tx, r reminder) error {
	event, err := tx.PostView(r.Post)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	if err != nil || event.Deleted != 0 || event.Details == nil || event.Details.Starts != r.Starts || event.Details.Status == "cancelled" {
		return err
	}
	return tellComers(tx, &event, models.NoticeSoon, fmt.Sprint(r.Starts))
}

// eventChanged lets those of ours who come know that an event takes place at another time or place, or not at all, and reminds them anew.
func eventChanged(tx *store.Tx, event *models.PostView) error {
	d := event.Details
	if d == nil || event.Deleted != 0 {
		return nil
	}
	if err := tellComers(tx, event, models.NoticeEventChange, fmt.Sprint(event.Version)); err != nil {
		return err
	}
	if d.Status == "cancelled" || d.Starts == 0 {
		return nil
	}
	return remindLater(tx, event.ID, d.Starts)
}

// tellComers writes one notice to each of ours who comes and may still read the event; once makes another occasion another notice.
func tellComers(tx *store.Tx, event *models.PostView, kind models.NoticeKind, once string) error {
	var after models.ID
	for {
		people, err := tx.LocalComers(event.ID, after, 500)
		if err != nil {
			return err
		}
		for _, who := range people {
			after = who.ID
			if may, err := tx.MayRead(who.ID, event.ID); err != nil {
				return err
			} else if !may {
				continue
			}
			if who.ID == event.AuthorID && kind == models.NoticeEventChange {
				continue
			}
			if err := notices.Say(tx, who.ID, kind, event.AuthorID, event.ID, "", notices.Once(who.ID, kind, event.AuthorID, event.ID)+":"+once); err != nil {
				return err
			}
		}
		if len(people) < 500 {
			return nil
		}
	}
}

// keepDetails stores what a post of another server tells beside its text. Where an event takes place otherwise than it was told
// before, those of ours who come hear of it.
func keepDetails(tx *store.Tx, post models.Post, d models.Details) error {
	d.PostID = post.ID
	before, err := tx.PostView(post.ID)
	if err != nil {
		return err
	}
	if before.Details != nil && *before.Details == d {
		return nil
	}
	if err := tx.PutDetails(&d); err != nil || post.Kind != models.EventPost {
		return err
	}
	if before.Details == nil || before.Details.Line() == d.Line() {
		return remindLater(tx, post.ID, d.Starts)
	}
	now := before
	now.Details = &d
	return eventChanged(tx, &now)
}
