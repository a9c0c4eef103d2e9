package conversations

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/prose"
)

// EventAsk is when and where something takes place, as a person writes it.
type EventAsk struct {
	Starts, Ends string // 2026-12-03T14:00, by the clocks at the place; Ends may be empty
	Zone         string // Europe/Berlin; empty for UTC
	Place        string // plain text
	Online       string // web address
	Status       string // confirmed, tentative or cancelled; empty for confirmed
}

// Limits of what stands beside a text.
const (
	MostPlace   = 300  // characters
	MostAddress = 2000 // bytes
	furthest    = 100 * 365 * 24 * time.Hour
)

// Shape brings what a kind asks for into form, as Post does, so that what is foretold is what is posted: the sections become the
// text. A fault of kind Invalid says what is missing.
func (a *Ask) Shape(now models.Time) error { return a.shape("conversations.Shape", now) }

// shape brings what a kind asks for into form: the sections become the text, and what is needed has to be there.
func (a *Ask) shape(op string, now models.Time) error {
	if a.Kind == "" {
		return nil
	}
	form, ok := models.FormOf(a.Kind)
	if !ok {
		return fault.New(fault.Invalid, op, fmt.Sprintf("There is no such kind of post. The kinds are %s.", strings.Join(kinds(), ", ")))
	}
	if a.Parts != nil {
		for name := range a.Parts {
			if !slices.ContainsFunc(form.Parts, func(p models.Part) bool { return p.Name == name }) {
				return fault.New(fault.Invalid, op, fmt.Sprintf("A post of the kind %q has no part called %q.", a.Kind, name))
			}
		}
		a.Text, a.Parts = prose.Join(form.Parts, a.Parts), nil
	}
	if a.Kind == models.PollPost && a.Poll == nil && !a.polled {
		return fault.New(fault.Invalid, op, "A poll needs two answers or more.")
	}
	if a.Kind != models.PollPost && a.Poll != nil {
		return fault.New(fault.Invalid, op, "Only a poll has answers to choose from. Leave them out, or make it a poll.")
	}
	if form.Titled && oneLine(a.Title) == "" {
		return fault.New(fault.Invalid, op, titleless[a.Kind])
	}
	if !form.Titled && a.Kind != models.Note && oneLine(a.Title) != "" {
		return fault.New(fault.Invalid, op, "A post of this kind has no title. Leave the title out.")
	}
	if err := a.needed(op, form); err != nil {
		return err
	}
	switch a.Kind {
	case models.EventPost:
		return a.event(op, now)
	case models.PageDoc:
		return a.page(op)
	}
	return nil
}

// titleless says what the title of a kind is for.
var titleless = map[models.PostKind]string{
	models.QuestionPost: "A question needs a title: ask it in one line.",
	models.Article:      "An article needs a title.",
	models.EventPost:    "An event needs a title.",
	models.PageDoc:      "A link needs a title: say what it leads to.",
	models.DecisionPost: "A decision needs a title: say in one line what it is about.",
	models.ProblemPost:  "A work problem needs a title: say in one line what goes wrong.",
	models.StoryPost:    "A story needs a title.",
}

func kinds() (names []string) {
	for _, f := range models.Forms {
		names = append(names, string(f.Kind))
	}
	return names
}

// needed refuses a text whose form lacks a section that it cannot do without.
func (a *Ask) needed(op string, form models.Form) error {
	if len(form.Parts) == 0 || form.Kind == models.EventPost {
		return nil
	}
	texts := prose.Split(form.Parts, a.Text)
	for _, p := range form.Parts {
		if p.Needed && texts[p.Name] == "" {
			return fault.New(fault.Invalid, op, fmt.Sprintf("Fill in %q: without it nobody can follow.", p.Heading))
		}
	}
	return nil
}

// event reads when and where. Its clocks are those of the place.
func (a *Ask) event(op string, now models.Time) error {
	e := a.Event
	if e == nil {
		if a.details != nil { // an edit that leaves it as it is
			return nil
		}
		return fault.New(fault.Invalid, op, "Say when the event begins.")
	}
	d := models.Details{Zone: strings.TrimSpace(e.Zone), Place: oneLine(e.Place), Online: strings.TrimSpace(e.Online), Status: "confirmed", JoinMode: "free"}
	if d.Zone == "" {
		d.Zone = "UTC"
	}
	zone, err := time.LoadLocation(d.Zone)
	if err != nil || d.Zone == "Local" {
		return fault.New(fault.Invalid, op, "There is no such time zone. Write it like Europe/Berlin or America/New_York.").Because(err)
	}
	if d.Starts, err = moment(e.Starts, zone); err != nil || d.Starts == 0 {
		return fault.New(fault.Invalid, op, "Say when the event begins, as in 2026-12-03T14:00.").Because(err)
	}
	if d.Ends, err = moment(e.Ends, zone); err != nil {
		return fault.New(fault.Invalid, op, "Say when the event ends as in 2026-12-03T15:30, or leave it out.").Because(err)
	}
	far := models.Time(furthest.Milliseconds())
	switch {
	case d.Starts < now-far || d.Starts > now+far:
		return fault.New(fault.Invalid, op, "An event begins within a hundred years.")
	case d.Ends != 0 && d.Ends <= d.Starts:
		return fault.New(fault.Invalid, op, "An event ends after it begins.")
	case utf8.RuneCountInString(d.Place) > MostPlace:
		return fault.New(fault.Invalid, op, "The place is too long: 300 characters at most.")
	case d.Online != "" && !address(d.Online):
		return fault.New(fault.Invalid, op, "Where the event takes place online is a web address that begins with https://.")
	}
	switch e.Status {
	case "", "confirmed":
	case "tentative", "cancelled":
		d.Status = e.Status
	default:
		return fault.New(fault.Invalid, op, "An event is confirmed, tentative or cancelled.")
	}
	a.details = &d
	return nil
}

// page reads what a link leads to.
func (a *Ask) page(op string) error {
	if a.Link == "" && a.details != nil {
		return nil
	}
	link := strings.TrimSpace(a.Link)
	if !address(link) {
		return fault.New(fault.Invalid, op, "A link leads to a web address that begins with https://.")
	}
	a.details = &models.Details{Link: link}
	return nil
}

// address tells whether a text is a web address.
func address(s string) bool {
	u, err := url.Parse(s)
	return err == nil && len(s) <= MostAddress && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && !strings.ContainsAny(s, " \t\r\n\"<>")
}

// moment reads a time as a form writes it; 0 for nothing.
func moment(s string, zone *time.Location) (models.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	var last error
	for _, shape := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.RFC3339} {
		at, err := time.ParseInLocation(shape, s, zone)
		if err == nil {
			return models.At(at), nil
		}
		last = err
	}
	return 0, last
}
