package conversations

import (
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// attach makes files of the author's those of a post, in their order.
func attach(tx *store.Tx, p models.Post, files []models.ID) error {
	if len(files) == 0 {
		return nil
	}
	n, err := tx.Attach(p.ID, p.AuthorID, files)
	if err == nil && n != int64(len(files)) {
		err = fault.New(fault.Invalid, "conversations.attach", "A file is not there any more, or stands in another post. Choose it again.")
	}
	return err
}

// files are those that a changed post has.
func (c *Change) files(tx *store.Tx, p models.Post) (ids []models.ID, err error) {
	if c.Files != nil {
		return *c.Files, nil
	}
	have, err := tx.MediaOf(p.ID)
	for _, m := range have {
		ids = append(ids, m.ID)
	}
	return ids, err
}

// FileWords is how a file in a post is described anew; nil leaves it.
type FileWords struct {
	ID         models.ID
	Alt, Focus *string
}

// described refuses a post with something to see or hear that nothing is said about. What had no words before may go on without.
func described(tx *store.Tx, p models.Post, before []models.Media) error {
	have, err := tx.MediaOf(p.ID)
	for _, m := range have {
		silent := m.Alt == "" && m.Kind != models.DocumentFile
		if silent && !slices.ContainsFunc(before, func(old models.Media) bool { return old.ID == m.ID && old.Alt == "" }) {
			return fault.New(fault.Invalid, "conversations.described", "Describe every picture, film and sound, for those who cannot see or hear it. Here nothing is posted without.")
		}
	}
	return err
}

// reattach gives an edited post the files that it shall have now, and new words to them; before are those that it had.
func (c *Change) reattach(tx *store.Tx, p models.Post, before []models.Media) error {
	if c.Files != nil {
		if len(*c.Files) == 0 {
			if _, err := tx.Attach(p.ID, p.AuthorID, nil); err != nil {
				return err
			}
		}
		if err := attach(tx, p, *c.Files); err != nil {
			return err
		}
	}
	if err := c.reword(tx, p); err != nil || !c.Described {
		return err
	}
	return described(tx, p, before)
}

// reword describes files of an edited post anew.
func (c *Change) reword(tx *store.Tx, p models.Post) error {
	if len(c.Words) == 0 {
		return nil
	}
	have, err := tx.MediaOf(p.ID)
	if err != nil {
		return err
	}
	for _, w := range c.Words {
		at := slices.IndexFunc(have, func(m models.Media) bool { return m.ID == w.ID })
		if at < 0 || !have[at].Describe(w.Alt, w.Focus) {
			return fault.New(fault.Invalid, "conversations.Edit", "A file cannot be described like this: 1,500 characters at most, of a file in this post.")
		}
		if err := tx.SaveMedia(&have[at]); err != nil {
			return err
		}
	}
	return nil
}
