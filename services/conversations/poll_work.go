package conversations

import (
	"context"
	"fmt"

	"guildhall/events"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// The jobs of polls. Both carry the post.
const (
	LanePolls     = "work:polls"
	KindPollClose = "poll-close"
	KindPollTell  = "poll-tell"
)

// tellEvery is how often other servers hear of counts at most.
const tellEvery = models.Time(3 * 60 * 1000)

type pollWork struct {
	Post models.ID `json:"post"`
}

func closeLater(tx *store.Tx, p models.Poll) error {
	if p.Closes == 0 {
		return nil
	}
	return jobs.Add(tx, jobs.Work{Lane: LanePolls, Kind: KindPollClose, Payload: pollWork{p.PostID}, RunAt: p.Closes,
		Once: fmt.Sprintf("%s:%d:%d", KindPollClose, p.PostID, p.Closes)})
}

func tellLater(tx *store.Tx, p models.Poll) error {
	return jobs.Add(tx, jobs.Work{Lane: LanePolls, Kind: KindPollTell, Payload: pollWork{p.PostID}, RunAt: max(tx.Now(), p.Told) + tellEvery,
		Once: fmt.Sprintf("%s:%d", KindPollTell, p.PostID)})
}

// Handlers are the jobs of polls and events: the end of a poll, telling how the votes stand, and reminding of what begins soon.
func Handlers(st *store.Store, site paths.Site) map[string]jobs.Handler {
	about := func(verb func(*store.Tx, paths.Site, models.ID) error) jobs.Handler {
		return func(ctx context.Context, j models.Job) error {
			w, err := jobs.Payload[pollWork](j)
			if err != nil {
				return err
			}
			return st.Join(ctx, func(tx *store.Tx) error {
				if err := verb(tx, site, w.Post); err != nil {
					return err
				}
				return jobs.Done(ctx, tx)
			})
		}
	}
	return map[string]jobs.Handler{KindPollClose: about(EndPoll), KindPollTell: about(TellPoll), KindRemind: func(ctx context.Context, j models.Job) error {
		r, err := jobs.Payload[reminder](j)
		if err != nil {
			return err
		}
		return st.Join(ctx, func(tx *store.Tx) error {
			if err := remind(tx, r); err != nil {
				return err
			}
			return jobs.Done(ctx, tx)
		})
	}}
}

// EndPoll ends a poll whose time has come: its author and those of ours who voted are told, and so are servers that have it.
// One that ended before, or that was given more time, is left as it is.
func EndPoll(tx *store.Tx, site paths.Site, post models.ID) error {
	poll, err := tx.LockPoll(post)
	if err != nil {
		return orMissing(err)
	}
	if poll.Closes == 0 || poll.Closes > tx.Now() {
		return nil
	}
	return end(tx, site, post, poll.Closes)
}

// end notes the end of a poll once, and tells of it.
func end(tx *store.Tx, site paths.Site, post models.ID, at models.Time) error {
	fresh, err := tx.ClosePoll(post, at)
	if err != nil || !fresh {
		return err
	}
	view, err := tx.PostView(post)
	if err != nil || view.Deleted != 0 {
		return err
	}
	if view.Local && view.Author.Kind == models.Person && view.Author.Gone == 0 {
		err := notices.Say(tx, view.AuthorID, models.NoticePoll, view.AuthorID, post, "", notices.Once(view.AuthorID, models.NoticePoll, view.AuthorID, post))
		if err != nil {
			return err
		}
	}
	var after models.ID
	for {
		voters, err := tx.LocalVoters(post, after, 500)
		if err != nil {
			return err
		}
		for _, v := range voters {
			after = v.ID
			if err := notices.Tell(tx, v, models.NoticePoll, view.Author, post); err != nil {
				return err
			}
		}
		if len(voters) < 500 {
			break
		}
	}
	return tellNow(tx, site, view)
}

// TellPoll tells other servers how the votes stand.
func TellPoll(tx *store.Tx, site paths.Site, post models.ID) error {
	view, err := tx.PostView(post)
	if err != nil || view.Deleted != 0 || view.Poll == nil || view.Poll.Closed != 0 { // its end was told, with the last counts
		return orMissing(err)
	}
	return tellNow(tx, site, view)
}

func tellNow(tx *store.Tx, site paths.Site, view models.PostView) error {
	if !view.Local || !leaves(view.Reach) {
		return nil
	}
	if err := tx.ToldPoll(view.ID); err != nil {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.PollTold, Activity: site.NewActivity(), By: view.AuthorID, PostID: view.ID, Object: view.IRI})
}
