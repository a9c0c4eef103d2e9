package frontend

import (
	"slices"
	"strconv"
	"strings"

	"guildhall/models"
	"guildhall/policy"
)

// PolicyRule is a rule of the policy in force, in plain words, with what it did lately.
type PolicyRule struct {
	Name, Says string
	Shadow     bool
	Stops      bool        // it holds or denies, so the record can be asked for what it decided
	N          int64       // times that it matched in the last 90 days
	Last       string      // the last day, 2026-11-23
	Since      models.Time // in force since
	Silent     bool        // in force for 90 days and more, and it never matched
}

// PolicyPage is the policy in force as one page of plain sentences. Its form has the field reason and goes one step back.
type PolicyPage struct {
	Version models.Policy // the one in force; its number is 0 when there is none
	Since   models.Time   // in force since
	Broken  string        // why it could not be loaded
	Rules   []PolicyRule
	Lists   []string           // what the word lists hold
	Waits   *models.PolicyStep // a version that waits for a second person
	Problem Problem
}

func (p PolicyPage) view(s *sheet) view {
	return view{Title: s.T("nav.policy"), Frame: wide, Here: PathPolicy, Body: policyBody(s, p)}
}

// PolicyDraft is the editor: a policy that decides nothing yet, what was found in it, and what it would have done. The form has the fields
// text, since (24h, 168h, 720h), reason and do (check, replay, activate).
type PolicyDraft struct {
	Text     string
	From     int // the version that it began as; 0 for none
	Checked  bool
	Faults   []policy.Fault
	Rules    int
	Examples int
	Says     []string // of a right policy: its plain sentences
	Since    string
	Replay   *Replay // nil before it was rehearsed as it is
	Persons  int     // how many people it takes to make it active
	Reason   string
	Problem  Problem
}

func (p PolicyDraft) view(s *sheet) view {
	return view{Title: s.T("policy.draft"), Frame: wide, Here: PathPolicy, Body: policyDraftBody(s, p)}
}

// Replay is what a rehearsal found.
type Replay struct {
	At, Since                   models.Time
	Judged, Same, ByLaw, Silent int
	Changed                     []ReplayLine // most frequent first
	Shadow                      []ReplayLine // what rules in shadow would have done; only Rule, Will and N
	Unasked                     []string
	Longer                      bool
}

// ReplayLine is how many crossings with one peer one rule would send another way.
type ReplayLine struct {
	Rule      string
	Peer      models.Host
	Was, Will string // pass, change, wait, stop
	N         int
	Why       string
	Like      []string // numbers of decisions such as these
}

// sum is how many crossings would newly do something.
func (r *Replay) sum(will string) (n int) {
	for _, l := range r.Changed {
		if l.Will == will {
			n += l.N
		}
	}
	return n
}

var fates = []string{"pass", "change", "wait", "stop"}

func fateWords(s *sheet, fate string) string {
	switch fate {
	case "pass":
		return s.T("fate.pass")
	case "change":
		return s.T("fate.change")
	case "wait":
		return s.T("fate.wait")
	}
	return s.T("fate.stop")
}

func fateSum(s *sheet, fate string) string {
	switch fate {
	case "pass":
		return s.T("replay.now.pass")
	case "change":
		return s.T("replay.now.change")
	case "wait":
		return s.T("replay.now.wait")
	}
	return s.T("replay.now.stop")
}

// fateClass colours a fate as verdicts are coloured.
func fateClass(fate string) string {
	return map[string]string{"pass": "allow", "change": "hold", "wait": "hold", "stop": "deny"}[fate]
}

// spans are the times over which a policy can be rehearsed.
var spans = []string{"24h", "168h", "720h"}

func spanWords(s *sheet, span string) string {
	switch span {
	case "24h":
		return s.T("replay.day")
	case "720h":
		return s.T("replay.month")
	}
	return s.T("replay.week")
}

// faultLine is the line of the file that a fault is on, and the mark under its place.
func faultLine(text string, f policy.Fault) (line, mark string) {
	lines := strings.Split(text, "\n")
	if f.Line < 1 || f.Line > len(lines) {
		return "", ""
	}
	line = lines[f.Line-1]
	at := min(max(f.Column-1, 0), len([]rune(line)))
	return line, strings.Repeat(" ", at) + "↑"
}

func faultPlace(s *sheet, f policy.Fault) string {
	if f.Line == 0 {
		return s.T("policy.fault.whole")
	}
	return s.T("policy.fault.at", strconv.Itoa(f.Line), strconv.Itoa(f.Column))
}

// rowsOf is how tall the editor is without script: as tall as the text, within reason.
func rowsOf(text string) string {
	return strconv.Itoa(min(max(strings.Count(text, "\n")+3, 14), 40))
}

// PolicyHistory lists what was asked of the policy, the newest first.
type PolicyHistory struct {
	Steps []models.PolicyStep
	Now   int
	Older string
}

func (p PolicyHistory) view(s *sheet) view {
	return view{Title: s.T("policy.history"), Frame: wide, Here: PathPolicy, Body: policyHistoryBody(s, p)}
}

func moveWords(s *sheet, step models.PolicyStep) string {
	switch step.Kind {
	case models.PolicyActivated:
		return s.T("policy.move.activated")
	case models.PolicyRolledBack:
		return s.T("policy.move.back")
	case models.PolicyDropped:
		return s.T("policy.move.dropped")
	}
	return s.T("policy.move.proposed")
}

func versionWords(s *sheet, n int) string {
	if n == 0 {
		return s.T("policy.none.short")
	}
	return s.T("policy.version", strconv.Itoa(n))
}

// PolicyLine is a line of two versions beside each other: Mark is a space, - or +.
type PolicyLine struct{ Mark, Text string }

// PolicyVersion is one version: what it says, how it differs from another, and the file itself.
type PolicyVersion struct {
	Version models.Policy
	Now     int // the version in force
	Against int // the version that it is compared with; 0 for none
	Lines   []PolicyLine
	Says    []string
	Broken  string             // why it has no sentences
	Waits   *models.PolicyStep // it waits for a second person
	Others  []int              // versions to compare with
	Problem Problem
}

func (p PolicyVersion) view(s *sheet) view {
	return view{Title: versionWords(s, p.Version.Version), Frame: wide, Here: PathPolicy, Body: policyVersionBody(s, p)}
}

// near leaves out what two versions have in common, but for the lines beside a difference.
func near(lines []PolicyLine) []PolicyLine {
	const beside = 3
	var out []PolicyLine
	last := -1
	for i, l := range lines {
		close := slices.ContainsFunc(lines[max(0, i-beside):min(len(lines), i+beside+1)], func(o PolicyLine) bool { return o.Mark != " " })
		if !close {
			continue
		}
		if last >= 0 && last != i-1 {
			out = append(out, PolicyLine{"…", ""})
		}
		out, last = append(out, l), i
	}
	return out
}

func lineClass(l PolicyLine) string {
	return map[string]string{"+": "came", "-": "went", "…": "gap"}[l.Mark]
}

// mayApprove tells whether the viewer could be the second person.
func mayApprove(s *sheet, step *models.PolicyStep) bool {
	return step != nil && s.Viewer.Has(models.BoundaryRole) && !s.Mine(step.ByID)
}
