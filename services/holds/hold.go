package holds

import (
	"strings"
	"time"

	"guildhall/access"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// Ask is a wish to place a legal hold. The zero actor is the command line.
type Ask struct {
	By     models.Actor
	Kind   models.HoldKind
	Name   string // ada, @ada@acme.example, a community likewise, or the address of a post
	Reason string
}

// Place puts a legal hold in force.
func Place(tx *store.Tx, l *ledger.Ledger, ask Ask) (models.LegalHold, error) {
	const op = "holds.Place"
	h := models.LegalHold{Kind: ask.Kind, Reason: strings.TrimSpace(ask.Reason)}
	if err := may(tx, ask.By, op); err != nil {
		return h, err
	}
	if h.Reason == "" {
		return h, fault.New(fault.Invalid, op, "Give the reason, for the record.")
	}
	about, err := find(tx, l, ask, &h)
	if err != nil {
		return h, err
	}
	h.ByName = ledger.CommandLine
	if ask.By.ID != 0 {
		h.ByName = ask.By.Address()
	}
	if err := tx.AddHold(&h); fault.Is(err, fault.Conflict) {
		return h, fault.New(fault.Conflict, op, "There is a legal hold on it already. See: guildhall hold list").Because(err)
	} else if err != nil {
		return h, err
	}
	return h, ledger.Act(tx, ask.By, models.Act{Verb: "hold.placed", About: about, What: called(h), Before: "free", After: "under legal hold", Reason: h.Reason})
}

// Lift takes a legal hold out of force. What it alone kept is destroyed by the next sweep.
func Lift(tx *store.Tx, by models.Actor, id models.ID, reason string) (models.LegalHold, error) {
	const op = "holds.Lift"
	if err := may(tx, by, op); err != nil {
		return models.LegalHold{}, err
	}
	h, err := tx.LegalHold(id)
	if err != nil {
		return h, err
	}
	if strings.TrimSpace(reason) == "" {
		return h, fault.New(fault.Invalid, op, "Give the reason, for the record.")
	}
	if err := tx.EndHold(h.ID); err != nil {
		return h, err
	}
	about, err := concerns(tx, h)
	if err != nil {
		return h, err
	}
	return h, ledger.Act(tx, by, models.Act{Verb: "hold.lifted", About: about, What: called(h), Before: "under legal hold since " + h.At.Go().Format(time.DateOnly), After: "free", Reason: strings.TrimSpace(reason)})
}

// may: the command line, or an administrator.
func may(tx *store.Tx, by models.Actor, op string) error {
	if by.ID == 0 {
		return nil
	}
	return access.Require(tx, by, access.Administer, op)
}

func called(h models.LegalHold) string { return string(h.Kind) + " " + h.What }

// find fills in what a hold is on, and gives the person of ours whom it concerns; 0 for none.
func find(tx *store.Tx, l *ledger.Ledger, ask Ask, h *models.LegalHold) (models.ID, error) {
	const op = "holds.Place"
	switch ask.Kind {
	case models.HoldAccount, models.HoldCommunity:
		a, err := actor(tx, ask.Name)
		if err == nil && (a.Kind == models.Community) != (ask.Kind == models.HoldCommunity) || fault.Is(err, fault.Missing) {
			return 0, fault.New(fault.Missing, op, "No "+string(ask.Kind)+" is known here by that name. Write it as in ada, or @ada@acme.example.")
		}
		if err != nil {
			return 0, err
		}
		h.TargetID, h.What = a.ID, a.Address()
		if a.Local && ask.Kind == models.HoldAccount {
			h.Person = l.Person(a.ID)
		}
	case models.HoldPost:
		p, err := post(tx, ask.Name)
		if fault.Is(err, fault.Missing) {
			return 0, fault.New(fault.Missing, op, "No post is known here by that address. Write the address of its page, or its id.")
		}
		if err != nil {
			return 0, err
		}
		if p.Deleted != 0 {
			return 0, fault.New(fault.Gone, op, "That post is deleted, and its text is destroyed.")
		}
		h.TargetID, h.What, h.About = p.ID, string(p.IRI), p.IRI.About()
	default:
		return 0, fault.New(fault.Invalid, op, "A legal hold is on an account, a post or a community.")
	}
	return concerns(tx, *h)
}

// concerns is the person of ours whom a hold concerns: the holder of the account, or the author of the post; 0 for none.
func concerns(tx *store.Tx, h models.LegalHold) (models.ID, error) {
	id := h.TargetID
	if h.Kind == models.HoldPost {
		p, err := tx.PostByID(h.TargetID)
		if err != nil {
			return 0, err
		}
		id = p.AuthorID
	}
	a, err := tx.ActorByID(id)
	if err != nil || !a.Local || a.Kind != models.Person {
		return 0, err
	}
	return a.ID, nil
}

// actor finds one by name or address.
func actor(tx *store.Tx, name string) (models.Actor, error) {
	handle, domain, elsewhere := strings.Cut(strings.TrimPrefix(name, "@"), "@")
	if !elsewhere {
		return tx.ActorByHandle(models.Handle(strings.ToLower(handle)))
	}
	return tx.ActorByAddress(models.Handle(handle), domain)
}

// post finds one by its id on the wire, or by the address of its page here.
func post(tx *store.Tx, name string) (models.Post, error) {
	p, err := tx.PostByIRI(models.IRI(name))
	if !fault.Is(err, fault.Missing) {
		return p, err
	}
	id := models.ParseID(name[strings.LastIndexByte(name, '/')+1:])
	if p, other := tx.PostByID(id); other == nil && (p.URL == name || name == id.String()) {
		return p, nil
	}
	return p, err
}
