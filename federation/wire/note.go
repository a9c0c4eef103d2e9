package wire

import (
	"slices"
	"strings"

	"guildhall/models"
)

// Bounds of the lists that come with a note; what is beyond is dropped.
const (
	maxTags    = 400
	maxMedia   = 64
	maxOptions = 64
)

// Note is anything that somebody wrote: a note, article, page, poll, event, video, audio, or (Kind Other) something that
// we can only show as a card. Content is raw HTML of strangers.
type Note struct {
	Raw     []byte
	ID      models.IRI
	Type    string
	Kind    Kind
	Author  models.IRI   // of several the person
	Authors []models.IRI // all of them: a video names an account and its channel

	Title       string // as written; few notes have one
	Sort        string // of a note: what it is to other Guildhalls, as they call it
	ContentHTML string // unsanitised; empty for a link post, a video without words, a vote
	MediaType   string // of the content, when it says that it is not HTML
	Summary     string // as written; a content warning of notes and polls, an abstract of the rest
	Sensitive   bool
	Language    string // BCP 47, empty when not told
	Label       string // Traffic Light Protocol, as written by its sender
	URL         string // page for people
	ReplyTo     models.IRI
	Context     string     // thread as the sender counts it; may be no web address
	Replies     models.IRI // collection of what answers it
	Published   models.Time
	Updated     models.Time

	Mentions    []Mention
	Hashtags    []string // distinct, without the sign, lower case
	Emoji       []Emoji
	Attachments []Attachment
	Self        Attachment // the file that a film, sound, picture or document is; without a URL where there is none to be shown
	Link        string     // of a page: what it points to
	Quote       models.IRI
	Stamp       models.IRI // consent to the quote, at the server of the quoted post
	CanQuote    *Rule      // who may quote it; nil when it does not say
	Consent     *Consent   // of a stamp: what it consents to

	To       []models.IRI
	Cc       []models.IRI
	Audience []models.IRI

	Choice   string // a vote: the option chosen; such a note is never shown as a post
	Options  []Option
	Multiple bool // several options may be chosen
	Voters   int64
	Named    bool        // of a poll: its server shows who chose what
	Closes   models.Time // of a poll: when it ends
	Closed   models.Time // of a poll: when it ended; 0 while it is open
	Answer   models.IRI  // of a question that people ask: the answer that was accepted
	Facts    Facts       // of an event, film or sound
	HasProof bool

	aside bool // addressed to somebody who is no web address
}

// Warning is the content warning, if there is one.
func (n *Note) Warning() string {
	if n.Kind == Post || n.Kind == Question {
		return n.Summary
	}
	return ""
}

// note reads an object that somebody wrote. spec: as2-vocab#object-types; ap#object-without-create
func (t *tape) note(i at, p *parts, name string, kind Kind) (*Note, error) {
	to, err := t.addressees(p)
	if err != nil {
		return nil, err
	}
	n := &Note{Raw: t.bytes(i), ID: models.IRI(t.textOf(p.id)), Type: name, Kind: kind,
		To: to.To, Cc: to.Cc, Audience: to.Audience,
		Summary: t.textOf(p.summary), Sensitive: t.truth(p.sensitive), Label: t.labelOf(p.label),
		ReplyTo: t.iri(p.parent), Published: t.when(p.published), Updated: t.when(p.updated),
		URL: t.page(p.url), HasProof: p.proof != 0, aside: to.aside}
	t.authors(n, p)
	t.words(n, p)
	t.thread(n, p)
	t.tags(n, p.tag)
	t.media(n, p.attachment)
	t.quoting(n, p)
	switch kind {
	case Question:
		t.poll(n, p)
	case Event:
		t.facts(n, p)
	case Video, Audio:
		t.facts(n, p)
		t.file(n, p)
	case Image, File:
		t.file(n, p)
	case Post:
		if n.Title != "" && n.ContentHTML == "" && n.ReplyTo != "" && len(n.Attachments) == 0 {
			n.Choice = n.Title
		}
		if n.Choice != "" {
			n.Title = ""
		}
		n.Sort, n.Answer = t.textOf(p.sort), t.iri(p.answer)
	}
	return n, nil
}

// authors finds who wrote it: the Person where several are named, else the first, else the actor that some put there.
func (t *tape) authors(n *Note, p *parts) {
	from := p.author
	if from == 0 {
		from = p.actor
	}
	t.each(from, func(k at) bool {
		id := t.ref(k)
		if !isWeb(id) {
			return true
		}
		n.Authors = append(n.Authors, models.IRI(id))
		person := false
		if t.slots[k].what == object {
			e := t.parts(k)
			_, m := t.meaningOf(&e)
			person = m.kind == Person
		}
		if n.Author == "" || (person && n.Author == n.Authors[0]) {
			n.Author = models.IRI(id)
		}
		return len(n.Authors) < 16
	})
}

// words finds title, content and language. A map of languages may stand beside the content or instead of it.
func (t *tape) words(n *Note, p *parts) {
	n.Title = t.textOf(p.name)
	if n.Title == "" {
		_, n.Title = t.spoken(p.nameMap, "")
	}
	n.ContentHTML = t.textOf(p.content)
	lang, said := t.spoken(p.contentMap, n.ContentHTML)
	if n.ContentHTML == "" {
		n.ContentHTML = said
	}
	if n.Summary == "" {
		_, n.Summary = t.spoken(p.summaryMap, "")
	}
	if n.ContentHTML == "" && t.is(p.source, object) { // written for those who render it themselves; its words will do
		n.ContentHTML = t.textOf(t.member(p.source, "content"))
		if n.ContentHTML != "" && t.textOf(t.member(p.source, "mediaType")) != "text/html" {
			n.MediaType = "text/plain"
		}
	}
	if lang == "" {
		lang = t.contextLanguage(p.context)
	}
	if lang == "" && t.is(p.language, object) {
		lang = t.textOf(t.member(p.language, "identifier"))
	}
	if lang == "" {
		lang = t.textOf(p.inLanguage)
	}
	if tagged(lang) {
		n.Language = lang
	}
	if m := t.textOf(p.mediaType); n.MediaType == "" && m != "" && m != "text/html" {
		n.MediaType = m
	}
	if n.Label != "" {
		n.ContentHTML = strings.TrimPrefix(n.ContentHTML, labelLine(n.Label))
	}
	if n.Kind == Post && n.Title != "" {
		n.ContentHTML = strings.TrimPrefix(n.ContentHTML, titleLine(n.Title))
	}
}

// spoken chooses from a map of languages: the entry that is the content itself, else the first that holds words.
func (t *tape) spoken(i at, content string) (lang, said string) {
	if !t.is(i, object) {
		return "", ""
	}
	t.members(i, func(name string, v at) {
		if t.slots[v].what != text || said != "" && said == content {
			return
		}
		if s := t.written(v); said == "" || s == content {
			lang, said = name, s
		}
	})
	return lang, said
}

// contextLanguage is the language that a context declares for the whole document.
func (t *tape) contextLanguage(i at) (lang string) {
	t.each(i, func(k at) bool {
		if t.slots[k].what == object {
			lang = t.textOf(t.member(k, "@language"))
		}
		return lang == ""
	})
	return lang
}

// tagged tells whether a string can be a language tag that says something. "und" says that nobody knows.
// spec: bcp47#syntax
func tagged(lang string) bool {
	if lang == "und" || len(lang) < 2 || len(lang) > 35 {
		return false
	}
	regions := 0
	for n, s := range strings.Split(lang, "-") {
		if len(s) == 0 || len(s) > 8 || !alphanumeric(s, n == 0) {
			return false
		}
		if n > 0 && len(s) == 1 {
			return true // an extension; what follows is its own
		}
		if n > 0 && (len(s) == 2 || len(s) == 3 && s[0] <= '9') {
			regions++
		}
	}
	return regions <= 1
}

func alphanumeric(s string, lettersOnly bool) bool {
	for i := 0; i < len(s); i++ {
		letter := s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z'
		if !letter && (lettersOnly || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

func (t *tape) thread(n *Note, p *parts) {
	n.Context = t.ref(p.thread)
	if n.Context == "" {
		n.Context = t.ref(p.conversation)
	}
	if len(n.Context) > MaxIRI {
		n.Context = ""
	}
	if n.Replies = t.iri(p.replies); n.Replies == "" && t.is(p.replies, object) {
		n.Replies = t.iri(t.member(p.replies, "first"))
	}
}

// names tells whether the note names an actor as its author.
func (n *Note) names(actor models.IRI) bool {
	return n.Author == actor || slices.Contains(n.Authors, actor)
}
