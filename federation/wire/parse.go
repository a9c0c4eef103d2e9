package wire

import (
	"errors"

	"guildhall/fault"
	"guildhall/models"
)

// Document is one received document. Exactly one of the views is set; of a Tombstone, and of a key that cannot be used,
// none. Texts are parts of one copy of the whole: clone what outlives the work on it.
type Document struct {
	Raw  []byte     // as received; views keep parts of it
	ID   models.IRI // as written; empty where the document has none. Its Host is empty when it is no web address
	Type string     // the first type known to us, or the first
	Kind Kind

	Activity   *Activity
	Note       *Note // any object that somebody wrote, also of unknown type (Kind Other)
	Actor      *ActorView
	Collection *CollectionView
	Key        *KeyView // a key in a document of its own
}

// Parse reads a received document. The bytes are kept and must not change afterwards. It fails with fault.Malformed or
// fault.TooLarge, never otherwise, and costs no more than the bounds allow.
// spec: as2#object; ap#obj-id
func Parse(body []byte) (Document, error) {
	t, err := borrow(body)
	if err != nil {
		return Document{}, asFault("wire.Parse", err)
	}
	defer t.giveBack()
	return t.read(0)
}

func asFault(op string, err error) error {
	switch {
	case errors.Is(err, errLarge):
		return fault.New(fault.TooLarge, op, "The document is too large or too deeply nested. Send a smaller one.").Because(err)
	case errors.Is(err, errUTF8):
		return fault.New(fault.Malformed, op, "The document is not UTF-8.").Because(err)
	}
	return fault.New(fault.Malformed, op, "The document is not JSON.").Because(err)
}

func malformed(sentence string) error {
	return fault.New(fault.Malformed, "wire.Parse", sentence)
}

// read gives the view of one object of the tape.
func (t *tape) read(i at) (Document, error) {
	if t.slots[i].what != object {
		return Document{}, malformed("The document is not one object.")
	}
	p := t.parts(i)
	d := Document{Raw: t.bytes(i)}
	if err := t.firm(&p); err != nil {
		return d, err
	}
	if p.id == 0 && p.kind == 0 {
		return d, malformed("The document has no type and no id: it is not ActivityStreams.")
	}
	d.ID = models.IRI(t.textOf(p.id))
	var m meaning
	d.Type, m = t.meaningOf(&p)
	d.Kind = m.kind
	var err error
	switch m.class {
	case activity:
		if d.Activity, err = t.activity(i, &p, d.Type, m, 0); err == nil {
			d.Kind = d.Activity.Kind
		}
	case actor:
		d.Actor = t.actor(i, &p, d.Type, m.kind)
	case collection:
		d.Collection = t.collection(i, &p)
	case key:
		d.Key = t.bareKey(&p)
	case grave:
	default:
		d.Note, err = t.note(i, &p, d.Type, m.kind)
	}
	return d, err
}

// firm refuses what cannot be meant: an id that is no text, a type that is neither a text nor a list.
func (t *tape) firm(p *parts) error {
	if p.id != 0 && (!t.is(p.id, text) || t.slots[p.id].to-t.slots[p.id].from > MaxIRI) {
		return malformed("The id is not a text of bounded length.")
	}
	if p.kind != 0 && !t.is(p.kind, text) && !t.is(p.kind, list) {
		return malformed("The type is neither a text nor a list of texts.")
	}
	return nil
}
