package wire

import (
	"github.com/go-fed/activity/streams"
	"github.com/go-fed/activity/streams/vocab"

	"guildhall/models"
	"guildhall/policy"
)

// listing is what collections and their pages have in common in go-fed's types.
type listing interface {
	vocab.Type
	SetJSONLDId(vocab.JSONLDIdProperty)
	SetActivityStreamsTotalItems(vocab.ActivityStreamsTotalItemsProperty)
	SetActivityStreamsFirst(vocab.ActivityStreamsFirstProperty)
}

// collection writes a collection of ours or one page of it. The count is there only if the reader may know it.
// spec: as2#collections; ap#collections
func (w *writer) collection(c *policy.Collection) (members, error) {
	var v listing = streams.NewActivityStreamsOrderedCollection()
	if c.Page {
		page := streams.NewActivityStreamsOrderedCollectionPage()
		if c.PartOf != "" {
			part := streams.NewActivityStreamsPartOfProperty()
			part.SetIRI(link(string(c.PartOf)))
			page.SetActivityStreamsPartOf(part)
		}
		if c.Next != "" {
			next := streams.NewActivityStreamsNextProperty()
			next.SetIRI(link(string(c.Next)))
			page.SetActivityStreamsNext(next)
		}
		if c.Prev != "" {
			prev := streams.NewActivityStreamsPrevProperty()
			prev.SetIRI(link(string(c.Prev)))
			page.SetActivityStreamsPrev(prev)
		}
		v = page
	}
	v.SetJSONLDId(idOf(c.IRI))
	if c.Total != nil && *c.Total >= 0 {
		total := streams.NewActivityStreamsTotalItemsProperty()
		total.Set(int(*c.Total))
		v.SetActivityStreamsTotalItems(total)
	}
	if c.First != "" {
		first := streams.NewActivityStreamsFirstProperty()
		first.SetIRI(link(string(c.First)))
		v.SetActivityStreamsFirst(first)
	}
	m, err := serialised(v)
	if err != nil {
		return nil, err
	}
	if c.Owner.Kind == models.Organisation && !c.Page { // spec: fep-7888#collection
		m["attributedTo"] = c.Owner.IRI
	}
	if c.Page || len(c.Items)+len(c.Acts) > 0 || c.First == "" {
		if m["orderedItems"], err = w.entries(c); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// entries are always a list, also of one or none.
func (w *writer) entries(c *policy.Collection) ([]any, error) {
	all := make([]any, 0, len(c.Items)+len(c.Acts))
	for _, i := range c.Items {
		all = append(all, string(i))
	}
	for i := range c.Acts {
		a, err := w.act(&c.Acts[i])
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}
