package frontend

import (
	"slices"
	"strconv"
	"strings"

	"guildhall/models"
)

// PeerLine is a peer in the list, with what happened in the last seven days.
type PeerLine struct {
	models.Peer
	In, Out, Refused int
}

// AskedHost is a closed server that people wait for.
type AskedHost struct {
	Host   models.Host
	People int
}

// Peers is the administrators' list of other servers. Its form has the fields domain and standing (partner, allowed, limited,
// blocked); the list is narrowed by ?standing= and ?q=.
type Peers struct {
	Mode    models.Mode
	Lines   []PeerLine
	Asked   []AskedHost     // closed servers that people wait for
	Only    models.Standing // the standing that is listed; empty for all
	Query   string
	Older   string
	Domain  string // as typed, when it was not taken
	Problem Problem
}

func (p Peers) view(s *sheet) view {
	return view{Title: s.T("nav.peers"), Frame: wide, Here: PathPeers, Body: peersBody(s, p)}
}

// PeerDay is what one peer did in a day, summed by what it means to a reader.
type PeerDay struct {
	Day     string // 2026-11-23
	In      int    // they sent, and it was taken
	Out     int    // we sent
	Read    int    // they fetched from us
	Fetched int    // we fetched from them
	Held    int
	Refused int
}

// PeerDays sums the stored counts by day, the newest first.
func PeerDays(rows []models.PeerDay) []PeerDay {
	var days []PeerDay
	at := map[string]int{}
	for _, r := range rows {
		i, known := at[r.Day]
		if !known {
			i = len(days)
			at[r.Day], days = i, append(days, PeerDay{Day: r.Day})
		}
		d, n := &days[i], int(r.N)
		switch {
		case r.Verdict == models.Deny:
			d.Refused += n
		case r.Verdict == models.Hold:
			d.Held += n
		case r.Door == models.In:
			d.In += n
		case r.Door == models.Out:
			d.Out += n
		case r.Door == models.Fetch:
			d.Fetched += n
		default:
			d.Read += n
		}
	}
	slices.SortFunc(days, func(a, b PeerDay) int { return strings.Compare(b.Day, a.Day) })
	return days
}

// PeerPage is one peer: what it is to us, what crossed, and what was refused and why.
type PeerPage struct {
	Peer      models.Peer
	Mode      models.Mode
	Days      []PeerDay         // the newest first; PeerDays makes them
	Refusals  []models.Decision // the newest first: what was denied or held
	Waiting   int               // people who want to follow somebody there
	Askings   []AskingLine      // who they are; nil for those who only read
	Suspended bool              // nothing crosses, so the follows below wait
	Followers int               // people there who follow somebody here
	Follows   int               // people of ours who follow somebody there
	Older     string            // older refusals
	Problem   Problem
}

func (p PeerPage) view(s *sheet) view {
	return view{Title: string(p.Peer.Host), Frame: wide, Here: PathPeers, Body: peerBody(s, p)}
}

// mayChange tells whether the viewer decides about peers; auditors only read.
func mayChange(s *sheet) bool { return s.Viewer.Has(models.Admin, models.BoundaryRole) }

// reviewDue tells whether somebody wanted to look at a peer again by now.
func reviewDue(s *sheet, p models.Peer) bool { return p.Review != 0 && p.Review <= s.Now }

// dayField is a day as a field of that type holds it.
func dayField(t models.Time) string {
	if t == 0 {
		return ""
	}
	return t.Go().Format("2006-01-02")
}

var standings = []models.Standing{models.Partner, models.Allowed, models.Open, models.Limited, models.Blocked}

func standingWords(s *sheet, st models.Standing) string {
	switch st {
	case models.Partner:
		return s.T("standing.partner")
	case models.Allowed:
		return s.T("standing.allowed")
	case models.Limited:
		return s.T("standing.limited")
	case models.Blocked:
		return s.T("standing.blocked")
	}
	return s.T("standing.open")
}

// standingMeans says what follows from a standing.
func standingMeans(s *sheet, st models.Standing, mode models.Mode) string {
	switch st {
	case models.Partner:
		return s.T("standing.partner.means")
	case models.Allowed:
		return s.T("standing.allowed.means")
	case models.Limited:
		return s.T("standing.limited.means")
	case models.Blocked:
		return s.T("standing.blocked.means")
	}
	if mode == models.OpenMode {
		return s.T("standing.open.means.open")
	}
	return s.T("standing.open.means.allowlist")
}

// standingAct is the act that brings a peer to a standing.
func standingAct(s *sheet, st models.Standing) string {
	switch st {
	case models.Partner:
		return s.T("standing.partner.do")
	case models.Allowed:
		return s.T("standing.allowed.do")
	case models.Limited:
		return s.T("standing.limited.do")
	case models.Blocked:
		return s.T("standing.blocked.do")
	}
	return s.T("standing.open.do")
}

func doorWords(s *sheet, d models.Door) string {
	switch d {
	case models.In:
		return s.T("door.in")
	case models.Out:
		return s.T("door.out")
	case models.Fetch:
		return s.T("door.fetch")
	}
	return s.T("door.pull")
}

func verbWords(s *sheet, v models.Verb) string {
	switch v {
	case models.Create:
		return s.T("verb.create")
	case models.Update:
		return s.T("verb.update")
	case models.Delete:
		return s.T("verb.delete")
	case models.Undo:
		return s.T("verb.undo")
	case models.Follow:
		return s.T("verb.follow")
	case models.Accept:
		return s.T("verb.accept")
	case models.Reject:
		return s.T("verb.reject")
	case models.Like:
		return s.T("verb.like")
	case models.Announce:
		return s.T("verb.announce")
	case models.Ask:
		return s.T("verb.fetch")
	}
	return s.T("verb.other")
}

// The chart of days: one column for each, what crossed below, what was refused above.

const (
	chartHeight = 90
	columnWidth = 22
)

// column is one day of the chart.
type column struct {
	x, passTop, passTall, stopTop, stopTall string
	label                                   string
}

// columns draws the last two weeks, the oldest first, to one scale.
func columns(s *sheet, days []PeerDay) []column {
	days = days[:min(14, len(days))]
	most := 1
	for _, d := range days {
		most = max(most, d.crossed()+d.Refused+d.Held)
	}
	tall := func(n int) int {
		if n == 0 {
			return 0
		}
		return max(2, n*chartHeight/most)
	}
	var list []column
	for i := len(days) - 1; i >= 0; i-- {
		d := days[i]
		pass, stop := tall(d.crossed()), tall(d.Refused+d.Held)
		list = append(list, column{
			x:       strconv.Itoa((len(days) - 1 - i) * columnWidth),
			passTop: strconv.Itoa(chartHeight + 4 - pass), passTall: strconv.Itoa(pass),
			stopTop: strconv.Itoa(chartHeight + 4 - pass - stop), stopTall: strconv.Itoa(stop),
			label: s.T("peer.day", d.Day, s.Num(d.crossed()), s.Num(d.Refused+d.Held)),
		})
	}
	return list
}

func (d PeerDay) crossed() int { return d.In + d.Out + d.Read + d.Fetched }

func chartBox() string {
	return "0 0 " + strconv.Itoa(14*columnWidth) + " " + strconv.Itoa(chartHeight+6)
}
