package people

import (
	"guildhall/fault"
	"guildhall/jobs"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// KindMove is the work of leading the followers of somebody who moved to where they went. Its payload is a Relocation.
const (
	KindMove  = "move"
	laneMoves = "work:moves"
)

// Relocation is somebody's move from one account to another. Where the new one could not be asked, Why says why not and To is 0.
type Relocation struct {
	From  models.ID   `json:"from"`
	To    models.ID   `json:"to,omitempty"`
	Where models.Host `json:"where,omitempty"`
	Why   string      `json:"why,omitempty"`
}

// Relocate notes that somebody has gone to another account, which says so too, and leaves work behind that leads their
// followers here to it.
func Relocate(tx *store.Tx, from, to models.Actor) error {
	if from.MovedTo != to.IRI {
		from.MovedTo, from.Version = to.IRI, from.Version+1
		if err := tx.SaveActor(&from); err != nil {
			return err
		}
	}
	return lead(tx, Relocation{From: from.ID, To: to.ID})
}

// Unreached leaves work behind that tells the followers of somebody that they say they have gone where we cannot follow.
func Unreached(tx *store.Tx, from models.Actor, where models.Host, why string) error {
	return lead(tx, Relocation{From: from.ID, Where: where, Why: why})
}

func lead(tx *store.Tx, r Relocation) error {
	return jobs.Add(tx, jobs.Work{Lane: laneMoves, Kind: KindMove, Payload: r, Once: "move:" + r.From.String() + ":" + r.To.String()})
}

// FollowOn lets somebody of ours who follows one account follow the one that its owner moved to: by a follow of their own, as
// if they had asked for it. Then the old one ends. Where that cannot be, they keep what they have; either way they are told.
// why is what the boundary says against it; empty for nothing. Doing it twice is doing it once.
func FollowOn(tx *store.Tx, site paths.Site, who, from, to models.Actor, why string) error {
	old, err := tx.Follow(who.ID, from.ID)
	if err != nil {
		return ignoreMissing(err)
	}
	if who.ID == to.ID { // their own old account
		return Unfollow(tx, site, who, from)
	}
	address := to.Address()
	if to.ID == 0 {
		address = "an account on " + string(to.Host)
	}
	var fresh models.Following
	if why == "" {
		fresh, err = Follow(tx, site, who, to, "")
		if kind := fault.KindOf(err); err != nil && kind != fault.Forbidden && kind != fault.Missing {
			return err
		}
		if err != nil {
			why = fault.Say(err)
		}
	}
	once := notices.Once(who.ID, models.NoticeMove, old.ID, to.ID)
	if why != "" {
		return notices.Say(tx, who.ID, models.NoticeMove, from.ID, 0, from.Address()+" says that they have moved to "+address+". You do not follow them there: "+why, once+":not")
	}
	if err := Unfollow(tx, site, who, from); err != nil {
		return err
	}
	sentence := from.Address() + " has moved to " + address + ". You follow them there now."
	if fresh.State == models.Pending {
		sentence = from.Address() + " has moved to " + address + ". You have asked to follow them there."
	}
	return notices.Say(tx, who.ID, models.NoticeMove, to.ID, 0, sentence, once)
}
