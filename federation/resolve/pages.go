package resolve

import (
	"context"

	"guildhall/federation/wire"
	"guildhall/models"
)

// leaf is one page of a collection, or the whole of it, and the host that served it.
type leaf struct {
	*wire.CollectionView
	Host models.Host
}

// pages reads a collection page by page until see has enough, there are no more, or the bounds are met: five pages, all
// of them on the host of the first, none of them twice. The errand's budget holds as everywhere.
// spec: ap#collections; as2#collections
func (e *errand) pages(ctx context.Context, list models.IRI, see func(leaf) bool) error {
	host, seen := list.Host(), map[models.IRI]bool{}
	for at, n := list, 0; at != "" && n < mostPages; n++ {
		seen[at] = true
		doc, from, err := e.read(ctx, at)
		switch {
		case err != nil:
			return err
		case doc.Collection == nil || from.Host() != host || doc.ID != "" && doc.ID.Host() != host:
			return nobodysList(at)
		}
		c := doc.Collection
		if !see(leaf{c, host}) {
			return nil
		}
		next := c.Next
		if len(c.Items) == 0 && c.First != "" && n == 0 {
			next = c.First
		}
		if next.Host() != host || seen[next] {
			return nil
		}
		at = next
	}
	return nil
}
