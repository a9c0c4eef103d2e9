package frontend

import (
	"strconv"
	"strings"

	"guildhall/models"
	"guildhall/policy"
)

// DecisionLine is one recorded answer in a list. It names servers, and nobody.
type DecisionLine struct {
	models.Decision
	Shadow []string // rules in shadow that would have answered
}

// FewSum is how often a rule answered about what is meant for a few people.
type FewSum struct {
	Rule    string
	Verdict models.Verdict
	N       int64
}

// Decisions is the record of what crossed and what did not, the newest first. The list is narrowed by ?day=, ?peer=, ?door=, ?verdict=
// (allow, hold, deny or stopped) and ?rule=; by person it never is.
type Decisions struct {
	Day, Peer, Door, Verdict, Rule string
	Rules                          []string // to choose from
	Lines                          []DecisionLine
	Few                            []FewSum
	Older                          string
	Problem                        Problem
}

func (p Decisions) view(s *sheet) view {
	return view{Title: s.T("nav.decisions"), Frame: wide, Here: PathDecisions, Body: decisionsBody(s, p)}
}

var doors = []models.Door{models.Out, models.In, models.Pull, models.Fetch, models.Page}

// doorName says where something crosses.
func doorName(s *sheet, d models.Door) string {
	switch d {
	case models.Out:
		return s.T("door.out.name")
	case models.In:
		return s.T("door.in.name")
	case models.Pull:
		return s.T("door.pull.name")
	case models.Fetch:
		return s.T("door.fetch.name")
	}
	return s.T("door.page.name")
}

// didWhat says in a sentence what crossed, or would have.
func didWhat(s *sheet, d models.Decision) string {
	if d.Door == models.Out && d.Verdict == models.Allow {
		return s.T("decision.line", s.T("door.out.short"), verbWords(s, d.Verb))
	}
	return s.T("decision.line", doorWords(s, d.Door), verbWords(s, d.Verb))
}

func effects(s *sheet) []choice {
	return []choice{{"", s.T("decisions.any")}, {"stopped", s.T("decisions.stopped")}, {string(models.Allow), s.T("verdict.allow")}, {string(models.Hold), s.T("verdict.hold")}, {string(models.Deny), s.T("verdict.deny")}}
}

func doorChoices(s *sheet) []choice {
	list := []choice{{"", s.T("decisions.any")}}
	for _, d := range doors {
		list = append(list, choice{string(d), doorName(s, d)})
	}
	return list
}

// peersShort names up to three servers.
func peersShort(s *sheet, peers string) string {
	list := strings.Fields(peers)
	if len(list) > 3 {
		return s.T("decisions.peers.more", strings.Join(list[:3], ", "), strconv.Itoa(len(list)-3))
	}
	return strings.Join(list, ", ")
}

// DecisionPage is one recorded answer in full.
type DecisionPage struct {
	models.Decision
	Peers []string
	Steps []policy.Step
}

func (p DecisionPage) view(s *sheet) view {
	return view{Title: s.T("decision.title"), Frame: wide, Here: PathDecisions, Body: decisionBody(s, p)}
}

// Acts is what administrators did, the newest first; narrowed by ?kind=, the first part of what was done.
type Acts struct {
	Kind  string
	Items []models.Act
	Older string
}

func (p Acts) view(s *sheet) view {
	return view{Title: s.T("nav.acts"), Frame: wide, Here: PathDecisions, Body: actsBody(s, p)}
}

// ActKinds are the kinds of acts that the list can be narrowed to.
var ActKinds = []string{"policy", "peer", "list", "asking", "held", "role", "account", "boundary", "setting", "emoji", "report", "community", "job", "key", "token"}

func actKind(s *sheet, kind string) string {
	switch kind {
	case "policy":
		return s.T("act.policy")
	case "peer":
		return s.T("act.peer")
	case "list":
		return s.T("act.list")
	case "asking":
		return s.T("act.asking")
	case "held":
		return s.T("act.held")
	case "role":
		return s.T("act.role")
	case "account":
		return s.T("act.account")
	case "boundary":
		return s.T("act.boundary")
	case "setting":
		return s.T("act.setting")
	case "emoji":
		return s.T("act.emoji")
	case "report":
		return s.T("act.report")
	case "community":
		return s.T("act.community")
	case "job":
		return s.T("act.job")
	case "key":
		return s.T("act.key")
	}
	return s.T("act.token")
}

func actKinds(s *sheet) []choice {
	list := []choice{{"", s.T("decisions.any")}}
	for _, k := range ActKinds {
		list = append(list, choice{k, actKind(s, k)})
	}
	return list
}
