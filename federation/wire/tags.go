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
