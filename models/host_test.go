package models_test

import (
	"testing"

	"guildhall/models"
)

// Trap T08: a look-alike passes where hosts are compared carelessly.
func TestHostsAreComparedInOneExactForm(t *testing.T) {
	for in, want := range map[string]models.Host{
		"Example.ORG":            "example.org",
		"example.org.":           "example.org",
		"example.org:8443":       "example.org:8443",
		"[2001:DB8::1]:8443":     "[2001:db8::1]:8443",
		"xn--bcher-kva.example":  "xn--bcher-kva.example",
		"127.0.0.1:80":           "127.0.0.1:80",
		"":                       "",
		"https://example.org":    "",
		"user@example.org":       "",
		"example.org/path":       "",
		"example..org":           "",
		"example.org:0":          "",
		"example.org:99999":      "",
		"exa mple.org":           "",
		"[fe80::1%25eth0]":       "",
		"[::1":                   "",
		"example.org\x00.evil":   "",
		"example.org.evil.com:x": "",
	} {
		got, err := models.NormalHost(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q became %q (%v), not %q", in, got, err, want)
		}
	}
}

func TestThePeerOfAnIRI(t *testing.T) {
	for iri, want := range map[models.IRI]models.Host{
		"https://example.org/users/a":           "example.org",
		"https://example.org:443/users/a":       "example.org",
		"http://example.org:80/users/a":         "example.org",
		"https://example.org:80/users/a":        "example.org:80",
		"https://EXAMPLE.org./users/a":          "example.org",
		"https://good.example@evil.example/a":   "",
		"ftp://example.org/a":                   "",
		"example.org/a":                         "",
		"https://good.example.evil.example/a":   "good.example.evil.example",
		"https://evil.example/good.example":     "evil.example",
		"https://[2001:db8::1]:443/a":           "[2001:db8::1]",
		"https://example.org%2eevil.example/a":  "",
		"https://example.org\\.evil.example/a":  "",
		"https://example.org:443.evil.example/": "",
	} {
		if got := iri.Host(); got != want {
			t.Errorf("%s belongs to %q, not %q", iri, got, want)
		}
	}
}

func TestDistancesOnlyNarrow(t *testing.T) {
	all := []models.Distance{models.Inside(), models.World(), models.Within("a.example"), models.Within("a.example", "b.example"), models.Within("c.example")}
	for _, a := range all {
		for _, b := range all {
			both := a.Cut(b)
			for _, h := range []models.Host{"a.example", "b.example", "c.example", "d.example"} {
				if both.Holds(h) != (a.Holds(h) && b.Holds(h)) {
					t.Errorf("%s cut by %s is %s, which is wrong for %s", a, b, both, h)
				}
			}
		}
		if back := models.ParseDistance(a.String()); back.String() != a.String() {
			t.Errorf("%s was read back as %s", a, back)
		}
	}
}

func FuzzNormalHost(f *testing.F) {
	for _, s := range []string{"example.org", "[::1]:1", "a.b:99", "..", "xn--a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := models.NormalHost(s)
		if err != nil {
			return
		}
		again, err := models.NormalHost(string(h))
		if err != nil || again != h {
			t.Fatalf("%q became %q, and that became %q (%v)", s, h, again, err)
		}
	})
}
