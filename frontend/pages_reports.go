package frontend

import "guildhall/models"

// FileReport is the form with which a member tells the moderators of an account, and of one post of it. Fields: post (its id, may
// be empty), comment, to (community or moderators), forward (box).
type FileReport struct {
	Target  models.Actor
	Post    *Post         // nil when it is about the account alone
	In      *models.Actor // the community of ours where the member may flag the post; nil where they may not
	To      string        // what was chosen
	Abroad  string        // who outside can be told; empty for nobody
	There   *models.Actor // the community elsewhere that the post stands in; nil for none
	Comment string
	Problem Problem
}

func (p FileReport) view(s *sheet) view {
	return view{Title: s.T("report.title", p.Target.DisplayName()), Frame: stream, Body: fileReportBody(s, p)}
}

// ReportLine is one report in a list.
type ReportLine struct {
	models.Report
	Target   models.Actor
	Reporter models.Actor
	Posts    int
}

// Reports is the moderators' list.
type Reports struct {
	Items []ReportLine
	All   bool // also those that were resolved
	Older string
}

func (p Reports) view(s *sheet) view {
	return view{Title: s.T("nav.reports"), Frame: wide, Here: PathReports, Body: reportsBody(s, p)}
}

// ReportPage is one report, what was done about it, and what may be done. Fields of the form: do (a measure, or forward), post, reason.
type ReportPage struct {
	ReportLine
	Posts   []Post
	Abroad  string // who outside can be told, or was
	Acts    []ReportAct
	Problem Problem
}

// ReportAct is one line of what was done.
type ReportAct struct {
	models.ModerationAct
	By models.Actor
}

func (p ReportPage) view(s *sheet) view {
	return view{Title: s.T("report.about", p.Target.DisplayName()), Frame: wide, Here: PathReports, Body: reportBody(s, p)}
}

// from is who reported, as far as a moderator needs it: a person here, or the server elsewhere.
func (l ReportLine) from(s *sheet) string {
	if l.Host != "" {
		return string(l.Host)
	}
	return l.Reporter.DisplayName()
}

func measureWords(s *sheet, m models.Measure) string {
	switch m {
	case models.Noted:
		return s.T("report.did.noted")
	case models.Resolved:
		return s.T("report.did.resolved")
	case models.Reopened:
		return s.T("report.did.reopened")
	case models.TookDown:
		return s.T("report.did.down")
	case models.Suspended:
		return s.T("report.did.suspended")
	case models.Unsuspended:
		return s.T("report.did.unsuspended")
	case models.Closed:
		return s.T("report.did.closed")
	}
	return string(m)
}
