package frontend

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
)

func TestPathsAreFilledAndEscaped(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{PathFollow.With("ada"), "/@ada/follow"},
		{PathFollow.With("ines@social.example"), "/@ines@social.example/follow"},
		{PathPost.With("ada", "103"), "/@ada/103"},
		{PathPeer.With("10.0.0.1:8443"), "/admin/peers/10.0.0.1:8443"},
		{PathPeer.With("a/b?c"), "/admin/peers/a%2Fb%3Fc"},
		{PathHome.With("too", "many"), "/"},
		{PathPost.With("ada"), "/@ada/"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestAFormReturnsNowhereButHere(t *testing.T) {
	for asked, want := range map[string]string{
		"/@ada/103#answer": "/@ada/103#answer", "": "/", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/", "/a\r\nX: y": "/",
	} {
		if got := Back(asked); got != want {
			t.Errorf("Back(%q) is %q, want %q", asked, got, want)
		}
	}
}

func FuzzBack(f *testing.F) {
	f.Add("/@ada")
	f.Add("//x")
	f.Fuzz(func(t *testing.T, asked string) {
		got := Back(asked)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n") {
			t.Errorf("Back(%q) leads to %q", asked, got)
		}
	})
}

func TestStaticFilesAreKeptByTheirHash(t *testing.T) {
	ask := func(path string) *httptest.ResponseRecorder {
		rec := httptest.NewRecorder()
		Static().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		return rec
	}
	for _, file := range []string{"guildhall.css", "guildhall.js", "mark.svg"} {
		rec := ask(StaticPath(file))
		if rec.Code != 200 || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") || rec.Body.Len() == 0 {
			t.Errorf("%s: %d %q", file, rec.Code, rec.Header().Get("Cache-Control"))
		}
	}
	for _, path := range []string{"/static/guildhall.css", "/static/guildhall.0000000000.css", "/static/", "/static/../static.go"} {
		if rec := ask(path); rec.Code != 404 {
			t.Errorf("%s answers %d", path, rec.Code)
		}
	}
}

func TestAPageLetsNothingInlineRun(t *testing.T) {
	evil := `<script>alert(1)</script>"><img src=x onerror=alert(1)>`
	who := ines
	who.Name, who.URL = evil, "javascript:alert(1)"
	p := written(1, who, 0, "<p>safe</p>", world)
	p.Title, p.Summary, p.Language = evil, evil, `en" onload="x`
	sh := shell()
	sh.Flash, sh.Path, sh.Organisation = evil, `/"><script>`, evil
	for _, page := range []Page{
		Thread{Post: p}, Profile{Actor: who, No: evil, Posts: []Post{p}}, Find{Query: evil}, SignIn{Login: evil, Next: evil},
		Home{Composer: Composer{Draft: Draft{Text: "</textarea>" + evil}}}, TwoFactorSettings{Secret: "ABC", Link: "otpauth://totp/x?y=\"><script>"},
	} {
		rec := httptest.NewRecorder()
		if err := Render(context.Background(), rec, 200, sh, page); err != nil {
			t.Fatal(err)
		}
		body := rec.Body.String()
		if strings.Contains(body, "<script>") || strings.Contains(body, "<img") || strings.Contains(body, "javascript:") || strings.Contains(body, `onload="`) {
			t.Errorf("%T lets a name speak as HTML", page)
		}
		if csp := rec.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") || strings.Contains(csp, "unsafe") {
			t.Errorf("%T has the policy %q", page, csp)
		}
	}
}

func TestHiddenAndMissingAreOnePage(t *testing.T) {
	page := func(err error) string {
		rec := httptest.NewRecorder()
		if err := Render(context.Background(), rec, fault.Status(err), visitor(), MistakeOf(err)); err != nil {
			t.Fatal(err)
		}
		return rec.Body.String()
	}
	hidden := page(fault.New(fault.Hidden, "x", "This post is for members."))
	missing := page(fault.New(fault.Missing, "y", "There is no such post.").Because(errors.New("no row")))
	if hidden != missing {
		t.Error("a stranger can tell what is hidden from what never was")
	}
	rec := httptest.NewRecorder()
	if err := Render(context.Background(), rec, 404, visitor(), PublicPost{}); err != nil || rec.Body.String() != hidden {
		t.Error("a post without a judged copy has a page of its own", err)
	}
}

func TestAVisitorLearnsNoPartner(t *testing.T) {
	sh := visitor()
	sh.Partners = shell().Partners
	sh.Communities = shell().Communities
	for _, page := range []Page{About{}, publicThread{post: strange(postQuestion(), tom)}, publicActor{doc: policyDoc(tom)}} {
		rec := httptest.NewRecorder()
		if err := Render(context.Background(), rec, 200, sh, page); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"Rivermead", "Guild of Well Engineers", "origin partner", "Leak detection"} {
			if strings.Contains(rec.Body.String(), word) {
				t.Errorf("%T tells a visitor %q", page, word)
			}
		}
	}
}

func TestTheGateSpeaksOfWhatWillHappen(t *testing.T) {
	colleagues := Destination{Kind: In, Name: "Acme Water", Count: 214}
	guild, rivermead := Destination{Kind: Partner, Name: "Guild"}, Destination{Kind: Partner, Name: "Rivermead"}
	social := Destination{Kind: World, Name: "social.example"}
	for _, c := range []struct {
		audience         models.Audience
		distance         string
		in               []Destination
		sentence, button string
		blocked          bool
	}{
		{models.Self, DistanceWorld, nil, "Only you will see this.", "Keep for me", false},
		{models.Everyone, DistanceInside, []Destination{colleagues}, "214 colleagues at Acme Water can see this. It does not leave.", "Post inside", false},
		{models.Everyone, DistancePartners, []Destination{colleagues, guild, rivermead}, "214 colleagues and 2 partner organisations will see this.", "Send to 2 partners", false},
		{models.Everyone, DistancePartners, []Destination{colleagues}, "214 colleagues at Acme Water can see this. It does not leave.", "Post inside", false},
		{models.Everyone, DistanceWorld, []Destination{colleagues, social}, "Anyone on the web may read this, and those who have it may show it to others.", "Post to the world", false},
		{models.Followers, DistanceWorld, []Destination{{Kind: In, Count: 1}, guild, social}, "1 colleague and people on 2 other servers will see this.", "Send to 2 servers", false},
		{models.Followers, DistanceInside, []Destination{{Kind: In, Count: 12}}, "12 followers inside will see this. It does not leave.", "Post inside", false},
		{models.Named, DistancePartners, []Destination{{Kind: Partner, Name: "Tom Birch"}}, "Only the person you name will see this, and nobody can share it.", "Send to those named", false},
		{models.Named, DistancePartners, nil, "Name at least one person, like @ada, so that somebody can read this.", "Send to those named", true},
	} {
		f := Foretell(shell(), c.audience, c.distance, c.in, nil)
		if f.Sentence != c.sentence || f.Button != c.button || f.Blocked != c.blocked {
			t.Errorf("%s, %s: %q, %q, %v", c.audience, c.distance, f.Sentence, f.Button, f.Blocked)
		}
	}
}

func TestThePreviewIsThePartOfThePage(t *testing.T) {
	f := foresight()
	rec := httptest.NewRecorder()
	if err := RenderPart(context.Background(), rec, 200, shell(), f); err != nil {
		t.Fatal(err)
	}
	page := draw(t, story{"home", shell(), Home{Composer: writing()}})
	if !strings.Contains(page, rec.Body.String()) {
		t.Error("the live sentence differs from the one that the page shows")
	}
	if rec.Header().Get("Cache-Control") != "private, no-store" {
		t.Error("a preview may be kept by a cache")
	}
}

func TestReachInWords(t *testing.T) {
	sh := newSheet(shell())
	for _, c := range []struct {
		post Post
		want string
	}{
		{written(1, ada, 0, "", inside), "Stays inside"},
		{written(1, ada, 0, "", partners), "Acme Water and 2 partners"},
		{written(1, ada, 0, "", world), "Anyone may read this"},
		{written(1, ada, 0, "", named), "Only the people named"},
		{written(1, tom, 0, "", partners), "Guild of Well Engineers and its partners"},
		{written(1, ada, 0, "", models.Reach{Audience: models.Followers, Distance: models.Within("guild.example")}), "Followers at Acme Water and 1 partner"},
	} {
		if got := c.post.reach(sh); got != c.want {
			t.Errorf("%v reads %q, want %q", c.post.Reach, got, c.want)
		}
	}
}

func TestTimesAsPeopleSayThem(t *testing.T) {
	sh := newSheet(shell())
	for ms, want := range map[models.Time]string{
		noon: "just now", noon - 5*60_000: "5 min", noon - 3*3_600_000: "3 h", noon - 2*86_400_000: "2 d", noon - 20*86_400_000: "3 Nov", noon - 400*86_400_000: "19 Oct 2025", noon + 60_000: "just now",
	} {
		if got := sh.Ago(ms); got != want {
			t.Errorf("%d reads %q, want %q", ms, got, want)
		}
	}
}

func TestExcerptsArePlainAndShort(t *testing.T) {
	p := written(1, ada, 0, "<p>First &amp; foremost</p><ul><li>one</li><li>two</li></ul><script>x</script>", world)
	if got := excerpt(p); !strings.HasPrefix(got, "First & foremost one two") {
		t.Errorf("the excerpt reads %q", got)
	}
	p.Content = "<p>" + strings.Repeat("word ", 100) + "</p>"
	if got := excerpt(p); len([]rune(got)) > 141 || !strings.HasSuffix(got, "word…") {
		t.Errorf("the excerpt is %q", got)
	}
	p.Summary = "A warning"
	if got := excerpt(p); got != "A warning" {
		t.Errorf("an excerpt passes by the content warning: %q", got)
	}
}
