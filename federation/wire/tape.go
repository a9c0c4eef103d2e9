package wire

import (
	"errors"
	"sync"
	"unicode/utf8"
)

// Bounds of one received document. The largest seen in practice is 80 kB.
const (
	MaxBytes      = 1 << 20 // bytes of a document
	MaxDepth      = 48      // nested lists and objects
	MaxValues     = 60_000  // values and member names together
	MaxIRI        = 2048    // bytes of an id
	MaxRecipients = 1000    // entries of one list of addressees
)

type shape uint8

const (
	null shape = iota
	boolean
	number
	text
	list
	object
)

// slot is one value of the document: where its bytes lie, and which slot follows it. Slots of an object come in pairs,
// name and value.
type slot struct {
	from, to int32 // bytes of the value; of a text without its quotes
	next     int32 // the slot after the whole value
	what     shape
	escaped  bool // a text with backslashes
}

// tape is a document read once: its bytes and the slots in the order of the bytes. Slot 0 is the whole.
type tape struct {
	raw   []byte
	src   string // the same bytes; texts without escapes are parts of it
	slots []slot
	pos   int
	depth int
}

var (
	errJSON  = errors.New("not JSON")
	errUTF8  = errors.New("not UTF-8")
	errLarge = errors.New("too many bytes, values or levels")
)

var tapes = sync.Pool{New: func() any { return &tape{slots: make([]slot, 0, 512)} }}

// borrow reads a document into a tape from the pool. The caller gives it back when nothing looks at the slots any more.
func borrow(raw []byte) (*tape, error) {
	if len(raw) > MaxBytes {
		return nil, errLarge
	}
	if !utf8.Valid(raw) {
		return nil, errUTF8
	}
	t, _ := tapes.Get().(*tape)
	t.raw, t.src, t.slots, t.pos, t.depth = raw, string(raw), t.slots[:0], 0, 0
	if err := t.document(); err != nil {
		t.giveBack()
		return nil, err
	}
	return t, nil
}

func (t *tape) giveBack() {
	if cap(t.slots) > 8192 {
		t.slots = make([]slot, 0, 512) // one large document must not stay in the pool
	}
	t.raw, t.src = nil, ""
	tapes.Put(t)
}

func (t *tape) document() error {
	t.space()
	if err := t.value(); err != nil {
		return err
	}
	t.space()
	if t.pos != len(t.src) {
		return errJSON
	}
	return nil
}

func (t *tape) space() {
	for t.pos < len(t.src) {
		switch t.src[t.pos] {
		case ' ', '\n', '\r', '\t':
			t.pos++
		default:
			return
		}
	}
}

func (t *tape) value() error {
	if t.pos >= len(t.src) {
		return errJSON
	}
	if len(t.slots) >= MaxValues {
		return errLarge
	}
	switch c := t.src[t.pos]; c {
	case '{', '[':
		return t.nested(c)
	case '"':
		return t.text()
	case 't':
		return t.word("true", boolean)
	case 'f':
		return t.word("false", boolean)
	case 'n':
		return t.word("null", null)
	default:
		return t.number()
	}
}

func (t *tape) word(w string, what shape) error {
	if len(t.src)-t.pos < len(w) || t.src[t.pos:t.pos+len(w)] != w {
		return errJSON
	}
	t.leaf(t.pos, t.pos+len(w), what, false)
	t.pos += len(w)
	return nil
}

func (t *tape) leaf(from, to int, what shape, escaped bool) {
	t.slots = append(t.slots, slot{from: int32(from), to: int32(to), next: int32(len(t.slots) + 1), what: what, escaped: escaped})
}

// nested reads a list or an object with everything in it.
func (t *tape) nested(open byte) error {
	if t.depth++; t.depth > MaxDepth {
		return errLarge
	}
	at := len(t.slots)
	what, end := list, byte(']')
	if open == '{' {
		what, end = object, '}'
	}
	t.slots = append(t.slots, slot{from: int32(t.pos), what: what})
	t.pos++
	for first := true; ; first = false {
		t.space()
		if t.pos >= len(t.src) {
			return errJSON
		}
		if c := t.src[t.pos]; c == end && first {
			break
		} else if !first {
			if c == end {
				break
			}
			if c != ',' {
				return errJSON
			}
			t.pos++
			t.space()
		}
		if what == object {
			if err := t.name(); err != nil {
				return err
			}
		}
		if err := t.value(); err != nil {
			return err
		}
	}
	t.pos++
	t.depth--
	t.slots[at].to, t.slots[at].next = int32(t.pos), int32(len(t.slots))
	return nil
}

func (t *tape) name() error {
	if t.pos >= len(t.src) || t.src[t.pos] != '"' {
		return errJSON
	}
	if err := t.text(); err != nil {
		return err
	}
	t.space()
	if t.pos >= len(t.src) || t.src[t.pos] != ':' {
		return errJSON
	}
	t.pos++
	t.space()
	return nil
}

// plain marks the bytes that a text may hold as they are.
var plain = func() (p [256]bool) {
	for i := 0x20; i < 256; i++ {
		p[i] = i != '"' && i != '\\'
	}
	return p
}()

func (t *tape) text() error {
	from := t.pos + 1
	escaped := false
	i := from
	for {
		for i < len(t.src) && plain[t.src[i]] {
			i++
		}
		if i >= len(t.src) || t.src[i] < 0x20 {
			return errJSON
		}
		if t.src[i] == '"' {
			break
		}
		n := escape(t.src[i:])
		if n == 0 {
			return errJSON
		}
		escaped = true
		i += n
	}
	t.leaf(from, i, text, escaped)
	t.pos = i + 1
	return nil
}

// escape gives the length of the escape that s begins with, or 0.
func escape(s string) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(s) < 6 {
			return 0
		}
		for _, c := range []byte(s[2:6]) {
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return 0
			}
		}
		return 6
	}
	return 0
}

func (t *tape) number() error {
	from, i := t.pos, t.pos
	digits := func() bool {
		start := i
		for i < len(t.src) && t.src[i] >= '0' && t.src[i] <= '9' {
			i++
		}
		return i > start
	}
	if i < len(t.src) && t.src[i] == '-' {
		i++
	}
	whole := i
	if !digits() || (t.src[whole] == '0' && i > whole+1) {
		return errJSON
	}
	if i < len(t.src) && t.src[i] == '.' {
		if i++; !digits() {
			return errJSON
		}
	}
	if i < len(t.src) && (t.src[i] == 'e' || t.src[i] == 'E') {
		i++
		if i < len(t.src) && (t.src[i] == '+' || t.src[i] == '-') {
			i++
		}
		if !digits() {
			return errJSON
		}
	}
	t.leaf(from, i, number, false)
	t.pos = i
	return nil
}
