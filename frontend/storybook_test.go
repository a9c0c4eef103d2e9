package frontend

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"guildhall/models"
	"guildhall/policy"
)

var shots = flag.String("shots", "", "folder to write every page of the storybook to, as HTML with its static files")

// story is one page in one situation, as somebody would meet it.
type story struct {
	name  string
	shell Shell
	page  Page
}

func stories() []story {
	gone := tom
	gone.MovedTo = "https://social.example/users/ines"
	reported, folded := postLactate(), written(108, mira, time.Hour, "<p>The eastern works cannot keep a pump alive.</p>", inside)
	folded.Community, folded.Folded, folded.Keeps = &pumps, noon, true
	unfolded := folded
	unfolded.Folded = 0
	return []story{
		{"home", shell(), Home{Composer: writing(), Items: []Post{postLactate(), postQuestion(), postDone(), postShared(), postWarned(), postNamed()}, Older: "/?before=100", Discover: []models.Actor{leaks}}},
		{"home-empty", at("/", func(s *Shell) { s.Requests, s.Notices = 0, 0; s.Viewer.Roles = nil }), Home{Composer: Composer{Draft: Draft{Audience: models.Everyone, Distance: DistanceInside}}, Discover: []models.Actor{leaks, pumps}}},
		{"home-closed", at("/", func(s *Shell) {
			s.Closed, s.ClosedWhy = ago(0), "The database was restored from a backup of 3 November 2026, 02:00 UTC."
		}), Home{Composer: writing(), Items: []Post{postLactate()}}},
		{"signin", visitor(), SignIn{Next: "/notices"}},
		{"signin-wrong", visitor(), SignIn{Login: "ada@acme.example", Problem: Problem{Field: "password", Sentence: "That name and password do not belong together. Try again, or ask an administrator for a new password."}}},
		{"signin-code", visitor(), SignInCode{Ticket: "t", Next: "/"}},
		{"profile", at("/@mira", nil), Profile{Actor: withFields(mira), Relation: Relation{FollowsYou: true}, Followers: number(41), Following: number(1), Pinned: []Post{postShared()}, Posts: []Post{postShared()}, Older: "/@mira?before=1"}},
		{"profile-own", at("/@ada", nil), Profile{Actor: ada, Followers: number(12), Following: number(30), Posts: nil}},
		{"profile-world", at("/@ines@social.example", nil), Profile{Actor: ines, Relation: Relation{Following: true}, Posts: []Post{postLactate()}}},
		{"profile-no", at("/@lena@northwind.example", nil), Profile{Actor: lena, No: "northwind.example is not among the organisations that an administrator has allowed. Ask the people who look after the boundary."}},
		{"community", at("/@pumps", nil), Profile{Actor: pumps, Purpose: "Pumps that run until we stop them: fewer unplanned stops, and what we learn from each.", Driver: &jonas, Relation: Relation{Asked: true}, Followers: number(58), Posts: []Post{postDone()}}},
		{"circle", at("/@ada/followers", nil), Circle{Actor: ada, Followers: true, People: []Person{{Actor: mira, Relation: Relation{Following: true}}, {Actor: tom}, {Actor: lena, No: "northwind.example is not allowed."}}, Older: "/@ada/followers?before=1"}},
		{"thread", at("/@ada/103", nil), Thread{Before: []Post{postShared()}, Post: postDone(), After: []Post{postNamed()}, Composer: answering(ada)}},
		{"thread-branch", at("/@ada/103", nil), Thread{Post: postDone(), After: longBranch(), Composer: answering(ada)}},
		{"thread-article", at("/@tom@guild.example/102", nil), Thread{Asking: true, Post: postQuestion(), Composer: answering(tom)}},
		{"compose", at("/compose", nil), Compose{Composer: writing()}},
		{"compose-nudged", at("/compose", nil), Compose{Composer: Composer{Draft: Draft{Text: "WHO TOOK THE PULLER FROM THE CABINET", Audience: models.Everyone, Distance: DistanceInside, Community: pumps.ID, Nudges: []string{"nudge.loud", "nudge.guidelines"}, Nudged: true},
			Communities: []models.Actor{pumps}, In: &pumps, Guidelines: []string{"Say what you heard, felt or measured.", "Bring what failed, too."}}}},
		{"post-edit", at("/posts/103/edit", nil), EditPost{Composer: Composer{Draft: Draft{Text: "Done: the board went live on pump 4.", Audience: models.Everyone, Distance: DistanceInside}, Editing: 103}}},
		{"post-delete", at("/posts/103/delete", nil), DeletePost{Post: postDone(), Handed: 2}},
		{"post-gone", at("/@ada/103", nil), GonePost{By: ada, At: ago(0), Reply: []Post{postNamed()}}},
		{"why", at("/posts/104/why", nil), Why{Post: postShared(), Sentence: "You chose everyone at your organisation and its partners, and so 214 colleagues and 2 partner organisations can read it.",
			Lines: []Crossing{{Kind: Partner, Name: "Guild of Well Engineers", Verdict: models.Allow, Said: "A partner on the day of posting."}, {Kind: World, Name: "northwind.example", Verdict: models.Deny, Said: "It lies outside the distance that the author chose."}},
			Steps: []policy.Step{{Name: "withdrawal", Saw: "create", Verdict: models.Allow}, {Name: "reach", Saw: "everyone, guild.example, rivermead.example", Verdict: models.Deny, Why: "northwind.example lies outside the distance that the author chose."}}}},
		{"settings-profile", at("/settings/profile", nil), ProfileSettings{Name: "Ada Okafor", About: ada.SummarySrc, Lines: []models.Field{{Name: "Ask me about", Value: "Bearings"}}, Distance: DistanceInside, Locked: true}},
		{"settings-password", at("/settings/password", nil), PasswordSettings{Problem: Problem{"current", "That is not your password now. Try again."}}},
		{"settings-twofactor-off", at("/settings/two-factor", nil), TwoFactorSettings{}},
		{"settings-twofactor-setup", at("/settings/two-factor", nil), TwoFactorSettings{Secret: "JBSWY3DPEHPK3PXPJBSWY3DP", Link: "otpauth://totp/Acme%20Water:ada?secret=JBSWY3DPEHPK3PXP&issuer=Acme%20Water", Ticket: "t", QR: checks(29)}},
		{"settings-twofactor-codes", at("/settings/two-factor", nil), TwoFactorSettings{On: true, Codes: []string{"k7mq-2hxp", "r4wn-9tzc", "b8vd-6jfs", "m3yg-5qkl", "p9ra-7wne", "t2cx-8uhb", "d6zs-4vmj", "g5fy-3kpq"}}},
		{"settings-twofactor-on", at("/settings/two-factor", nil), TwoFactorSettings{On: true, Left: 7}},
		{"settings-calendar", at("/settings/calendar", nil), CalendarSettings{Since: ago(time.Minute), Address: "https://acme.example/calendar/w5vJ2kq0mZcR8tYb1xN4sG7h.ics"}},
		{"settings-sessions", at("/settings/sessions", nil), SessionSettings{Sessions: []models.Session{{ID: 1, Agent: "Firefox on Linux", Created: ago(26 * time.Hour)}, {ID: 2, Agent: "Safari on iPhone", Created: ago(900 * time.Hour)}}, Current: 1}},
		{"settings-move", at("/settings/move", nil), MoveSettings{Aliases: []Elsewhere{{IRI: ines.IRI, Words: "@ines@social.example"}}, Where: "@ada@new.example", Problem: Problem{FieldMoveTo, "That account does not say yet that this one is yours. Sign in there, name @ada@acme.example as another account of yours (an alias), and try again."}}},
		{"settings-archive", at("/settings/archive", nil), ArchiveSettings{}},
		{"settings-moved", at("/settings/move", nil), MoveSettings{To: &Elsewhere{IRI: ines.IRI, Words: "@ines@social.example"}}},
		{"profile-moved", at("/@tom@guild.example", nil), Profile{Actor: gone, Moved: &ines}},
		{"notices", at("/notices", nil), Notices{Items: someNotices(), Older: "/notices?before=1"}},
		{"notices-none", at("/notices", func(s *Shell) { s.Requests = 0 }), Notices{}},
		{"requests", at("/requests", nil), Requests{People: []Person{{Actor: tom}, {Actor: ines}}}},
		{"find", at("/find", nil), Find{Query: "leak", People: []Person{{Actor: mira, Relation: Relation{Following: true}}, {Actor: leaks}}}},
		{"find-no", at("/find", nil), Find{Query: "@lena@northwind.example", Refused: true, Answer: "northwind.example is not on the allow-list. Whoever looks after the boundary can change that.", People: nil}},
		{"find-none", at("/find", nil), Find{Query: "zephyr"}},
		{"about", at("/about", nil), About{Mode: models.Allowlist, PublicPages: true, Contact: "it@acme.example", Version: "0.1"}},
		{"about-visitor", visitor(), About{Mode: models.OpenMode}},
		{"communities", at("/communities", nil), Communities{List: []CommunityLine{{Actor: pumps, Purpose: "Pumps that run until we stop them.", Driver: &jonas, Relation: Relation{Following: true}}, {Actor: leaks, Purpose: "Find the leak before the street does.", Driver: &mira}}}},
		{"communities-elsewhere", at("/communities", nil), Communities{Elsewhere: []Person{{Actor: wells, Relation: Relation{Following: true}}, {Actor: asked, Relation: Relation{Asked: true}}, {Actor: shut, Relation: Relation{Refused: ago(30 * time.Hour)}}},
			List: []CommunityLine{{Actor: pumps, Purpose: "Pumps that run until we stop them.", Driver: &jonas, Relation: Relation{Following: true}}}}},
		{"community-asked", at("/@valves@lemmy.example", nil), Profile{Actor: asked, Relation: Relation{Asked: true}}},
		{"community-refused", at("/@mains@lemmy.example", nil), Profile{Actor: shut, Relation: Relation{Refused: ago(30 * time.Hour)}}},
		{"community-taken-out", at("/@mains@lemmy.example", nil), Profile{Actor: shut, Relation: Relation{Refused: ago(30 * time.Hour), TakenOut: true}, No: "lemmy.example is not allowed."}},
		{"communities-none", at("/communities", nil), Communities{}},
		{"community-new", at("/communities/new", nil), NewCommunity{Name: "Valves", Problem: Problem{"purpose", "Say what will be better because of it: a community without a purpose does not start."}}},
		{"peers", at("/admin/peers", nil), Peers{Mode: models.Allowlist, Lines: somePeers()}},
		{"peers-auditor", at("/admin/peers", func(s *Shell) { s.Viewer.Roles = []models.Role{models.Auditor} }), Peers{Mode: models.OpenMode, Only: models.Blocked}},
		{"peer", at("/admin/peers/guild.example", nil), PeerPage{Peer: somePeers()[0].Peer, Mode: models.Allowlist, Days: someDays(), Followers: 21, Follows: 34, Refusals: someRefusals(), Older: "?before=1"}},
		{"peer-new", at("/admin/peers/northwind.example", nil), PeerPage{Peer: models.Peer{Host: "northwind.example", Standing: models.Open, Fails: 3}, Mode: models.Allowlist}},
		{"peer-lists", at("/admin/lists", nil), PeerLists{Lists: []models.PeerList{{ID: 7, Kind: models.BlockList, Name: "fediblocks.csv", Author: "@ada", Lines: 412, At: ago(time.Hour), Applied: ago(time.Hour)}}}},
		{"peer-list", at("/admin/lists/7", nil), PeerListPage{List: models.PeerList{ID: 7, Kind: models.BlockList, Name: "fediblocks.csv", Author: "@ada", Lines: 412, At: ago(time.Hour), Faulty: 60, Faults: []models.ListSlip{{Line: 12, Why: "\"sp**.example\" is written with stars, so nobody can tell which server it is. Ask whoever made the list for the full name."}}},
			Changes: []ListChange{{models.Open, models.Blocked, 400}, {models.Partner, models.Blocked, 1}}, Same: 11, Theirs: 21, Ours: 34, Servers: 3, People: 12, Returns: 2, Partners: 1, Alarm: true, ManyAlarm: true}},
		{"policy", at("/admin/policy", nil), PolicyPage{Version: models.Policy{Version: 4, Author: "ada", Reason: "Falcon."}, Since: ago(200 * 24 * time.Hour), Rules: someRules(), Lists: []string{"The list projects: Falcon, Blue Heron."},
			Waits: &models.PolicyStep{Version: 5, Before: 4, ByID: mira.ID, ByName: "@mira@acme.example", Reason: "Heron too.", At: ago(time.Hour)}}},
		{"policy-none", at("/admin/policy", nil), PolicyPage{}},
		{"policy-auditor", at("/admin/policy", func(s *Shell) { s.Viewer.Roles = []models.Role{models.Auditor} }), PolicyPage{Version: models.Policy{Version: 4, Author: "ada"}, Rules: someRules(), Broken: "policy 4:3:1: The file has no rules. Write some."}},
		{"policy-draft", at("/admin/policy/draft", nil), PolicyDraft{Text: aPolicy, From: 4, Since: "168h", Persons: 2}},
		{"policy-draft-wrong", at("/admin/policy/draft", nil), PolicyDraft{Text: aPolicy, Checked: true, Since: "24h", Faults: []policy.Fault{{File: "policy.yaml", Line: 5, Column: 44, What: "There is no field 'words' in post", Mend: "Write post.text."}, {What: "The file is too long", Mend: "Shorten it."}}}},
		{"policy-draft-rehearsed", at("/admin/policy/draft", nil), PolicyDraft{Text: aPolicy, Checked: true, Rules: 1, Examples: 2, Says: []string{"1. project-names-wait: When it leaves, it waits."}, Since: "720h", Persons: 2, Reason: "Falcon", Replay: &Replay{Since: ago(7 * 24 * time.Hour), Judged: 12431, Same: 12419, ByLaw: 210, Silent: 3, Longer: true,
			Changed: []ReplayLine{{"project-names-wait", "rivermead.example", "pass", "wait", 11, "Names stay inside.", []string{"1", "2", "3"}}, {"no-attachments", "guild.example", "stop", "pass", 1, "", nil}},
			Shadow:  []ReplayLine{{Rule: "no-phones", Will: "change", N: 4}}, Unasked: []string{"quiet-hours"}},
			Problem: Problem{"reason", "Say why, in a few words: the history tells it."}}},
		{"policy-history", at("/admin/policy/history", nil), PolicyHistory{Now: 4, Steps: []models.PolicyStep{{ID: 2, At: ago(time.Hour), Kind: models.PolicyRolledBack, Version: 4, Before: 5, ByName: "@ada@acme.example", Reason: "It stopped everybody.", Settled: ago(time.Hour)},
			{ID: 1, At: ago(30 * time.Hour), Kind: models.PolicyActivated, Version: 5, Before: 4, ByName: "@ada@acme.example", Second: "@mira@acme.example", Reason: "Heron too.", Settled: ago(29 * time.Hour)}}}},
		{"policy-history-none", at("/admin/policy/history", nil), PolicyHistory{}},
		{"policy-version", at("/admin/policy/versions/5", nil), PolicyVersion{Version: models.Policy{Version: 5, Text: aPolicy, Author: "mira", Reason: "Heron too.", At: ago(time.Hour)}, Now: 4, Against: 4, Others: []int{4, 3}, Says: []string{"1. project-names-wait: When it leaves, it waits."},
			Lines: []PolicyLine{{" ", "words:"}, {"-", "  projects: [Falcon]"}, {"+", "  projects: [Falcon, Blue Heron]"}, {" ", "rules:"}, {" ", "  - name: project-names-wait"}, {" ", "    why: Names."}, {" ", "    when: true"}, {" ", "    then: {verdict: hold}"}, {"+", "    mode: shadow"}},
			Waits: &models.PolicyStep{Version: 5, Before: 4, ByID: ada.ID, ByName: "@ada@acme.example", Reason: "Heron too.", At: ago(time.Hour)}}},
		{"policy-version-first", at("/admin/policy/versions/1", nil), PolicyVersion{Version: models.Policy{Version: 1, Text: aPolicy}, Broken: "policy.yaml:1:1: This is no policy. Write one."}},
		{"decisions", at("/admin/decisions", nil), Decisions{Verdict: "stopped", Rules: []string{"project-names-wait"}, Lines: someDecisions(), Few: []FewSum{{"reach", models.Deny, 41}}, Older: "/admin/decisions?before=1"}},
		{"decisions-none", at("/admin/decisions", nil), Decisions{Day: "tomorrow", Problem: Problem{"day", "Write the day like 2027-03-01."}}},
		{"decision", at("/admin/decisions/7", nil), DecisionPage{Decision: someDecisions()[0].Decision, Peers: []string{"guild.example", "web"}, Steps: []policy.Step{{Name: "standing", Saw: "partner, in allowlist mode", Verdict: models.Allow}, {Name: "quiet-hours", Saw: "crossing.time", Verdict: models.Hold, Shadow: true}, {Name: "project-names-wait", Saw: "the direction, the text", Verdict: models.Hold, Why: "Project names stay inside."}}}},
		{"decision-erased", at("/admin/decisions/7", nil), DecisionPage{Decision: models.Decision{ID: 7, At: ago(time.Hour), Door: models.Page, Verb: models.Ask, Verdict: models.Deny, Rule: "reach", Erased: ago(0)}}},
		{"acts", at("/admin/acts", nil), Acts{Kind: "role", Items: []models.Act{{ID: 1, At: ago(time.Hour), Verb: "role.granted", ByName: "@ada@acme.example", What: "@mira@acme.example", Before: "", After: "auditor", Reason: "She asked the right questions."}, {ID: 2, At: ago(2 * time.Hour), Verb: "peer.standing", ByName: "the command line", What: "guild.example", Before: "allowed", After: "partner"}, {ID: 3, At: ago(3 * time.Hour), Verb: "role.revoked", ByName: "@ada@acme.example", What: "@jonas@acme.example", Before: "moderator", Erased: ago(0)}}, Older: "?before=1"}},
		{"acts-none", at("/admin/acts", nil), Acts{}},
		{"held", at("/admin/held", func(s *Shell) { s.Held = 2 }), Held{Lines: []HeldLine{{HeldItem: someHeld(), By: jonas}, {HeldItem: models.HeldItem{ID: 9, Door: models.In, Verb: models.Create, At: ago(9 * time.Hour), Hosts: " social.example ", Rule: "standing", Why: "What social.example sends waits for review."}, By: ines}}}},
		{"held-none", at("/admin/held", nil), Held{}},
		{"held-item", at("/admin/held/8", nil), HeldPage{HeldLine: HeldLine{HeldItem: someHeld(), By: jonas}, Title: "Falcon", Text: "Falcon ships in May.\nTell nobody.", Label: "GREEN", Warning: "news", Files: []string{"a falcon"}, Bytes: "{}", Needs: []HeldNeed{{"project-names-wait", "reviewer", 2}},
			Said: []HeldSaid{{HeldAnswer: models.HeldAnswer{Answer: "release", Words: "Fine by me."}, By: mira}}, Problem: Problem{"do", "It does not wait any more."}}},
		{"held-came", at("/admin/held/9", nil), HeldPage{HeldLine: HeldLine{HeldItem: models.HeldItem{ID: 9, Door: models.In, Verb: models.Follow, At: ago(9 * time.Hour), Hosts: " social.example "}, By: ines}}},
		{"kept", at("/about/kept", nil), Kept{Texts: 30, Records: 400, HeldDays: 30, MediaDays: 1, Public: true, Duties: []Duty{{models.Admin, []models.Actor{ada, mira}}, {models.Auditor, nil}}, Readers: []models.Role{models.Admin, models.Auditor}, Releasers: []models.Role{models.Reviewer}, Administrators: []models.Role{models.Admin}, Moderators: []models.Role{models.Moderator}}},
		{"kept-closed", at("/about/kept", nil), Kept{Texts: 1, Records: 1, HeldDays: 1}},
		{"thread-waits", at("/@ada/103", nil), Thread{Post: stoppedPost(201, models.Waiting), Before: []Post{stoppedPost(202, models.Declined)}, After: []Post{stoppedPost(203, models.Private)}}},
		{"why-private", at("/posts/103/why", nil), Why{Post: postDone(), Sentence: "Only the people named read it.", Private: true}},
		{"report-flag", at("/@mira/report", nil), FileReport{Target: mira, Post: &folded, In: &pumps}},
		{"thread-folded", at("/@mira/108", nil), Thread{Post: folded, Composer: answering(mira)}},
		{"desk-flagged", at("/@pumps/desk", nil), Desk{Actor: pumps, Row: models.CommunityRow{Review: noon}, Appeals: true, Flagged: []Flagged{{Post: postDone(), Folded: true, Said: []FlagSaid{{By: jonas, Reason: "It names a colleague.", At: ago(time.Hour)}, {By: tom, Reason: "Not fair.", At: ago(0)}}}}}},
		{"appeals", at("/@pumps/appeals", nil), Appeals{Actor: pumps, Ruling: 2, Text: "So it says in the manual.", Problem: Problem{Sentence: "The decision does not stand any more."},
			Open:  []Case{{Ruling: models.Ruling{ID: 1, What: models.Banned, Until: noon, At: ago(time.Hour), Reason: "Three warnings."}, Whom: tom, Appeal: &models.Appeal{Text: "I did not see them."}}},
			About: []Case{{Ruling: models.Ruling{ID: 2, What: models.Removed, At: ago(time.Hour), Reason: "Not about pumps."}, Whom: ada, Post: &folded, May: true}, {Ruling: models.Ruling{ID: 3, What: models.Removed, At: ago(time.Hour)}, Whom: ada, Appeal: &models.Appeal{Text: "It is.", Answered: noon, Answer: "It is not."}}}}},
		{"decide", at("/posts/108/decide", nil), Decide{Post: unfolded, In: pumps, Folded: true, Root: true, Stands: true, Reason: "", Problem: Problem{Sentence: "Say why. Whom it concerns reads it, and so does whoever looks at it later."}}},
		{"decide-ruled", at("/posts/108/decide", nil), Decide{Post: folded, In: pumps, Ruled: rulingLines()[1:2], Mine: true}},
		{"bans", at("/@pumps/bans", nil), Bans{Actor: pumps, Whom: "tom@guild.example", Lines: rulingLines()[:1], Older: "/@pumps/bans?before=1"}},
		{"log", at("/@pumps/log", nil), RulingLog{Actor: pumps, Keeps: true, Lines: rulingLines(), Older: "/@pumps/log?before=1"}},
		{"log-none", at("/@pumps/log", nil), RulingLog{Actor: pumps}},
		{"ruling", at("/@pumps/log/1", nil), RulingPage{Actor: pumps, Line: rulingLines()[0], Undoes: true, Back: 3, Lost: 1}},
		{"thread-decided", at("/@mira/108", nil), Thread{Post: decided(folded), Composer: answering(mira)}},
		{"report-file", at("/@ines@social.example/report", nil), FileReport{Target: ines, Post: &reported, Problem: Problem{"comment", "Say what is wrong, so that a moderator can help."}}},
		{"reports", at("/admin/reports", nil), Reports{Items: []ReportLine{{Report: models.Report{ID: 1, Comment: "This is not how we speak of each other, and it is not the first time.", Created: ago(2 * time.Hour)}, Target: mira, Reporter: jonas, Posts: 1}, {Report: models.Report{ID: 2, Host: "social.example", Comment: "Spam", Created: ago(50 * time.Hour), Resolved: ago(time.Hour)}, Target: jonas, Posts: 3}}}},
		{"reports-none", at("/admin/reports", nil), Reports{}},
		{"report", at("/admin/reports/1", nil), ReportPage{ReportLine: ReportLine{Report: models.Report{ID: 1, Comment: "This is not how we speak of each other.", Created: ago(2 * time.Hour)}, Target: ines, Reporter: jonas}, Posts: []Post{postLactate()}, Acts: []ReportAct{{ModerationAct: models.ModerationAct{What: models.Noted, Reason: "Spoke with both.", At: ago(time.Hour)}, By: ada}}}},
		{"jobs", at("/admin/jobs", nil), Jobs{Dead: []models.Job{{ID: 1, Lane: "host:northwind.example", Kind: "deliver", Error: "The other server did not answer.", Attempt: 41, Created: ago(190 * time.Hour)}}, Waiting: 12, Rests: 1}},
		{"jobs-none", at("/admin/jobs", nil), Jobs{}},
		{"people", at("/admin/people", nil), People{List: []Member{{Actor: ada, Email: "ada@acme.example", Roles: []models.RoleGrant{{Role: models.Admin}, {Role: models.BoundaryRole, Until: noon + 90*24*3600*1000}}, TwoFactor: true}, {Actor: mira, Email: "mira@acme.example"}, {Actor: jonas, Email: "jonas@acme.example", Disabled: ago(200 * time.Hour)}}}},
		{"people-wrong", at("/admin/people", nil), People{New: NewPerson{"ada", "Ada", "ada@acme.example"}, Problem: Problem{"name", "Somebody already goes by that name. Choose another."}}},
		{"poll-open", at("/@tom@guild.example/107", nil), Thread{Post: postPoll(tom), Composer: answering(tom)}},
		{"poll-named", at("/@tom@guild.example/107", nil), Thread{Post: namedPoll(tom)}},
		{"poll-voted", at("/@tom@guild.example/107", nil), Thread{Post: postPoll(tom, 1)}},
		{"poll-composer", at("/compose", nil), Compose{Composer: Composer{Draft: Draft{Text: "When?", Audience: models.Everyone, Distance: DistanceWorld,
			Poll: DraftPoll{Options: []string{"At five", "At six"}, Secret: true}}}}},
		{"kinds", at("/kinds/question", nil), Kinds{Kind: models.QuestionPost, Posts: []Post{postAsked(), postProblem(), postHosted()}}},
		{"questions", at("/questions", nil), Questions{State: "unanswered", Days: 3, In: []models.Actor{pumps}, Posts: []Post{postAsked()}}},
		{"questions-none", at("/questions", nil), Questions{State: "open"}},
		{"thread-question", at("/@mira/109", nil), Thread{Post: postAsked(), After: []Post{func() Post { p := postNamed(); p.Accepted, p.Settles = true, true; return p }()}, Composer: answering(mira)}},
		{"thread-problem", at("/@ada/111", nil), Thread{Post: postProblem(), Synthesis: func() *Post { p := postDone(); p.Sums = true; return &p }()}},
		{"event-hosted", at("/@ada/108", nil), Thread{Post: postHosted(), Coming: []models.Actor{mira, tom}}},
		{"compose-problem", at("/compose", nil), Compose{Composer: Composer{Draft: Draft{Kind: models.ProblemPost, Title: "Pump 3 stops", Parts: map[string]string{"symptom": "It hums."}, Audience: models.Everyone, Distance: DistanceInside}}}},
		{"compose-event", at("/compose", nil), Compose{Composer: Composer{Draft: Draft{Kind: models.EventPost, Audience: models.Everyone, Distance: DistanceInside}}}},
		{"compose-link", at("/compose", nil), Compose{Composer: Composer{Draft: Draft{Kind: models.PageDoc, Audience: models.Everyone, Distance: DistanceInside}}}},
		{"event", at("/@tom@guild.example/108", nil), Thread{Post: postEvent(), Composer: answering(tom)}},
		{"history", at("/posts/103/history", nil), History{Post: postDone(), Versions: []Version{
			{At: ago(time.Hour), Text: []Piece{{Text: "Done: the vibration board went live on "}, {Text: "pump 3. ", Gone: true}, {Text: "pump 4. ", Came: true}, {Text: "Learnt: the crew reads the third column first."}}},
			{At: ago(3 * time.Hour), Original: true, Title: []Piece{{Text: "Vibration board"}}, Text: []Piece{{Text: "Done: the vibration board went live on pump 3."}}}}}},
		{"public-poll", visitor(), publicThread{post: strange(postPoll(ada), ada)}},
		{"public-post", visitor(), publicThread{post: strange(postLactate(), ada), after: []Post{strange(postShared(), mira)}}},
		{"public-profile", visitor(), publicActor{doc: policy.ActorDoc{Actor: withFields(ada)}, posts: []Post{strange(postQuestion(), ada)}, older: "/@ada?before=1"}},
		{"public-nothing", visitor(), PublicPost{}},
		{"mistake-missing", shell(), Mistake{Status: 404, Sentence: "never shown"}},
		{"mistake-forbidden", visitor(), Mistake{Status: 403, Sentence: "Only administrators may change what a peer is to us. Ask one of them."}},
		{"mistake-ours", visitor(), Mistake{Status: 500}},
	}
}

func at(path string, change func(*Shell)) Shell {
	s := shell()
	s.Path = path
	if change != nil {
		change(&s)
	}
	return s
}

func withFields(a models.Actor) models.Actor {
	a.Fields = []models.Field{{Name: "Ask me about", Value: "Correlators, loggers, quiet nights"}, {Name: "Desk", Value: "Eastern works, second floor"}}
	return a
}

func draw(t *testing.T, st story) string {
	t.Helper()
	rec := httptest.NewRecorder()
	if err := Render(context.Background(), rec, 200, st.shell, st.page); err != nil {
		t.Fatalf("%s: %v", st.name, err)
	}
	return rec.Body.String()
}

// TestStorybook draws every page and looks at its structure as an assistive program would. With -shots DIR it writes
// them to a folder, to be looked at in a browser.
func TestStorybook(t *testing.T) {
	for _, st := range stories() {
		t.Run(st.name, func(t *testing.T) {
			text := draw(t, st)
			inspect(t, text)
			if *shots != "" {
				page := strings.ReplaceAll(text, `"/static/`, `"static/`)
				if err := os.WriteFile(filepath.Join(*shots, st.name+".html"), []byte(page), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if *shots == "" {
		return
	}
	if err := os.MkdirAll(filepath.Join(*shots, "static"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, a := range byHash {
		if err := os.WriteFile(filepath.Join(*shots, "static", a.name), a.body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMadeFilesAreInStep finds a template that was changed without generating: both sides must say the same
// phrases.
func TestMadeFilesAreInStep(t *testing.T) {
	templates, err := filepath.Glob("*.templ")
	if err != nil || len(templates) == 0 {
		t.Fatal("no templates", err)
	}
	said := regexp.MustCompile(`s\.[TN]\("([^"]+)"`)
	for _, name := range templates {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		made, err := os.ReadFile(strings.TrimSuffix(name, ".templ") + "_templ.go")
		if err != nil {
			t.Fatalf("%s was never generated: run go generate ./frontend", name)
		}
		count := map[string]int{}
		for _, m := range said.FindAllSubmatch(source, -1) {
			count[string(m[1])]++
		}
		for _, m := range said.FindAllSubmatch(made, -1) {
			count[string(m[1])]--
		}
		for key, n := range count {
			if n != 0 {
				t.Errorf("%s and its made file differ about %q: run go generate ./frontend", name, key)
			}
		}
	}
}

// inspect holds the rules that every page obeys.
func inspect(t *testing.T, text string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ids, labelled, controls := map[string]int{}, map[string]bool{}, []*html.Node{}
	var headings []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			for _, a := range n.Attr {
				if a.Key == "style" || (strings.HasPrefix(a.Key, "on") && len(a.Key) > 2) {
					t.Errorf("<%s> has an inline %s, which the content security policy does not run", n.Data, a.Key)
				}
			}
			switch n.Data {
			case "style":
				t.Error("an inline style sheet")
			case "script":
				if attr(n, "src") == "" {
					t.Error("an inline script")
				}
			case "label":
				labelled[attr(n, "for")] = true
			case "input", "select", "textarea":
				if attr(n, "type") != "hidden" {
					controls = append(controls, n)
				}
			case "h1", "h2", "h3", "h4":
				headings = append(headings, n.Data)
			case "html":
				if attr(n, "lang") == "" {
					t.Error("the page does not say its language")
				}
			case "button":
				if attr(n, "type") == "" {
					t.Error("a button without a type")
				}
				if strings.TrimSpace(words(n)) == "" && attr(n, "aria-label") == "" {
					t.Error("a button without words")
				}
			case "a":
				if attr(n, "href") == "" || strings.Contains(attr(n, "href"), "about:invalid") {
					t.Errorf("a link that leads nowhere: %q", words(n))
				}
				if strings.TrimSpace(words(n)) == "" && attr(n, "aria-label") == "" {
					t.Errorf("a link without words to %s", attr(n, "href"))
				}
			case "form":
				if attr(n, "action") == "" {
					t.Error("a form that leads nowhere")
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %q is there %d times", id, n)
		}
	}
	for _, c := range controls {
		if !labelled[attr(c, "id")] && attr(c, "aria-label") == "" && attr(c, "aria-labelledby") == "" {
			t.Errorf("<%s name=%q> has no label", c.Data, attr(c, "name"))
		}
		for _, ref := range strings.Fields(attr(c, "aria-describedby")) {
			if ids[ref] == 0 {
				t.Errorf("<%s name=%q> is described by %q, which is not there", c.Data, attr(c, "name"), ref)
			}
		}
	}
	ones := 0
	for _, h := range headings {
		if h == "h1" {
			ones++
		}
	}
	if ones != 1 {
		t.Errorf("%d first headings, want one", ones)
	}
	last := byte('2') // the navigation comes before the page's h1
	for _, h := range headings {
		if h[1] > last+1 {
			t.Errorf("heading %s comes after h%c", h, last)
		}
		last = h[1]
	}
	if strings.Contains(text, "%!") || strings.Contains(text, "(MISSING)") {
		t.Error("a phrase was given the wrong arguments")
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var out strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		out.WriteString(words(c))
	}
	return out.String()
}

var (
	formsOfAdmins = regexp.MustCompile(`(?s)<form[^>]* method="post" action="(/admin/[^"]*)"(.*?)</form>`)
	asksWhy       = regexp.MustCompile(`name="(why|why-about|reason|words|sentence)"`)
)

// Whoever does something for the organisation is asked why, wherever the record has a place for it.
func TestFormsOfAdministratorsAskWhy(t *testing.T) {
	plain := []string{"/look?", "/emoji", "/admin/lists?", "/approve?", "/admin/policy/draft?"} // a question, a picture, a list to be looked at; a second person confirms the reason; the draft shows its field with its last button
	asked := 0
	for _, st := range stories() {
		for _, form := range formsOfAdmins.FindAllStringSubmatch(draw(t, st), -1) {
			if slices.ContainsFunc(plain, func(p string) bool { return strings.Contains(form[1]+"?", p) }) {
				continue
			}
			if asked++; !asksWhy.MatchString(form[2]) {
				t.Errorf("%s: the form for %s asks for no reason", st.name, form[1])
			}
		}
	}
	if asked < 15 {
		t.Errorf("only %d forms were looked at", asked)
	}
}
