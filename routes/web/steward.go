package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/frontend"
	"guildhall/models"
	"guildhall/routes/door"
	"guildhall/services/communities"
	"guildhall/store"
)

// newcomer is for how long somebody is new in a community, and digested how far the page of a week looks back.
const (
	newcomer = models.Time(14 * 24 * 60 * 60 * 1000)
	digested = newcomer / 2
)

const whoCares = string(models.Admin) + " " + string(models.CommunityManager)

// rowsOfStewards are the desk of those who look after a community, what happened in it in a week, and the programme of all of them.
func rowsOfStewards(w *Web) []door.Row {
	return []door.Row{
		w.member(get, frontend.PathDesk, func(v *visit) error {
			return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) { return v.desk(tx) })
		}),
		w.member(post, frontend.PathDesk, (*visit).changeDesk),
		w.member(get, frontend.PathWeek, (*visit).weekOf),
		w.duty(get, frontend.PathProgramme, whoCares, (*visit).programme),
	}
}

// keptCommunity is the community that the address names, for those who look after it; for all others there is no such page.
func (v *visit) keptCommunity(tx *store.Tx) (models.Actor, error) {
	a, err := v.named(tx, v.name())
	if err != nil {
		return a, err
	}
	if a.Local && a.Kind == models.Community {
		if err := access.RequireKeep(tx, v.who.Actor, a.ID, "web.desk"); !fault.Is(err, fault.Forbidden) {
			return a, err
		}
	}
	return a, fault.New(fault.Hidden, "web.desk", "There is no such page.")
}

func (v *visit) desk(tx *store.Tx) (frontend.Desk, error) {
	var p frontend.Desk
	var err error
	if p.Actor, err = v.keptCommunity(tx); err != nil {
		return p, err
	}
	if p.Row, err = tx.CommunityByActor(p.Actor.ID); err != nil {
		return p, err
	}
	questions, err := tx.QuestionPosts(v.me(), store.Questions{State: store.UnansweredQuestions, Before: tx.Now(), Community: p.Actor.ID}, pageSize)
	if err != nil {
		return p, err
	}
	p.Unanswered = asShown(questions)
	if p.New, err = tx.Unwelcomed(v.me(), p.Actor.ID, tx.Now()-newcomer, pageSize); err != nil {
		return p, err
	}
	if p.Recurring, err = tx.RecurringIn(p.Actor.ID); err != nil {
		return p, err
	}
	if p.Flagged, err = v.flagged(tx, p.Actor); err != nil {
		return p, err
	}
	docket, err := communities.DocketOf(tx, v.who.Actor, p.Actor.ID)
	p.Appeals = len(docket.Open) > 0
	return p, err
}

// flagged are the posts that members flagged, with what they said.
func (v *visit) flagged(tx *store.Tx, community models.Actor) (list []frontend.Flagged, err error) {
	all, err := communities.FlaggedIn(tx, v.who.Actor, community)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		shown, err := tx.ShowPosts(v.me(), []models.ID{f.Post})
		if err != nil {
			return nil, err
		}
		for _, post := range asShown(shown) {
			one := frontend.Flagged{Post: post, Folded: post.Folded != 0}
			one.Post.Folded = 0
			for _, said := range f.Flags {
				one.Said = append(one.Said, frontend.FlagSaid{By: said.By, Reason: said.Reason, At: said.At})
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// changeDesk begins or ends a recurring thread, or decides about what members flagged.
func (v *visit) changeDesk() error {
	var to string
	err := v.write(func(tx *store.Tx) error {
		a, err := v.keptCommunity(tx)
		if err != nil {
			return err
		}
		to = frontend.PathDesk.With(frontend.Name(a))
		switch v.form("do") {
		case "unrecur":
			return communities.Unrecur(tx, v.who.Actor, a.ID, models.ParseID(v.form("id")))
		case "keep":
			return ifUnknown(communities.Keep(tx, v.Site, v.who.Actor, a, models.ParseID(v.form("post")), v.form("reason")))
		case "remove":
			_, err := communities.Decide(tx, v.Site, communities.Decided{Community: a, By: v.who.Actor, What: models.Removed, Post: models.ParseID(v.form("post")), Reason: v.form("reason")})
			return ifUnknown(err)
		}
		on := v.form("weekday")
		if models.Rhythm(v.form("every")) == models.Monthly {
			on = v.form("monthday")
		}
		day, _ := strconv.Atoi(on) // what is no number is no day
		return communities.Recur(tx, v.who.Actor, a.ID, v.form("text"), models.Rhythm(v.form("every")), day)
	})
	if err == nil {
		return v.done(to, "flash.tended")
	}
	if !again(err) {
		return err
	}
	return v.page(fault.Status(err), func(tx *store.Tx) (frontend.Page, error) {
		p, lost := v.desk(tx)
		p.Problem, p.Text = frontend.ProblemOf(err), v.form("text")
		return p, lost
	})
}

// weekOf shows what was begun in a community in seven days, as far as the viewer may read it.
func (v *visit) weekOf() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Week{Since: tx.Now() - digested}
		var err error
		if p.Actor, err = v.named(tx, v.name()); err != nil {
			return p, err
		}
		if !p.Actor.Local || p.Actor.Kind != models.Community {
			return p, nothing()
		}
		list, err := tx.CommunityPosts(v.me(), p.Actor.ID, "", store.Page{Limit: mostOfWeek})
		parts := map[string][]models.PostShown{}
		for _, x := range list {
			if x.Published >= p.Since && x.ParentID == nil {
				words := partOf(x)
				parts[words] = append(parts[words], x)
			}
		}
		for _, words := range []string{"week.questions", "week.answered", "week.decisions", "week.events", "week.articles", "week.rest"} {
			if posts := parts[words]; len(posts) > 0 {
				p.Parts = append(p.Parts, frontend.WeekPart{Words: words, Posts: asShown(posts)})
			}
		}
		return p, err
	})
}

// mostOfWeek is how many posts of a week are looked at.
const mostOfWeek = 200

func partOf(x models.PostShown) string {
	switch {
	case x.Kind == models.QuestionPost && x.Answer != nil:
		return "week.answered"
	case x.Kind == models.QuestionPost:
		return "week.questions"
	case x.Kind == models.DecisionPost:
		return "week.decisions"
	case x.Kind == models.EventPost:
		return "week.events"
	case x.Kind == models.Article, x.Kind == models.StoryPost, x.Kind == models.ProblemPost:
		return "week.articles"
	}
	return "week.rest"
}

// programme lists the communities of the organisation for whoever cares for them, the closed ones left out: by name, never by a figure.
func (v *visit) programme() error {
	return v.page(http.StatusOK, func(tx *store.Tx) (frontend.Page, error) {
		p := frontend.Programme{Now: tx.Now()}
		unanswered, err := tx.UnansweredIn(v.me())
		if err != nil {
			return p, err
		}
		for page := (store.Page{Limit: 80}); ; {
			actors, err := tx.CommunitiesAll(page)
			if err != nil || len(actors) == 0 {
				slices.SortStableFunc(p.List, func(a, b frontend.ProgrammeLine) int {
					return strings.Compare(strings.ToLower(a.Actor.DisplayName()), strings.ToLower(b.Actor.DisplayName()))
				})
				return p, err
			}
			for _, a := range actors {
				w, err := communities.Look(tx, a)
				if err != nil {
					return p, err
				}
				if !w.Row.Closed {
					p.List = append(p.List, frontend.ProgrammeLine{Actor: a, Row: w.Row, Driver: w.Driver, Unanswered: unanswered[a.ID]})
				}
			}
			page.MaxID = actors[len(actors)-1].ID
		}
	})
}

// ifUnknown makes of a thing that is not there a mistake in the form.
func ifUnknown(err error) error {
	if fault.Is(err, fault.Missing) {
		return fault.New(fault.Invalid, "web.desk", fault.Say(err)).Because(err)
	}
	return err
}
