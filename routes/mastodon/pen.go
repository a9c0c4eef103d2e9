package mastodon

import (
	"strconv"
	"sync"
	"unicode/utf8"

	"guildhall/models"
)

// pen writes one JSON text, member by member, into a buffer that is used again. The shapes in entities_*.go are its
// calls, in the order in which the members appear.
type pen struct {
	b    []byte
	next bool // a comma is due before the next value
}

// Buffers that grew beyond this are left to the collector.
const largestKept = 1 << 20

var pens = sync.Pool{New: func() any { return &pen{b: make([]byte, 0, 32<<10)} }}

func takePen() *pen {
	p := pens.Get().(*pen)
	p.b, p.next = p.b[:0], false
	return p
}

func (p *pen) done() {
	if cap(p.b) <= largestKept {
		pens.Put(p)
	}
}

func (p *pen) comma() {
	if p.next {
		p.b = append(p.b, ',')
	}
	p.next = true
}

func (p *pen) begin(sign byte) {
	p.comma()
	p.b = append(p.b, sign)
	p.next = false
}

func (p *pen) end(sign byte) {
	p.b = append(p.b, sign)
	p.next = true
}

// object writes { members }, as an element of a list or as the whole text.
func (p *pen) object(members func()) {
	p.begin('{')
	members()
	p.end('}')
}

// list writes [ elements ].
func (p *pen) list(elements func()) {
	p.begin('[')
	elements()
	p.end(']')
}

// key writes the name of the member whose value comes next.
func (p *pen) key(name string) {
	p.comma()
	p.b = append(p.b, '"')
	p.b = append(p.b, name...)
	p.b = append(p.b, '"', ':')
	p.next = false
}

func (p *pen) objectAt(name string, members func()) { p.key(name); p.object(members) }
func (p *pen) listAt(name string, elements func())  { p.key(name); p.list(elements) }

// none writes an empty list.
func (p *pen) none(name string) { p.raw(name, "[]") }

func (p *pen) null(name string) { p.raw(name, "null") }

func (p *pen) raw(name, value string) {
	p.key(name)
	p.b = append(p.b, value...)
	p.next = true
}

// item writes a text as an element of a list.
func (p *pen) item(value string) { p.quote(value) }

func (p *pen) text(name, value string) { p.key(name); p.quote(value) }

// orNull writes a text, and null where there is none.
func (p *pen) orNull(name, value string) {
	if value == "" {
		p.null(name)
		return
	}
	p.text(name, value)
}

func (p *pen) flag(name string, value bool) {
	p.key(name)
	p.b = strconv.AppendBool(p.b, value)
	p.next = true
}

func (p *pen) number(name string, value int64) {
	p.key(name)
	p.b = strconv.AppendInt(p.b, value, 10)
	p.next = true
}

// id writes an ID as the decimal string that apps expect.
func (p *pen) id(name string, id models.ID) {
	p.key(name)
	p.b = append(p.b, '"')
	p.b = strconv.AppendInt(p.b, int64(id), 10)
	p.b = append(p.b, '"')
	p.next = true
}

// moment writes a time to the millisecond, and null for never.
func (p *pen) moment(name string, t models.Time) {
	if t == 0 {
		p.null(name)
		return
	}
	p.key(name)
	p.b = append(p.b, '"')
	p.b = t.Go().AppendFormat(p.b, "2006-01-02T15:04:05.000Z")
	p.b = append(p.b, '"')
	p.next = true
}

// day writes the midnight before a time, which tells the day and no more.
func (p *pen) day(name string, t models.Time) { p.moment(name, t-t%(24*60*60*1000)) }

const hex = "0123456789abcdef"

// quote writes a JSON string; bytes that are no UTF-8 become the replacement character.
func (p *pen) quote(s string) {
	p.comma()
	b := append(p.b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c < utf8.RuneSelf {
			b = append(b, s[from:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			}
			i++
			from = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && n == 1) || r == '\u2028' || r == '\u2029' {
			b = append(b, s[from:i]...)
			switch r {
			case '\u2028':
				b = append(b, `\u2028`...)
			case '\u2029':
				b = append(b, `\u2029`...)
			default:
				b = append(b, `\ufffd`...)
			}
			from = i + n
		}
		i += n
	}
	b = append(b, s[from:]...)
	p.b = append(b, '"')
}
