package wire

import (
	"strings"

	"guildhall/models"
)

// Mention is somebody named in a text. The id says who; the name is a label.
type Mention struct {
	IRI  models.IRI
	Name string
}

// Emoji is a small picture with a name.
type Emoji struct {
	Name string // without colons
	URL  string
}

// tags reads mentions, hashtags and emoji: mentions distinct by id, hashtags by name without sign or case.
func (t *tape) tags(n *Note, i at) {
	left := maxTags
	t.each(i, func(k at) bool {
		if t.slots[k].what != object {
			return true
		}
		left--
		p := t.parts(k)
		switch t.typeOf(&p) {
		case "Mention":
			if id := t.iri(p.href); id != "" && !n.mentions(id) {
				n.Mentions = append(n.Mentions, Mention{IRI: id, Name: t.textOf(p.name)})
			}
		case "Hashtag":
			tag := strings.ToLower(strings.TrimLeft(strings.TrimSpace(t.textOf(p.name)), "#"))
			if tag != "" && len(tag) <= 200 && !n.tagged(tag) {
				n.Hashtags = append(n.Hashtags, tag)
			}
		case "Emoji":
			if e, ok := t.emojiOf(&p); ok {
				n.Emoji = append(n.Emoji, e)
			}
		}
		return left > 0
	})
}

func (n *Note) mentions(id models.IRI) bool {
	for i := range n.Mentions {
		if n.Mentions[i].IRI == id {
			return true
		}
	}
	return false
}

func (n *Note) tagged(tag string) bool {
	for _, h := range n.Hashtags {
		if h == tag {
			return true
		}
	}
	return false
}

// typeOf is the first type of an object, without prefix.
func (t *tape) typeOf(p *parts) string { return bare(t.textOf(p.kind)) }

func (t *tape) emoji(i at) (all []Emoji) {
	t.each(i, func(k at) bool {
		if t.slots[k].what == object {
			p := t.parts(k)
			if e, ok := t.emojiOf(&p); ok && t.typeOf(&p) == "Emoji" {
				all = append(all, e)
			}
		}
		return len(all) < maxTags
	})
	return all
}

func (t *tape) emojiOf(p *parts) (Emoji, bool) {
	e := Emoji{Name: strings.Trim(t.textOf(p.name), ":"), URL: t.picture(p.icon)}
	return e, e.Name != "" && len(e.Name) <= 100 && e.URL != ""
}

// customEmoji reads a :name:.
func customEmoji(s string) (name string, ok bool) {
	if len(s) < 3 || len(s) > 102 || s[0] != ':' || s[len(s)-1] != ':' {
		return "", false
	}
	name = s[1 : len(s)-1]
	return name, !strings.ContainsAny(name, ": \t\n<>&\"")
}

// oneEmoji tells whether a string shows as one emoji: one picture with its modifiers, a joined sequence, a flag or a
// keycap.
func oneEmoji(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	pictures, flags, joined, keycap := 0, 0, false, false
	for _, r := range s {
		switch {
		case r == 0x200d:
			joined = true
			continue
		case r == 0xfe0f || r == 0xfe0e || (r >= 0x1f3fb && r <= 0x1f3ff && pictures > 0) || (r >= 0xe0020 && r <= 0xe007f):
			continue
		case r == 0x20e3:
			keycap = true
			continue
		case r >= 0x1f1e6 && r <= 0x1f1ff:
			flags++
		case r >= '0' && r <= '9' || r == '#' || r == '*':
			if pictures > 0 || !strings.HasSuffix(s, "\u20e3") {
				return false
			}
			pictures++
		case isPicture(r):
			if !joined {
				pictures++
			}
		default:
			return false
		}
		joined = false
	}
	if keycap && pictures != 1 {
		return false
	}
	return (pictures == 1 && flags == 0) || (pictures == 0 && flags == 2)
}

func isPicture(r rune) bool {
	return r >= 0x1f000 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r >= 0x2300 && r <= 0x23ff ||
		r >= 0x2b00 && r <= 0x2bff || r >= 0x2190 && r <= 0x21ff || r >= 0x25a0 && r <= 0x25ff ||
		r == 0xa9 || r == 0xae || r == 0x203c || r == 0x2049 || r == 0x2122 || r == 0x2139 || r == 0x3030 ||
		r == 0x303d || r == 0x3297 || r == 0x3299 || r >= 0x2934 && r <= 0x2935
}
