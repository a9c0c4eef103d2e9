package files

import (
	"context"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// describe sets description and focal point of a file; nil leaves as it is.
func describe(m *models.Media, alt, focus *string) error {
	if !m.Describe(alt, focus) {
		return refuse("A file is described in 1,500 characters at most, and its focal point is written like 0.5,-0.2: two numbers from -1 to 1.")
	}
	return nil
}

// Own finds a file of somebody that waits, or stands in a post of theirs. Others' are answered as what never was.
func Own(tx *store.Tx, by models.Actor, id models.ID) (models.Media, error) {
	m, err := tx.Media(id)
	if err == nil && (m.OwnerID != by.ID || !m.Local()) {
		return tx.Media(0)
	}
	return m, err
}

// Change describes a file of somebody's anew, while it waits for its post. What stands in a post is changed with the post.
func Change(tx *store.Tx, by models.Actor, id models.ID, alt, focus *string) (models.Media, error) {
	m, err := Own(tx, by, id)
	if err != nil {
		return m, err
	}
	if m.PostID != nil {
		return m, fault.New(fault.Invalid, "files.Change", "This file stands in a post already. Edit the post.")
	}
	if err := describe(&m, alt, focus); err != nil {
		return m, err
	}
	return m, tx.SaveMedia(&m)
}

// forget removes the bytes of a file.
func (f *Files) forget(ctx context.Context, m models.Media) {
	_ = f.Blobs.Delete(ctx, wholeOf(&m))
	_ = f.Blobs.Delete(ctx, smallOf(&m))
}
