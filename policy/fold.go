package policy

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold writes a text so that two spellings of one word are one: compatible forms joined, case folded, what is not seen
// (soft hyphens, joiners, marks of direction) left out, each run of white space one space.
func fold(s string) string {
	if plainASCII(s) {
		return foldASCII(s)
	}
	s = norm.NFKC.String(s)
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r == '\u034f':
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	s = cases.Fold().String(s)
	return strings.Join(strings.Fields(s), " ")
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldASCII(s string) string {
	out := make([]byte, 0, len(s))
	gap := false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
			gap = len(out) > 0
			continue
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		if gap {
			out, gap = append(out, ' '), false
		}
		out = append(out, c)
	}
	return string(out)
}

// known is what was worked out of a text: its folded form, and which kinds were found in it.
type known struct {
	raw, folded string
	found       [len(kinds)]atomic.Int32 // 0 not asked, 1 no, 2 yes
}

// recent keeps what is known of a few texts, so that one that many rules ask about, for many peers, is folded once. It
// holds nothing that the text does not say: a forgotten entry is worked out again, to the same.
var recent [64]atomic.Pointer[known]

func knownOf(s string) *known {
	slot := &recent[len(s)%len(recent)]
	if k := slot.Load(); k != nil && k.raw == s { // the same bytes at the same place compare at once
		return k
	}
	k := &known{raw: s, folded: fold(s)}
	if len(s) > 64 {
		slot.Store(k)
	}
	return k
}

// hasWord tells whether a folded word stands in a folded text, not inside a longer word.
func hasWord(text, word string) bool {
	if word == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(word)
	last, _ := utf8.DecodeLastRuneInString(word)
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		at, end := from+i, from+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if (at == 0 || !letter(first) || !letter(before)) && (end == len(text) || !letter(last) || !letter(after)) {
			return true
		}
		_, step := utf8.DecodeRuneInString(text[at:])
		from = at + step
	}
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }
