package resolve

import (
	"strings"
	"testing"

	"guildhall/models"
)

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"@ada@acme.example", "acct:ada@acme.example:8443", "ada", "@a@b@c", "acct:@@", "@ada@[::1]", "@ädä@exämple.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, domain, ok := splitAddress(s)
		if !ok {
			return
		}
		if strings.ContainsAny(name, "@/ \n\"<>") || name == "" {
			t.Fatalf("%q has the name %q", s, name)
		}
		if again, err := models.NormalHost(domain); err != nil || string(again) != domain {
			t.Fatalf("%q has the domain %q", s, domain)
		}
		n, d, ok := splitAddress(name + "@" + domain)
		if !ok || n != name || d != domain {
			t.Fatalf("%q does not come back: %q %q", s, n, d)
		}
	})
}

func TestTheMemoryIsBounded(t *testing.T) {
	m := newMemory[int, int](share{1000, 10}, 10)
	var now = models.Time(1).Go()
	for i := range 10_000 {
		m.put(i, i, now)
		if len(m.held) > 100 {
			t.Fatal("it grew")
		}
	}
	if v, ok := m.get(9_999, now); !ok || v != 9_999 {
		t.Fatal("the last is not there")
	}
	if !m.first(20_000, now) || m.first(20_000, now) {
		t.Fatal("first is said once")
	}
}
