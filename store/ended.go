package store

import "guildhall/models"

// EndInbox notes that an inbox answered that it is gone for good.
func (tx *Tx) EndInbox(inbox models.IRI) error {
	_, err := tx.exec("store.EndInbox", "INSERT INTO ended_inboxes (inbox, at) VALUES (?, ?) ON CONFLICT (inbox) DO NOTHING", inbox, tx.now)
	return err
}

// ReviveInboxes forgets that inboxes were gone: somebody's document names them anew.
func (tx *Tx) ReviveInboxes(inboxes ...models.IRI) error {
	_, err := tx.exec("store.ReviveInboxes", "DELETE FROM ended_inboxes WHERE inbox IN ?", inboxes)
	return err
}

// EndedInboxes tells which of many inboxes are gone.
func (tx *Tx) EndedInboxes(inboxes []models.IRI) (map[models.IRI]bool, error) {
	out := map[models.IRI]bool{}
	err := inChunks(inboxes, func(part []models.IRI) error {
		found, err := readAll[models.EndedInbox](tx, "store.EndedInboxes", "WHERE inbox IN ?", part)
		for _, e := range found {
			out[e.Inbox] = true
		}
		return err
	})
	return out, err
}
