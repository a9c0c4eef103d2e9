package store

import (
	"guildhall/models"
)

// SetPolicyAfter makes a version of the policy decide if another one still does, and raises the epoch. It tells whether it did: of two that
// try at once, one does not.
func (tx *Tx) SetPolicyAfter(before, version int) (bool, error) {
	tx.bound = nil
	n, err := tx.exec("store.SetPolicyAfter", `UPDATE boundary SET policy = ?, epoch = epoch + 1 WHERE id = 1 AND policy = ?`, version, before)
	return n == 1, err
}

// Policies lists the versions of the policy, newest first: at most 200, from before a version on (0 starts at the newest).
func (tx *Tx) Policies(before int) ([]models.Policy, error) {
	q := tx.db.Order("version DESC").Limit(200)
	if before != 0 {
		q = q.Where("version < ?", before)
	}
	return list[models.Policy]("store.Policies", q)
}

// AddReplay keeps what a replay found. ID and At are filled in.
func (tx *Tx) AddReplay(r *models.Replay) error {
	r.ID, r.At = tx.NewID(), tx.now
	_, err := tx.exec("store.AddReplay", `INSERT INTO replays (id, at, digest, base, since, judged, found) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.At, r.Digest, r.Base, r.Since, r.Judged, r.Found)
	return err
}

// ReplayOf finds the newest replay of a policy file by its digest.
func (tx *Tx) ReplayOf(digest string) (models.Replay, error) {
	return readOne[models.Replay](tx, "store.ReplayOf", "This policy was not rehearsed yet.", "WHERE digest = ? ORDER BY id DESC LIMIT 1", digest)
}

// AddPolicyStep keeps that another version of the policy was asked for. ID and At are filled in.
func (tx *Tx) AddPolicyStep(s *models.PolicyStep) error {
	s.ID, s.At = tx.NewID(), tx.now
	_, err := tx.exec("store.AddPolicyStep", `INSERT INTO policy_steps (id, at, kind, version, before, by_id, by_name, reason, second, settled)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, s.ID, s.At, s.Kind, s.Version, s.Before, s.ByID, s.ByName, s.Reason, s.Second, s.Settled)
	return err
}

// SettlePolicyStep says what came of a step that waited. It tells whether it still waited.
func (tx *Tx) SettlePolicyStep(id models.ID, kind models.PolicyMove, second string) (bool, error) {
	n, err := tx.exec("store.SettlePolicyStep", `UPDATE policy_steps SET kind = ?, second = ?, settled = ? WHERE id = ? AND settled = 0`, kind, second, tx.now, id)
	return n == 1, err
}

// PolicySteps lists what was asked of the policy, newest first: at most 200, from before one on (0 starts at the newest).
func (tx *Tx) PolicySteps(before models.ID) ([]models.PolicyStep, error) {
	q := tx.db.Order("id DESC").Limit(200)
	if before != 0 {
		q = q.Where("id < ?", before)
	}
	return list[models.PolicyStep]("store.PolicySteps", q)
}

// PolicyStepOf finds the newest step of a version of one kind.
func (tx *Tx) PolicyStepOf(version int, kind models.PolicyMove) (models.PolicyStep, error) {
	return readOne[models.PolicyStep](tx, "store.PolicyStepOf", "Nothing of the kind was asked of this version.", "WHERE version = ? AND kind = ? ORDER BY id DESC LIMIT 1", version, kind)
}
