package wire

import (
	"cmp"

	"guildhall/models"
)

// Activity is something that somebody did, as received. Embedded things are only what the sender says of them: apply
// an inner activity or note of another origin only after its own server confirmed it.
type Activity struct {
	Raw   []byte
	ID    models.IRI // as written; empty when it is transient
	Type  string
	Kind  Kind
	Verb  models.Verb
	Actor models.IRI // its id alone; what is embedded with it is never believed

	Object     models.IRI   // id of what is acted upon, the first of several
	ObjectType string       // type of an embedded object; empty for a bare reference
	Objects    []models.IRI // all of them; a report names an account and its posts
	Inner      *Activity    // what is undone, answered or announced, if embedded
	Note       *Note        // what is created or updated, if embedded; never what is announced
	Person     *ActorView   // the actor that is updated, if embedded

	Target     models.IRI
	Instrument models.IRI
	Result     models.IRI // of an Accept: the consent to a quote
	To         []models.IRI
	Cc         []models.IRI
	Audience   []models.IRI
	Published  models.Time
	Ends       models.Time // of a ban
	Reason     string      // why somebody reports, removes or bans; plain text of others
	Emoji      string      // of a reaction: one emoji, or :name:
	EmojiURL   string

	EndsAccount    bool // a Delete of the actor itself
	Tombstone      bool // a Delete that names a Tombstone
	RemovesData    bool // a ban that takes the posts along
	RestoresData   bool // the Undo of one that brings them back
	HasProof       bool // carries a data integrity proof (FEP-8b32)
	HasLDSignature bool // carries a signature that we do not read

	reach Addressing
}

const maxInner = 3 // activities within activities: Undo of an Announce of a Create

func (t *tape) activity(i at, p *parts, name string, m meaning, level int) (*Activity, error) {
	a := &Activity{Raw: t.bytes(i), Type: name, Kind: m.kind, Verb: m.verb}
	a.ID = models.IRI(t.textOf(p.id))
	if err := t.whoAndWhat(a, p); err != nil {
		return nil, err
	}
	to, err := t.addressees(p)
	if err != nil {
		return nil, err
	}
	a.To, a.Cc, a.Audience = to.To, to.Cc, to.Audience
	a.Target, a.Instrument, a.Result = t.iri(p.target), t.iri(p.instrument), t.iri(p.result)
	a.Published, a.Ends = t.when(p.published), t.when(p.endTime)
	a.HasProof, a.HasLDSignature = p.proof != 0, p.signature != 0
	a.RemovesData, a.RestoresData = t.truth(p.removeData), t.truth(p.restoreData)
	switch m.kind {
	case Report:
		a.Reason = cmp.Or(t.textOf(p.content), t.textOf(p.summary))
	case Delete, Block, Lock, Remove, Undo:
		a.Reason = t.textOf(p.summary)
	case Like, Reaction:
		t.reaction(a, p)
	}
	if err := t.embedded(a, p, level); err != nil {
		return nil, err
	}
	a.reach = to.reach()
	if a.reach == NoReach { // spec: ap#create-activity-outbox: addressing is copied; old senders copy it one way only
		switch {
		case a.Note != nil:
			a.reach = a.Note.addressing().reach()
		case a.Inner != nil:
			a.reach = a.Inner.reach
		}
	}
	return a, nil
}

// whoAndWhat finds actor and object. An actor that is no web address, and an actor or object that is a number, are
// malformed; everything else about them is a matter of authority, judged later.
func (t *tape) whoAndWhat(a *Activity, p *parts) error {
	a.Actor = t.iri(p.actor)
	if a.Actor == "" {
		return malformed("The actor of the activity is not a web address.")
	}
	wrong := false
	t.each(p.object, func(k at) bool {
		switch t.slots[k].what {
		case text, object:
			id := t.ref(k)
			if len(id) > MaxIRI || len(a.Objects) >= MaxRecipients {
				wrong = true
			} else if id != "" {
				a.Objects = append(a.Objects, models.IRI(id))
			}
		default:
			wrong = true
		}
		return !wrong
	})
	if wrong {
		return malformed("The object of the activity is neither an id nor an object, or there are too many.")
	}
	if len(a.Objects) > 0 {
		a.Object = a.Objects[0]
	}
	return nil
}

// embedded reads the object that came along, as far as the kind of activity gives it a meaning.
func (t *tape) embedded(a *Activity, p *parts, level int) error {
	i := t.firstOf(p.object)
	if !t.is(i, object) {
		a.EndsAccount = a.Kind == Delete && a.Object == a.Actor
		return nil
	}
	inner := t.parts(i)
	if err := t.firm(&inner); err != nil {
		return err
	}
	var m meaning
	a.ObjectType, m = t.meaningOf(&inner)
	var err error
	switch {
	case m.class == activity && level < maxInner:
		if a.Inner, err = t.activity(i, &inner, a.ObjectType, m, level+1); err != nil && a.Kind != AnnounceObject {
			a.Inner, err = t.sketch(i, &inner, a.ObjectType, m), nil
		}
		if a.Kind == AnnounceObject {
			a.Kind = AnnounceActivity // spec: fep-1b12#announce
		}
	case m.class == actor && a.Kind == Update:
		a.Person = t.actor(i, &inner, a.ObjectType, m.kind)
	case m.class == thing && (a.Kind == Create || a.Kind == Update):
		if a.Note, err = t.note(i, &inner, a.ObjectType, m.kind); err == nil {
			a.adopt()
		}
	}
	if a.Kind == Delete {
		a.Tombstone = m.class == grave
		a.EndsAccount = a.Object == a.Actor
	}
	return err
}

// sketch keeps the ids of an inner activity that cannot be read whole, as in an answer to a Follow whose actor was left
// out: the id may be enough to find it.
func (t *tape) sketch(i at, p *parts, name string, m meaning) *Activity {
	return &Activity{Raw: t.bytes(i), ID: models.IRI(t.textOf(p.id)), Type: name, Kind: m.kind, Verb: m.verb,
		Actor: t.iri(p.actor), Object: t.iri(p.object), Instrument: t.iri(p.instrument), reach: NoReach}
}

// adopt gives an embedded note what its activity says for both: the author, and the addressees if it names none.
func (a *Activity) adopt() {
	n := a.Note
	if n.Author == "" {
		n.Author = a.Actor
	}
	if len(n.To)+len(n.Cc)+len(n.Audience) == 0 && !n.aside {
		n.To, n.Cc, n.Audience = a.To, a.Cc, a.Audience
	}
	if n.Choice != "" && a.Kind == Create {
		a.Kind = Vote
	}
}

// reaction reads which emoji a Like or EmojiReact shows. One that is not a single emoji is a plain Like.
// spec: fep-c0e0#reactions
func (t *tape) reaction(a *Activity, p *parts) {
	said := t.textOf(p.content)
	if said == "" {
		said = t.textOf(p.reaction)
	}
	a.Kind = Like
	if name, ok := customEmoji(said); ok {
		a.Kind, a.Emoji = Reaction, said
		for _, e := range t.emoji(p.tag) {
			if e.Name == name {
				a.EmojiURL = e.URL
			}
		}
	} else if models.OneEmoji(said) {
		a.Kind, a.Emoji = Reaction, said
	}
}

// Post is what the activity brings, whether directly or through a community that passes it on. For the latter the inner
// activity must be confirmed at its own origin first.
func (a *Activity) Post() *Note {
	switch {
	case a.Note != nil:
		return a.Note
	case a.Kind == AnnounceActivity && a.Inner != nil:
		return a.Inner.Note
	}
	return nil
}
