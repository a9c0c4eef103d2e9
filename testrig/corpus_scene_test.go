package testrig_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/config"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
	"guildhall/testrig/corpus"
)

// scene is a document of the corpus on its way to acme. The servers that it tells of answer with what the corpus has of them, with
// what the document itself brings of theirs, and with what the story says that they have; with nothing else. Where the document
// tells of somebody or something of the receiving server, acme's own is put in.
type scene struct {
	*testing.T
	w     *testrig.World
	acme  *testrig.Server
	ada   *testrig.Person
	row   corpus.Row
	body  string                // the document as it is sent
	says  map[models.IRI]string // what servers elsewhere have; empty for what is gone
	sent  []string              // what else they sent
	here  map[models.Host]*testrig.Peer
	thing models.IRI // of acme's, that the story is about

	status int // how acme answered; 0 before
	answer string
	state  models.InboxState // what became of it; empty where it was not let in
}

const publicWord = "https://www.w3.org/ns/activitystreams#Public"

// newScene puts a document before acme, which allows every server that it tells of.
func newScene(t *testing.T, row corpus.Row) *scene {
	s := &scene{T: t, w: testrig.NewWorld(t, "acme.example"), row: row, body: string(corpus.Read(t, row.File)), says: map[models.IRI]string{}, here: map[models.Host]*testrig.Peer{}}
	s.acme = s.w.Server("acme.example")
	if strings.Contains(row.ID+row.Author, "http://") {
		s.acme.Anew(func(c *config.Settings) { c.InsecureHTTP = true })
	}
	s.ada = s.w.As("ada@acme.example").GoesOutward()
	return s
}

// turnsTo is the same organisation before another document.
func (s *scene) turnsTo(t *testing.T, row corpus.Row) *scene {
	s.T, s.row, s.body = t, row, string(corpus.Read(t, row.File))
	return s
}

// at is the server of an id, which acme allows from the first time that it is told of.
func (s *scene) at(id models.IRI) *testrig.Peer {
	s.Helper()
	host := id.Host()
	if host == "" {
		s.Fatalf("%q lies on no host", id)
	}
	if s.here[host] == nil {
		p := s.w.Peer(string(host))
		p.Instead = s.serve
		s.here[host] = p
		s.acme.Allows(string(host))
	}
	return s.here[host]
}

// serve answers for every server elsewhere.
func (s *scene) serve(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	id := models.IRI(r.URL.Scheme + "://" + r.URL.Host + strings.TrimSuffix(r.URL.RequestURI(), "/"))
	for _, one := range []models.IRI{id, id + "/", models.IRI(strings.Replace(string(id), "/?", "?", 1))} {
		if doc, said := s.says[one]; said && doc == "" {
			http.Error(w, "gone", http.StatusGone)
			return true
		}
		if doc, ok := s.has(one); ok {
			w.Header().Set("Content-Type", "application/activity+json")
			if strings.Contains(r.URL.Path, "/.well-known/") || strings.HasPrefix(r.URL.Path, "/nodeinfo/") {
				w.Header().Set("Content-Type", "application/json")
			}
			_, _ = w.Write([]byte(doc))
			return true
		}
	}
	http.NotFound(w, r)
	return true
}

// has is what the server of an id answers with.
func (s *scene) has(id models.IRI) (string, bool) {
	if doc, ok := s.says[id]; ok {
		return doc, doc != ""
	}
	for _, body := range append([]string{s.body}, s.sent...) {
		if doc, ok := within(body, id); ok {
			return doc, true
		}
	}
	for _, row := range corpus.Rows(s) {
		if row.ID == string(id) && !strings.HasPrefix(row.File, "fep/") && (row.Outcome == "keep" || row.Outcome == "card") {
			return string(corpus.Read(s, row.File)), true
		}
	}
	return "", false
}

// within finds the thing of an id inside a document, as its own server has it.
func within(body string, id models.IRI) (string, bool) {
	var tree any
	if json.Unmarshal([]byte(body), &tree) != nil {
		return "", false
	}
	var found any
	var look func(at any)
	look = func(at any) {
		switch v := at.(type) {
		case []any:
			for _, one := range v {
				look(one)
			}
		case map[string]any:
			if kind := v["type"]; v["id"] == string(id) && len(v) > 2 && (kind != "Person" && kind != "Group" || v["inbox"] != nil) {
				found = v
			}
			for _, one := range v {
				look(one)
			}
		}
	}
	look(tree)
	if found == nil {
		return "", false
	}
	raw, err := json.Marshal(found)
	return string(raw), err == nil
}

// is puts a name of acme's in the place of one that the document uses for something of the receiving server.
func (s *scene) is(name string, ours models.IRI) {
	s.Helper()
	slashed := strings.ReplaceAll(name, "/", `\/`)
	if !strings.Contains(s.body, `"`+name+`"`) && !strings.Contains(s.body, `"`+slashed+`"`) {
		s.Fatalf("the document does not tell of %s", name)
	}
	s.body = strings.NewReplacer(`"`+name+`"`, `"`+string(ours)+`"`, `"`+slashed+`"`, `"`+string(ours)+`"`).Replace(s.body)
	for _, word := range []*string{&s.row.Facts, &s.row.Parent, &s.row.Author, &s.row.ID} {
		*word = strings.ReplaceAll(*word, name, string(ours))
	}
}

// account lets a server have somebody, who signs by the key of their server; where the corpus has the document, that is given, and the
// key stands beside those in it.
func (s *scene) account(kind string, id models.IRI) models.Actor {
	s.Helper()
	p := s.at(id)
	if _, ok := s.has(id); !ok {
		path := strings.TrimSuffix(string(id), "/")
		handle := strings.TrimPrefix(path[strings.LastIndexByte(path, '/')+1:], "@")
		more := ""
		if kind == "Group" {
			more = fmt.Sprintf(`,"attributedTo":"%[1]s/moderators","featured":"%[1]s/featured"`, id)
		}
		s.says[id] = fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%[1]s","type":"%[2]s","preferredUsername":"%[3]s","inbox":"%[1]s/inbox","outbox":"%[1]s/outbox","followers":"%[1]s/followers"%[4]s}`, id, kind, handle, more)
	}
	a, err := s.acme.Resolve.Actor(context.Background(), id, nil)
	if err != nil {
		s.Fatalf("%s: %v", id, err)
	}
	der, err := x509.MarshalPKIXPublicKey(p.Key.Public())
	if err != nil {
		s.Fatal(err)
	}
	s.acme.Write(func(tx *store.Tx) error {
		return tx.PutKey(&models.Key{IRI: keyBeside(id), ActorID: a.ID, Kind: models.RSA, Public: der})
	})
	return a
}

func keyBeside(id models.IRI) models.IRI { return id + "#beside" }

// person and group are accounts; a group names who moderates it.
func (s *scene) person(id models.IRI) models.Actor { s.Helper(); return s.account("Person", id) }

func (s *scene) group(id models.IRI, moderators ...models.IRI) models.Actor {
	s.Helper()
	list, _ := json.Marshal(append([]models.IRI{}, moderators...))
	a := s.account("Group", id)
	if _, has := s.has(a.Moderators); !has && a.Moderators != "" {
		s.says[a.Moderators] = fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"OrderedCollection","orderedItems":%s}`, a.Moderators, list)
	}
	return a
}

// ward is a community of acme's, open to the world, that ada drives.
func (s *scene) ward() models.Actor {
	s.Helper()
	return s.ada.Founds(communities.New{Handle: "ward", Name: "The ward", Purpose: "Find it an hour earlier."})
}

// joins lets somebody be a member of a community, or follow a person.
func (s *scene) joins(who, whom models.Actor) models.Following {
	s.Helper()
	var f models.Following
	s.acme.Write(func(tx *store.Tx) (err error) {
		f = models.Following{ID: tx.NewID(), IRI: models.IRI("https://" + string(who.Host) + "/follows/" + tx.NewID().String()), FollowerID: who.ID, FolloweeID: whom.ID, State: models.Accepted, Created: tx.Now()}
		return tx.AddFollow(&f)
	})
	return f
}

// asks lets ada ask to come into a group elsewhere, which did not answer yet.
func (s *scene) asks(whom models.Actor) (f models.Following) {
	s.Helper()
	s.acme.Write(func(tx *store.Tx) (err error) {
		f, err = people.Follow(tx, s.acme.Site, s.ada.Actor, whom, "")
		return err
	})
	s.w.Settle()
	return f
}

// writes lets ada post, in a community where one is given.
func (s *scene) writes(title string, in models.Actor) models.Post {
	s.Helper()
	return s.ada.Writes(conversations.Ask{Title: title, Text: "What ada says of it.", Audience: models.Everyone, Where: conversations.World, Community: in.ID})
}

// posted lets a post by somebody elsewhere be here, as they sent it, in a community where one is given.
func (s *scene) posted(id, author models.IRI, in models.IRI, more string) models.Post {
	s.Helper()
	if in != "" {
		more += fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, in, in)
	}
	s.says[id] = fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"Note","attributedTo":"%s","content":"<p>What stood there before.</p>","to":["%s"]%s}`, id, author, publicWord, more)
	s.person(author)
	s.sends(fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/created","type":"Create","actor":"%s","to":["%s"],"object":%s}`, id, author, publicWord, s.says[id]))
	if s.state != models.Applied {
		s.Fatalf("%s is not here: %d %s %s", id, s.status, s.answer, s.state)
	}
	return s.post(id)
}

// comes sends the document, signed by whom it names as its actor.
func (s *scene) comes() { s.Helper(); s.sends(s.body) }

func (s *scene) sends(body string) {
	s.Helper()
	s.sent = append(s.sent, body)
	var act struct {
		ID    models.IRI
		Actor json.RawMessage
	}
	if err := json.Unmarshal([]byte(body), &act); err != nil {
		s.Fatal(err)
	}
	var actor models.IRI
	var whole struct{ ID models.IRI }
	if json.Unmarshal(act.Actor, &actor) != nil && json.Unmarshal(act.Actor, &whole) == nil {
		actor = whole.ID
	}
	s.status, s.answer = s.at(actor).SendsAs(string(keyBeside(actor)), s.acme.Site.SharedInbox(), body)
	s.w.Settle()
	s.state = ""
	s.acme.Read(func(tx *store.Tx) error {
		it, err := tx.InboxByActivity(act.ID)
		if err == nil {
			s.state, s.answer = it.State, it.Why
		}
		return nil
	})
}

// tells sends something else before or after the document.
func (s *scene) tells(kind string, n int, by models.IRI, group models.IRI, object, more string) {
	s.Helper()
	s.sends(modAct(kind, n, by, group, object, more))
}

// post finds a stored post.
func (s *scene) post(id models.IRI) (p models.Post) {
	s.Helper()
	s.acme.Read(func(tx *store.Tx) (err error) {
		p, err = tx.PostByIRI(id)
		return err
	})
	return p
}

// view is a post as acme keeps it.
func (s *scene) view(id models.IRI) (v models.PostView, ok bool) {
	s.Helper()
	_ = s.acme.Store.Read(context.Background(), func(tx *store.Tx) (err error) {
		v, err = tx.PostViewByIRI(id)
		ok = err == nil
		return err
	})
	return v, ok
}

// stands tells whether a post stands in a community.
func (s *scene) stands(id models.IRI, in models.Actor) bool {
	s.Helper()
	v, ok := s.view(id)
	return ok && v.Deleted == 0 && v.CommunityID != nil && *v.CommunityID == in.ID
}

// must and not fail with a sentence.
func (s *scene) must(ok bool, sentence string, args ...any) {
	s.Helper()
	if !ok {
		s.Errorf(sentence, args...)
	}
}

// asOf puts the clock to a moment.
func (s *scene) asOf(moment string) {
	s.Helper()
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		s.Fatal(err)
	}
	s.w.Clock.Set(at)
}

// asked counts how often acme asked a server for an address.
func (s *scene) asked(id models.IRI) (n int) {
	for _, x := range s.w.Net.Exchanges() {
		if x.From == "acme.example" && x.Method == http.MethodGet && strings.HasSuffix(string(id), string(x.To)+x.Path) {
			n++
		}
	}
	return n
}

// theirs is somebody elsewhere as acme knows them.
func (s *scene) theirs(id models.IRI) (a models.Actor) {
	s.Helper()
	s.acme.Read(func(tx *store.Tx) (err error) {
		a, err = tx.ActorByIRI(id)
		return err
	})
	return a
}

// named is somebody of acme's.
func (s *scene) named(handle models.Handle) (a models.Actor) {
	s.Helper()
	s.acme.Read(func(tx *store.Tx) (err error) {
		a, err = tx.ActorByHandle(handle)
		return err
	})
	return a
}

// follows tells whether one account follows another and was let in.
func (s *scene) follows(who, whom models.IRI) (yes bool) {
	s.Helper()
	a, b := s.theirs(who), s.theirs(whom)
	s.acme.Read(func(tx *store.Tx) (err error) {
		yes, err = tx.Follows(a.ID, b.ID)
		return err
	})
	return yes
}

// member tells whether somebody elsewhere is in a community of acme's.
func (s *scene) member(who models.IRI, handle models.Handle) bool {
	s.Helper()
	return s.follows(who, s.named(handle).IRI)
}

// moderators lets a group elsewhere name others as its moderators than it did.
func (s *scene) moderators(group models.IRI, all ...models.IRI) {
	list, _ := json.Marshal(append([]models.IRI{}, all...))
	at := s.theirs(group).Moderators
	s.says[at] = fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s","type":"OrderedCollection","orderedItems":%s}`, at, list)
}

// disliked tells whether acme keeps that somebody disapproves of a post.
func (s *scene) disliked(post, by models.IRI) (yes bool) {
	s.Helper()
	p, who := s.post(post), s.theirs(by)
	s.acme.Write(func(tx *store.Tx) error {
		was, err := tx.RemoveDislike(who.ID, p.ID)
		if yes = was; was && err == nil {
			_, err = tx.AddDislike(&models.Dislike{ID: tx.NewID(), IRI: "https://" + models.IRI(who.Host) + "/acts/again", ActorID: who.ID, PostID: p.ID, Created: tx.Now()})
		}
		return err
	})
	return yes
}

// homes counts the lines of ada's home by title.
func (s *scene) homes(title string) (n int) {
	s.Helper()
	s.acme.Read(func(tx *store.Tx) error {
		list, err := tx.Home(s.ada.ID, store.Page{Limit: 80})
		for _, p := range list {
			if p.Title == title {
				n++
			}
		}
		return err
	})
	return n
}

// file is another document of the corpus.
func (s *scene) file(name string) string { return string(corpus.Read(s, name)) }

// opens lets acme look through a profile, as when somebody opens it.
func (s *scene) opens(id models.IRI) {
	s.Helper()
	if err := s.acme.Resolve.Backfill(context.Background(), s.theirs(id)); err != nil {
		s.Fatal(err)
	}
}

// restores puts ids in the place of those that the corpus scrubbed, in their order, and a date where it took that out.
func (s *scene) restores(ids ...models.IRI) {
	s.Helper()
	if n := strings.Count(s.body, `"SCRUBBED_ID"`); n != len(ids) {
		s.Fatalf("%d ids were scrubbed, %d are given", n, len(ids))
	}
	for _, id := range ids {
		s.body = strings.Replace(s.body, `"SCRUBBED_ID"`, `"`+string(id)+`"`, 1)
	}
	s.body = strings.ReplaceAll(s.body, `"SCRUBBED_DATE"`, `"2026-11-01T10:00:00+00:00"`)
	s.row.ID = string(ids[0])
}
