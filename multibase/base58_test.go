package multibase

import (
	"strings"
	"testing"
)

func TestBase58KeepsLeadingZeros(t *testing.T) {
	for _, raw := range []string{"", "\x00", "\x00\x00a", "hello", strings.Repeat("\xff", 64)} {
		back, ok := Decode(Encode([]byte(raw)))
		if (!ok && raw != "") || (ok && string(back) != raw) {
			t.Errorf("%q became %q, %v", raw, back, ok)
		}
	}
	if _, ok := Decode("z" + strings.Repeat("1", maxBase58+1)); ok {
		t.Error("an endless text was decoded")
	}
}

// FuzzDecode: what is read is what would be written.
func FuzzDecode(f *testing.F) {
	f.Add("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
	f.Add("z11")
	f.Fuzz(func(t *testing.T, s string) {
		if raw, ok := Decode(s); ok && Encode(raw) != s {
			t.Errorf("%q is read and written as %q", s, Encode(raw))
		}
	})
}
