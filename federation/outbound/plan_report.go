package outbound

import (
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// oneOnly are programs that read a report of one thing; the others take the account and its posts together.
var oneOnly = map[string]bool{"lemmy": true, "piefed": true, "mbin": true, "kbin": true}

// planReport: a Flag to the server of the account, from the organisation. Who reported stays here.
func (o *Outbound) planReport(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	target, err := tx.ActorByID(e.ActorID)
	if err != nil || target.Local {
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
	names := []models.IRI{target.IRI}
	for _, id := range ids {
		p, err := tx.PostByID(id)
		if err != nil {
			return nil, err
		}
		if p.AuthorID == target.ID {
			names = append(names, p.IRI)
		}
	}
	peer, err := tx.Peer(target.Host)
	if err != nil {
		return nil, err
	}
	if oneOnly[peer.Software] {
		names = names[len(names)-1:]
	}
	act := policy.Act{IRI: e.Activity, Verb: models.Flag, Actor: by, Object: names[0], Objects: names, Words: r.Comment, To: []models.IRI{target.IRI}, At: e.At}
	return []send{{act: act, to: o.alsoActor(nil, &target)}}, nil
}
