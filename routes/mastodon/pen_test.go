package mastodon

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"guildhall/models"
)

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "plain", `with "quotes" and \`, "\x00\n\t\r\x1f", "<p>ö 😀</p>", "\xff\xfe broken", "\u2028\u2029", "�"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := takePen()
		defer p.done()
		p.object(func() { p.text("a", s); p.listAt("b", func() { p.quote(s); p.quote(s) }) })
		var got struct {
			A string
			B []string
		}
		if err := json.Unmarshal(p.b, &got); err != nil {
			t.Fatalf("%q is not JSON: %v", p.b, err)
		}
		want := strings.ToValidUTF8(s, "\ufffd")
		if utf8.ValidString(s) && (got.A != want || len(got.B) != 2 || got.B[1] != want) {
			t.Errorf("wrote %q, read %q", s, got.A)
		}
	})
}

func TestThePenWritesEachKindOfValue(t *testing.T) {
	p := takePen()
	defer p.done()
	p.object(func() {
		p.id("id", 12345678901234567)
		p.flag("yes", true)
		p.null("nothing")
		p.none("empty")
		p.objectAt("none", func() {})
		p.moment("at", models.Time(1700000000123))
		p.day("day", models.Time(1700000000123))
		p.moment("never", 0)
		p.orNull("language", "")
		p.number("n", -3)
		p.listAt("list", func() {
			p.object(func() { p.flag("no", false) })
			p.object(func() {})
		})
	})
	want := `{"id":"12345678901234567","yes":true,"nothing":null,"empty":[],"none":{},"at":"2023-11-14T22:13:20.123Z",` +
		`"day":"2023-11-14T00:00:00.000Z","never":null,"language":null,"n":-3,"list":[{"no":false},{}]}`
	if string(p.b) != want {
		t.Errorf("got  %s\nwant %s", p.b, want)
	}
}
