package gate

import (
	"cmp"
	"context"
	"slices"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

// noFile is the one answer for a file that is hidden, and one that never was.
func noFile() error { return NoSuchThing("gate.File") }

// FileOf judges whether a person of ours may have the bytes of a file: their own that waits, or one of a post that they may read.
func (g *Gate) FileOf(ctx context.Context, viewer models.ID, slug string) (m models.Media, err error) {
	err = g.store.Read(ctx, func(tx *store.Tx) error {
		if m, err = tx.MediaBySlug(slug); err == nil {
			err = mayHave(tx, viewer, m)
		}
		return err
	})
	return m, hiddenFile(err)
}

func mayHave(tx *store.Tx, viewer models.ID, m models.Media) error {
	if !m.Local() {
		return noFile()
	}
	if m.PostID == nil {
		if m.OwnerID != viewer {
			return noFile()
		}
		return nil
	}
	_, err := tx.VisiblePost(viewer, *m.PostID)
	return err
}

// File judges whether a peer, or whoever has no session and no signature, may have the bytes of a file: as the post that it stands in.
func (g *Gate) File(ctx context.Context, r Reader, slug string) (models.Media, error) {
	return g.file(ctx, r, nil, func(tx *store.Tx) (models.Media, error) { return tx.MediaBySlug(slug) })
}

// Lent judges it for whom an address was made, now.
func (g *Gate) Lent(ctx context.Context, address string) (m models.Media, err error) {
	k, ok := g.tickets.read(address)
	if !ok {
		return m, noFile()
	}
	if k.host != "" {
		return g.file(ctx, Reader{Host: k.host}, &k, func(tx *store.Tx) (models.Media, error) { return tx.Media(k.file) })
	}
	err = g.store.Read(ctx, func(tx *store.Tx) error {
		if tx.Now() > k.ends {
			return noFile()
		}
		if m, err = tx.Media(k.file); err == nil {
			err = mayHave(tx, k.who, m)
		}
		return err
	})
	return m, hiddenFile(err)
}

// file finds the post that a file stands in, and judges the post.
func (g *Gate) file(ctx context.Context, r Reader, k *ticket, find func(*store.Tx) (models.Media, error)) (m models.Media, err error) {
	var c policy.Crossing
	var d policy.Decision
	stripped := false // by a rule
	err = g.store.Read(ctx, func(tx *store.Tx) error {
		if closed, err := tx.Closed(); err != nil || closed != 0 {
			return cmp.Or(err, closedFor("gate.File"))
		}
		if m, err = find(tx); err != nil {
			return err
		}
		if !m.Local() || m.PostID == nil || k != nil && tx.Now() > k.ends {
			return noFile()
		}
		view, err := tx.PostView(*m.PostID)
		if err != nil {
			return err
		}
		if c, err = g.pullCrossing(tx, r, policy.Subject{Post: &view}); err != nil {
			return err
		}
		if k != nil { // whoever was given the address speaks for its server
			c.Reader.Kind = policy.ByServer
			if c.Reader.Handed, err = tx.HasPost(r.Host, view.ID); err != nil {
				return err
			}
		}
		if d = g.decide(tx, c); !d.Allows() && r.Host == models.Web { // what stands on a public page
			c.Door = models.Page
			d = g.decide(tx, c)
		}
		stripped = d.Allows() && !slices.ContainsFunc(g.copyOf(d).Subject().Post.Media, func(own models.Media) bool { return own.ID == m.ID })
		return nil
	})
	if err != nil {
		return models.Media{}, hiddenFile(err)
	}
	if !d.Allows() {
		return models.Media{}, hiddenFile(g.turnAway(c, d))
	}
	if stripped {
		return models.Media{}, noFile()
	}
	_, err = g.handOut(ctx, c, d)
	return m, err
}

// hiddenFile makes one answer of every no: whoever asks by guessing learns nothing from it.
func hiddenFile(err error) error {
	switch fault.KindOf(err) {
	case fault.Missing, fault.Hidden, fault.Forbidden, fault.Gone:
		return noFile()
	}
	return err
}
