package frontend

import (
	"time"

	"guildhall/models"
)

// Tending is the page on which a community is looked after by those who lead it: its canvas, its ways in, its boundary, its life.
// Fields: do (save, rehearse, live, resting, archived, draft, renew, admit, away, invite, uninvite, facilitate, unfacilitate), who, whom, until, name, purpose, needs, measure, review, core, inside, partners, world,
// federation, ceiling, label, guidelines, quorum, downs.
type Tending struct {
	Actor      models.Actor
	Row        models.CommunityRow
	Core       string         // handles of the core team beside the driver
	Lacks      []string       // what it wants before it opens
	Asking     []models.Actor // who asks to come in, the newest first
	Invited    []models.Actor // who was invited and has not come in, the newest first
	Turns      []Turn         // who keeps the conversation for a time
	Ends       string         // the day that is proposed for the next one
	Guidelines string         // a line each
	Problem    Problem
}

// Turn is somebody's time as a facilitator.
type Turn struct {
	Who   models.Actor
	Until models.Time
}

func (p Tending) view(s *sheet) view {
	return view{Title: s.T("tend.title", p.Actor.DisplayName()), Frame: stream, Here: PathCommunities, Body: tendBody(s, p)}
}

func (p Tending) review() string { return p.Row.Review.Go().Format(time.DateOnly) }

// lifeWords are what is said of each state: what it is, what that means, and how one leaves it for an open one.
var lifeWords = map[models.CommunityState]struct{ is, say, open string }{
	models.Draft:    {"tend.is.draft", "tend.say.draft", "tend.do.live.draft"},
	models.Live:     {"tend.is.live", "tend.say.live", ""},
	models.Resting:  {"tend.is.resting", "tend.say.resting", "tend.do.live.resting"},
	models.Archived: {"tend.is.archived", "tend.say.archived", "tend.do.live.archived"},
}

var wayWords = map[models.JoinMode]string{models.JoinOpen: "tend.way.open", models.JoinAsk: "tend.way.request", models.JoinInvite: "tend.way.invitation", models.JoinHidden: "tend.way.hidden"}

func (p Tending) ways(s *sheet, all bool) []choice {
	var list []choice
	for _, m := range models.JoinModes {
		if all || m != models.JoinHidden || p.Row.Closed {
			list = append(list, choice{string(m), s.T(wayWords[m])})
		}
	}
	return list
}

func (p Tending) switches(s *sheet) []choice {
	list := []choice{{string(models.SwitchOff), s.T("tend.switch.off")}}
	if !p.Row.Closed {
		list = append(list, choice{string(models.SwitchIn), s.T("tend.switch.in")}, choice{string(models.SwitchOut), s.T("tend.switch.out")}, choice{string(models.SwitchBoth), s.T("tend.switch.both")})
	}
	return list
}

func (p Tending) ceilings(s *sheet) []choice {
	list := []choice{{"world", s.T("tend.ceiling.world")}, {"partners", s.T("tend.ceiling.partners")}, {"inside", s.T("tend.ceiling.inside")}}
	if c := p.Row.Ceiling; c != "world" && c != "partners" && c != "inside" {
		list = append(list, choice{c, c})
	}
	return list
}

func (p Tending) labels(s *sheet) []choice {
	list := []choice{{"", s.T("tend.label.none")}}
	for _, l := range []string{"CLEAR", "GREEN", "AMBER", "AMBER+STRICT"} {
		list = append(list, choice{l, "TLP:" + l})
	}
	return list
}
