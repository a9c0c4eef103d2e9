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

const mostPages = 5 // of one collection

// pages reads a collection page by page until see has enough or the bounds are met: five pages, all of them on the host of
// the first, none of them twice. The errand's budget holds as everywhere. whole says that there was nothing more.
// spec: ap#collections; as2#collections
func (e *errand) pages(ctx context.Context, list models.IRI, see func(leaf) bool) (whole bool, err error) {
	host, seen := list.Host(), map[models.IRI]bool{}
	at := list
	for n := range mostPages {
		seen[at] = true
		doc, from, err := e.read(ctx, at)
		switch {
		case err != nil:
			return false, err
		case doc.Collection == nil || from.Host() != host || doc.ID != "" && doc.ID.Host() != host:
			return false, noList(list)
		}
		c := doc.Collection
		if !see(leaf{c, host}) || c.Cut {
			return false, nil
		}
		next := c.Next
		if len(c.Items) == 0 && c.First != "" {
			if next = c.First; n > 0 { // a page is no collection of pages
				return false, nil
			}
		}
		if next == "" {
			return true, nil
		}
		if next.Host() != host || seen[next] {
			return false, nil
		}
		at = next
	}
	return false, nil
}

// members are the ids in a collection, all of one host: at most so many.
func (e *errand) members(ctx context.Context, list models.IRI, most int) (ids []models.IRI, err error) {
	_, err = e.pages(ctx, list, func(p leaf) bool {
		for _, item := range p.Items {
			if item.IRI != "" && len(ids) < most {
				ids = append(ids, item.IRI)
			}
		}
		return len(ids) < most
	})
	return ids, err
}

func noList(at models.IRI) error {
	return nonsense("resolve.pages", "What "+string(at.Host())+" shows there is no list of its own.")
}
