package phrases_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/phrases"
)

var (
	literal = regexp.MustCompile(`"([a-z]+(?:\.[a-z0-9-]+)+)"`)
	spoken  = regexp.MustCompile(`\.([TN])\(\s*"([^"]+)"`)
)

// TestEveryPhraseIsSpoken reads the tree: a key that is used must exist, and a key that exists must be used.
func TestEveryPhraseIsSpoken(t *testing.T) {
	book := phrases.For("en")
	used := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && (d.Name() == ".git" || d.Name() == "phrases") {
				return filepath.SkipDir
			}
			return err
		}
		made, test := strings.HasSuffix(path, "_templ.go"), strings.HasSuffix(path, "_test.go")
		if made || test || (filepath.Ext(path) != ".go" && filepath.Ext(path) != ".templ") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			used[m[1]] = true
		}
		if filepath.Base(filepath.Dir(path)) != "frontend" {
			return nil
		}
		for _, m := range spoken.FindAllStringSubmatch(string(text), -1) {
			ok := book.Has(m[2])
			if m[1] == "N" {
				ok = book.Has(m[2]+".one") && book.Has(m[2]+".many")
			}
			if !ok {
				t.Errorf("%s says %q, which no catalogue has", path, m[2])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range book.Keys() {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".many")
		if !used[key] && !used[base] && key != "number.thousands" {
			t.Errorf("%q is said nowhere", key)
		}
	}
}

// TestLanguagesAgree holds that every language has keys that English has, with the same places to fill.
func TestLanguagesAgree(t *testing.T) {
	english := phrases.For("en")
	verb := regexp.MustCompile(`%(?:\[\d\])?[sdvq]`)
	for _, lang := range phrases.Languages() {
		book := phrases.For(lang)
		for _, key := range book.Keys() {
			if !english.Has(key) {
				t.Errorf("%s: %q is not an English key", lang, key)
			}
			if got, want := len(verb.FindAllString(book.T(key), -1)), len(verb.FindAllString(english.T(key), -1)); got != want {
				t.Errorf("%s: %q has %d places to fill, English %d", lang, key, got, want)
			}
		}
	}
}

// TestWordsSpeakOfWork keeps the words of schooling and of bare confirmation off the screen.
func TestWordsSpeakOfWork(t *testing.T) {
	book := phrases.For("en")
	shun := regexp.MustCompile(`(?i)\b(course|courses|learner|learners|enrol\w*|lesson|certificate|score|toot|tweet|OK)\b`)
	for _, key := range book.Keys() {
		if word := shun.FindString(book.T(key)); word != "" {
			t.Errorf("%q says %q", key, word)
		}
	}
}

func TestNumbersAndPlurals(t *testing.T) {
	book := phrases.For("de-AT") // not spoken yet: English
	if book.Lang() != "en" {
		t.Errorf("a language without a catalogue comes in %q", book.Lang())
	}
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 12431: "12,431", 1234567: "1,234,567", -4200: "-4,200"} {
		if got := book.Number(n); got != want {
			t.Errorf("Number(%d) is %q, want %q", n, got, want)
		}
	}
	if got := book.N("profile.followers", 1); got != "1 follower" {
		t.Errorf("one follower reads %q", got)
	}
	if got := book.N("profile.followers", 1200); got != "1,200 followers" {
		t.Errorf("many followers read %q", got)
	}
	if got := book.T("no.such.key"); got != "no.such.key" {
		t.Errorf("a key that nobody wrote gives %q", got)
	}
}

// TestChaptersShareNoKey counts the lines of the chapters against the keys of the book.
func TestChaptersShareNoKey(t *testing.T) {
	entry := regexp.MustCompile(`(?m)^\t"[a-z][^"]*":`)
	lines := 0
	chapters, err := filepath.Glob("english_*.go")
	if err != nil || len(chapters) == 0 {
		t.Fatal("no chapters found", err)
	}
	for _, file := range chapters {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines += len(entry.FindAll(text, -1))
	}
	if n := len(phrases.For("en").Keys()); n != lines {
		t.Errorf("%d phrases were written and %d can be said: two chapters share a key", lines, n)
	}
}
