package store

import "guildhall/models"

// PolicyInForce is the number of the version of the policy that decides; 0 before the first.
func (tx *Tx) PolicyInForce() (int, error) {
	b, err := tx.boundary()
	return b.Policy, err
}

// Policy finds one version of the policy.
func (tx *Tx) Policy(version int) (models.Policy, error) {
	return readOne[models.Policy](tx, "store.Policy", "There is no such version of the policy.", "WHERE version = ?", version)
}

// AddPolicy keeps a new version of the policy. Version and At are filled in; it decides nothing yet.
func (tx *Tx) AddPolicy(p *models.Policy) error {
	const op = "store.AddPolicy"
	var last int
	if err := tx.db.Model(&models.Policy{}).Select("COALESCE(MAX(version), 0)").Scan(&last).Error; err != nil {
		return failed(op, err)
	}
	p.Version, p.At = last+1, tx.now
	_, err := add(tx, op, "", *p)
	return err
}

// SetPolicy says which version of the policy decides from now on, and raises the epoch; 0 is none.
func (tx *Tx) SetPolicy(version int) error {
	tx.bound = nil
	_, err := tx.exec("store.SetPolicy", `UPDATE boundary SET policy = ?, epoch = epoch + 1 WHERE id = 1`, version)
	return err
}
