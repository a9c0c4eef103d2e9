package moderation

import (
	"slices"
	"strings"

	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

const (
	longestComment = 3000 // runes
	mostPosts      = 50
)

// Told is what somebody says about an account.
type Told struct {
	By       models.Actor
	Activity models.IRI // of another server's Flag; empty for a person of ours
	Target   models.Actor
	Posts    []models.Post // of the target
	Comment  string        // plain text
	Forward  bool          // the target's own server shall know too, and the communities elsewhere that the posts stand in
}

// Tell keeps a report and lets the moderators know. Nobody reports themselves; posts of others than the target are left out. The
// same Flag told twice is one report. What goes to the target's server names the organisation alone.
func Tell(tx *store.Tx, site paths.Site, t Told) (models.Report, error) {
	const op = "moderation.Tell"
	switch {
	case t.By.ID == t.Target.ID:
		return models.Report{}, fault.New(fault.Invalid, op, "Nobody can report themselves.")
	case t.Target.Kind == models.Organisation:
		return models.Report{}, fault.New(fault.Invalid, op, "The organisation itself cannot be reported. Speak with an administrator.")
	case t.By.Local == (t.Activity != ""):
		return models.Report{}, fault.New(fault.Internal, op, "A report of another server needs the id of its activity, one of ours has none yet.")
	}
	r := models.Report{Activity: t.Activity, ReporterID: t.By.ID, TargetID: t.Target.ID, Comment: clip(t.Comment)}
	if t.By.Local {
		r.Activity = site.NewActivity()
	} else {
		r.Host = t.By.Host
	}
	var posts []models.ID
	for _, p := range t.Posts {
		if p.AuthorID == t.Target.ID && len(posts) < mostPosts {
			posts = append(posts, p.ID)
		}
	}
	abroad, err := Abroad(tx, t.Target, posts)
	if err != nil {
		return r, err
	}
	r.Forwarded = t.By.Local && t.Forward && abroad != ""
	if err := tx.AddReport(&r, posts); err != nil {
		return r, err
	}
	who, err := tx.WithRole(models.Moderator, models.Admin)
	if err != nil {
		return r, err
	}
	for _, m := range who {
		if m.ID == t.Target.ID || m.ID == t.By.ID {
			continue
		}
		if err := notices.Say(tx, m.ID, models.NoticeReport, t.Target.ID, 0, r.ID.String(), "report:"+r.ID.String()+":"+m.ID.String()); err != nil {
			return r, err
		}
	}
	if !r.Forwarded {
		return r, nil
	}
	return r, forward(tx, r)
}

// Abroad names who outside can be told of posts of an account: the servers of the communities that they stand in, and the account's own,
// with commas between. It is empty where there is nobody.
func Abroad(tx *store.Tx, target models.Actor, posts []models.ID) (string, error) {
	var hosts []string
	add := func(h models.Host) {
		if !slices.Contains(hosts, string(h)) {
			hosts = append(hosts, string(h))
		}
	}
	for _, id := range posts {
		p, err := tx.PostView(id)
		if err != nil {
			return "", err
		}
		if p.Elsewhere() {
			add(p.Community.Host)
		}
	}
	if !target.Local {
		add(target.Host)
	}
	return strings.Join(hosts, ", "), nil
}

// forward tells them, as the organisation.
func forward(tx *store.Tx, r models.Report) error {
	org, err := tx.OrganisationActor()
	if err != nil {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.Reported, Activity: r.Activity, By: org.ID, ActorID: r.TargetID, Row: r.ID})
}

// Forward tells those outside whom it concerns of a report that only stood here. by is a moderator.
func Forward(tx *store.Tx, site paths.Site, by models.Actor, id models.ID) error {
	r, target, err := open(tx, by, id)
	if err != nil {
		return err
	}
	posts, err := tx.ReportPosts(r.ID)
	if err != nil {
		return err
	}
	abroad, err := Abroad(tx, target, posts)
	if err != nil {
		return err
	}
	if abroad == "" || r.Forwarded || r.Host != "" {
		return fault.New(fault.Invalid, "moderation.Forward", "Only a report of ours about somebody elsewhere, or a post in a community elsewhere, can be passed on, and once.")
	}
	if err := tx.ForwardReport(r.ID); err != nil {
		return err
	}
	if err := ledger.Act(tx, by, models.Act{Verb: "report.forwarded", What: "report " + r.ID.String(), Before: "known here", After: "told to " + abroad}); err != nil {
		return err
	}
	return forward(tx, r)
}

// open finds a report for a moderator. One about the moderator is as if it were none.
func open(tx *store.Tx, by models.Actor, id models.ID) (models.Report, models.Actor, error) {
	const op = "moderation.open"
	if err := access.Require(tx, by, access.Moderate, op); err != nil {
		return models.Report{}, models.Actor{}, err
	}
	r, err := tx.Report(id)
	if err == nil && r.TargetID == by.ID {
		err = fault.New(fault.Missing, op, "There is no such report.")
	}
	if err != nil {
		return r, models.Actor{}, err
	}
	target, err := tx.ActorByID(r.TargetID)
	return r, target, err
}

func clip(s string) string {
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > longestComment {
		s = string(r[:longestComment])
	}
	return s
}
