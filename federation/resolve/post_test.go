package resolve_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/store"
)

const public = "https://www.w3.org/ns/activitystreams#Public"

// note is a post of somebody elsewhere, for everyone.
func note(id, by, words string) object {
	return object{"@context": "https://www.w3.org/ns/activitystreams", "id": id, "type": "Note", "attributedTo": by,
		"content": "<p>" + words + "</p>", "to": []string{public}, "published": "2026-11-20T10:00:00Z"}
}

// known puts somebody into the store, as one who signed before.
func (w *world) known(iri, handle string) models.Actor {
	w.t.Helper()
	w.shows(iri, person(iri, handle, aKey(1)))
	a, err := w.find.Signer(w.t.Context(), w.signed(aKey(1), iri+"#main-key", "{}"), models.IRI(iri), models.Follow)
	w.must(err)
	w.requests()
	return a
}

// arrives finds what an activity needs and keeps it.
func (w *world) arrives(signer models.Actor, doc object) (resolve.Found, error) {
	w.t.Helper()
	raw := jsonOf(doc)
	d, err := wire.Parse(raw)
	w.must(err)
	f, err := w.find.Find(w.t.Context(), d.Activity, signer)
	if err != nil {
		return f, err
	}
	var kept resolve.Found
	w.write(func(tx *store.Tx) (err error) { kept, err = w.find.Keep(tx, f); return err })
	return kept, nil
}

func (w *world) post(iri string) (v models.PostView, ok bool) {
	w.t.Helper()
	err := w.store.Read(w.t.Context(), func(tx *store.Tx) (err error) {
		v, err = tx.PostViewByIRI(models.IRI(iri))
		return err
	})
	if err != nil && !fault.Is(err, fault.Missing) {
		w.t.Fatal(err)
	}
	return v, err == nil
}

func TestOpeningAPostByItsAddress(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	doc := note("https://north.example/notes/1", nell, `hello<script>x()</script>`)
	doc["url"] = "https://north.example/@nell/1"
	w.shows("https://north.example/notes/1", doc)
	w.shows("https://north.example/@nell/1", doc)
	for _, at := range []models.IRI{"https://north.example/@nell/1", "https://north.example/notes/1"} {
		v, err := w.find.Post(t.Context(), at, nil)
		w.must(err)
		if v.IRI != "https://north.example/notes/1" || v.Content != "<p>hello</p>" || v.Author.IRI != nell || v.Audience != models.Everyone {
			t.Fatalf("the post: %+v", v)
		}
	}
}

func TestAThreadIsReadUpToItsRoot(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	for i := range 20 {
		doc := note(fmt.Sprintf("https://north.example/notes/%d", i), nell, "word")
		if i > 0 {
			doc["inReplyTo"] = fmt.Sprintf("https://north.example/notes/%d", i-1)
		}
		w.shows(doc["id"].(string), doc)
	}
	v, err := w.find.Post(t.Context(), "https://north.example/notes/3", nil)
	w.must(err)
	root, ok := w.post("https://north.example/notes/0")
	if !ok || v.ThreadID != root.ID || v.Parent == nil || v.Parent.IRI != "https://north.example/notes/2" {
		t.Fatalf("the reply does not hang on its root: %+v", v.Post)
	}
	w.requests()
	_, err = w.find.Post(t.Context(), "https://north.example/notes/19", nil)
	w.must(err)
	if asked := w.requests(); len(asked) != 11 {
		t.Fatalf("a long thread took %d requests: %v", len(asked), asked)
	}
}

func TestAThreadThatBitesItsTail(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	a, b := note("https://north.example/a", nell, "a"), note("https://north.example/b", nell, "b")
	a["inReplyTo"], b["inReplyTo"] = "https://north.example/b", "https://north.example/a"
	w.shows("https://north.example/a", a)
	w.shows("https://north.example/b", b)
	_, err := w.find.Post(t.Context(), "https://north.example/a", nil)
	w.must(err)
	if n := len(w.requests()); n > 6 {
		t.Fatalf("asked %d times", n)
	}
}

func TestAPostThatIsNotItsAuthors(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.shows("https://evil.example/1", note("https://evil.example/1", nell, "I owe you"))
	_, err := w.find.Post(t.Context(), "https://evil.example/1", nil)
	w.wants(err, fault.Invalid, "another host")
	w.shows("https://north.example/person", object{"id": "https://north.example/person", "type": "Collection"})
	_, err = w.find.Post(t.Context(), "https://north.example/person", nil)
	w.wants(err, fault.Missing, "not a post")
	w.fails("https://north.example/gone", http.StatusGone)
	_, err = w.find.Post(t.Context(), "https://north.example/gone", nil)
	w.wants(err, fault.Gone, "")
}

func TestAnOpenRedirectSpeaksForNobody(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.leads("https://north.example/leave?to=evil", "https://evil.example/1")
	w.shows("https://evil.example/1", note("https://north.example/leave?to=evil", nell, "I owe you"))
	_, err := w.find.Post(t.Context(), "https://north.example/leave?to=evil", nil)
	w.wants(err, fault.Invalid, "does not come from")
}

func TestACreateOfWhatSomebodyElseWroteIsNotBelieved(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(mallory, "mallory")
	w.shows(nell, person(nell, "nell", aKey(1)))
	_, err := w.arrives(signer, object{"id": "https://evil.example/c", "type": "Create", "actor": mallory,
		"object": note("https://north.example/never", nell, "I owe you")})
	w.wants(err, fault.Missing, "")
	f, err := w.arrives(signer, object{"id": "https://evil.example/c", "type": "Create", "actor": nell,
		"object": note("https://north.example/never", nell, "I owe you")})
	if err != nil || f.Post != nil || len(w.requests()) != 1 { // it answers nothing of ours, so nobody looks
		t.Errorf("found %+v, %v; asked %v", f, err, w.requests())
	}
}

func TestWhatIsNotUnderstoodBecomesACard(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	doc := note("https://north.example/e", nell, "come")
	doc["type"], doc["name"], doc["url"] = "Recipe", "Harvest", "https://north.example/harvest"
	w.shows("https://north.example/e", doc)
	v, err := w.find.Post(t.Context(), "https://north.example/e", nil)
	w.must(err)
	if v.Kind != models.Card || v.Title != "Harvest" || v.URL != "https://north.example/harvest" {
		t.Fatalf("the card: %+v", v.Post)
	}
}

func TestThingsAreKeptAsWhatTheyAre(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	for kind, want := range map[string]models.PostKind{"Note": models.Note, "Article": models.Article, "Page": models.PageDoc, "Event": models.EventPost,
		"Video": models.Video, "Audio": models.Audio, "Image": models.Image, "Document": models.Document, "Question": models.Note, "Edition": models.Card} {
		iri := models.IRI("https://north.example/things/" + kind)
		doc := note(string(iri), nell, "come")
		doc["type"], doc["name"], doc["duration"] = kind, "Harvest", "PT1H2M3.5S"
		w.shows(string(iri), doc)
		v, err := w.find.Post(t.Context(), iri, nil)
		w.must(err)
		if v.Kind != want {
			t.Errorf("a %s is kept as %s", kind, v.Kind)
		}
		if kind == "Video" && (v.Details == nil || v.Details.Seconds != 3723) {
			t.Errorf("a film tells %+v", v.Details)
		}
	}
}

func TestACreateBringsItsOwnNoteAndItsThread(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(nell, "nell")
	bob := "https://east.example/users/bob"
	w.shows(bob, person(bob, "bob", aKey(2)))
	w.shows("https://east.example/1", note("https://east.example/1", bob, "root"))
	reply := note("https://north.example/2", nell, "reply")
	reply["inReplyTo"] = "https://east.example/1"
	f, err := w.arrives(signer, object{"id": "https://north.example/2/activity", "type": "Create", "actor": nell, "object": reply})
	w.must(err)
	if asked := w.requests(); len(asked) < 2 || strings.Contains(strings.Join(asked, " "), "north.example") {
		t.Fatalf("asked %v", asked)
	}
	if _, ok := w.post("https://east.example/1"); !ok || f.Post.Post.IRI != "https://north.example/2" {
		t.Fatal("the post above was not kept")
	}
	if r := f.Reach(); r == nil || r.Audience != models.Everyone {
		t.Fatalf("its reach: %+v", r)
	}
}

func TestAReplyThatIsNotForEveryoneTellsNobodyElseOfItself(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(nell, "nell")
	ada := w.local(models.Person, "ada")
	reply := note("https://north.example/2", nell, "between us")
	reply["inReplyTo"], reply["to"] = "https://east.example/1", []string{string(ada.IRI)}
	f, err := w.arrives(signer, object{"id": "https://north.example/2/activity", "type": "Create", "actor": nell, "object": reply})
	w.must(err)
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("east.example could learn of it: %v", asked)
	}
	if f.Post.Post.Audience != models.Named || len(f.Post.Names) != 1 {
		t.Fatalf("found %+v", f.Post)
	}
}

func TestANoteOfSomebodyElseIsReadWhereItLives(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(mallory, "mallory")
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.shows("https://north.example/1", note("https://north.example/1", nell, "what she wrote"))
	lie := note("https://north.example/1", nell, "what he says that she wrote")
	f, err := w.arrives(signer, object{"id": "https://evil.example/a", "type": "Announce", "actor": mallory, "to": []string{public},
		"object": object{"id": "https://evil.example/c", "type": "Create", "actor": nell, "object": lie}})
	w.must(err)
	if f.Post.Post.Content != "<p>what she wrote</p>" {
		t.Fatalf("believed %q", f.Post.Post.Content)
	}
}

func TestACommunityPassesOnWhatItsOwnHostSigned(t *testing.T) {
	group, carl := "https://lem.example/c/garden", "https://lem.example/u/carl"
	w := newWorld(t, models.OpenMode)
	doc := person(group, "garden", aKey(1))
	doc["type"] = "Group"
	w.shows(group, doc)
	signer, err := w.find.Signer(t.Context(), w.signed(aKey(1), group+"#main-key", "{}"), models.IRI(group), models.Announce)
	w.must(err)
	w.shows(carl, person(carl, "carl", aKey(2)))
	w.requests()
	post := note("https://lem.example/post/1", carl, "beans")
	post["type"], post["name"], post["audience"] = "Page", "Beans", group
	f, err := w.arrives(signer, object{"id": "https://lem.example/a/1", "type": "Announce", "actor": group, "to": []string{public},
		"object": object{"id": "https://lem.example/c/1", "type": "Create", "actor": carl, "object": post}})
	w.must(err)
	for _, at := range w.requests() {
		if at == "https://lem.example/post/1" {
			t.Fatal("the post itself came along and need not be asked for")
		}
	}
	var row models.Post
	w.write(func(tx *store.Tx) error { row, _, err = f.Post.Rows(tx); return err })
	if row.CommunityID == nil || *row.CommunityID != signer.ID || row.AuthorID == 0 {
		t.Fatalf("the row: %+v", row)
	}
}

func TestACommunityCannotEndWhatIsStillThere(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(mallory, "mallory")
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.shows("https://north.example/1", note("https://north.example/1", nell, "still here"))
	_, err := w.find.Post(t.Context(), "https://north.example/1", nil)
	w.must(err)
	end := object{"id": "https://evil.example/a", "type": "Announce", "actor": mallory, "to": []string{public},
		"object": object{"id": "https://evil.example/d", "type": "Delete", "actor": nell, "object": "https://north.example/1"}}
	f, err := w.arrives(signer, end)
	w.must(err)
	if len(f.Ended) != 0 {
		t.Fatal("believed that it is gone")
	}
	w.fails("https://north.example/1", http.StatusGone)
	f, err = w.arrives(signer, end)
	w.must(err)
	if len(f.Ended) != 1 {
		t.Fatal("its own server says that it is gone")
	}
}

func TestNobodyChangesWhatLivesElsewhere(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	signer := w.known(mallory, "mallory")
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.shows("https://north.example/1", note("https://north.example/1", nell, "hers"))
	_, err := w.arrives(signer, object{"id": "https://evil.example/u", "type": "Update", "actor": mallory, "object": note("https://north.example/1", nell, "his")})
	w.wants(err, fault.Forbidden, "its own server")
	_, err = w.arrives(signer, object{"id": "https://evil.example/u", "type": "Update", "actor": mallory, "object": person(nell, "nell", aKey(2))})
	w.wants(err, fault.Forbidden, "its own server")
}

func TestAPeerWithoutEndOfPostsCostsABoundedNumberOfRequests(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	for i := range 30 { // each post on a host of its own, by a person of its own
		host := fmt.Sprintf("https://h%d.example", i)
		w.shows(host+"/p", person(host+"/p", "p", aKey(1)))
		doc := note(host+"/1", host+"/p", "x")
		doc["inReplyTo"] = fmt.Sprintf("https://h%d.example/1", i+1)
		w.shows(host+"/1", doc)
	}
	_, err := w.find.Post(t.Context(), "https://h0.example/1", nil)
	w.must(err)
	if n := len(w.requests()); n > 20 {
		t.Fatalf("one errand made %d requests", n)
	}
}

func TestAProfileOpenedForTheFirstTimeShowsPosts(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	doc := person(nell, "nell", aKey(1))
	doc["featured"] = nell + "/featured"
	w.shows(nell, doc)
	signer, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	w.shows(nell+"/featured", object{"id": nell + "/featured", "type": "OrderedCollection", "orderedItems": []any{"https://north.example/pin"}})
	w.shows("https://north.example/pin", note("https://north.example/pin", nell, "pinned"))
	items := []any{
		object{"id": "https://north.example/x", "type": "Create", "actor": nell, "object": note("https://east.example/1", "https://east.example/u", "a lie")},
		object{"id": "https://north.example/y", "type": "Announce", "actor": nell, "object": "https://east.example/2"},
		note("https://north.example/other", "https://north.example/users/other", "not hers"),
	}
	for i := range 30 {
		n := note(fmt.Sprintf("https://north.example/%d", i), nell, "word")
		if i == 3 {
			n["to"] = []string{nell + "/followers"}
		}
		items = append(items, object{"id": n["id"].(string) + "/activity", "type": "Create", "actor": nell, "object": n})
	}
	w.shows(nell+"/outbox", object{"id": nell + "/outbox", "type": "OrderedCollection", "first": nell + "/outbox?page=1"})
	w.shows(nell+"/outbox?page=1", object{"id": nell + "/outbox?page=1", "type": "OrderedCollectionPage", "orderedItems": items})
	w.must(w.find.Backfill(t.Context(), signer))
	if _, ok := w.post("https://north.example/pin"); !ok {
		t.Fatal("the pinned post is missing")
	}
	if _, ok := w.post("https://north.example/19"); !ok {
		t.Fatal("a public post is missing")
	}
	for _, at := range []string{"https://north.example/3", "https://east.example/1", "https://north.example/other", "https://north.example/29"} {
		if _, ok := w.post(at); ok {
			t.Fatalf("%s should not be here", at)
		}
	}
	w.requests()
	w.must(w.find.Backfill(t.Context(), signer))
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("looked through again: %v", asked)
	}
}

func TestWhatAPeerRuns(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.answers("https://north.example/.well-known/nodeinfo", "application/json", object{"links": []object{
		{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://north.example/nodeinfo/2.0"}}})
	w.answers("https://north.example/nodeinfo/2.0", "application/json", object{"version": "2.0", "software": object{"name": "pond", "version": "3.1"}})
	w.must(w.find.Software(t.Context(), "north.example", false))
	w.must(w.find.Software(t.Context(), "north.example", false))
	if n := len(w.requests()); n != 2 {
		t.Fatalf("asked %d times", n)
	}
	var p models.Peer
	w.write(func(tx *store.Tx) (err error) { p, err = tx.Peer("north.example"); return err })
	if p.Software != "pond" || p.Version != "3.1" || p.Standing != models.Open {
		t.Fatalf("the peer: %+v", p)
	}
}

func TestAnAccountThatChangesKeepsItsAddress(t *testing.T) {
	const social = "https://social.north.example/users/nell"
	w := newWorld(t, models.OpenMode)
	w.shows(social, person(social, "nell", aKey(1)))
	w.finger("north.example", "nell", "north.example", "nell@north.example", social)
	w.finger("social.north.example", "nell", "social.north.example", "nell@north.example", social)
	signer, err := w.find.Handle(t.Context(), "@nell@north.example")
	w.must(err)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), social+"#main-key", "{}"), social, models.Update)
	w.must(err)
	w.requests()
	doc := person(social, "nell", aKey(2))
	doc["name"] = "Nell N."
	f, err := w.arrives(signer, object{"id": social + "/update", "type": "Update", "actor": social, "object": doc})
	w.must(err)
	w.write(func(tx *store.Tx) error { return w.find.KeepPerson(tx, *f.Person) })
	if now, _ := w.actor(social); now.Address() != "@nell@north.example" || now.Name != "Nell N." || now.ID != signer.ID {
		t.Fatalf("now she is %+v", now)
	}
	_, err = w.find.Signer(t.Context(), w.signed(aKey(2), social+"#main-key", "{}"), social, models.Create)
	w.must(err)
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("her new key came along, and still we asked %v", asked)
	}
}
