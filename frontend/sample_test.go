package frontend

import (
	"time"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
)

// The people of the storybook: a water utility, a partner guild, and practitioners elsewhere.

var (
	noon = models.At(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	site = paths.New("https://acme.example")

	ada   = ours(1, "ada", "Ada Okafor", "Keeps the pumps of the eastern works running. Bearings, vibration, and the art of hearing a fault before the meter does.")
	mira  = ours(2, "mira", "Mira Kovač", "Leak detection, night shift.")
	jonas = ours(3, "jonas", "Jonas Weber", "Planning and spare parts.")
	leaks = community(10, "leak-detection", "Leak detection")
	pumps = community(11, "pumps", "Pumps and bearings")
	tom   = theirs(20, "tom", "Tom Birch", "guild.example", models.Person)
	ines  = theirs(21, "ines", "Ines Moreau", "social.example", models.Person)
	wells = theirs(22, "wells", "Well engineers", "guild.example", models.Community)
	asked = theirs(24, "valves", "Valves", "lemmy.example", models.Community)
	shut  = theirs(25, "mains", "Mains and trenches", "lemmy.example", models.Community)
	lena  = theirs(23, "lena", "Lena Fischer", "northwind.example", models.Person)
)

func ours(id models.ID, handle, name, about string) models.Actor {
	return models.Actor{ID: id, Kind: models.Person, Local: true, Host: "acme.example", Domain: "acme.example", Handle: models.Handle(handle), Name: name,
		Summary: "<p>" + about + "</p>", SummarySrc: about, Published: ago(400 * 24 * time.Hour)}
}

func community(id models.ID, handle, name string) models.Actor {
	a := ours(id, handle, name, "")
	a.Kind, a.Summary = models.Community, ""
	return a
}

func theirs(id models.ID, handle, name, host string, kind models.ActorKind) models.Actor {
	return models.Actor{ID: id, Kind: kind, Host: models.Host(host), Domain: host, Handle: models.Handle(handle), Name: name, URL: "https://" + host + "/@" + handle}
}

func ago(d time.Duration) models.Time { return noon - models.Time(d.Milliseconds()) }

func written(id models.ID, by models.Actor, before time.Duration, html string, reach models.Reach) Post {
	return Post{PostView: models.PostView{Author: by, Post: models.Post{ID: id, AuthorID: by.ID, Local: by.Local, Kind: models.Note, Content: html,
		Language: "en", ThreadID: id, Reach: reach, Published: ago(before), Version: 1}}}
}

var (
	inside   = models.Reach{Audience: models.Everyone, Distance: models.Inside()}
	partners = models.Reach{Audience: models.Everyone, Distance: models.Within("guild.example", "rivermead.example")}
	world    = models.Reach{Audience: models.Everyone, Distance: models.World()}
	named    = models.Reach{Audience: models.Named, Distance: models.Within("guild.example")}
)

func postLactate() Post {
	p := written(101, ines, 12*time.Minute, "<p>New field notes on acoustic loggers: agreement with the correlator is good enough to dig on, if the pipe is metal and the night is quiet. Numbers and what we changed in our own district are in the thread.</p>", world)
	p.SharedBy, p.Replies, p.Thanks, p.Shares = &mira, 3, 14, 5
	return p
}

func postQuestion() Post {
	p := written(102, tom, time.Hour, "<p>Ours has grown to 19 lines and the night crew skips it. We tried folding the history away and lost two real cases.</p><p>What did you leave out, and did anybody miss it?</p>", partners)
	p.Title, p.Kind, p.Community, p.Replies = "How do you keep the inspection form short without losing the history?", models.Article, &wells, 2
	return p
}

func postPoll(by models.Actor, chose ...int) Post {
	p := written(107, by, 3*time.Hour, "<p>When shall we walk the valve round in winter?</p>", world)
	p.Kind, p.Voted = models.PollPost, chose
	p.Poll = &models.Poll{PostID: 107, Voters: 41, Closes: noon + 9*3_600_000, Options: []models.Option{{Name: "At five, before the crews", Votes: 23}, {Name: "At six, as ever", Votes: 11},
		{Name: "In the afternoon, when the light is good enough to read the plates", Votes: 7}}}
	return p
}

func namedPoll(by models.Actor) Post {
	p := postPoll(by)
	p.Poll.Named, p.Poll.Multiple = true, true
	return p
}

func postEvent() Post {
	p := written(108, tom, 5*time.Hour, "<p>Bring gloves and one pump that sounds wrong to you.</p>", world)
	p.Kind, p.Title, p.URL, p.Local = models.EventPost, "An evening of listening to pumps", "https://guild.example/events/3", false
	p.Details = &models.Details{Starts: noon + 3*24*3_600_000, Ends: noon + 3*24*3_600_000 + 2*3_600_000, Zone: "Europe/Berlin", Place: "Hall 3, Dock 4, 20457 Hamburg", Online: "https://meet.guild.example/pumps",
		Status: "tentative", JoinMode: "restricted"}
	return p
}

func postAsked() Post {
	p := written(109, mira, 30*time.Hour, "<p>The manual says bronze, and we have had two of those crack.</p>", partners)
	p.Kind, p.Title, p.Replies, p.Keeps = models.QuestionPost, "Which bearing lasts in pump 3?", 2, true
	p.Answer = &models.Post{ID: 110}
	return p
}

func postProblem() Post {
	p := written(111, ada, 50*time.Hour, "<h2>Symptom</h2>\n<p>Pump 3 stops at night and hums before.</p>\n<h2>Tried</h2>\n<ul><li>a new relay</li><li>waiting for a dry night</li></ul>\n<h2>Fix</h2>\n<p>The cable gland was wet. Dried and sealed.</p>\n<h2>Effect</h2>\n<p>No stop in three weeks.</p>", inside)
	p.Kind, p.Title = models.ProblemPost, "Pump 3 stops at night"
	return p
}

func postHosted() Post {
	p := postEvent()
	p.Author, p.AuthorID, p.Local, p.URL, p.Comers = ada, ada.ID, true, "https://acme.example/@ada/108", 7
	p.Details.Status = "confirmed"
	return p
}

func postDone() Post {
	p := written(103, ada, 3*time.Hour, "<p>Done: the vibration board went live on pump 4. Learnt: the crew reads the third column first, so that one is now the state. Stuck: who owns the label printer?</p>", inside)
	p.Community, p.Thanks, p.Replies = &pumps, 9, 4
	p.Faces = []models.FaceCount{{Face: "🎉", Count: 3, Mine: true}, {Face: "👀", Count: 1}, {Face: ":pump@guild.example:", Count: 2}}
	return p
}

func postShared() Post {
	p := written(104, mira, 26*time.Hour, "<p>We moved the valve round from six to five. Three weeks in:</p><ul><li>nobody waits for a crew over breakfast</li><li>two leaks found while the street was still quiet</li></ul><p>The plan is in <code>rounds/2026-11</code>, ask me for it.</p>", partners)
	p.Thanked, p.Shared, p.Thanks, p.Shares = true, true, 6, 2
	q := postQuestion()
	p.Quote, p.Quoted = &models.Quoting{Quote: models.Quote{State: models.QuoteAccepted}, Post: &q.PostView.Post, By: &tom}, &q
	return p
}

func postWarned() Post {
	p := written(105, jonas, 4*24*time.Hour, "<p>The picture shows the hand. He is fine. The guard is back on.</p>", inside)
	p.Summary = "An accident with an open coupling"
	return p
}

func postNamed() Post {
	p := written(106, tom, 30*time.Hour, "<p>Ada, could your crew look at our logger files before the visit? I would rather ask you than guess.</p>", named)
	p.Parent, p.ParentBy = &models.Post{ID: 103}, &ada
	return p
}

// longBranch is an answer with five below it, and another one.
func longBranch() []Post {
	var all []Post
	parent := models.ID(103)
	for i := range models.ID(6) {
		p := written(301+i, []models.Actor{tom, ada}[i%2], time.Hour, "<p>And in winter?</p>", world)
		above := parent
		p.ParentID, p.Parent, p.ParentBy = &above, &models.Post{ID: above}, &ada
		all, parent = append(all, p), p.ID
	}
	top := models.ID(103)
	last := written(310, mira, time.Hour, "<p>We use the third column.</p>", world)
	last.ParentID = &top
	return append(all, last)
}

func foresight() Foresight {
	return Foretell(shell(), models.Everyone, DistancePartners, []Destination{
		{Kind: In, Name: "Acme Water", Count: 214}, {Kind: Partner, Name: "Guild of Well Engineers"}, {Kind: Partner, Name: "Rivermead Water"},
	}, []Destination{{Kind: World, Name: "northwind.example", Why: "no agreement with this organisation"}})
}

func shell() Shell {
	return Shell{
		Viewer: &Viewer{Actor: ada, Roles: []models.Role{models.Admin, models.BoundaryRole}}, Site: site, Organisation: "Acme Water", Lang: "en", Path: "/",
		Now: noon, Notices: 2, Requests: 1, Communities: []models.Actor{leaks, pumps},
		Partners: map[models.Host]string{"guild.example": "Guild of Well Engineers", "rivermead.example": "Rivermead Water"},
	}
}

func visitor() Shell {
	s := shell()
	s.Viewer, s.Notices, s.Requests, s.Communities = nil, 0, 0, nil
	return s
}

func writing() Composer {
	f := foresight()
	return Composer{Draft: Draft{Audience: models.Everyone, Distance: DistancePartners, Language: "en",
		Text: "We moved the valve round to five. In three weeks nobody waited for a crew over breakfast."},
		Communities: []models.Actor{pumps}, Gate: &f}
}

func answering(to models.Actor) *Composer {
	f := Foretell(shell(), models.Everyone, DistanceInside, []Destination{{Kind: In, Name: "Acme Water", Count: 214}}, nil)
	return &Composer{Draft: Draft{Audience: models.Everyone, Distance: DistanceInside, Reply: 103}, ReplyTo: &to, Limit: DistanceInside, Gate: &f}
}

func number(n int) *int { return &n }

// strange is a post as a visitor's page would show it.
func strange(p Post, by models.Actor) Post {
	p.Author, p.AuthorID, p.Local, p.SharedBy, p.Community, p.Reach = by, by.ID, true, nil, nil, world
	return p
}

func checks(n int) [][]bool {
	rows := make([][]bool, n)
	for y := range rows {
		rows[y] = make([]bool, n)
		for x := range rows[y] {
			rows[y][x] = (x*y+x+y)%3 == 0
		}
	}
	return rows
}

func someNotices() []Notice {
	mention, thanks, shared := postNamed(), postDone(), postShared()
	return []Notice{
		{Notice: models.Notice{ID: 1, Kind: models.NoticeMention, Created: ago(5 * time.Minute)}, From: tom, Post: &mention},
		{Notice: models.Notice{ID: 2, Kind: models.NoticeRefused, Created: ago(2 * time.Hour), Text: "northwind.example was not sent your answer, because it is not on the allow-list."}, Post: &shared},
		{Notice: models.Notice{ID: 3, Kind: models.NoticeFavourite, Created: ago(4 * time.Hour), Read: true}, From: mira, Post: &thanks},
		{Notice: models.Notice{ID: 4, Kind: models.NoticeBoost, Created: ago(30 * time.Hour), Read: true}, From: ines, Post: &thanks},
		{Notice: models.Notice{ID: 5, Kind: models.NoticeRequest, Created: ago(30 * time.Hour), Read: true}, From: ines},
		{Notice: models.Notice{ID: 6, Kind: models.NoticeFollow, Created: ago(50 * time.Hour), Read: true}, From: jonas},
		{Notice: models.Notice{ID: 7, Kind: models.NoticeOutward, Created: ago(50 * time.Hour), Read: true, Text: "You followed somebody outside, so your profile can now be seen from there."}},
	}
}

func somePeers() []PeerLine {
	return []PeerLine{
		{Peer: models.Peer{Host: "guild.example", Standing: models.Partner, PartnerSince: ago(80 * 24 * time.Hour), Software: "guildhall", Version: "0.1", Since: ago(120 * 24 * time.Hour), LastIn: ago(time.Hour), LastOut: ago(2 * time.Hour), Note: "Agreement of September, contact Tom Birch."}, In: 214, Out: 180, Refused: 3},
		{Peer: models.Peer{Host: "rivermead.example", Standing: models.Partner, Software: "guildhall", Version: "0.1", Since: ago(60 * 24 * time.Hour)}, In: 41, Out: 66},
		{Peer: models.Peer{Host: "social.example", Standing: models.Allowed, Software: "mastodon", Version: "4.4.1", Since: ago(30 * 24 * time.Hour)}, In: 1204, Out: 12},
		{Peer: models.Peer{Host: "northwind.example", Standing: models.Open, Since: ago(3 * 24 * time.Hour)}, Refused: 9},
		{Peer: models.Peer{Host: "loud.example", Standing: models.Limited, Software: "mastodon", Since: ago(9 * 24 * time.Hour)}, Refused: 40},
		{Peer: models.Peer{Host: "spam.example", Standing: models.Blocked, Since: ago(400 * 24 * time.Hour)}, Refused: 310},
	}
}

func someDays() []PeerDay {
	var rows []models.PeerDay
	for i := range 12 {
		day := ago(time.Duration(i) * 24 * time.Hour).Go().Format("2006-01-02")
		rows = append(rows, models.PeerDay{Day: day, Door: models.In, Verdict: models.Allow, N: int64(20 + (i*7)%19)}, models.PeerDay{Day: day, Door: models.Out, Verdict: models.Allow, N: int64(11 + (i*5)%13)},
			models.PeerDay{Day: day, Door: models.Pull, Verdict: models.Allow, N: int64(i % 4)}, models.PeerDay{Day: day, Door: models.In, Verdict: models.Deny, N: int64((i * i) % 5)})
	}
	return PeerDays(rows)
}

func someRefusals() []models.Decision {
	return []models.Decision{
		{At: ago(3 * time.Hour), Door: models.In, Verb: models.Create, Verdict: models.Deny, Why: "It is meant for partners of another organisation, and names nobody here."},
		{At: ago(26 * time.Hour), Door: models.Pull, Verb: models.Ask, Verdict: models.Deny, Why: "Nothing is given to an unsigned request."},
		{At: ago(50 * time.Hour), Door: models.Out, Verb: models.Create, Verdict: models.Hold, Why: "What is sent to loud.example waits for review."},
	}
}

func policyDoc(a models.Actor) policy.ActorDoc { return policy.ActorDoc{Actor: a} }

const aPolicy = `words:
  projects: [Falcon, Blue Heron]
rules:
  - name: project-names-wait
    when: crossing.direction == "out" && anyOf(post.words, words.projects)
    then: {verdict: hold, reviewers: 1}
`

func someRules() []PolicyRule {
	return []PolicyRule{
		{Name: "project-names-wait", Says: "When it leaves and the text holds a word of the list projects, it waits until one person with the role reviewer lets it go. Project names stay inside until they are announced.", Stops: true, N: 1, Last: "2026-11-20", Since: ago(200 * 24 * time.Hour)},
		{Name: "no-attachments", Says: "When it leaves, the copy has no attachments. Files stay.", Since: ago(200 * 24 * time.Hour), Silent: true},
		{Name: "quiet-hours", Says: "When it leaves at night, it would be noted that it waits.", Shadow: true, N: 12, Last: "2026-11-22", Since: ago(24 * time.Hour)},
		{Name: "no-phones", Says: "When the text holds a phone number, it would be noted that it does not cross.", Shadow: true, Silent: true, Since: ago(200 * 24 * time.Hour)},
		{Name: "new", Says: "When it is new, it crosses.", Since: ago(24 * time.Hour)},
	}
}

func someDecisions() []DecisionLine {
	return []DecisionLine{
		{Decision: models.Decision{ID: 7, At: ago(time.Hour), Door: models.Out, Verb: models.Create, Peers: " guild.example rivermead.example social.example north.example south.example ", Object: "https://acme.example/posts/x", Audience: "everyone", Distance: "world", Verdict: models.Hold, Rule: "project-names-wait", Why: "Project names stay inside until they are announced.", Policy: 4}, Shadow: []string{"quiet-hours"}},
		{Decision: models.Decision{ID: 6, At: ago(2 * time.Hour), Door: models.In, Verb: models.Follow, Peers: " northwind.example ", Verdict: models.Deny, Rule: "standing", Why: "northwind.example is not on the allow-list."}},
		{Decision: models.Decision{ID: 5, At: ago(3 * time.Hour), Door: models.Pull, Verb: models.Ask, Peers: " guild.example ", Audience: "everyone", Distance: "partners", Verdict: models.Allow, Rule: "passed", Why: "Nothing stops it."}},
	}
}

func someHeld() models.HeldItem {
	return models.HeldItem{ID: 8, Door: models.Out, Verb: models.Create, At: ago(3 * time.Hour), Hosts: " guild.example rivermead.example ", Rule: "project-names-wait", Why: "Project names stay inside until they are announced."}
}

func stoppedPost(id models.ID, state models.HeldState) Post {
	p := postDone()
	p.ID = id
	p.Stopped = state
	return p
}
