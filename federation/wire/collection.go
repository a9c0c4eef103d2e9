package wire

import "guildhall/models"

const maxItems = 2000 // of one page

// CollectionView is a collection, or one page of it, as received.
type CollectionView struct {
	Raw    []byte
	ID     models.IRI
	Items  []Item // its own, else those of the first page if that came along
	Total  *int64 // nil when it was not told
	First  models.IRI
	Next   models.IRI
	PartOf models.IRI
	Cut    bool // there were more items than are read of one page
}

// Item is one entry of a collection: an id, and the thing itself where it came along.
type Item struct {
	IRI models.IRI // empty when the embedded thing has none
	Raw []byte     // bytes of the embedded thing; nil for a bare id
}

// Document reads an embedded entry. It says only what its sender says of it.
func (i Item) Document() (Document, error) { return Parse(i.Raw) }

// collection reads items from either list, wherever the sender put them. What is no id and no object is left out.
// spec: as2#collections
func (t *tape) collection(i at, p *parts) *CollectionView {
	c := &CollectionView{Raw: t.bytes(i), ID: models.IRI(t.textOf(p.id)), First: t.iri(p.first), Next: t.iri(p.next),
		PartOf: t.iri(p.partOf)}
	if n, ok := t.count(p.total); ok {
		c.Total = &n
	}
	c.Items = t.items(p)
	c.Cut = len(c.Items) == maxItems
	if t.is(p.first, object) {
		page := t.parts(p.first)
		if _, m := t.meaningOf(&page); m.class != collection {
			c.First = ""
			return c
		}
		if c.Items == nil {
			c.Items = t.items(&page)
			c.Cut = len(c.Items) == maxItems
			if c.Next == "" {
				c.Next = t.iri(page.next)
			}
		}
	}
	if c.Next == c.ID {
		c.Next = "" // a page that follows itself
	}
	return c
}

func (t *tape) items(p *parts) (all []Item) {
	add := func(k at) bool {
		switch t.slots[k].what {
		case text:
			if s := t.written(k); isWeb(s) {
				all = append(all, Item{IRI: models.IRI(s)})
			}
		case object:
			item := Item{Raw: t.bytes(k)}
			if id := t.ref(k); isWeb(id) {
				item.IRI = models.IRI(id)
			}
			all = append(all, item)
		}
		return len(all) < maxItems
	}
	t.each(p.orderedItems, add)
	if len(all) == 0 {
		t.each(p.items, add)
	}
	return all
}
