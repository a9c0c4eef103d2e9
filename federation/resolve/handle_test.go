package resolve_test

import (
	"net/http"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
)

func TestFindingSomebodyByAddress(t *testing.T) {
	for _, address := range []string{"@nell@north.example", "nell@north.example", "acct:nell@north.example", " @nell@NORTH.example. ", nell} {
		t.Run(address, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			w.shows(nell, person(nell, "nell", aKey(1)))
			w.finger("north.example", "nell", "north.example", "nell@north.example", nell)
			got, err := w.find.Handle(t.Context(), address)
			w.must(err)
			if got.Address() != "@nell@north.example" || got.ID == 0 {
				t.Fatalf("found %s", got.Address())
			}
			if asked := w.requests(); len(asked) != 2 {
				t.Fatalf("asked %v", asked)
			}
			_, err = w.find.Handle(t.Context(), address)
			w.must(err)
			if asked := w.requests(); len(asked) != 0 {
				t.Fatalf("a second time asked %v", asked)
			}
		})
	}
}

func TestFindingOneOfOurs(t *testing.T) {
	w := newWorld(t, models.Allowlist)
	ada := w.local(models.Person, "ada")
	for _, address := range []string{"@ada", "ada", "@Ada@acme.example", "acct:ada@acme.example", "https://acme.example/@ada", string(ada.IRI)} {
		got, err := w.find.Handle(t.Context(), address)
		w.must(err)
		if got.ID != ada.ID {
			t.Fatalf("%s found %+v", address, got)
		}
	}
	for _, address := range []string{"@bert", "bert@acme.example", "https://acme.example/@bert"} {
		_, err := w.find.Handle(t.Context(), address)
		w.wants(err, fault.Missing, "")
	}
	if asked := w.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
}

func TestAnAddressOnAnotherDomainThanTheServer(t *testing.T) {
	const social = "https://social.north.example/users/nell"
	w := newWorld(t, models.OpenMode)
	w.shows(social, person(social, "nell", aKey(1)))
	w.finger("north.example", "nell", "north.example", "nell@north.example", social)
	w.finger("social.north.example", "nell", "social.north.example", "nell@north.example", social)
	got, err := w.find.Handle(t.Context(), "@nell@north.example")
	w.must(err)
	if got.Address() != "@nell@north.example" || got.Host != "social.north.example" {
		t.Fatalf("found %s on %s", got.Address(), got.Host)
	}
}

func TestADomainCannotTakeSomebodysAccountForItsOwn(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.finger("north.example", "nell", "north.example", "nell@north.example", nell)
	w.finger("evil.example", "boss", "evil.example", "boss@evil.example", nell)
	_, err := w.find.Handle(t.Context(), "@boss@evil.example")
	w.wants(err, fault.Invalid, "does not lead back")
	if _, known := w.actor(nell); known {
		t.Fatal("she was kept under a false address")
	}
}

func TestAnAccountCannotTakeAnAddressOfAnotherDomain(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	doc := person(mallory, "mallory", aKey(1))
	doc["webfinger"] = "nell@north.example"
	w.shows(mallory, doc)
	w.finger("north.example", "nell", "north.example", "nell@north.example", nell)
	got, err := w.find.Actor(t.Context(), mallory, nil)
	w.must(err)
	if got.Domain != "evil.example" {
		t.Fatalf("goes by %s", got.Address())
	}
}

func TestAnAnswerThatNamesAnotherActor(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.finger("north.example", "nell", "north.example", "nell@north.example", "https://north.example/@nell")
	w.shows("https://north.example/@nell", person(mallory, "mallory", aKey(1)))
	w.shows(mallory, person(mallory, "mallory", aKey(1)))
	_, err := w.find.Handle(t.Context(), "@nell@north.example")
	w.wants(err, fault.Invalid, "not its account")
}

func TestClearWordsWhenNobodyIsFound(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.standing("evil.example", models.Blocked)
	w.fails("https://down.example/.well-known/webfinger?resource=acct%3Anell%40down.example", http.StatusBadGateway)
	w.finger("north.example", "shop", "north.example", "shop@north.example", "")
	cases := map[string]struct {
		kind  fault.Kind
		words string
	}{
		"not an address":       {fault.Invalid, "Write an address like"},
		"@a@b@c":               {fault.Invalid, "Write an address like"},
		"":                     {fault.Invalid, "Write an address like"},
		"@nell@north.example":  {fault.Missing, "no such address at north.example"},
		"@shop@north.example":  {fault.Missing, "no account that can be followed"},
		"@boss@evil.example":   {fault.Forbidden, "evil.example is blocked"},
		"@nell@down.example":   {fault.Unreachable, "down.example did not answer"},
		"https://evil.example": {fault.Forbidden, "blocked"},
		"http://north.example": {fault.Forbidden, "https"},
	}
	for address, c := range cases {
		_, err := w.find.Handle(t.Context(), address)
		w.wants(err, c.kind, c.words)
	}
	closed := newWorld(t, models.Allowlist)
	_, err := closed.find.Handle(t.Context(), "@nell@north.example")
	closed.wants(err, fault.Forbidden, "not on the allow-list")
	if asked := closed.requests(); len(asked) != 0 {
		t.Fatalf("asked %v", asked)
	}
}

func TestPlainHTTPWhereItIsPermitted(t *testing.T) {
	const peer = "http://north.localhost:8081/actors/nell"
	finger := object{"subject": "acct:nell@north.localhost:8081", "links": []object{{"rel": "self", "type": activityJSON, "href": peer}}}
	w := newWorldAt(t, "http://acme.localhost:8080", models.OpenMode)
	w.shows(peer, person(peer, "nell", aKey(1)))
	w.answers("http://north.localhost:8081/.well-known/webfinger?resource=acct%3Anell%40north.localhost%3A8081", "application/jrd+json", finger)
	got, err := w.find.Handle(t.Context(), "@nell@north.localhost:8081")
	w.must(err)
	if got.Address() != "@nell@north.localhost:8081" || len(w.requests()) != 2 {
		t.Fatalf("found %s", got.Address())
	}
	ada := w.local(models.Person, "ada")
	if got, err := w.find.Handle(t.Context(), "@ada@acme.localhost:8080"); err != nil || got.ID != ada.ID {
		t.Fatalf("ada: %v", err)
	}
	strict := newWorld(t, models.OpenMode)
	_, err = strict.find.Handle(t.Context(), peer)
	strict.wants(err, fault.Forbidden, "https")
}

func TestADocumentOnlySpeaksForItself(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows("https://evil.example/copy", person(nell, "nell", aKey(2))) // a lie about her
	w.shows(nell, person(nell, "nell", aKey(1)))
	got, err := w.find.Actor(t.Context(), "https://evil.example/copy", nil)
	w.must(err)
	if got.IRI != nell || w.requests()[1] != nell {
		t.Fatalf("believed %+v", got)
	}
	w.shows("https://evil.example/a", person("https://evil.example/b", "b", aKey(1)))
	w.shows("https://evil.example/b", person("https://evil.example/a", "a", aKey(1)))
	_, err = w.find.Actor(t.Context(), "https://evil.example/a", nil)
	w.wants(err, fault.Invalid, "does not come from")
	w.leads("https://evil.example/loop", "https://evil.example/loop")
	_, err = w.find.Actor(t.Context(), "https://evil.example/loop", nil)
	w.wants(err, fault.Unreachable, "")
	w.leads("https://evil.example/us", "https://acme.example/actors/x")
	_, err = w.find.Actor(t.Context(), "https://evil.example/us", nil)
	w.wants(err, fault.Invalid, "back to ourselves")
}

func TestARedirectToABlockedHostIsNotFollowed(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.standing("evil.example", models.Blocked)
	w.leads(nell, mallory)
	w.shows(mallory, person(mallory, "mallory", aKey(1)))
	_, err := w.find.Actor(t.Context(), nell, nil)
	w.wants(err, fault.Forbidden, "evil.example is blocked")
	if asked := w.requests(); len(asked) != 1 {
		t.Fatalf("asked %v", asked)
	}
}

func TestWhatWeHaveIsGoodForADay(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	first, err := w.find.Actor(t.Context(), nell, nil)
	w.must(err)
	w.requests()
	doc := person(nell, "nell", aKey(1))
	doc["name"], doc["summary"] = "Nell N.", `<p onclick="x()">hello<script>y()</script></p>`
	w.shows(nell, doc)
	w.clock.Advance(25 * time.Hour)
	second, err := w.find.Actor(t.Context(), nell, nil)
	w.must(err)
	if second.ID != first.ID || second.Name != "Nell N." || second.Summary != "<p>hello</p>" {
		t.Fatalf("now she is %+v", second)
	}
	w.clock.Advance(25 * time.Hour)
	w.fails(nell, http.StatusServiceUnavailable)
	third, err := w.find.Actor(t.Context(), nell, nil)
	w.must(err)
	if third.Name != "Nell N." {
		t.Fatalf("while her server is down she is %+v", third)
	}
	w.fails(nell, http.StatusGone)
	_, err = w.find.Actor(t.Context(), nell, nil)
	w.wants(err, fault.Gone, "")
	if a, _ := w.actor(nell); a.Gone == 0 {
		t.Fatal("that she is gone was not kept")
	}
}

func TestManyWhoAskAtOnceAskOnce(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	w.shows(nell, person(nell, "nell", aKey(1)))
	w.slow = make(chan struct{})
	done := make(chan error, 8)
	for range cap(done) {
		go func() {
			_, err := w.find.Actor(t.Context(), nell, nil)
			done <- err
		}()
	}
	time.Sleep(200 * time.Millisecond)
	close(w.slow)
	for range cap(done) {
		w.must(<-done)
	}
	n := 0
	for _, at := range w.requests() {
		if at == nell {
			n++
		}
	}
	if n != 1 {
		t.Fatalf("her document was asked for %d times", n)
	}
}
