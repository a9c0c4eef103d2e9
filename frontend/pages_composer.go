package frontend

import (
	"strings"

	"github.com/a-h/templ"

	"guildhall/models"
)

// The fields of the composer's form. A handler reads these names, and nothing else.
const (
	FieldDo        = "do" // "post" or "preview": which button was pressed
	FieldText      = "text"
	FieldTitle     = "title"
	FieldWarning   = "warning"
	FieldLanguage  = "language"
	FieldAudience  = "audience"  // everyone, followers, named, self
	FieldDistance  = "distance"  // inside, partners, world
	FieldCommunity = "community" // an ID, or empty
	FieldReply     = "reply"     // the parent's ID, or empty
	FieldQuote     = "quote"     // the quoted post's ID, or empty
	FieldQuotable  = "quotable"  // everyone, followers or nobody
	FieldLabel     = "label"     // a Traffic Light Protocol label, or empty
	FieldEdit      = "edit"      // the post's ID when it is being edited
	FieldFiles     = "files"     // files that are sent
	FieldNewAlt    = "newalt"    // their descriptions, in the same order
	FieldNewFocus  = "newfocus"  // what of them stays in sight, likewise
	FieldFile      = "file"      // the ID of a file that is here already; several
	FieldAlt       = "alt-"      // with such an ID behind it: its description
	FieldFocus     = "focus-"    // likewise: what of it stays in sight when it is cut
	FieldDrop      = "drop"      // the ID of one that is taken out
	FieldKind      = "kind"      // one of models.Forms
	FieldPart      = "part-"     // with the name of a section behind it: its text
	FieldStarts    = "starts"    // of an event, as 2026-12-03T14:00
	FieldEnds      = "ends"
	FieldZone      = "zone" // as Europe/Berlin
	FieldPlace     = "place"
	FieldOnline    = "online" // web address
	FieldStatus    = "status" // confirmed, tentative or cancelled
	FieldLink      = "link"   // what a link leads to
	FieldNudged    = "nudged" // "on" when its author was asked to look again, and posts it all the same
	FieldShown     = "shown"  // the ID of the community whose guidelines stood beside it
	FieldBack      = "back"   // where to return to; read it with Back
)

// Where a post may go, as the composer's form says it.
const (
	DistanceInside   = "inside"
	DistancePartners = "partners"
	DistanceWorld    = "world"
)

// Draft is what stands in a composer.
type Draft struct {
	Text, Title, Warning, Language string
	Audience                       models.Audience
	Distance                       string    // inside, partners or world
	Community                      models.ID // 0 for the writer's own stream
	Reply                          models.ID // 0 for a post of its own
	Quote                          models.ID // 0 when it quotes nothing
	Quotable                       models.QuotePolicy
	Label                          string            // Traffic Light Protocol; empty when none is chosen
	Kind                           models.PostKind   // empty for a plain post, which a title makes an article
	Parts                          map[string]string // texts by the sections of its kind
	Event                          DraftEvent
	Link                           string
	Poll                           DraftPoll
	Files                          []models.Media // here already, in their order
	Nudges                         []string       // phrases: what its author may like to look at again
	Nudged                         bool           // they were told, and may post it all the same
}

// Composer is the form that posts are written in, with its gate.
type Composer struct {
	Draft
	Communities []models.Actor // those that the viewer may post to
	ReplyTo     *models.Actor  // author of the post that is answered
	Limit       string         // the widest distance that may be chosen: inside, partners or world (empty: world)
	ShutOut     []string       // communities where the viewer does not write for now: until when, and why
	In          *models.Actor  // the community of ours that it is for, to somebody who is new there; nil else
	Guidelines  []string       // of that community
	Narrow      bool           // an answer to a post that is not for everyone: only named or self
	Gate        *Foresight     // what would happen; nil before anything is known
	Problem     Problem        // why the last attempt was not taken
	Editing     models.ID      // 0 for a new post
	Described   bool           // pictures, films and sounds need a description
}

// Destination is somebody whom a post would reach, or not.
type Destination struct {
	Kind  Origin `json:"kind"`
	Name  string `json:"name"`          // an organisation, community or person
	Count int    `json:"count"`         // people there; 0 when it is not told
	Why   string `json:"why,omitempty"` // why not; empty for those whom it reaches
}

// Foresight is what the gate says would happen to a draft. It is drawn under the composer, and is the answer of the
// preview for programs.
type Foresight struct {
	Sentence string        `json:"sentence"`
	In       []Destination `json:"in"`
	Out      []Destination `json:"out"`
	Button   string        `json:"button"`
	Blocked  bool          `json:"blocked"` // it cannot be posted like this; the sentence says why
	Boundary
}

// Boundary is what rules would do with a draft, as sentences.
type Boundary struct {
	Holds      []string `json:"holds"`       // why it waits for review first, for some or all
	Changes    []string `json:"changes"`     // why some get a changed copy
	NoVisitors string   `json:"no_visitors"` // why its page is not shown to whoever is not signed in; empty when it is
}

// Ruled adds to a forecast what rules would do.
func (f Foresight) Ruled(shell Shell, b Boundary) Foresight {
	s := newSheet(shell)
	f.Boundary = Boundary{Holds: append([]string{}, b.Holds...), Changes: append([]string{}, b.Changes...), NoVisitors: b.NoVisitors}
	if f.Blocked {
		return f
	}
	if b.NoVisitors != "" && len(b.Holds) == 0 {
		f.Sentence = s.T("gate.partners", s.T("gate.we"), s.T("gate.listed")) + " " + s.T("gate.novisitors", b.NoVisitors)
	}
	for _, why := range b.Holds {
		f.Sentence += " " + s.T("gate.holds", why)
	}
	for _, why := range b.Changes {
		f.Sentence += " " + s.T("gate.changes", why)
	}
	return f
}

func (f Foresight) part(s *sheet) templ.Component { return gateWords(s, &f) }

// Foretell puts a forecast of the gate into words: the sentence and the button, for a draft of that audience and
// distance. Destinations inside come first in what is reached.
func Foretell(shell Shell, audience models.Audience, distance string, in, out []Destination) Foresight {
	s := newSheet(shell)
	f := Foresight{In: in, Out: out}
	var inside, partners, outside int
	for _, d := range in {
		switch d.Kind {
		case In:
			inside += d.Count
		case Partner:
			partners++
		default:
			outside++
		}
	}
	switch {
	case audience == models.Self:
		f.Sentence, f.Button = s.T("gate.self"), s.T("gate.do.self")
	case audience == models.Named && len(in) == 0:
		f.Sentence, f.Button, f.Blocked = s.T("gate.named.nobody"), s.T("gate.do.named"), true
	case audience == models.Named:
		f.Sentence, f.Button = s.N("gate.named", len(in)), s.T("gate.do.named")
	case audience == models.Everyone && distance == DistanceWorld:
		f.Sentence, f.Button = s.T("gate.world"), s.T("gate.do.world")
	case partners+outside == 0 && audience == models.Followers:
		f.Sentence, f.Button = s.N("gate.followers", inside), s.T("gate.do.inside")
	case partners+outside == 0:
		f.Sentence, f.Button = s.N("gate.inside", inside, s.Organisation), s.T("gate.do.inside")
	case outside == 0:
		f.Sentence = s.T("gate.partners", s.N("gate.colleagues", inside), s.N("gate.organisations", partners))
		f.Button = s.N("gate.do.partners", partners)
	default:
		f.Sentence = s.T("gate.partners", s.N("gate.colleagues", inside), s.N("gate.servers", partners+outside))
		f.Button = s.N("gate.do.servers", partners+outside)
	}
	return f
}

// Compose is the composer on a page of its own: an answer, or a draft with its preview without script.
type Compose struct {
	Composer Composer
	Parent   *Post // the post that is answered
	Quoted   *Post // the post that is quoted
}

func (p Compose) view(s *sheet) view {
	title := s.T("compose.title")
	switch {
	case p.Composer.Editing != 0:
		title = s.T("compose.edit")
	case p.Parent != nil:
		title = s.T("compose.answer")
	}
	return view{Title: title, Frame: stream, Here: PathCompose, Body: composeBody(s, p, title)}
}

func (c Composer) back(s *sheet) string {
	if s.Path == string(PathCompose) || c.Editing != 0 {
		return ""
	}
	return s.Path
}

// choice is one line of a select.
type choice struct{ Value, Label string }

func (c Composer) audiences(s *sheet) []choice {
	list := []choice{
		{string(models.Everyone), s.T("audience.everyone")}, {string(models.Followers), s.T("audience.followers")},
		{string(models.Named), s.T("audience.named")}, {string(models.Self), s.T("audience.self")},
	}
	if c.Narrow {
		return list[2:]
	}
	return list
}

func (c Composer) distances(s *sheet) []choice {
	list := []choice{
		{DistanceInside, s.T("distance.inside", s.Organisation)}, {DistancePartners, s.T("distance.partners")},
		{DistanceWorld, s.T("distance.world")},
	}
	switch c.Limit {
	case DistanceInside:
		return list[:1]
	case DistancePartners:
		return list[:2]
	}
	return list
}

// languages that a post may be marked with, by their own names. The viewer's own comes first.
func languages(s *sheet) []choice {
	return []choice{
		{"", s.T("language.unsaid")}, {"en", "English"}, {"de", "Deutsch"}, {"fr", "Français"}, {"es", "Español"},
		{"it", "Italiano"}, {"nl", "Nederlands"}, {"pl", "Polski"}, {"pt", "Português"}, {"cs", "Čeština"},
		{"da", "Dansk"}, {"sv", "Svenska"}, {"fi", "Suomi"}, {"hu", "Magyar"}, {"ro", "Română"}, {"sl", "Slovenščina"},
		{"tr", "Türkçe"}, {"uk", "Українська"}, {"ja", "日本語"}, {"zh", "中文"}, {"ar", "العربية"},
	}
}

// tlp are the labels of the Traffic Light Protocol that an author may choose, from wide to narrow.
func tlp(s *sheet) []choice {
	return []choice{{"", s.T("label.none")}, {"CLEAR", s.T("label.clear")}, {"GREEN", s.T("label.green")}, {"AMBER", s.T("label.amber")},
		{"AMBER+STRICT", s.T("label.strict")}, {"RED", s.T("label.red")}}
}

// labelWords is a label as it is shown, also one that nobody here knows.
func labelWords(label string) string {
	return "TLP:" + strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(label)), "TLP:")
}

func (c Composer) communityID() string {
	if c.Community == 0 {
		return ""
	}
	return c.Community.String()
}

func (c Composer) communities(s *sheet) []choice {
	list := []choice{{"", s.T("compose.stream")}}
	for _, one := range c.Communities {
		list = append(list, choice{one.ID.String(), s.T("compose.in", one.DisplayName())})
	}
	return list
}

// button is what the act is called before the gate has said anything.
func (c Composer) button(s *sheet) string {
	switch {
	case c.Editing != 0:
		return s.T("gate.do.edit")
	case c.Audience == models.Self:
		return s.T("gate.do.self")
	case c.Audience == models.Named:
		return s.T("gate.do.named")
	case c.Distance == DistanceWorld && c.Audience == models.Everyone:
		return s.T("gate.do.world")
	case c.Distance == DistanceInside || c.Distance == "":
		return s.T("gate.do.inside")
	}
	return s.T("gate.do.answer")
}

// words name a destination, with the number of people where it is told.
func (d Destination) words(s *sheet) string {
	if d.Count > 0 {
		return s.N("gate.people", d.Count, d.Name)
	}
	return d.Name
}

// nudge is what is said of a draft; of an answer it names whom it is for, and of guidelines whose they are.
func (c Composer) nudge(s *sheet, key string) string {
	switch {
	case key == "nudge.short" && c.ReplyTo != nil:
		return s.T(key, c.ReplyTo.DisplayName())
	case key == "nudge.guidelines" && c.In != nil:
		return s.T(key, c.In.DisplayName())
	}
	return s.T(key)
}
