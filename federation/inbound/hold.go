package inbound

import (
	"encoding/json"

	"guildhall/federation/resolve"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// hold keeps what came in where it lies until a reviewer lets it in: then it enters again where it is judged and applied.
func (in *Inbound) hold(tx *store.Tx, w work, d policy.Decision) error {
	needs, _ := json.Marshal(d.Needs) // names and numbers
	if len(d.Needs) == 0 {
		needs, _ = json.Marshal([]policy.Need{{Rule: d.Rule, Reviewers: 1, Role: string(models.Reviewer)}})
	}
	h := models.HeldItem{Door: models.In, State: models.Waiting, Verb: w.act.Verb, Activity: w.item.Activity, Thing: w.item.Activity, ByID: w.signer.ID, InboxID: w.item.ID,
		Hosts: " " + string(w.signer.Host) + " ", Body: []byte{}, Needs: string(needs), Rule: d.Rule, Why: d.Why, Policy: d.Policy}
	if err := tx.AddHeld(&h); err != nil {
		return err
	}
	return in.finish(tx, w, models.Held, d.Rule, d.Why)
}

// postIn is the post that an activity brings or shares, as far as it was found.
func (in *Inbound) postIn(tx *store.Tx, f resolve.Found) (*models.PostView, error) {
	if f.Post == nil {
		return nil, nil
	}
	return f.Post.View(tx)
}
