package outbound

import (
	"strconv"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// oneOnly are programs that read a report of one thing; the others take the account and its posts together.
var oneOnly = map[string]bool{"lemmy": true, "piefed": true, "mbin": true, "kbin": true}

// planReport: a Flag to the server of the account, and to each community elsewhere that what it names stands in, from the organisation.
// Who reported stays here.
func (o *Outbound) planReport(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	target, err := tx.ActorByID(e.ActorID)
	if err != nil {
		return nil, nothingLeft(err)
	}
	r, err := tx.Report(e.Row)
	if err != nil {
		return nil, nothingLeft(err)
	}
	ids, err := tx.ReportPosts(r.ID)
	if err != nil {
		return nil, err
	}
	var sends []send
	names, told := []models.IRI{target.IRI}, false
	for _, id := range ids {
		view, err := tx.PostView(id)
		if err != nil {
			return nil, err
		}
		if view.AuthorID != target.ID {
			continue
		}
		if view.Elsewhere() {
			sends = append(sends, o.flagInCommunity(&view, by, r, e.At))
			if view.Community.Host == target.Host { // one server hears it once
				told = true
				continue
			}
		}
		names = append(names, view.IRI)
	}
	if !target.Local && (!told || len(names) > 1) {
		peer, err := tx.Peer(target.Host)
		if err != nil {
			return nil, err
		}
		if oneOnly[peer.Software] {
			names = names[len(names)-1:]
		}
		act := policy.Act{Verb: models.Flag, Actor: by, Object: names[0], Objects: names, Words: r.Comment, To: []models.IRI{target.IRI}, At: e.At}
		sends = append(sends, send{act: act, to: o.alsoActor(nil, &target)})
	}
	for i := range sends {
		if sends[i].act.IRI = e.Activity; i > 0 {
			sends[i].act.IRI += models.IRI("/" + strconv.Itoa(i))
		}
	}
	return sends, nil
}

// flagInCommunity is the word to those who look after a community elsewhere: of one post, in the form that threaded software reads.
func (o *Outbound) flagInCommunity(view *models.PostView, by models.Actor, r models.Report, at models.Time) send {
	c := view.Community
	act := policy.Act{Verb: models.Flag, Actor: by, Object: view.IRI, Words: r.Comment, Audience: c.IRI, To: []models.IRI{c.IRI}, At: at}
	if view.Local { // an id of ours goes where its post may
		act.Post = view
	}
	return send{act: act, to: o.alsoActor(nil, c)}
}
