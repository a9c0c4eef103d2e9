package store

import (
	"database/sql"

	"guildhall/models"
)

// Node names the process that this transaction runs in.
func (tx *Tx) Node() string { return tx.st.node }

// HoldChain gives the newest link of this process and keeps others from adding one until the transaction ends. The first time there is
// none: Seq is 0.
func (tx *Tx) HoldChain() (models.Chain, error) {
	const op = "store.HoldChain"
	if _, err := tx.exec(op, `INSERT INTO chains (node, seq, at, hash, joined) VALUES (?, 0, ?, ?, 0) ON CONFLICT (node) DO NOTHING`,
		tx.st.node, tx.now, []byte{}); err != nil {
		return models.Chain{}, err
	}
	if _, err := tx.exec(op, `UPDATE chains SET at = ? WHERE node = ?`, tx.now, tx.st.node); err != nil {
		return models.Chain{}, err
	}
	return readOne[models.Chain](tx, op, "", "WHERE node = ?", tx.st.node)
}

// AddLink puts a link at the end of the chain of this process, which is held.
func (tx *Tx) AddLink(l models.Link) error {
	const op = "store.AddLink"
	if _, err := tx.exec(op, `INSERT INTO chain_links (node, seq, at, prev, entries, joins, hash) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		l.Node, l.Seq, l.At, filled(l.Prev), filled(l.Entries), l.Joins, l.Hash); err != nil {
		return err
	}
	_, err := tx.exec(op, `UPDATE chains SET seq = ?, at = ?, hash = ? WHERE node = ?`, l.Seq, l.At, l.Hash, l.Node)
	return err
}

// Chains lists the chains of all processes by name, from after a name on: at most 500.
func (tx *Tx) Chains(after string) ([]models.Chain, error) {
	return list[models.Chain]("store.Chains", tx.db.Where("node > ?", after).Order("node").Limit(500))
}

// Unjoined lists the chains of other processes with links that no other chain has seen: at most 500.
func (tx *Tx) Unjoined() ([]models.Chain, error) {
	return list[models.Chain]("store.Unjoined", tx.db.Where("seq > joined AND node <> ?", tx.st.node).Order("node").Limit(500))
}

// Joined notes how far a chain was seen by another.
func (tx *Tx) Joined(c models.Chain) error {
	_, err := tx.exec("store.Joined", `UPDATE chains SET joined = ? WHERE node = ? AND joined < ?`, c.Seq, c.Node, c.Seq)
	return err
}

// Links lists the links of one chain in order, from after a number on: at most 500.
func (tx *Tx) Links(node string, after int64) ([]models.Link, error) {
	return readAll[models.Link](tx, "store.Links", "WHERE node = ? AND seq > ? ORDER BY seq LIMIT 500", node, after)
}

// JoinedLately gives the newest link that saw other chains; Missing before the first.
func (tx *Tx) JoinedLately() (models.Link, error) {
	return readOne[models.Link](tx, "store.JoinedLately", "No chains were joined yet.", "WHERE joins <> '' ORDER BY at DESC, node, seq DESC LIMIT 1")
}

// LinksBetween lists the entries of all links of a time, at most 20,000 links, for whoever looks what is not among them.
func (tx *Tx) LinksBetween(from, until models.Time, each func(entries []byte)) error {
	return failed("store.LinksBetween", tx.query(`SELECT entries FROM chain_links WHERE at >= ? AND at <= ?`, []any{from, until},
		func(r *sql.Rows) error {
			var entries []byte
			err := r.Scan(&entries)
			each(entries)
			return err
		}))
}

// DecisionsAfter lists recorded answers in the order of their IDs, between two: at most 500.
func (tx *Tx) DecisionsAfter(id, until models.ID) ([]models.Decision, error) {
	return readAll[models.Decision](tx, "store.DecisionsAfter", "WHERE id > ? AND id < ? ORDER BY id LIMIT 500", id, until)
}

// ActsAfter lists acts in the order of their IDs, between two: at most 500.
func (tx *Tx) ActsAfter(id, until models.ID) ([]models.Act, error) {
	return readAll[models.Act](tx, "store.ActsAfter", "WHERE id > ? AND id < ? ORDER BY id LIMIT 500", id, until)
}

// DecisionsOf reads recorded answers by id, in any order.
func (tx *Tx) DecisionsOf(ids []models.ID) ([]models.Decision, error) {
	return readAll[models.Decision](tx, "store.DecisionsOf", "WHERE id IN ?", ids)
}

// ActsOf reads acts by id, in any order.
func (tx *Tx) ActsOf(ids []models.ID) ([]models.Act, error) {
	return readAll[models.Act](tx, "store.ActsOf", "WHERE id IN ?", ids)
}
