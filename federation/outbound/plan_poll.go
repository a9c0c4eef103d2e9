package outbound

import (
	"fmt"

	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// planVote: a Create for each option that one of ours chose in a poll elsewhere, to the poll's author alone.
// spec: as2-vocab#questions; ap#create-activity-outbox
func (o *Outbound) planVote(tx *store.Tx, e models.Event, by models.Actor) ([]send, error) {
	view, err := tx.PostView(e.PostID)
	if err != nil || view.Deleted != 0 || view.Local || view.Poll == nil {
		return nil, err
	}
	var sends []send
	for _, choice := range e.Choices {
		if choice < 0 || choice >= len(view.Poll.Options) {
			continue // the answers have changed since
		}
		id := models.IRI(fmt.Sprintf("%s/%d", e.Activity, choice))
		act := policy.Act{IRI: id, Verb: models.Create, Actor: by, Object: id + "#vote", Post: &view, To: []models.IRI{view.Author.IRI}, At: e.At,
			Vote: &policy.Vote{IRI: id + "#vote", Name: view.Poll.Options[choice].Name}}
		sends = append(sends, send{act: act, to: o.alsoPersonal(nil, &view.Author)})
	}
	return sends, nil
}
