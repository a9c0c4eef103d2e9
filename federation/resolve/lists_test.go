package resolve_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

// pinned are the ids of what somebody has pinned, the first on top.
func (w *world) pinned(owner models.ID) (out []string) {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		ids, err := tx.Pins(owner, 0)
		if err != nil {
			return err
		}
		views, err := tx.PostViews(ids)
		for _, v := range views {
			out = append(out, string(v.IRI))
		}
		return err
	})
	return out
}

func TestTheFirstLookTakesOverWhatIsPinned(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	doc := person(nell, "nell", aKey(1))
	doc["featured"] = nell + "/featured"
	w.shows(nell, doc)
	signer, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	one, two := "https://north.example/1", "https://north.example/2"
	w.shows(one, note(one, nell, "one"))
	w.shows("https://east.example/3", note("https://east.example/3", "https://east.example/u", "not hers"))
	w.shows(nell+"/featured", object{"id": nell + "/featured", "type": "OrderedCollection", "orderedItems": []any{note(two, nell, "two"), one, "https://east.example/3"}})
	w.must(w.find.Backfill(t.Context(), signer))
	if got := w.pinned(signer.ID); !slices.Equal(got, []string{two, one}) {
		t.Fatalf("pinned are %v", got)
	}
	w.clock.Advance(7 * 60 * 60 * 1e9)
	w.fails(nell+"/featured", http.StatusInternalServerError)
	w.must(w.find.Backfill(t.Context(), signer))
	if got := w.pinned(signer.ID); len(got) != 2 {
		t.Errorf("a list that could not be read took pins off: %v", got)
	}
	w.clock.Advance(7 * 60 * 60 * 1e9)
	w.shows(nell+"/featured", object{"id": nell + "/featured", "type": "OrderedCollection", "orderedItems": []any{one}})
	w.must(w.find.Backfill(t.Context(), signer))
	if got := w.pinned(signer.ID); !slices.Equal(got, []string{one}) {
		t.Errorf("later pinned are %v", got)
	}
}

// A list of moderators that never ends, that leads elsewhere, or that is shown by somebody else, is read within bounds.
func TestAListOfModeratorsWithoutAnEndEnds(t *testing.T) {
	const group = "https://north.example/c/ward"
	for _, c := range []struct {
		story string
		list  func(w *world)
		may   bool
	}{
		{"a page that leads back", func(w *world) {
			w.shows(group+"/moderators", object{"id": group + "/moderators", "type": "OrderedCollection", "first": group + "/moderators?1"})
			w.shows(group+"/moderators?1", object{"id": group + "/moderators?1", "type": "OrderedCollectionPage", "orderedItems": []string{"https://north.example/u/1"}, "next": group + "/moderators?2"})
			w.shows(group+"/moderators?2", object{"id": group + "/moderators?2", "type": "OrderedCollectionPage", "orderedItems": []string{"https://north.example/u/2"}, "next": group + "/moderators?1"})
		}, false},
		{"pages for ever", func(w *world) {
			w.shows(group+"/moderators", object{"id": group + "/moderators", "type": "OrderedCollection", "first": group + "/moderators?1"})
			for i := 1; i < 40; i++ {
				items := []string{fmt.Sprintf("https://north.example/u/%d", i)}
				if i == 20 {
					items = append(items, nell)
				}
				w.shows(fmt.Sprintf("%s/moderators?%d", group, i), object{"id": fmt.Sprintf("%s/moderators?%d", group, i), "type": "OrderedCollectionPage",
					"orderedItems": items, "next": fmt.Sprintf("%s/moderators?%d", group, i+1)})
			}
		}, false},
		{"another host", func(w *world) {
			w.shows(group+"/moderators", object{"id": group + "/moderators", "type": "OrderedCollection", "orderedItems": []string{}, "next": "https://east.example/moderators"})
			w.shows("https://east.example/moderators", object{"id": "https://east.example/moderators", "type": "OrderedCollection", "orderedItems": []string{nell}})
		}, false},
		{"a redirect to another host", func(w *world) {
			w.leads(group+"/moderators", "https://east.example/moderators")
			w.shows("https://east.example/moderators", object{"id": "https://east.example/moderators", "type": "OrderedCollection", "orderedItems": []string{nell}})
		}, false},
		{"the second page", func(w *world) {
			w.shows(group+"/moderators", object{"id": group + "/moderators", "type": "OrderedCollection", "first": object{"type": "OrderedCollectionPage",
				"orderedItems": []string{"https://north.example/u/1"}, "next": group + "/moderators?2"}})
			w.shows(group+"/moderators?2", object{"id": group + "/moderators?2", "type": "OrderedCollectionPage", "orderedItems": []string{nell}})
		}, true},
	} {
		t.Run(c.story, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			w.shows(nell, person(nell, "nell", aKey(1)))
			signer, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Add)
			w.must(err)
			g := person(group, "ward", aKey(2))
			g["type"], g["featured"], g["attributedTo"] = "Group", group+"/featured", group+"/moderators"
			w.shows(group, g)
			_, err = w.find.Actor(t.Context(), group, nil)
			w.must(err)
			w.shows("https://north.example/1", note("https://north.example/1", nell, "one"))
			c.list(w)
			w.requests()
			f, err := w.arrives(signer, object{"id": "https://north.example/pins/1", "type": "Add", "actor": nell, "object": "https://north.example/1", "target": group + "/featured"})
			if (err == nil && f.Pin != nil) != c.may {
				t.Errorf("may she pin? %v, %v", f.Pin, err)
			}
			asked := w.requests()
			if len(asked) > 7 {
				t.Errorf("asked %d times: %v", len(asked), asked)
			}
			for _, at := range asked {
				if strings.Contains(at, "east.example") && c.story == "another host" {
					t.Errorf("the list led to %s", at)
				}
			}
		})
	}
}
