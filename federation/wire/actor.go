package wire

import (
	"strings"

	"guildhall/models"
)

const maxFields = 32

// ActorView is an actor's document as received. Name is plain text; summary and field values are raw HTML of strangers.
type ActorView struct {
	Raw         []byte
	ID          models.IRI
	Type        string
	Kind        Kind
	Handle      string // preferredUsername as written
	WebFinger   string // name@domain that the actor claims; to be confirmed there (FEP-2c59)
	Name        string
	SummaryHTML string
	URL         string
	Icon, Image string
	Emoji       []Emoji    // that name and texts use
	Inbox       models.IRI // empty: nothing can be delivered
	SharedInbox models.IRI
	Outbox      models.IRI
	Followers   models.IRI
	Following   models.IRI
	Featured    models.IRI
	Moderators  models.IRI // of a community

	Locked       bool
	Discoverable bool
	Indexable    bool
	Published    models.Time
	Fields       []models.Field // values are raw HTML
	Keys         []KeyView      // usable ones only
	KeyRefs      []models.IRI   // keys that are documents of their own
	AlsoKnownAs  []models.IRI
	MovedTo      models.IRI
}

// actor reads an actor's document. spec: ap#actor-objects; fep-2c59; fep-521a
func (t *tape) actor(i at, p *parts, name string, kind Kind) *ActorView {
	a := &ActorView{Raw: t.bytes(i), Type: name, Kind: kind, ID: models.IRI(t.textOf(p.id)),
		Handle: t.textOf(p.handle), WebFinger: t.textOf(p.webfinger), Name: t.textOf(p.name),
		SummaryHTML: t.textOf(p.summary), URL: t.page(p.url), Icon: t.picture(p.icon), Image: t.picture(p.image),
		Inbox: t.iri(p.inbox), Outbox: t.iri(p.outbox), Followers: t.iri(p.followers), Following: t.iri(p.following),
		Featured: t.iri(p.featured), SharedInbox: t.iri(p.sharedInbox),
		Locked: t.truth(p.locked), Discoverable: t.truth(p.discoverable), Indexable: t.truth(p.indexable),
		Published: t.when(p.published), AlsoKnownAs: t.iris(p.knownAs, 32), MovedTo: t.iri(p.movedTo)}
	if a.Name == "" {
		_, a.Name = t.spoken(p.nameMap, "")
	}
	if t.is(p.endpoints, object) {
		if shared := t.iri(t.member(p.endpoints, "sharedInbox")); shared != "" {
			a.SharedInbox = shared
		}
	}
	if kind == Community { // spec: fep-1b12#group-moderation
		a.Moderators = t.iri(p.moderators)
		if a.Moderators == "" && t.is(p.author, text) {
			a.Moderators = t.iri(p.author)
		}
	}
	t.fields(a, p.attachment)
	a.Emoji = t.emoji(p.tag)
	t.keysOf(a, p)
	return a
}

// fields reads the lines of a profile; actors carry other things among them.
func (t *tape) fields(a *ActorView, i at) {
	t.each(i, func(k at) bool {
		if t.slots[k].what != object {
			return true
		}
		p := t.parts(k)
		if name := t.typeOf(&p); name == "PropertyValue" || strings.HasSuffix(name, ":PropertyValue") {
			f := models.Field{Name: t.textOf(p.name), Value: t.textOf(p.value)}
			if f.Name != "" || f.Value != "" {
				a.Fields = append(a.Fields, f)
			}
		}
		return len(a.Fields) < maxFields
	})
}
