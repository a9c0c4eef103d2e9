package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"guildhall/fault"
)

// seed gives a fuzz target every document of the corpus whose name has the prefix, and some broken ones of our own.
func seed(f *testing.F, prefix string) {
	for _, s := range []string{`{}`, `[]`, `{"type":"Note","id":"https://a.example/1"}`, `{"id":4}`, `{"a":"\ud800"}`,
		`{"type":["Person",7],"inbox":[[]]}`, `{"type":"Create","actor":{"id":"https://a.example/"},"object":[{}]}`,
		strings.Repeat("[", 200), `{"links":[{}],"subject":"acct:a@b"}`, "{\"\u0000\":1}", `{"a":1}x`, `{"a":01}`} {
		f.Add([]byte(s))
	}
	found, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", "*", prefix+"*.json"))
	for _, name := range found {
		if raw, err := os.ReadFile(name); err == nil {
			f.Add(raw)
		}
	}
}

func clean(t *testing.T, err error) {
	t.Helper()
	if err != nil && !fault.Is(err, fault.Malformed) && !fault.Is(err, fault.TooLarge) {
		t.Fatalf("a broken document must be malformed or too large, not %v", err)
	}
}

func FuzzParse(f *testing.F) {
	seed(f, "")
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		d, err := Parse(raw)
		clean(t, err)
		if !bytes.Equal(before, raw) {
			t.Fatal("the received bytes were changed")
		}
		// The scanner takes exactly what encoding/json takes, but for the bounds and bytes that are not UTF-8.
		tape, scan := borrow(raw)
		if scan == nil {
			tape.giveBack()
		}
		if whole := json.Valid(raw) && utf8.Valid(raw); whole != (scan == nil) && !errors.Is(scan, errLarge) {
			t.Fatalf("valid JSON is %v, the scanner says %v", whole, scan)
		}
		if err != nil {
			return
		}
		_ = d.Origin()
		if a := d.Activity; a != nil {
			_, _ = a.Addressing(""), a.Post()
			for depth := 0; a != nil; a, depth = a.Inner, depth+1 {
				if depth > maxInner {
					t.Fatal("activities are nested without bound")
				}
				if !json.Valid(a.Raw) {
					t.Fatal("the bytes of an activity are not a document of their own")
				}
			}
		}
		if n := d.Note; n != nil {
			_ = n.Addressing("")
			if n.Quote != "" && n.Quote == n.ID {
				t.Fatal("a note quotes itself")
			}
		}
		if c := d.Collection; c != nil {
			for _, item := range c.Items {
				if item.Raw != nil {
					_, err := item.Document()
					clean(t, err)
				}
			}
		}
	})
}

func FuzzWebFinger(f *testing.F) {
	seed(f, "webfinger-")
	f.Fuzz(func(t *testing.T, raw []byte) {
		w, err := ParseWebFinger(raw)
		clean(t, err)
		if err == nil && w.Subject == "" {
			t.Fatal("an answer without subject was taken")
		}
		_, _, _ = w.Address()
	})
}

func FuzzNodeInfo(f *testing.F) {
	seed(f, "nodeinfo-")
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, err := ParseNodeInfo(raw)
		clean(t, err)
		_, err = ParseNodeInfoLinks(raw)
		clean(t, err)
	})
}
