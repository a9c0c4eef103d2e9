package frontend

import (
	"guildhall/models"
	"guildhall/prose"
)

// DraftEvent is when and where something takes place, as a composer has it.
type DraftEvent struct {
	Starts, Ends, Zone, Place, Online, Status string
}

// section is a part of a form in the composer.
type section struct{ models.Part }

// partWords are what is said of the parts of each kind: beside the heading, or above the field of a part that has none.
var partWords = map[models.PostKind]map[string]string{
	models.EventPost: {"about": "part.event.about", "notes": "part.event.notes"},
	models.DecisionPost: {"decided": "part.decision.decided", "why": "part.decision.why", "instead": "part.decision.instead",
		"review": "part.decision.review"},
	models.ProblemPost: {"symptom": "part.problem.symptom", "tried": "part.problem.tried", "cause": "part.problem.cause", "fix": "part.problem.fix",
		"effect": "part.problem.effect"},
	models.StoryPost:    {"wanted": "part.story.wanted", "tried": "part.story.tried", "failed": "part.story.failed", "learnt": "part.story.learnt"},
	models.WorkNotePost: {"done": "part.worknote.done", "learnt": "part.worknote.learnt", "stuck": "part.worknote.stuck", "next": "part.worknote.next"},
}

// kindWords are the names of the kinds: of one post, of a list, and what stands above the field of the text.
var kindWords = map[models.PostKind]struct{ One, Many, Ask string }{
	models.Note:         {"kind.post", "kind.post", "compose.ask"},
	models.QuestionPost: {"kind.question", "kinds.question", "compose.ask.question"},
	models.Article:      {"kind.article", "kinds.article", "compose.ask.article"},
	models.EventPost:    {"kind.event", "kinds.event", "compose.ask"},
	models.PollPost:     {"kind.poll", "kinds.poll", "compose.ask.poll"},
	models.PageDoc:      {"kind.page", "kinds.page", "compose.ask.page"},
	models.DecisionPost: {"kind.decision", "kinds.decision", "compose.ask"},
	models.ProblemPost:  {"kind.problem", "kinds.problem", "compose.ask"},
	models.StoryPost:    {"kind.story", "kinds.story", "compose.ask"},
	models.WorkNotePost: {"kind.worknote", "kinds.worknote", "compose.ask"},
}

func (p section) label(s *sheet, k models.PostKind) string {
	if p.Heading == "" {
		return s.T(partWords[k][p.Name])
	}
	return p.Heading
}

func (p section) hint(s *sheet, k models.PostKind) string {
	if p.Heading == "" {
		return ""
	}
	return s.T(partWords[k][p.Name])
}

func (p section) hintID(s *sheet, k models.PostKind) string {
	if p.hint(s, k) == "" {
		return "c-hint"
	}
	return "hint-part-" + p.Name
}

// form is what the kind of the draft asks for.
func (c Composer) form() models.Form {
	f, _ := models.FormOf(c.Kind)
	return f
}

// sections are the parts that are written one by one. The notes of an event come once there is one.
func (c Composer) sections() (out []section) {
	for _, p := range c.form().Parts {
		if c.Kind == models.EventPost && p.Name == "notes" && c.Editing == 0 {
			continue
		}
		out = append(out, section{p})
	}
	return out
}

// asks is what stands above the field of the text.
func (c Composer) asks(s *sheet) string { return s.T(kindWords[c.kindNow()].Ask) }

// mayChooseKind tells whether another kind may be chosen: for something new that answers nothing.
func (c Composer) mayChooseKind() bool { return c.Reply == 0 && c.Editing == 0 && c.Quote == 0 }

// kindLinks are the kinds to choose from.
func (c Composer) kindLinks(s *sheet) (out []kindLink) {
	more := ""
	if c.Community != 0 {
		more = "&community=" + c.Community.String()
	}
	for _, f := range models.Forms {
		here := f.Kind == c.Kind || f.Kind == models.Note && c.Kind == ""
		to := PathCompose.With() + "?kind=" + string(f.Kind) + more
		out = append(out, kindLink{To: to, Words: kindName(s, f.Kind), Here: here})
	}
	return out
}

// kindNow is the kind of the draft: a plain one where nothing was chosen.
func (c Composer) kindNow() models.PostKind {
	if c.Kind == "" {
		return models.Note
	}
	return c.Kind
}

// zones are suggested in the composer; any other name of the list of time zones can be written.
var zones = []string{"Europe/Berlin", "Europe/London", "Europe/Paris", "Europe/Madrid", "Europe/Rome", "Europe/Amsterdam", "Europe/Warsaw", "Europe/Athens",
	"America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "Africa/Lagos", "Africa/Nairobi", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo",
	"Australia/Sydney", "UTC"}

func (e DraftEvent) statuses(s *sheet) []choice {
	return []choice{{"confirmed", s.T("event.status.confirmed")}, {"tentative", s.T("event.tentative")}, {"cancelled", s.T("event.cancelled")}}
}

type kindLink struct {
	To, Words string
	Here      bool
}

func kindName(s *sheet, k models.PostKind) string { return s.T(kindWords[k].One) }

// kindNames is what a list of a kind is called.
func kindNames(s *sheet, k models.PostKind) string { return s.T(kindWords[k].Many) }

// marked tells whether the kind of a post is written above it: what one sees at once needs no word.
func (p Post) marked() bool {
	if p.Deleted != 0 {
		return false
	}
	switch p.Kind {
	case models.EventPost, models.PageDoc, models.Article:
		return p.Local || p.Kind != models.EventPost
	}
	return p.Kind.Told()
}

// solved tells whether a question has an accepted answer that the viewer may read.
func (p Post) solved() bool { return p.Answer != nil }

// sectionsOf are the parts of a post's text; none where it is not written in parts.
func (p Post) sectionsOf() []prose.Section {
	form, ok := models.FormOf(p.Kind)
	if !ok || len(form.Parts) == 0 {
		return nil
	}
	return prose.Sections(form.Parts, p.Content)
}

// answerPath is the page of the accepted answer.
func (p Post) answerPath() string { return PathPost.With(Name(p.Author), p.Answer.ID.String()) }

// mayAccept tells whether the viewer can say that the post answered a question.
func (p Post) mayAccept(s *sheet) bool { return s.Viewer != nil && p.Settles && p.Deleted == 0 }

// Kinds lists what there is of a kind, as far as the viewer may read it.
type Kinds struct {
	Kind  models.PostKind
	Posts []Post
	Older string
}

func (p Kinds) view(s *sheet) view {
	return view{Title: kindNames(s, p.Kind), Frame: stream, Body: kindsBody(s, p)}
}

// Questions is the list that a steward works through: questions by how they stand.
type Questions struct {
	State     string // unanswered, open or answered
	Days      int    // at least so old
	Community models.ID
	In        []models.Actor // communities that one may choose from
	Posts     []Post
	Older     string
}

func (p Questions) view(s *sheet) view {
	return view{Title: s.T("questions.title"), Frame: stream, Here: PathQuestions, Body: questionsBody(s, p)}
}

func (p Questions) states(s *sheet) []choice {
	return []choice{{"unanswered", s.T("questions.unanswered")}, {"open", s.T("questions.open")}, {"answered", s.T("questions.answered")}}
}

func (p Questions) ages(s *sheet) []choice {
	return []choice{{"0", s.T("questions.any")}, {"1", s.T("questions.day")}, {"3", s.T("questions.days", 3)}, {"7", s.T("questions.days", 7)}, {"30", s.T("questions.days", 30)}}
}

func (p Questions) communities(s *sheet) []choice {
	list := []choice{{"", s.T("questions.everywhere")}}
	for _, c := range p.In {
		list = append(list, choice{c.ID.String(), c.DisplayName()})
	}
	return list
}

func (p Questions) chosenCommunity() string {
	if p.Community == 0 {
		return ""
	}
	return p.Community.String()
}
