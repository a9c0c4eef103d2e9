package web

import (
	"net/http"

	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/moderation"
	"guildhall/store"
)

// whoModerates may read reports and act on them.
const whoModerates = "moderator admin"

func rowsOfReports(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathReport, func(v *visit) error { return v.reportForm(http.StatusOK, frontend.FileReport{}, v.query("post")) }),
		w.member(post, frontend.PathReport, (*visit).fileReport),
		w.duty(get, frontend.PathReports, whoModerates, (*visit).reports),
		w.duty(get, frontend.PathReportShow, whoModerates, func(v *visit) error { return v.report(http.StatusOK, frontend.Problem{}) }),
		w.duty(post, frontend.PathReportShow, whoModerates, (*visit).measure),
	}
}

// reportForm shows the form about somebody, and about a post of theirs that the member may read.
func (v *visit) reportForm(status int, p frontend.FileReport, post string) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		var err error
		if p.Target, err = v.named(tx, v.name()); err != nil {
			return nil, err
		}
		var posts []models.ID
		if id := models.ParseID(post); id != 0 {
			shown, err := tx.ShowPost(v.me(), id)
			if err != nil {
				return nil, err
			}
			if shown.AuthorID != p.Target.ID {
				return nil, nothing()
			}
			p.Post, posts = &frontend.Post{PostView: shown.PostView}, []models.ID{id}
			if shown.Elsewhere() {
				p.There = shown.Community
			}
			err = communities.MayFlag(tx, v.who.Actor, shown.Post)
			if err == nil {
				p.In = shown.Community
			} else if !again(err) {
				return nil, err
			}
		}
		p.Abroad, err = moderation.Abroad(tx, p.Target, posts)
		return p, err
	})
}

// fileReport tells the moderators, or flags a post for those who look after the community that it stands in.
func (v *visit) fileReport() error {
	if v.form("to") == "community" {
		return v.flag()
	}
	err := v.write(func(tx *store.Tx) error {
		t := moderation.Told{By: v.who.Actor, Comment: v.form("comment"), Forward: v.ticked("forward")}
		var err error
		if t.Target, err = v.named(tx, v.name()); err != nil {
			return err
		}
		if t.Comment == "" {
			return fault.New(fault.Invalid, "web.fileReport", "Say what is wrong, so that a moderator can help.")
		}
		if id := models.ParseID(v.form("post")); id != 0 {
			shown, err := tx.ShowPost(v.me(), id)
			if err != nil {
				return err
			}
			t.Posts = append(t.Posts, shown.Post)
		}
		_, err = moderation.Tell(tx, v.Site, t)
		return err
	})
	if again(err) {
		return v.reportForm(fault.Status(err), frontend.FileReport{Comment: v.form("comment"), To: v.form("to"), Problem: frontend.ProblemOf(err)}, v.form("post"))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathProfile.With(v.name()), "flash.report")
}

func (v *visit) flag() error {
	var in models.Actor
	err := v.write(func(tx *store.Tx) error {
		post, err := tx.VisiblePost(v.me(), models.ParseID(v.form("post")))
		if err != nil {
			return err
		}
		if v.form("comment") == "" {
			return fault.New(fault.Invalid, "web.flag", "Say in a few words what is wrong with it.")
		}
		if _, err = communities.Flag(tx, v.Site, v.who.Actor, post, v.form("comment")); err == nil {
			in, err = tx.ActorByID(*post.CommunityID)
		}
		return err
	})
	if again(err) {
		return v.reportForm(fault.Status(err), frontend.FileReport{Comment: v.form("comment"), To: v.form("to"), Problem: frontend.ProblemOf(err)}, v.form("post"))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathProfile.With(frontend.Name(in)), "flash.flagged")
}

// reports lists what is open, or all.
func (v *visit) reports() error {
	p := frontend.Reports{All: v.query("all") != ""}
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		list, err := tx.Reports(store.ReportFilter{Open: !p.All, NotAbout: v.me(), Page: v.onPage()})
		if err != nil || len(list) == 0 {
			return p, err
		}
		p.Older = v.older(len(list), list[len(list)-1].ID)
		for _, r := range list {
			line, posts, err := reportLine(tx, r)
			if err != nil {
				return p, err
			}
			line.Posts = len(posts)
			p.Items = append(p.Items, line)
		}
		return p, nil
	})
}

func reportLine(tx *store.Tx, r models.Report) (frontend.ReportLine, []models.ID, error) {
	line := frontend.ReportLine{Report: r}
	people, err := tx.Actors([]models.ID{r.TargetID, r.ReporterID})
	if err != nil {
		return line, nil, err
	}
	line.Target, line.Reporter = people[r.TargetID], people[r.ReporterID]
	posts, err := tx.ReportPosts(r.ID)
	return line, posts, err
}

// report shows one, with the posts that it hands over.
func (v *visit) report(status int, problem frontend.Problem) error {
	return v.page(status, func(tx *store.Tx) (frontend.Page, error) {
		id, err := v.target()
		if err != nil {
			return nil, err
		}
		r, err := tx.Report(id)
		if err != nil && !fault.Is(err, fault.Missing) {
			return nil, err
		}
		if err != nil || r.TargetID == v.me() {
			return nil, nothing()
		}
		p := frontend.ReportPage{Problem: problem}
		var posts []models.ID
		if p.ReportLine, posts, err = reportLine(tx, r); err != nil {
			return nil, err
		}
		for _, id := range posts {
			view, err := tx.PostView(id)
			if err != nil {
				return nil, err
			}
			p.Posts = append(p.Posts, frontend.Post{PostView: view})
		}
		if p.Abroad, err = moderation.Abroad(tx, p.Target, posts); err != nil {
			return nil, err
		}
		acts, err := tx.ModerationActs(r.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range acts {
			by, err := tx.ActorByID(a.ByID)
			if err != nil {
				return nil, err
			}
			p.Acts = append(p.Acts, frontend.ReportAct{ModerationAct: a, By: by})
		}
		return p, nil
	})
}

// measure does what a moderator chose. What is done to a post or an account of ours is done in the same transaction in which it is noted.
func (v *visit) measure() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	what, reason := models.Measure(v.form("do")), v.form("reason")
	err = v.write(func(tx *store.Tx) error {
		switch what {
		case "forward":
			return moderation.Forward(tx, v.Site, v.who.Actor, id)
		case models.TookDown:
			return v.takeDown(tx, id, reason)
		case models.Closed:
			r, err := tx.Report(id)
			if err != nil {
				return err
			}
			if err := moderation.Act(tx, v.who.Actor, id, what, 0, reason); err != nil {
				return err
			}
			return accounts.Disable(tx, v.who.Actor, r.TargetID, reason)
		}
		return moderation.Act(tx, v.who.Actor, id, what, 0, reason)
	})
	if again(err) {
		return v.report(fault.Status(err), frontend.ProblemOf(err))
	}
	if err != nil {
		return err
	}
	return v.done(frontend.PathReportShow.With(id.String()), "flash.report.act")
}

func (v *visit) takeDown(tx *store.Tx, id models.ID, reason string) error {
	ticked := v.gin.Request.PostForm["post"]
	if len(ticked) == 0 {
		return fault.New(fault.Invalid, "web.takeDown", "Tick the posts that shall go.")
	}
	for _, text := range ticked {
		post := models.ParseID(text)
		if err := moderation.Act(tx, v.who.Actor, id, models.TookDown, post, reason); err != nil {
			return err
		}
		if err := conversations.TakeDown(tx, v.Site, v.who.Actor, post, reason); err != nil {
			return err
		}
	}
	return nil
}
