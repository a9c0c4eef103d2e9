package web_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// tab is a browser's tab at one organisation: of somebody signed in, or of a stranger. It runs no script.
type tab struct {
	t      *testing.T
	at     *testrig.Server
	cookie string
}

// page is what a tab shows after a request.
type page struct {
	t      *testing.T
	status int
	to     string // where a redirect leads
	body   string
	head   http.Header
}

func stranger(t *testing.T, at *testrig.Server) tab { return tab{t: t, at: at} }

// signedIn opens a session for somebody of the world.
func signedIn(t *testing.T, p *testrig.Person) tab {
	t.Helper()
	var secret string
	p.Home.Write(func(tx *store.Tx) error {
		m, err := accounts.Member(tx, p.ID)
		if err == nil {
			secret, err = accounts.SignIn(tx, p.Home.Vault, m, "", "Firefox on Linux")
		}
		return err
	})
	return tab{t: t, at: p.Home, cookie: secret}
}

func (b tab) ask(r *http.Request) page {
	b.t.Helper()
	r.Host, r.RemoteAddr = string(b.at.Host), "192.0.2.7:4711"
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if b.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-guildhall", Value: b.cookie})
	}
	out := httptest.NewRecorder()
	b.at.Handler.ServeHTTP(out, r)
	return page{t: b.t, status: out.Code, to: out.Header().Get("Location"), body: out.Body.String(), head: out.Header()}
}

func (b tab) opens(path string) page {
	b.t.Helper()
	return b.ask(httptest.NewRequest(http.MethodGet, "https://"+string(b.at.Host)+path, nil))
}

// sends posts a form: names and values by turns.
func (b tab) sends(path string, fields ...string) page {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "https://"+string(b.at.Host)+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.ask(r)
}

func (p page) is(status int) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("answered %d, not %d: %s", p.status, status, p.text())
	}
	return p
}

func (p page) text() string { return html.UnescapeString(p.body) }

func (p page) says(words ...string) page {
	p.t.Helper()
	for _, one := range words {
		if !strings.Contains(p.text(), one) {
			p.t.Fatalf("the page does not say %q: %s", one, p.text())
		}
	}
	return p
}

func (p page) saysNot(words ...string) page {
	p.t.Helper()
	for _, one := range words {
		if strings.Contains(p.text(), one) {
			p.t.Fatalf("the page says %q: %s", one, p.text())
		}
	}
	return p
}

func (p page) leadsTo(path string) page {
	p.t.Helper()
	if p.is(http.StatusSeeOther).to != path {
		p.t.Fatalf("led to %s, not to %s", p.to, path)
	}
	return p
}

// holds gives somebody a duty.
func holds(p *testrig.Person, r models.Role) {
	p.Home.Write(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, p.Actor, r, 0, "") })
}

// three gives acme and guild as partners, and northwind, closed to acme.
func three(t *testing.T) *testrig.World {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "northwind.example")
	w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example").Allows("northwind.example")
	w.Server("northwind.example").Allows("guild.example").Allows("acme.example")
	for _, who := range []string{"tom@guild.example", "nora@northwind.example"} {
		w.As(who).GoesOutward()
	}
	return w
}

func TestStoryAMemberFollowsSomebodyAtAPartner(t *testing.T) {
	w := three(t)
	tom, ada := w.As("tom@guild.example"), w.As("ada@acme.example")
	tom.Posts("How we measure leaks.", conversations.World)
	tom.Posts("The guild's own coffee rota.", conversations.Inside)
	b := signedIn(t, ada)
	b.opens("/find?q=%40tom%40guild.example").is(200).says("Tom", "/@tom@guild.example/follow")
	b.opens("/@tom@guild.example").is(200).says("How we measure leaks", "/@tom@guild.example/follow").saysNot("coffee rota", "answers no")
	b.sends("/@tom@guild.example/follow").leadsTo("/@tom@guild.example")
	w.Settle()
	if !tom.IsFollowedBy("ada@acme.example") {
		t.Fatal("tom does not know of the follower")
	}
	b.opens("/@tom@guild.example").is(200).says("/@tom@guild.example/unfollow", "Stop following")
	b.opens("/@ada/following").is(200).says("Tom")
	b.sends("/@tom@guild.example/unfollow").leadsTo("/@tom@guild.example")
	w.Settle()
	if tom.IsFollowedBy("ada@acme.example") {
		t.Fatal("tom still has the follower")
	}
}

func TestStoryTheBoundarySaysNoWithItsReason(t *testing.T) {
	w := three(t)
	ada := w.As("ada@acme.example")
	b := signedIn(t, ada)
	const why = "northwind.example is not on the allow-list."
	b.opens("/find?q=nora%40northwind.example").is(200).says(why)
	b.opens("/@nora@northwind.example").is(403).says(why)
	b.sends("/@nora@northwind.example/follow").is(403).says(why)
	for _, x := range w.Net.Exchanges() {
		if x.From == "acme.example" && x.To == "northwind.example" {
			t.Fatalf("northwind was asked all the same: %s %s", x.Method, x.Path)
		}
	}
}

func TestStoryAServerIsClosedAfterSomebodyThereWasKnown(t *testing.T) {
	w := three(t)
	acme, ada := w.Server("acme.example"), w.As("ada@acme.example")
	b := signedIn(t, ada)
	b.opens("/@tom@guild.example").is(200)
	acme.Blocks("guild.example")
	b.opens("/@tom@guild.example").is(200).says("guild.example is blocked.").saysNot("/@tom@guild.example/follow\"")
	b.sends("/@tom@guild.example/follow").is(403).says("guild.example is blocked.")
	holds(ada, models.BoundaryRole)
	b.opens("/admin/peers/guild.example").is(200).says("a request to follow", "guild.example is blocked.")
}

func TestStoryAColleagueIsBlockedAndUnblocked(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	mira.Posts("Lunch at noon.", conversations.Inside)
	b := signedIn(t, ada)
	b.sends("/@mira/follow").leadsTo("/@mira")
	b.opens("/@mira").is(200).says("Lunch at noon", "1 follower")
	b.opens("/@mira/followers").is(200).says("Ada")
	b.sends("/@mira/block").leadsTo("/@mira")
	b.opens("/@mira").is(200).says("Stop blocking").saysNot("Lunch at noon")
	b.opens("/find?q=mira").is(200).saysNot("/@mira\"")
	b.sends("/@mira/unblock").leadsTo("/@mira")
	b.opens("/@mira").is(200).says("Lunch at noon", "/@mira/follow")
	b.sends("/@ada/follow").is(422).says("Nobody can follow themselves.")
	b.opens("/@nobody").is(404)
	b.opens("/@MIRA").leadsTo("/@mira")
	b.opens("/@mira@acme.example").leadsTo("/@mira")
	b.opens("/find?q=").is(200)
}

func TestStoryACommunityIsStarted(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	b := signedIn(t, ada)
	start := []string{"handle", "leaks", "name", "Leak detection", "purpose", "Find leaks before they cost a winter."}
	b.opens("/communities/new").is(200)
	b.sends("/communities/new", "handle", "leaks", "name", "Leak detection").is(422).says("A community needs a purpose")
	b.sends("/communities/new", start...).leadsTo("/@leaks/tend")
	b.sends("/communities/new", start...).is(409).says("This handle is taken", "Leak detection")
	mira := signedIn(t, w.As("mira@acme.example"))
	mira.opens("/@leaks").is(404)
	mira.opens("/communities").is(200).saysNot("Leak detection")
	for _, path := range []string{"/tend", "/followers", "/following", "/report", "/events.ics"} {
		mira.opens("/@leaks" + path).is(404)
		mira.opens("/@nobody" + path).is(404)
	}
	for _, verb := range []string{"/follow", "/unfollow", "/block"} {
		mira.sends("/@leaks" + verb).is(404)
	}
	mira.sends("/@leaks/tend", "do", "live").is(404)

	b.opens("/@leaks/tend").is(200).says("A draft", "Before it opens it wants: who needs whom, somebody in the core team beside the driver, a measure.")
	b.sends("/@leaks/tend", "do", "live").is(422).says("The community cannot open yet.")
	canvas := func(core string) []string {
		return []string{"do", "save", "name", "Leak detection", "purpose", "Find leaks before they cost a winter.", "needs", "Fitters need those who read the meters.", "measure", "Leaks found by us first.",
			"core", core, "review", w.Clock.Now().AddDate(0, 3, 0).Format("2006-01-02"), "guidelines", "Say what you tried.", "inside", "open", "partners", "request", "world", "hidden", "federation", "off", "ceiling", "partners", "label", ""}
	}
	b.sends("/@leaks/tend", canvas("nobody")...).is(422).says("Nobody here is called nobody", "Leaks found by us first.")
	b.sends("/@leaks/tend", canvas("mira")...).leadsTo("/@leaks/tend")
	mira.opens("/@leaks/tend").is(200).says("Leaks found by us first.", "Say what you tried.", "Open it")
	b.sends("/@leaks/tend", "do", "live").leadsTo("/@leaks/tend")
	cy := signedIn(t, w.As("cy@acme.example"))
	cy.opens("/communities").is(200).says("Leak detection", "before they cost a winter", "driven by Ada")
	b.opens("/@leaks").is(200).says("before they cost a winter", "Ada", "<textarea", "Look after it")
	cy.opens("/@leaks").is(200).saysNot("<textarea", "Look after it")
	cy.sends("/@leaks/follow").leadsTo("/@leaks")
	cy.opens("/@leaks").is(200).says("<textarea")
	b.sends("/@leaks/tend", "do", "resting").leadsTo("/@leaks/tend")
	cy.opens("/@leaks").is(200).saysNot("<textarea")
	mira.sends("/@leaks/tend", "do", "live").leadsTo("/@leaks/tend")
	cy.opens("/@leaks").is(200).says("<textarea")
	b.sends("/@leaks/tend", "do", "sold").is(422)

	// Now they ask first.
	asks := canvas("mira")
	asks[slices.Index(asks, "inside")+1] = "request"
	b.sends("/@leaks/tend", asks...).leadsTo("/@leaks/tend")
	dee, eve := w.As("dee@acme.example"), w.As("eve@acme.example")
	d, e := signedIn(t, dee), signedIn(t, eve)
	d.sends("/@leaks/follow").leadsTo("/@leaks")
	e.sends("/@leaks/follow").leadsTo("/@leaks")
	d.opens("/@leaks").is(200).saysNot("<textarea")
	d.sends("/@leaks/tend", "do", "admit", "who", dee.ID.String()).is(404)
	b.opens("/@leaks/tend").is(200).says("Let Dee in", "Let Eve in")
	b.sends("/@leaks/tend", "do", "admit", "who", dee.ID.String()).leadsTo("/@leaks/tend")
	b.sends("/@leaks/tend", "do", "away", "who", eve.ID.String()).leadsTo("/@leaks/tend")
	b.sends("/@leaks/tend", "do", "admit", "who", "nobody").is(422)
	b.opens("/@leaks/tend").is(200).says("Nobody waits for an answer.")
	d.opens("/@leaks").is(200).says("<textarea")
	e.opens("/@leaks").is(200).saysNot("<textarea")
	b.sends("/@leaks/tend", "do", "invite", "whom", "@nobody").is(422).says("Nobody known here is called @nobody")
	b.sends("/@leaks/tend", "do", "invite", "whom", "@eve").leadsTo("/@leaks/tend")
	e.opens("/notices").is(200).says("invites you to come in.")
	e.sends("/@leaks/follow").leadsTo("/@leaks")
	e.opens("/@leaks").is(200).says("<textarea")
	mira.sends("/@leaks/follow", "back", "/communities?x=1").leadsTo("/communities?x=1")
	mira.sends("/@leaks/unfollow", "back", "//elsewhere.example/").leadsTo("/")
}

func TestStoryWhatAStrangerSees(t *testing.T) {
	w := three(t)
	acme := w.Server("acme.example")
	ada, mira := w.As("ada@acme.example").GoesOutward(), w.As("mira@acme.example")
	open := ada.Posts("The world may read this.", conversations.World)
	inner := ada.Posts("The salary bands.", conversations.Inside)
	shared := ada.Posts("For our partners only.", conversations.Partners)
	mira.Writes(conversations.Ask{Text: "A reply that stays inside.", ReplyTo: open.ID, Audience: models.Everyone, Where: conversations.Inside})
	ada.Writes(conversations.Ask{Text: "A reply among partners.", ReplyTo: open.ID, Audience: models.Everyone, Where: conversations.Partners})
	ada.Replies("The world may read this.", "A reply for the world.")
	quiet := mira.Posts("Inside from the inside.", conversations.Inside)
	w.Settle()
	s := stranger(t, acme)
	s.opens("/@ada").is(200).says("The world may read this.", "@ada@acme.example").saysNot("salary", "partners only", "stays inside")
	s.opens(pageOf(ada, open)).is(200).says("The world may read this.", "A reply for the world.").saysNot("stays inside", "among partners")
	s.opens(local(ada.IRI)).is(200).says("The world may read this.")
	s.opens(local(open.IRI)).is(200).says("The world may read this.")
	s.opens("/about").is(200).saysNot("guild.example")

	missing := s.opens("/@nobody").is(404)
	for name, path := range map[string]string{
		"somebody inside": "/@mira", "her id": local(mira.IRI), "her post": pageOf(mira, quiet), "its id": local(quiet.IRI),
		"a post inside": pageOf(ada, inner), "its id as well": local(inner.IRI), "a post for partners": pageOf(ada, shared),
		"a post under another name": "/@mira/" + open.ID.String(), "no post": "/@ada/1", "no id": "/posts/0000000000000000000000",
		"somebody elsewhere": "/@tom@guild.example", "a known colleague there": "/@nora@northwind.example",
	} {
		if got := s.opens(path).is(404); got.body != missing.body || !reflect.DeepEqual(got.head, missing.head) {
			t.Errorf("%s (%s) does not look like nobody:\n%v\n%s\n%v\n%s", name, path, got.head, got.body, missing.head, missing.body)
		}
	}
	s.opens("/communities").is(303)
	s.opens("/@ada/followers").is(303)
	for _, x := range w.Net.Exchanges() {
		if x.From == "acme.example" && x.Method == http.MethodGet {
			t.Errorf("a stranger made us ask %s%s", x.To, x.Path)
		}
	}
	b := signedIn(t, mira)
	b.opens(local(ada.IRI)).leadsTo("/@ada")
	b.opens(local(inner.IRI)).leadsTo(pageOf(ada, inner))
	b.opens("/@ada").is(200).says("salary", "partners only")
}

func TestStoryPublicPagesAreTurnedOver(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	for range 40 {
		ada.Posts("Another thing for the world.", conversations.World)
	}
	ada.Posts("A secret in between.", conversations.Inside)
	s := stranger(t, w.Server("acme.example"))
	first := s.opens("/@ada").is(200).says("Show older")
	_, rest, _ := strings.Cut(first.text(), `href="/@ada?before=`)
	id, _, _ := strings.Cut(rest, `"`)
	if second := s.opens("/@ada?before=" + id).is(200).saysNot("Show older"); strings.Count(first.body+second.body, "Another thing for the world.") != 40 {
		t.Fatalf("two pages show %d posts of 40", strings.Count(first.body+second.body, "Another thing for the world."))
	}
}

// pageOf is the path of a post's page.
func pageOf(by *testrig.Person, post models.Post) string {
	return "/@" + string(by.Handle) + "/" + post.ID.String()
}

// local is the path of an id of ours.
func local(i models.IRI) string {
	u, _ := url.Parse(string(i))
	return u.Path
}

// founded is a community of ours that goes outward, driven by somebody.
func founded(p *testrig.Person, handle, name string) models.Actor {
	return p.Founds(communities.New{Handle: handle, Name: name, Purpose: "To learn **together**."})
}

func TestACommunitysPurposeIsSaidOnce(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	founded(ada, "weld", "Welding")
	for _, b := range []tab{signedIn(t, ada), stranger(t, w.Server("acme.example"))} {
		p := b.opens("/@weld").is(200).says("To learn <strong>together</strong>.").saysNot("**together**")
		if strings.Count(p.body, "together") != 1 {
			t.Errorf("the purpose is said %d times", strings.Count(p.body, "together"))
		}
	}
}
