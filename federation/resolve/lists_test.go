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

// A community of another server that is opened for the first time shows what it announced and pinned, whoever wrote it: what its own
// server did not write is read where it lives, and what anybody else put into its lists is not believed.
func TestACommunityThatIsOpenedShowsWhatStandsInIt(t *testing.T) {
	const group, uma, eve = "https://north.example/c/ward", "https://north.example/users/uma", "https://east.example/users/eve"
	w := newWorld(t, models.OpenMode)
	doc := person(group, "ward", aKey(1))
	doc["type"], doc["featured"], doc["outbox"] = "Group", group+"/featured", group+"/outbox"
	w.shows(group, doc)
	w.shows(uma, person(uma, "uma", aKey(2)))
	w.shows(eve, person(eve, "eve", aKey(1)))
	w.shows("https://east.example/2", note("https://east.example/2", eve, "as eve wrote it"))
	told := func(n string, by string, inner any) object {
		return object{"id": group + "/announces/" + n, "type": "Announce", "actor": by, "object": inner}
	}
	brings := func(n object) object {
		return object{"id": n["id"].(string) + "/create", "type": "Create", "actor": n["attributedTo"], "object": n}
	}
	w.shows(group+"/outbox", object{"id": group + "/outbox", "type": "OrderedCollection", "orderedItems": []any{
		told("1", group, brings(note("https://north.example/1", uma, "by uma"))),
		told("2", group, brings(note("https://east.example/2", eve, "not as eve wrote it"))),
		told("3", group, brings(note("https://east.example/3", eve, "eve never wrote it"))),
		told("4", "https://north.example/c/other", brings(note("https://north.example/4", uma, "another community's"))),
		told("5", group, object{"id": "https://north.example/likes/5", "type": "Like", "actor": uma, "object": "https://north.example/1"}),
	}})
	w.shows(group+"/featured", object{"id": group + "/featured", "type": "OrderedCollection", "orderedItems": []any{note("https://north.example/6", uma, "rules of the ward")}})
	a, err := w.find.Actor(t.Context(), group, nil)
	w.must(err)
	w.must(w.find.Backfill(t.Context(), a))
	for at, words := range map[string]string{"https://north.example/1": "by uma", "https://east.example/2": "as eve wrote it", "https://north.example/6": "rules of the ward"} {
		p, ok := w.post(at)
		if !ok || p.CommunityID == nil || *p.CommunityID != a.ID || !strings.Contains(p.Content, words) || strings.Contains(p.Content, "not as") {
			t.Errorf("%s is %+v", at, p)
		}
	}
	for _, at := range []string{"https://east.example/3", "https://north.example/4"} {
		if _, ok := w.post(at); ok {
			t.Errorf("%s should not be here", at)
		}
	}
	if got := w.pinned(a.ID); !slices.Equal(got, []string{"https://north.example/6"}) {
		t.Errorf("pinned are %v", got)
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
