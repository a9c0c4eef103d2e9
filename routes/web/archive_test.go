package web_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/testrig"
)

func TestSomebodyTakesWhatIsTheirsWithThem(t *testing.T) {
	w, d := town(t)
	d.fileForm("/compose", map[string]string{"bench.png": pngOf(t, 90, 60)}, "text", "Look at this.", "audience", "everyone", "distance", "inside", "newalt", "a bench", "do", "post").is(http.StatusSeeOther)
	w.As("ada@acme.example").Writes(conversations.Ask{Text: "@bea between us", Audience: models.Named})
	w.As("bea@acme.example").Writes(conversations.Ask{Text: "Not ada's words.", Audience: models.Everyone})
	d.opens("/settings/archive").is(http.StatusOK).says("Take what is yours with you", "your letters too")
	d.sends("/settings/archive", "password", "not this one").is(http.StatusForbidden).says("password is not right")
	p := d.sends("/settings/archive", "password", password).is(http.StatusOK)
	if p.header.Get("Content-Type") != "application/zip" || !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment; filename=ada-") || p.header.Get("Cache-Control") != "no-store" {
		t.Errorf("it comes with %v", p.header)
	}
	z, err := zip.NewReader(strings.NewReader(p.body), int64(len(p.body)))
	if err != nil {
		t.Fatal(err)
	}
	all, pictures := "", 0
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		if strings.HasSuffix(f.Name, ".json") && !json.Valid(text) {
			t.Errorf("%s is no JSON", f.Name)
		}
		if strings.HasPrefix(string(text), "\x89PNG") {
			pictures++
		}
		all += string(text)
	}
	for _, own := range []string{"Look at this.", "between us", "a bench"} {
		if !strings.Contains(all, own) {
			t.Errorf("%q is not in it", own)
		}
	}
	if strings.Contains(all, "Not ada's words") || pictures != 1 {
		t.Errorf("it holds what is not hers, or not her picture: %d", pictures)
	}
	visits(t, w, "acme.example").opens("/settings/archive").is(http.StatusSeeOther)
}

func TestAnArchiveIsNotAskedForWithoutEnd(t *testing.T) {
	w := testrig.NewBusyWorld(t, "acme.example")
	w.As("ada@acme.example")
	d := signsIn(t, w, "ada@acme.example")
	for range 3 {
		d.sends("/settings/archive", "password", password).is(http.StatusOK)
	}
	d.sends("/settings/archive", "password", password).is(http.StatusTooManyRequests).says("Take what is yours with you")
	w.Clock.Advance(time.Minute)
	d.sends("/settings/archive", "password", password).is(http.StatusOK)
}
