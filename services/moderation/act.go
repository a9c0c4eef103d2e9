package moderation

import (
	"slices"
	"strings"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// Act notes what a moderator does about a report, and does it where it is about the report itself or an account elsewhere. For
// TookDown post says which of the posts that the report names; for what changes a post or an account of ours the caller calls
// that verb in the same transaction. A measure that is not one is Invalid; each but a resolve or reopen needs a reason.
func Act(tx *store.Tx, by models.Actor, id models.ID, what models.Measure, post models.ID, reason string) error {
	const op = "moderation.Act"
	r, target, err := open(tx, by, id)
	if err != nil {
		return err
	}
	reason = clip(reason)
	if reason == "" && what != models.Resolved && what != models.Reopened {
		return fault.New(fault.Invalid, op, "Say why. Whoever looks at this later wants to know.")
	}
	switch what {
	case models.Noted:
	case models.Closed:
		if !target.Local || target.Kind != models.Person {
			return fault.New(fault.Invalid, op, "Only an account of a person here can be closed.")
		}
	case models.Resolved, models.Reopened:
		at := tx.Now()
		if what == models.Reopened {
			at = 0
		}
		if err := tx.ResolveReport(r.ID, at); err != nil {
			return err
		}
	case models.TookDown:
		named, err := tx.ReportPosts(r.ID)
		if err != nil {
			return err
		}
		if !slices.Contains(named, post) {
			return fault.New(fault.Missing, op, "The report names no such post.")
		}
	case models.Suspended, models.Unsuspended:
		if target.Local {
			return fault.New(fault.Invalid, op, "An account here is closed, not suspended.")
		}
		if target.Suspended = 0; what == models.Suspended {
			target.Suspended = tx.Now()
		}
		if err := tx.SaveActor(&target); err != nil {
			return err
		}
	default:
		return fault.New(fault.Invalid, op, "There is no such measure.")
	}
	act := models.Act{Verb: "report." + strings.ReplaceAll(string(what), " ", "-"), What: "report " + r.ID.String(), Before: stateOf(r), After: stateOf(r), Reason: reason}
	switch what {
	case models.Resolved:
		act.After = "resolved"
	case models.Reopened:
		act.After = "open"
	case models.Noted:
	default:
		act.After = string(what)
	}
	if target.Local {
		act.About = target.ID
	}
	if err := ledger.Act(tx, by, act); err != nil {
		return err
	}
	return tx.AddModerationAct(&models.ModerationAct{ReportID: r.ID, ByID: by.ID, What: what, TargetID: target.ID, PostID: post, Reason: reason})
}

func stateOf(r models.Report) string {
	if r.Resolved != 0 {
		return "resolved"
	}
	return "open"
}
