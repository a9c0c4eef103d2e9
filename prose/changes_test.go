package prose

import (
	"strings"
	"testing"
)

func marked(changes []Change) string {
	var out strings.Builder
	for _, c := range changes {
		switch c.How {
		case Went:
			out.WriteString("[-" + c.Text + "]")
		case Came:
			out.WriteString("[+" + c.Text + "]")
		default:
			out.WriteString(c.Text)
		}
	}
	return out.String()
}

func TestWhatChangedIsToldWordByWord(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"same words", "same words", "same words"},
		{"", "new", "[+new]"},
		{"old", "", "[-old]"},
		{"Lactate at six, please.", "Lactate at five, please.", "Lactate at [-six, ][+five, ]please."},
		{"a b c d", "a c d e", "a [-b ]c [-d][+d e]"},
		{"one\n\ntwo", "one\n\nthree", "one\n\n[-two][+three]"},
	} {
		if got := marked(Changes(c.before, c.after)); got != c.want {
			t.Errorf("from %q to %q: %s", c.before, c.after, got)
		}
	}
}

func FuzzChanges(f *testing.F) {
	f.Add("a b c", "a c d")
	f.Add("", " \n\t x")
	f.Add(strings.Repeat("word ", 2000), strings.Repeat("other ", 2000))
	f.Fuzz(func(t *testing.T, before, after string) {
		var old, now strings.Builder
		for _, c := range Changes(before, after) {
			if c.How != Came {
				old.WriteString(c.Text)
			}
			if c.How != Went {
				now.WriteString(c.Text)
			}
		}
		if old.String() != before || now.String() != after {
			t.Errorf("the parts make %q and %q", old.String(), now.String())
		}
	})
}
