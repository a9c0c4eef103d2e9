package resolve_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
)

const (
	nell    = "https://north.example/users/nell"
	nellKey = nell + "#main-key"
	mallory = "https://evil.example/users/mallory"
)

func TestANewFollowerIsLearntInOneRequest(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	got, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	if got.ID == 0 || got.Handle != "nell" || got.Domain != "north.example" || got.Inbox != nell+"/inbox" {
		t.Fatalf("who followed: %+v", got)
	}
	if asked := w.requests(); len(asked) != 1 {
		t.Fatalf("to learn her took %v", asked)
	}
	again, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
	w.must(err)
	if asked := w.requests(); len(asked) != 0 || again.ID != got.ID {
		t.Fatalf("the second time took %v", asked)
	}
}

func TestAKeyWithADocumentOfItsOwnTakesTwoRequests(t *testing.T) {
	key := nell + "/main-key"
	stub := person(nell, "nell", aKey(1)) // as GoToSocial shows it, and as we do: a stub of the owner
	stub["publicKey"] = object{"id": key, "owner": nell, "publicKeyPem": pemOf(aKey(1))}
	bare := object{"@context": "https://w3id.org/security/v1", "id": key, "type": "Key", "owner": nell, "publicKeyPem": pemOf(aKey(1))}
	for name, doc := range map[string]object{"stub": stub, "key": bare} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			w.shows(key, doc)
			w.shows(nell, stub)
			got, err := w.find.Signer(t.Context(), w.signed(aKey(1), key, "{}"), nell, models.Follow)
			w.must(err)
			if asked := w.requests(); len(asked) != 2 || got.IRI != nell {
				t.Fatalf("it took %v", asked)
			}
		})
	}
}

func TestNobodyElseCanSign(t *testing.T) {
	evil := "https://north.example/users/eve"
	lies := func(change func(w *world)) func(*world) { return change }
	cases := map[string]struct {
		set     func(*world)
		keyID   string
		claimed models.IRI
		words   string
	}{
		"the key of another person of the same server": {
			lies(func(w *world) { w.shows(evil, person(evil, "eve", aKey(1))) }), evil + "#main-key", nell, "belongs to another actor"},
		"a key on another host": {
			lies(func(w *world) { w.shows(mallory, person(mallory, "mallory", aKey(1))) }), mallory + "#main-key", nell, "another host"},
		"a document that names somebody else as owner": {
			lies(func(w *world) {
				d := person(mallory, "mallory", aKey(1))
				d["publicKey"] = object{"id": mallory + "#main-key", "owner": nell, "publicKeyPem": pemOf(aKey(1))}
				w.shows(mallory, d)
			}), mallory + "#main-key", mallory, "holds no usable key"},
		"a redirect to another host": {
			lies(func(w *world) {
				w.leads(nell, "https://evil.example/users/nell")
				w.shows("https://evil.example/users/nell", person(nell, "nell", aKey(1)))
			}), nellKey, nell, "another server"},
		"a key document whose owner does not name it": {
			lies(func(w *world) {
				key := "https://north.example/uploads/key"
				w.shows(key, object{"id": key, "type": "Key", "owner": nell, "publicKeyPem": pemOf(aKey(1))})
				w.shows(nell, person(nell, "nell", aKey(2)))
			}), "https://north.example/uploads/key", nell, "does not name the key"},
		"the wrong private key": {
			lies(func(w *world) { w.shows(nell, person(nell, "nell", aKey(2))) }), nellKey, nell, "does not fit"},
		"a key that is nowhere": {lies(func(*world) {}), nellKey, nell, "nothing at the keyId"},
		"a page for people":     {lies(func(w *world) { w.answers(nell, "text/html", "hello") }), nellKey, nell, "cannot be read"},
		"an uploaded file": {
			lies(func(w *world) { w.answers(nell, "application/json", person(nell, "nell", aKey(1))) }), nellKey, nell, "cannot be read"},
		"our own inbox": {
			lies(func(w *world) {
				d := person(nell, "nell", aKey(1))
				d["inbox"] = "https://acme.example/inbox"
				w.shows(nell, d)
			}), nellKey, nell, "no inbox"},
		"no inbox at all": {
			lies(func(w *world) {
				d := person(nell, "nell", aKey(1))
				delete(d, "inbox")
				w.shows(nell, d)
			}), nellKey, nell, "no inbox"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			c.set(w)
			_, err := w.find.Signer(t.Context(), w.signed(aKey(1), c.keyID, "{}"), c.claimed, models.Create)
			w.wants(err, fault.Unsigned, c.words)
			if _, known := w.actor(nell); known {
				t.Fatal("what was not true was kept")
			}
		})
	}
}

func TestARequestThatNamesThisServerAsItsSignerIsRefused(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	_, err := w.find.Signer(t.Context(), w.signed(aKey(1), "https://acme.example/actors/x/key", "{}"), "https://acme.example/actors/x", models.Create)
	w.wants(err, fault.Unsigned, "this server")
}

func TestBlockedHostsAreTurnedAwayBeforeAnythingIsFetched(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.standing("evil.example", models.Blocked)
	for keyID, claimed := range map[string]models.IRI{mallory + "#main-key": mallory, nellKey: mallory, mallory + "#k": nell} {
		_, err := w.find.Signer(t.Context(), w.signed(aKey(1), keyID, "{}"), claimed, models.Create)
		w.wants(err, fault.Forbidden, "does not let this cross")
	}
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
}

func TestAWithdrawalOfABlockedHostNeedsAKeyThatWeHold(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	_, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	w.requests()
	w.standing("north.example", models.Blocked)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Delete)
	w.must(err)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Update)
	w.wants(err, fault.Forbidden, "cross")
	const other = "https://north.example/users/other"
	w.shows(other, person(other, "other", aKey(1)))
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), other+"#main-key", "{}"), other, models.Undo)
	w.wants(err, fault.Forbidden, "blocked")
	_, err = w.find.Signer(t.Context(), w.signed(aKey(2), nellKey, "{}"), nell, models.Undo)
	w.wants(err, fault.Unsigned, "does not fit")
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
}

func TestANewKeyIsFetchedOnceInFiveMinutes(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	_, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	w.shows(nell, person(nell, "nell", aKey(2)))
	w.requests()
	_, err = w.find.Signer(t.Context(), w.signed(aKey(2), nellKey, "{}"), nell, models.Create)
	w.must(err)
	if asked := w.requests(); len(asked) != 1 {
		t.Fatalf("the new key took %v", asked)
	}
	for range 3 { // the old key is worth nothing now, and nobody makes us ask all the time
		_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
		w.wants(err, fault.Unsigned, "does not fit")
	}
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
	w.clock.Advance(6 * time.Minute)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
	w.wants(err, fault.Unsigned, "does not fit")
	if asked := w.requests(); len(asked) != 1 {
		t.Fatalf("later asked %v", asked)
	}
}

func TestTheDeletionOfAnAccountThatWeNeverKnew(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.fails(nell, http.StatusGone)
	_, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Delete)
	w.wants(err, fault.Gone, "gone")
	w.fails(nell, http.StatusNotFound)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Delete)
	w.wants(err, fault.Gone, "gone")
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
	w.wants(err, fault.Unsigned, "nothing at the keyId")
	w.fails(nell, http.StatusBadGateway)
	_, err = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
	w.wants(err, fault.Unavailable, "try again later")
}

func TestAPeerIsNotAskedWithoutEnd(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	var last error
	for range 300 {
		_, last = w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Create)
	}
	w.wants(last, fault.Unavailable, "too much")
	if n := len(w.requests()); n > 240 {
		t.Fatalf("asked %d times in one minute", n)
	}
}

func TestWhoReads(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	r, err := w.find.Reader(t.Context(), w.reads(aKey(1), nellKey))
	w.must(err)
	if r.Server || r.Host != "north.example" || r.Actor == nil || r.Actor.IRI != nell {
		t.Fatalf("a person reads: %+v", r)
	}
	_, err = w.find.Reader(t.Context(), w.reads(aKey(2), nellKey))
	w.wants(err, fault.Unsigned, "does not fit")
	plain := w.reads(aKey(1), nellKey)
	plain.Request.Header.Del("Signature")
	r, err = w.find.Reader(t.Context(), plain)
	w.must(err)
	if r.Host != models.Web || r.Actor != nil {
		t.Fatalf("an unsigned request reads as %+v", r)
	}
}

func TestAServersOwnActorIsNamedByTheServer(t *testing.T) {
	const office = "https://north.example/internal/fetch"
	service := "https://www.w3.org/ns/activitystreams#Application"
	cases := map[string]struct {
		iri, handle string
		set         func(*world, string)
		want        bool
	}{
		"by NodeInfo": {office, "fetch", func(w *world, iri string) {
			w.answers("https://north.example/.well-known/nodeinfo", "application/json", object{"links": []object{{"rel": service, "href": iri}}})
		}, true},
		"by WebFinger about the host": {office, "fetch", func(w *world, iri string) {
			w.finger("north.example", "north.example", "north.example", "north.example@north.example", iri)
		}, true},
		"at Mastodon's place":          {"https://north.example/actor", "north.example", func(*world, string) {}, true},
		"a person at Mastodon's place": {"https://north.example/actor", "nell", func(*world, string) {}, false},
		"by its type alone":            {office, "fetch", func(*world, string) {}, false},
		"named by another host": {office, "fetch", func(w *world, iri string) {
			w.leads("https://north.example/.well-known/nodeinfo", "https://evil.example/n")
			w.answers("https://evil.example/n", "application/json", object{"links": []object{{"rel": service, "href": iri}}})
		}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			doc := person(c.iri, c.handle, aKey(1))
			doc["type"] = "Application"
			w.shows(c.iri, doc)
			c.set(w, c.iri)
			for range 2 {
				r, err := w.find.Reader(t.Context(), w.reads(aKey(1), c.iri+"#main-key"))
				w.must(err)
				if r.Server != c.want {
					t.Fatalf("taken for the server: %v", r.Server)
				}
			}
			first := len(w.requests())
			_, err := w.find.Reader(t.Context(), w.reads(aKey(1), c.iri+"#main-key"))
			w.must(err)
			if asked := w.requests(); len(asked) != 0 || first > 6 {
				t.Fatalf("asked again: %v (first %d)", asked, first)
			}
		})
	}
}

func TestAKeyThatWeHoldSignsForItsOwnerAlone(t *testing.T) {
	const eve = "https://north.example/users/eve"
	w := newWorld(t, models.OpenMode)
	w.known(nell, "nell")
	w.known(eve, "eve")
	_, err := w.find.Signer(t.Context(), w.signed(aKey(1), eve+"#main-key", "{}"), nell, models.Delete)
	w.wants(err, fault.Unsigned, "another actor")
}

func TestTheOrganisationsOwnActorIsShownWithoutAskingWho(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	s := w.reads(aKey(1), nellKey)
	s.Request.URL.Path = strings.TrimPrefix(string(w.house.IRI), w.site.Base)
	r, err := w.find.Reader(t.Context(), s)
	w.must(err)
	if asked := w.requests(); r.Actor != nil || len(asked) != 0 {
		t.Fatalf("asked %v of %+v", asked, r)
	}
}

func TestASignerOfAHostThatIsNotLetInIsNotLookedUp(t *testing.T) {
	w := newWorld(t, models.Allowlist)
	w.shows(nell, person(nell, "nell", aKey(1)))
	r, err := w.find.Reader(t.Context(), w.reads(aKey(1), nellKey))
	w.must(err)
	if r.Actor != nil || r.Host != "north.example" {
		t.Fatalf("a host that is not let in reads as nobody but itself, got %+v", r)
	}
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
	w.standing("north.example", models.Allowed)
	_, err = w.find.Reader(t.Context(), w.reads(aKey(1), nellKey))
	w.must(err)
}

func TestWhatBelongsToAnotherServerIsLeftOutOfAnActor(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	doc := person(nell, "nell", aKey(1))
	doc["followers"], doc["endpoints"] = "https://acme.example/actors/x/followers", object{"sharedInbox": "https://acme.example/inbox"}
	doc["outbox"] = mallory + "/outbox"
	w.shows(nell, doc)
	got, err := w.find.Signer(t.Context(), w.signed(aKey(1), nellKey, "{}"), nell, models.Follow)
	w.must(err)
	if got.FollowersIRI != "" || got.SharedInbox != "" || got.OutboxIRI != "" || got.Inbox == "" {
		t.Fatalf("kept %+v", got)
	}
}

// A closed door reads the same for every kind of signature: some servers knock a second time with another kind.
func TestAHostThatIsNotLetInIsTurnedAwayBeforeItsSignatureIsRead(t *testing.T) {
	w := newWorld(t, models.Allowlist)
	s := w.signed(aKey(1), nellKey, "{}")
	s.Request.Header.Set("Signature-Input", `sig1=("@method");keyid="`+nellKey+`"`)
	_, err := w.find.Signer(t.Context(), s, nell, models.Create)
	w.wants(err, fault.Forbidden, "does not let this cross")
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
}
