package wire

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"guildhall/models"
)

// at names a value by its slot. 0 is the whole document, which is nobody's member, and so stands for "not there".
type at = int32

func (t *tape) is(i at, what shape) bool { return i != 0 && t.slots[i].what == what }

// bytes are the value as it was received; of a text without its quotes.
func (t *tape) bytes(i at) []byte { return t.raw[t.slots[i].from:t.slots[i].to:t.slots[i].to] }

// written is a text with its escapes resolved. A lone surrogate and U+0000, which no database keeps, become U+FFFD.
func (t *tape) written(i at) string {
	s := t.slots[i]
	part := t.src[s.from:s.to]
	if !s.escaped {
		return part
	}
	var b strings.Builder
	b.Grow(len(part))
	for k := 0; k < len(part); {
		c := part[k]
		if c != '\\' {
			end := strings.IndexByte(part[k:], '\\')
			if end < 0 {
				end = len(part) - k
			}
			b.WriteString(part[k : k+end])
			k += end
			continue
		}
		switch e := part[k+1]; e {
		case 'u':
			r := hex4(part[k+2:])
			k += 6
			if utf16.IsSurrogate(r) {
				low := rune(-1)
				if strings.HasPrefix(part[k:], `\u`) {
					low = hex4(part[k+2:])
				}
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					r, k = pair, k+6
				} else {
					r = utf8.RuneError
				}
			}
			if r == 0 {
				r = utf8.RuneError
			}
			b.WriteRune(r)
		default:
			b.WriteByte(unescaped[e])
			k += 2
		}
	}
	return b.String()
}

var unescaped = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func hex4(s string) rune {
	n, err := strconv.ParseUint(s[:4], 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}

// each calls f for the value itself, or for each entry if it is a list. f answers false to stop.
func (t *tape) each(i at, f func(at) bool) {
	if i == 0 {
		return
	}
	if t.slots[i].what != list {
		f(i)
		return
	}
	for k := i + 1; k < t.slots[i].next; k = t.slots[k].next {
		if t.slots[k].what != null && !f(k) {
			return
		}
	}
}

// firstOf is the value itself, or the first entry of a list; 0 of an empty one.
func (t *tape) firstOf(i at) (first at) {
	t.each(i, func(k at) bool {
		first = k
		return false
	})
	return first
}

// members calls f for each pair of an object.
func (t *tape) members(i at, f func(name string, value at)) {
	if t.slots[i].what != object {
		return
	}
	for k := i + 1; k < t.slots[i].next; {
		v := k + 1
		f(t.written(k), v)
		k = t.slots[v].next
	}
}

// member finds one member of an object; the last of several with the same name counts, and null is absence.
func (t *tape) member(i at, name string) (found at) {
	t.members(i, func(n string, v at) {
		if n == name {
			found = v
		}
	})
	if found != 0 && t.slots[found].what == null {
		return 0
	}
	return found
}

// textOf is a text, or the first text of a list, or the @value of a language-tagged one; else empty.
func (t *tape) textOf(i at) (s string) {
	t.each(i, func(k at) bool {
		switch t.slots[k].what {
		case text:
			s = t.written(k)
		case object:
			if v := t.member(k, "@value"); t.is(v, text) {
				s = t.written(v)
			}
		}
		return s == ""
	})
	return s
}

// ref is the id that a value refers to: the text itself, or the id of an embedded object, or the target of a Link.
func (t *tape) ref(i at) string {
	if i == 0 {
		return ""
	}
	switch t.slots[i].what {
	case text:
		return t.written(i)
	case object:
		if id := t.member(i, "id"); t.is(id, text) {
			return t.written(id)
		}
		if href := t.member(i, "href"); t.is(href, text) {
			return t.written(href)
		}
	}
	return ""
}

// iri is the first id of a value that can be fetched: an http(s) address of bounded length.
func (t *tape) iri(i at) (found models.IRI) {
	t.each(i, func(k at) bool {
		if s := t.ref(k); isWeb(s) {
			found = models.IRI(s)
		}
		return found == ""
	})
	return found
}

// iris are the ids of a list, at most so many. Public in its other spellings becomes the full one.
func (t *tape) iris(i at, most int) (all []models.IRI) {
	t.each(i, func(k at) bool {
		s := t.ref(k)
		if isPublic(s) {
			s = string(Public)
		}
		if isWeb(s) {
			all = append(all, models.IRI(s))
		}
		return len(all) < most
	})
	return all
}

// isWeb tells whether a string can be the id of something on the web: http or https, no blanks or control characters.
func isWeb(s string) bool {
	if len(s) > MaxIRI || len(s) < 9 {
		return false
	}
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' || s[i] == 0x7f || s[i] == '"' || s[i] == '<' || s[i] == '>' {
			return false
		}
	}
	return true
}

// truth reads a boolean, also when it was written as a text.
func (t *tape) truth(i at) bool {
	if t.is(i, boolean) {
		return t.src[t.slots[i].from] == 't'
	}
	return t.is(i, text) && t.written(i) == "true"
}

// count reads a whole number that is not negative.
func (t *tape) count(i at) (int64, bool) {
	if !t.is(i, number) && !t.is(i, text) {
		return 0, false
	}
	n, err := strconv.ParseInt(t.src[t.slots[i].from:t.slots[i].to], 10, 64)
	return n, err == nil && n >= 0
}
