package phrases

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Book is the catalogue of one language.
type Book struct {
	lang  string
	words map[string]string
}

var books = map[string]Book{"en": {lang: "en", words: english()}}

// For gives the catalogue of a language tag such as "de" or "de-AT"; English for a language that we do not speak.
func For(lang string) Book {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if b, ok := books[base]; ok {
		return b
	}
	return books["en"]
}

// Languages lists the languages that there is a catalogue for, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(books)) }

// Lang is the language of the book, for the lang attribute of a page.
func (b Book) Lang() string { return b.lang }

// T gives the phrase of a key with its arguments put in, in the manner of fmt. A phrase that the language lacks comes
// in English; a key that nobody wrote gives the key itself, which the tests do not let through.
func (b Book) T(key string, args ...any) string {
	text, ok := b.words[key]
	if !ok {
		if text, ok = books["en"].words[key]; !ok {
			return key
		}
	}
	if len(args) == 0 || !strings.Contains(text, "%") { // "one person" needs no number
		return text
	}
	return fmt.Sprintf(text, args...)
}

// N gives the phrase for a number of things: key.one for exactly one, key.many otherwise. The number, with its
// thousands set apart, is the first argument of both.
func (b Book) N(key string, n int, args ...any) string {
	form := ".many"
	if n == 1 {
		form = ".one"
	}
	return b.T(key+form, append([]any{b.Number(n)}, args...)...)
}

// Number writes a whole number as people of the language read it: 12,431.
func (b Book) Number(n int) string {
	s := fmt.Sprint(n)
	digits, sign := strings.TrimPrefix(s, "-"), ""
	if digits != s {
		sign = "-"
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + b.T("number.thousands") + digits[at:]
	}
	return sign + digits
}

// Has tells whether the language itself has the key.
func (b Book) Has(key string) bool { _, ok := b.words[key]; return ok }

// Keys lists the keys of the book, sorted.
func (b Book) Keys() []string { return slices.Sorted(maps.Keys(b.words)) }
