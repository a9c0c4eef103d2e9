package wire

import (
	"guildhall/fault"
	"guildhall/models"
)

func forged(sentence string) error { return fault.New(fault.Forbidden, "wire.Origin", sentence) }

func sameHost(a, b models.IRI) bool { return a.Host() != "" && a.Host() == b.Host() }

// Origin tells whether the document can come from where its id says: fault.Forbidden when it cannot. It compares what
// the document says with itself; who signed or served it is for the caller to compare. spec: fep-fe34#origin
func (d Document) Origin() error {
	switch {
	case d.Activity != nil:
		return d.Activity.Origin()
	case d.Note != nil:
		return d.Note.Origin()
	case d.ID != "" && d.ID.Host() == "":
		return forged("The id is not a web address.")
	}
	return nil
}

// Origin tells whether a note can be its author's: both on one host.
func (n *Note) Origin() error {
	switch {
	case n.ID.Host() == "":
		return forged("The post has no id that is a web address.")
	case n.Author == "":
		return forged("The post names no author.")
	case !sameHost(n.ID, n.Author):
		return forged("The post's id is on another host than its author.")
	}
	return nil
}

// Origin tells whether an activity can be its actor's, and what it carries too. An announced activity is not looked at:
// it must be confirmed on its own. Whether the actor may touch what the activity names is judged where that is known.
func (a *Activity) Origin() error {
	if a.Actor.Host() == "" {
		return forged("The actor is not a web address.")
	}
	if a.ID != "" && !sameHost(a.ID, a.Actor) {
		return forged("The activity's id is on another host than its actor.")
	}
	switch a.Kind {
	case Create, Update, Vote:
		return a.originOfWhatIsBrought()
	case Move:
		if a.Object != a.Actor {
			return forged("Only an actor itself can say that it has moved.")
		}
	case Undo:
		if a.Inner != nil && a.Inner.Actor != a.Actor {
			return forged("Only who did something can undo it.")
		}
	}
	return nil
}

func (a *Activity) originOfWhatIsBrought() error {
	if n := a.Note; n != nil {
		if a.Kind != Update && !n.names(a.Actor) {
			return forged("The post's author is not the actor.")
		}
		if n.ID != "" && !sameHost(n.ID, a.Actor) {
			return forged("The post is on another host than the actor.")
		}
		if !sameHost(n.Author, a.Actor) {
			return forged("The post's author is on another host than the actor.")
		}
	}
	if p := a.Person; p != nil && p.ID != a.Actor && (p.Kind != Community || !sameHost(p.ID, a.Actor)) {
		return forged("An account's document can only be changed by the account itself.")
	}
	return nil
}
