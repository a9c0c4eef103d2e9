package boundary

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/policy"
	"guildhall/store"
)

// Queue lists what waits for reviewers, the oldest first. What is meant for the people named only is not among it, unless
// its author asked for a review.
func Queue(tx *store.Tx) ([]models.HeldItem, error) {
	items, err := tx.HeldItems(store.HeldFilter{State: models.Waiting})
	return slices.DeleteFunc(items, follows), err
}

// QueueFor is Queue for one reviewer: what they may answer, and so nothing that they wrote themselves.
func QueueFor(tx *store.Tx, by models.Actor) ([]models.HeldItem, error) {
	roles, err := tx.RolesOf(by.ID)
	if err != nil {
		return nil, err
	}
	items, err := Queue(tx)
	return slices.DeleteFunc(items, func(h models.HeldItem) bool { return mayWith(by, roles, h, "boundary.QueueFor") != nil }), err
}

// Inspect shows one thing that waits to somebody who may answer it, with its bytes as they will be sent.
func Inspect(tx *store.Tx, by models.Actor, id models.ID) (models.HeldItem, []models.HeldAnswer, error) {
	h, err := tx.Held(id)
	if err != nil {
		return h, nil, err
	}
	if err := mayAnswer(tx, by, h, "boundary.Inspect"); err != nil {
		return models.HeldItem{}, nil, err
	}
	answers, err := tx.HeldAnswers(id)
	return h, answers, err
}

// Release is one reviewer's yes. It tells whether that was the last one needed: then what was held goes its way, and what
// waits behind it follows. It lifts this hold only; everything is judged again before it goes.
func Release(tx *store.Tx, by models.Actor, id models.ID, words string) (free bool, err error) {
	h, err := answer(tx, by, id, "release", words)
	if err != nil {
		return false, err
	}
	if free, err = enough(tx, h); err != nil {
		return false, err
	}
	after := "let go"
	if !free {
		after = "waits for another yes"
	}
	if err := answered(tx, by, h, "held.released", after, words); err != nil || !free {
		return false, err
	}
	return true, letGo(tx, h, words)
}

// Refuse is one reviewer's no, which ends it. The author is told with the reviewer's words.
func Refuse(tx *store.Tx, by models.Actor, id models.ID, words string) error {
	h, err := answer(tx, by, id, "refuse", words)
	if err != nil {
		return err
	}
	if err := answered(tx, by, h, "held.refused", "not let go", words); err != nil {
		return err
	}
	return end(tx, h, models.Declined, "A reviewer did not let it go.", words)
}

// answered records a reviewer's answer. It names the thing and its servers; the author it concerns can be erased.
func answered(tx *store.Tx, by models.Actor, h models.HeldItem, verb, after, words string) error {
	a := models.Act{Verb: verb, What: string(h.Thing) + " for " + strings.Join(strings.Fields(h.Hosts), ", "), Before: "waits, by " + h.Rule, After: after, Reason: words}
	who, err := tx.ActorByID(h.ByID)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	if err == nil && who.Local && who.Kind == models.Person {
		a.About = who.ID
	}
	return ledger.Act(tx, by, a)
}

// AskReview is an author's own wish that a reviewer looks at what was written for the people named only.
func AskReview(tx *store.Tx, by models.Actor, id models.ID) error {
	h, err := tx.Held(id)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	if err != nil || h.ByID != by.ID {
		return fault.New(fault.Missing, "boundary.AskReview", "Nothing of yours with this number is held.")
	}
	if follows(h) {
		return fault.New(fault.Invalid, "boundary.AskReview", "It waits behind something else, and follows when that is let go.")
	}
	return tx.MoveHeld(id, models.Private, models.Waiting)
}

// ExpireHeld ends what waited too long, up to limit of it; authors are told.
func ExpireHeld(tx *store.Tx, before models.Time, limit int) (int64, error) {
	n := int64(0)
	for _, state := range []models.HeldState{models.Waiting, models.Private} {
		items, err := tx.HeldItems(store.HeldFilter{State: state, Before: before, Limit: limit})
		if err != nil {
			return n, err
		}
		for _, h := range items {
			err := end(tx, h, models.Expired, "Nobody answered in time.", "")
			if fault.Is(err, fault.Conflict) {
				continue // it ended with what it waited behind
			}
			if err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// SweepHeld ends what waited for more days than it may, some in each transaction.
func SweepHeld(ctx context.Context, st *store.Store, days int) error {
	for {
		ended := int64(0)
		err := st.Write(ctx, func(tx *store.Tx) (err error) {
			ended, err = ExpireHeld(tx, tx.Now()-models.Time(days)*24*3600*1000, 100)
			return err
		})
		if err != nil || ended == 0 {
			return err
		}
	}
}

// mayAnswer: a reviewer by one of the roles that the rules ask for, never its author.
func mayAnswer(tx *store.Tx, by models.Actor, h models.HeldItem, op string) error {
	roles, err := tx.RolesOf(by.ID)
	if err != nil {
		return err
	}
	return mayWith(by, roles, h, op)
}

func mayWith(by models.Actor, roles []models.Role, h models.HeldItem, op string) error {
	if h.ByID == by.ID || h.Event.By == by.ID {
		return fault.New(fault.Forbidden, op, "Nobody reviews what they wrote themselves.")
	}
	if h.State == models.Private || follows(h) && (h.Audience == models.Named || h.Audience == models.Self) {
		return fault.New(fault.Missing, op, "Nothing of this number is held.")
	}
	if by.Gone == 0 && by.Local && slices.ContainsFunc(NeedsOf(h), func(n policy.Need) bool { return slices.Contains(roles, models.Role(n.Role)) }) {
		return nil
	}
	return fault.New(fault.Forbidden, op, "This wants the role "+rolesWanted(h)+".")
}

// NeedsOf are the demands of the rules; of what a limited server sent, one reviewer.
func NeedsOf(h models.HeldItem) []policy.Need {
	var needs []policy.Need
	if err := json.Unmarshal([]byte(h.Needs), &needs); err != nil || len(needs) == 0 {
		return []policy.Need{{Rule: h.Rule, Reviewers: 1, Role: string(models.Reviewer)}}
	}
	return needs
}

func rolesWanted(h models.HeldItem) string {
	said := ""
	for _, n := range NeedsOf(h) {
		if said != "" {
			said += " or "
		}
		said += n.Role
	}
	return said
}

func answer(tx *store.Tx, by models.Actor, id models.ID, what, words string) (models.HeldItem, error) {
	h, err := tx.Held(id)
	if err != nil {
		return h, err
	}
	if err := mayAnswer(tx, by, h, "boundary.Answer"); err != nil {
		return h, err
	}
	if h.State != models.Waiting {
		return h, fault.New(fault.Conflict, "boundary.Answer", "It does not wait any more: it is "+string(h.State)+".")
	}
	if follows(h) {
		return h, fault.New(fault.Invalid, "boundary.Answer", "It waits behind something else; answer that.")
	}
	return h, tx.AddHeldAnswer(&models.HeldAnswer{HeldID: id, ByID: by.ID, Answer: what, Words: words})
}

// enough tells whether every rule has as many reviewers of its role as it asks for, each counted once.
func enough(tx *store.Tx, h models.HeldItem) (bool, error) {
	answers, err := tx.HeldAnswers(h.ID)
	if err != nil {
		return false, err
	}
	for _, n := range NeedsOf(h) {
		got := 0
		for _, a := range answers {
			roles, err := tx.RolesOf(a.ByID)
			if err != nil {
				return false, err
			}
			if a.Answer == "release" && slices.Contains(roles, models.Role(n.Role)) {
				got++
			}
		}
		if got < n.Reviewers {
			return false, nil
		}
	}
	return true, nil
}

// letGo sends what was held on its way: ours is published to those who waited, another's comes in at last.
func letGo(tx *store.Tx, h models.HeldItem, words string) error {
	if err := tx.MoveHeld(h.ID, h.State, models.Released); err != nil {
		return err
	}
	if h.Door == models.In {
		return tx.SettleInbox(h.InboxID, models.Received, h.Rule, "A reviewer let it in.")
	}
	err := events.Emit(tx, models.Event{Kind: models.HoldReleased, Activity: models.IRI(fmt.Sprintf("%s#released-%d", h.Activity, h.ID)), By: h.Event.By, PostID: h.Event.PostID, Row: h.ID})
	if err != nil {
		return err
	}
	if !follows(h) {
		if err := tell(tx, h, models.NoticeReleased, said("A reviewer let it go.", words)); err != nil {
			return err
		}
	}
	return FollowOn(tx, h.Thing)
}

// FollowOn sends on what waits only because it refers to a thing: it is judged again, and waits again where that still does.
func FollowOn(tx *store.Tx, thing models.IRI) error {
	behind, err := tx.HeldItems(store.HeldFilter{Behind: thing, Open: true})
	for _, b := range behind {
		if err == nil && follows(b) { // what has a question of its own waits for its own answer
			err = letGo(tx, b, "")
		}
	}
	return err
}

// follows tells whether something is held only because of what it refers to.
func follows(h models.HeldItem) bool { return h.Behind != "" && h.Needs == "null" }

// end closes what was held without sending it, and what waits behind it.
func end(tx *store.Tx, h models.HeldItem, state models.HeldState, why, words string) error {
	if err := tx.MoveHeld(h.ID, h.State, state); err != nil {
		return err
	}
	if h.Door == models.In {
		return tx.SettleInbox(h.InboxID, models.Refused, h.Rule, said(why, words))
	}
	if err := tell(tx, h, models.NoticeRefused, said(why+" "+h.Why, words)); err != nil {
		return err
	}
	behind, err := tx.HeldItems(store.HeldFilter{Behind: h.Thing, Open: true})
	for _, b := range behind {
		if err == nil {
			err = end(tx, b, state, "What it belongs to was not let go.", "")
		}
	}
	return err
}

func said(what, words string) string {
	if words == "" {
		return what
	}
	return what + " They wrote: “" + words + "”"
}

func tell(tx *store.Tx, h models.HeldItem, kind models.NoticeKind, sentence string) error {
	post := models.ID(0)
	if h.PostID != nil {
		post = *h.PostID
	}
	return notices.Say(tx, h.ByID, kind, h.ByID, post, sentence, fmt.Sprintf("%s:%d", kind, h.ID))
}
