package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"guildhall/routes/door"
	"guildhall/testrig"
)

func TestStrangersAreAskedToSignIn(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	d := visits(t, w, "acme.example")
	n := 0
	for _, row := range w.Server("acme.example").Table.Rows {
		if row.Who != door.Member {
			continue
		}
		n++
		path := strings.NewReplacer(":name", "ada", ":id", "17", ":host", "guild.example").Replace(row.Path)
		var p sheet
		if row.Method == http.MethodGet {
			p = d.opens(path)
		} else {
			p = d.sends(path)
		}
		if to := p.header.Get("Location"); p.status != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
			t.Errorf("%s %s: a stranger gets %d and %q", row.Method, path, p.status, to)
		}
	}
	if n < 20 {
		t.Fatalf("only %d rows are for members", n)
	}
}

func TestSigningInLeadsToWhereOneWanted(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	signsIn(t, w, "ada@acme.example")
	d := visits(t, w, "acme.example")
	d.opens("/settings/profile").to("/login?next=%2Fsettings%2Fprofile")
	next := d.opens("/login?next=%2Fsettings%2Fprofile").is(http.StatusOK).field("next")
	d.sends("/login", "login", "Ada@mail.invalid", "password", password, "next", next).to("/settings/profile")
	p := d.opens("/settings/profile").is(http.StatusOK)
	if p.header.Get("Cache-Control") != "private, no-store" || !strings.Contains(p.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatalf("headers of a member's page: %v", p.header)
	}
	d.sends("/login", "login", "ada", "password", password, "next", "https://evil.example/").to("/")
	d.sends("/logout").to("/login")
	d.opens("/login").says("You are signed out.")
	d.opens("/login").hides("You are signed out.") // said once
	d.opens("/").to("/login")
}

func TestAWrongNameAndAWrongPasswordSoundAlike(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	signsIn(t, w, "ada@acme.example")
	d := visits(t, w, "acme.example")
	wrong := d.sends("/login", "login", "ada", "password", "not this").is(http.StatusUnauthorized)
	nobody := d.sends("/login", "login", "nobody", "password", "not this").is(http.StatusUnauthorized)
	if strings.ReplaceAll(nobody.body, `value="nobody"`, `value="ada"`) != wrong.body {
		t.Fatalf("they differ:\n%s\n%s", words(wrong.body), words(nobody.body))
	}
	if len(d.cookies) != 0 {
		t.Fatal("a cookie was set")
	}
	for range 5 {
		d.sends("/login", "login", "ada", "password", "not this")
	}
	d.sends("/login", "login", "ada", "password", password).is(http.StatusTooManyRequests).says("Too many tries")
	w.Clock.Advance(time.Hour)
	d.sends("/login", "login", "ada", "password", password).to("/")
}

func TestTwoSteps(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	d := signsIn(t, w, "ada@acme.example")
	code := func(secret string) string {
		c, err := totp.GenerateCode(secret, w.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	setup := d.sends("/settings/two-factor/start").is(http.StatusOK)
	_, rest, _ := strings.Cut(setup.body, `<code class="secret">`)
	spaced, _, _ := strings.Cut(rest, "<")
	secret := strings.ReplaceAll(spaced, " ", "")
	setup.says("<svg class=\"qr\"")
	again := d.sends("/settings/two-factor/confirm", "ticket", setup.field("ticket"), "code", "000000").is(http.StatusForbidden)
	on := d.sends("/settings/two-factor/confirm", "ticket", again.field("ticket"), "code", code(secret)).is(http.StatusOK).says("recovery codes")
	_, rest, _ = strings.Cut(on.body, "<li><code>")
	recovery, _, _ := strings.Cut(rest, "<")

	w.Clock.Advance(time.Minute)
	other := visits(t, w, "acme.example")
	step := other.sends("/login", "login", "ada", "password", password).is(http.StatusOK).says("One more step")
	other.opens("/").to("/login")
	step = other.sends("/login/code", "ticket", step.field("ticket"), "code", "123456").is(http.StatusUnauthorized)
	used := code(secret)
	other.sends("/login/code", "ticket", step.field("ticket"), "code", used).to("/")
	other.opens("/").is(http.StatusOK)
	third := visits(t, w, "acme.example")
	step = third.sends("/login", "login", "ada", "password", password)
	step = third.sends("/login/code", "ticket", step.field("ticket"), "code", used).is(http.StatusUnauthorized) // once only
	third.sends("/login/code", "ticket", step.field("ticket"), "code", recovery).to("/")
	fourth := visits(t, w, "acme.example")
	step = fourth.sends("/login", "login", "ada", "password", password)
	w.Clock.Advance(6 * time.Minute)
	fourth.sends("/login/code", "ticket", step.field("ticket"), "code", code(secret)).is(http.StatusUnauthorized).says("start again")
	fourth.sends("/login/code", "ticket", "rubbish", "code", code(secret)).is(http.StatusUnauthorized).says("start again")

	d.opens("/settings/two-factor").says("9 recovery codes are left")
	d.sends("/settings/two-factor/codes", "password", "wrong").is(http.StatusForbidden)
	d.sends("/settings/two-factor/codes", "password", password).is(http.StatusOK).hides(recovery)
	d.sends("/settings/two-factor/off", "password", password, "code", "000000").is(http.StatusForbidden)
	w.Clock.Advance(time.Minute)
	d.sends("/settings/two-factor/off", "password", password, "code", code(secret)).to("/settings/two-factor")
	d.opens("/settings/two-factor").says("Two steps are off.")
	visits(t, w, "acme.example").sends("/login", "login", "ada", "password", password).to("/")
}

func TestSessionsAndPasswords(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	phone := signsIn(t, w, "ada@acme.example")
	desktop := visits(t, w, "acme.example")
	desktop.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	desktop.sends("/login", "login", "ada", "password", password).to("/")
	desktop.opens("/settings/sessions").says("Firefox on Linux", "This browser")
	desktop.sends("/settings/sessions/end-others").to("/settings/sessions")
	phone.opens("/").to("/login")
	phone.sends("/login", "login", "ada", "password", password).to("/")

	const fresh = "another sentence to keep"
	desktop.sends("/settings/password", "current", "wrong", "password", fresh, "again", fresh).is(http.StatusForbidden)
	desktop.sends("/settings/password", "current", password, "password", fresh, "again", "other").is(http.StatusUnprocessableEntity).says("differ")
	desktop.sends("/settings/password", "current", password, "password", "short", "again", "short").is(http.StatusUnprocessableEntity)
	desktop.sends("/settings/password", "current", password, "password", fresh, "again", fresh).to("/settings/password")
	desktop.opens("/settings/password").is(http.StatusOK)
	phone.opens("/").to("/login")
	phone.sends("/login", "login", "ada", "password", password).is(http.StatusUnauthorized)
	phone.sends("/login", "login", "ada", "password", fresh).to("/")
}

func TestAFormOfAnotherSiteChangesNothing(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	d := signsIn(t, w, "ada@acme.example")
	d.headers["Sec-Fetch-Site"], d.headers["Origin"] = "cross-site", "https://evil.example"
	d.sends("/compose", "do", "post", "text", "I never wrote this", "audience", "everyone", "distance", "world").is(http.StatusForbidden)
	d.sends("/logout").is(http.StatusForbidden)
	d.sends("/api/guildhall/v1/preview", "text", "x").is(http.StatusForbidden)
	d.headers = map[string]string{}
	d.opens("/").is(http.StatusOK).hides("I never wrote this")
}
