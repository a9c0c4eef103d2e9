package wire

import (
	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/models"
)

// authored is what notes, articles and pages have in common in go-fed's types.
type authored interface {
	vocab.Type
	SetJSONLDId(vocab.JSONLDIdProperty)
	SetActivityStreamsAttributedTo(vocab.ActivityStreamsAttributedToProperty)
	SetActivityStreamsContent(vocab.ActivityStreamsContentProperty)
	SetActivityStreamsName(vocab.ActivityStreamsNameProperty)
	SetActivityStreamsSummary(vocab.ActivityStreamsSummaryProperty)
	SetActivityStreamsInReplyTo(vocab.ActivityStreamsInReplyToProperty)
	SetActivityStreamsPublished(vocab.ActivityStreamsPublishedProperty)
	SetActivityStreamsUpdated(vocab.ActivityStreamsUpdatedProperty)
	SetActivityStreamsUrl(vocab.ActivityStreamsUrlProperty)
	SetActivityStreamsTag(vocab.ActivityStreamsTagProperty)
	addressable
}

// addressable is what can name its readers.
type addressable interface {
	SetActivityStreamsTo(vocab.ActivityStreamsToProperty)
	SetActivityStreamsCc(vocab.ActivityStreamsCcProperty)
	SetActivityStreamsAudience(vocab.ActivityStreamsAudienceProperty)
}

// post writes a post of ours. A post of another server is never written anew: only its own server may say what it is.
// What no type of the vocabulary says (a question to people, a decision, a problem, a story, a work note) is a Note with a name, which
// Mastodon, Lemmy and NodeBB all show whole, with a property of ours beside it.
// spec: as2-vocab#dfn-note; ap#obj; fep-b2b8; fep-8a8e
func (w *writer) post(p *models.PostView) (members, error) {
	if !p.Local || p.Deleted != 0 {
		return nil, unwritable("Only a living post of ours can be written.", nil)
	}
	var v authored
	switch p.Kind {
	case models.Article:
		v = streams.NewActivityStreamsArticle()
	case models.PageDoc:
		v = streams.NewActivityStreamsPage()
	case models.PollPost:
		v = streams.NewActivityStreamsQuestion()
	case models.EventPost:
		v = streams.NewActivityStreamsEvent()
	default:
		v = streams.NewActivityStreamsNote()
	}
	w.terms |= postTerms
	v.SetJSONLDId(idOf(p.IRI))
	by := streams.NewActivityStreamsAttributedToProperty()
	by.AppendIRI(link(string(p.Author.IRI)))
	v.SetActivityStreamsAttributedTo(by)
	text := p.Content
	if p.Title != "" && p.Kind.Told() {
		text = titleLine(p.Title) + text
	}
	if p.Label != "" {
		text = labelLine(p.Label) + text
	}
	content := streams.NewActivityStreamsContentProperty()
	content.AppendXMLSchemaString(text)
	v.SetActivityStreamsContent(content)
	if p.Title != "" && p.Kind != models.Note && p.Kind != models.PollPost {
		v.SetActivityStreamsName(nameOf(p.Title))
	}
	if s := summary(p); s != "" {
		v.SetActivityStreamsSummary(summaryOf(s))
	}
	if p.ReplyTo != "" {
		parent := streams.NewActivityStreamsInReplyToProperty()
		parent.AppendIRI(link(string(p.ReplyTo)))
		v.SetActivityStreamsInReplyTo(parent)
	}
	v.SetActivityStreamsPublished(publishedAt(p.Published))
	if p.Edited != 0 {
		edited := streams.NewActivityStreamsUpdatedProperty()
		edited.Set(p.Edited.Go())
		v.SetActivityStreamsUpdated(edited)
	}
	if p.URL != "" {
		v.SetActivityStreamsUrl(urlOf(p.URL))
	}
	w.addressed(p).on(v)
	w.mentions(v, p)
	m, err := serialised(v)
	if err != nil {
		return nil, err
	}
	w.beside(m, p, text)
	return m, nil
}

// mentions tags the people whom the text names. The gate already left out who may not be named.
func (w *writer) mentions(v authored, p *models.PostView) {
	tag := streams.NewActivityStreamsTagProperty()
	some := false
	for i := range p.People {
		person := &p.People[i]
		if !person.Mention {
			continue
		}
		m := streams.NewActivityStreamsMention()
		href := streams.NewActivityStreamsHrefProperty()
		href.SetIRI(link(string(person.IRI)))
		m.SetActivityStreamsHref(href)
		m.SetActivityStreamsName(nameOf(person.Address()))
		tag.AppendActivityStreamsMention(m)
		some = true
	}
	if some {
		v.SetActivityStreamsTag(tag)
	}
}

// beside adds the members that go-fed's types do not have. Setting content and its language both through go-fed would
// write a list that other software cannot read. spec: ap#source-property
func (w *writer) beside(m members, p *models.PostView, text string) {
	m["sensitive"] = p.Sensitive
	m["replies"] = w.site.Replies(p.IRI)
	if p.Context != "" { // spec: fep-7888#context
		m["context"] = p.Context
	}
	w.quotable(m, p)
	if p.Language != "" {
		m["contentMap"] = map[string]string{p.Language: text}
	}
	if p.Label != "" {
		w.terms |= labelTerms
		m[labelTerm] = p.Label
	}
	if p.Source != "" {
		m["source"] = members{"content": p.Source, "mediaType": "text/markdown"}
	}
	if p.Poll != nil {
		w.poll(m, p.Poll)
	}
	w.kind(m, p)
	m.lists("to", "cc", "tag")
	if files := w.attachments(p); len(files) > 0 {
		m["attachment"] = files
	}
	if p.Kind == models.PageDoc && p.Details != nil && p.Details.Link != "" {
		files, _ := m["attachment"].([]any)
		m["attachment"] = append([]any{members{"type": "Link", "href": p.Details.Link}}, files...)
	}
	tags, _ := m["tag"].([]any)
	for _, t := range p.Tags {
		tags = append(tags, members{"type": "Hashtag", "name": "#" + t, "href": w.site.Tag(t)})
	}
	for _, e := range models.EmojiNamed(p.Emoji, p.Content, p.Title, p.Summary) {
		tags = append(tags, w.emoji(e))
	}
	if len(tags) > 0 {
		m["tag"] = tags
	}
	if said := w.quote(m, p, text); said != text {
		m["content"] = said
		if p.Language != "" {
			m["contentMap"] = map[string]string{p.Language: said}
		}
	}
}

// addressed spells a reach in the words of others (boundary.md, Reach in the words of others).
// spec: ap#public-addressing; fep-1b12#audience
func (w *writer) addressed(p *models.PostView) addressees {
	var people []models.IRI
	for i := range p.People {
		people = append(people, p.People[i].IRI)
	}
	var community models.IRI
	if p.Community != nil {
		community = p.Community.IRI
	}
	return w.reach(p.Reach, p.Quiet, p.Author.IRI, community, people)
}

func (w *writer) reach(r models.Reach, quiet bool, by, community models.IRI, people []models.IRI) (a addressees) {
	followers := w.site.Followers(by)
	switch {
	case r.Audience == models.Everyone && r.Distance.World && quiet:
		a.To, a.Cc = []models.IRI{followers}, append([]models.IRI{Public}, people...)
	case r.Audience == models.Everyone && r.Distance.World:
		a.To, a.Cc = []models.IRI{Public}, append([]models.IRI{followers}, people...)
	case r.Audience == models.Everyone:
		a.To, a.Cc, a.Audience = []models.IRI{followers}, people, []models.IRI{w.site.Partners()}
	case r.Audience == models.Followers:
		a.To, a.Cc = []models.IRI{followers}, people
	case r.Audience == models.Members:
		a.To, a.Cc = []models.IRI{community}, people
	default: // named people, or whoever an activity addresses
		a.To = people
	}
	switch { // what is for fewer than read in a community does not name it: others would show it to all of them
	case community == "":
	case r.Audience == models.Everyone:
		a.Audience, a.Cc = append(a.Audience, community), append(a.Cc, community)
	case r.Audience == models.Members:
		a.Audience = append(a.Audience, community)
	}
	return a
}

// on sets the three lists, as far as there are any.
func (a addressees) on(v addressable) {
	to, cc, audience := streams.NewActivityStreamsToProperty(), streams.NewActivityStreamsCcProperty(), streams.NewActivityStreamsAudienceProperty()
	if fill(to, a.To) {
		v.SetActivityStreamsTo(to)
	}
	if fill(cc, a.Cc) {
		v.SetActivityStreamsCc(cc)
	}
	if fill(audience, a.Audience) {
		v.SetActivityStreamsAudience(audience)
	}
}
