package store

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
)

// Key finds a public key by its id on the wire, also a retired one.
func (tx *Tx) Key(iri models.IRI) (models.Key, error) {
	return readOne[models.Key](tx, "store.Key", "There is no such key.", "WHERE iri = ?", iri)
}

// KeysOf lists the keys of an actor that are in use, newest first, at most 20.
func (tx *Tx) KeysOf(actor models.ID) ([]models.Key, error) {
	people, err := tx.people()
	if err != nil {
		return nil, err
	}
	if kept, ok := tx.st.memory.keysOf(people, actor); ok {
		return slices.Clone(kept), nil
	}
	found, err := readAll[models.Key](tx, "store.KeysOf", "WHERE actor_id = ? AND retired = 0 ORDER BY id DESC LIMIT 20", actor)
	if err == nil && !slices.ContainsFunc(found, func(k models.Key) bool { return k.Private == nil }) { // others' come and go uncounted
		kept := slices.Clone(found)
		tx.After(func() { tx.st.memory.keepKeys(people, actor, kept) })
	}
	return found, err
}

// AddKey keeps a new key. ID and Created are filled in; a key id that is taken is a Conflict.
func (tx *Tx) AddKey(k *models.Key) error {
	k.ID, k.Created = tx.NewID(), tx.now
	if err := tx.db.Create(k).Error; err != nil {
		return failed("store.AddKey", err)
	}
	return tx.peopleChanged("store.AddKey")
}

// SealedKeys lists keys of ours, also retired ones, by number after one, at most limit.
func (tx *Tx) SealedKeys(after models.ID, limit int) ([]models.Key, error) {
	return readAll[models.Key](tx, "store.SealedKeys", "WHERE id > ? AND private IS NOT NULL ORDER BY id LIMIT ?", after, most(limit, 1000))
}

// ResealKey replaces the sealed half of a key, unless somebody else did.
func (tx *Tx) ResealKey(k models.Key, sealed []byte) error {
	_, err := tx.exec("store.ResealKey", `UPDATE keys SET private = ? WHERE id = ? AND private = ?`, sealed, k.ID, k.Private)
	return err
}

// PutKey keeps the key that an actor's document shows now: a new one, or new bytes under the same id. A key id that
// belongs to another actor is a Conflict and stays his.
func (tx *Tx) PutKey(k *models.Key) error {
	const op = "store.PutKey"
	k.ID, k.Created = tx.NewID(), tx.now
	n, err := tx.exec(op, `INSERT INTO keys (id, iri, actor_id, kind, public, private, created, retired)
		VALUES (?, ?, ?, ?, ?, NULL, ?, 0) ON CONFLICT (iri) DO UPDATE
		SET kind = excluded.kind, public = excluded.public, created = excluded.created, retired = 0
		WHERE keys.actor_id = excluded.actor_id AND keys.private IS NULL`,
		k.ID, k.IRI, k.ActorID, k.Kind, k.Public, k.Created)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, op, "This key belongs to another actor.")
	}
	return err
}

// RetireKey ends the use of a key; one that is retired already keeps its moment.
func (tx *Tx) RetireKey(id models.ID) error {
	if _, err := tx.exec("store.RetireKey", `UPDATE keys SET retired = ? WHERE id = ? AND retired = 0`, tx.now, id); err != nil {
		return err
	}
	return tx.peopleChanged("store.RetireKey")
}

// RetireKeysExcept ends the use of an actor's keys that its document does not show any more.
func (tx *Tx) RetireKeysExcept(actor models.ID, keep ...models.IRI) error {
	q := tx.db.Model(&models.Key{}).Where("actor_id = ? AND retired = 0", actor)
	if len(keep) > 0 {
		q = q.Where("iri NOT IN ?", keep)
	}
	return failed("store.RetireKeysExcept", q.Update("retired", tx.now).Error)
}
