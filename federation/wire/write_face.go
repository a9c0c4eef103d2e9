package wire

import (
	"guildhall/models"
	"guildhall/policy"
)

// face writes a reaction: an emoji as the content of a Like, which everybody understands, and a picture of a server as an
// EmojiReact with its tag.
// spec: fep-c0e0#reactions
func (w *writer) face(m members, a *policy.Act) {
	m["content"] = a.Face
	name, host, ok := models.FaceFrom(a.Face)
	if !ok {
		return
	}
	w.terms |= emojiTerms
	m["type"], m["content"] = "EmojiReact", ":"+name+":"
	if a.Picture != "" {
		m["tag"] = []any{w.emoji(models.Emoji{Host: host, Name: name, Picture: a.Picture})}
	}
}

// emoji writes the tag of an emoji.
func (w *writer) emoji(e models.Emoji) members {
	w.terms |= emojiTerms
	return members{"id": e.Picture, "type": "Emoji", "name": ":" + e.Name + ":", "icon": members{"type": "Image", "url": e.Picture}}
}
