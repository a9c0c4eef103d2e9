package wire

import (
	"math"
	"strconv"
	"strings"
)

// Attachment is a picture, sound, film or file that comes with a note. Its address is never shown to a browser as it is.
type Attachment struct {
	Type      string // Document, Image, Video or Audio
	URL       string
	MediaType string // may be empty
	Alt       string // description, plain text
	Width     int64
	Height    int64
	Blurhash  string
	FocusX    int // thousandths, -1000 to 1000
	FocusY    int
	Seconds   int64  // of a film or sound
	Poster    string // address of a picture that stands for it
}

// media reads attachments. A Link is none: of a page it is what the page points to.
func (t *tape) media(n *Note, i at) {
	t.each(i, func(k at) bool {
		if t.slots[k].what != object {
			return true
		}
		p := t.parts(k)
		switch name := t.typeOf(&p); name {
		case "Document", "Image", "Video", "Audio":
			a := Attachment{Type: name, URL: t.picture(k), MediaType: t.textOf(p.mediaType), Alt: t.textOf(p.name),
				Blurhash: t.textOf(p.blurhash)}
			if a.Alt == "" {
				a.Alt = t.textOf(p.summary)
			}
			if a.MediaType == "" {
				a.MediaType = typeByName(a.URL)
			}
			a.Width, _ = t.count(p.width)
			a.Height, _ = t.count(p.height)
			a.FocusX, a.FocusY = t.focus(p.focal)
			a.Seconds, a.Poster = duration(t.textOf(p.duration)), t.poster(&p)
			if a.URL != "" {
				n.Attachments = append(n.Attachments, a)
			}
		case "Link":
			if n.Link == "" && n.Kind == Page {
				n.Link = t.address(k)
			}
		}
		return len(n.Attachments) < maxMedia
	})
}

// poster is the picture that stands for a film or sound before it plays.
func (t *tape) poster(p *parts) string {
	if at := t.picture(p.icon); at != "" {
		return at
	}
	return t.picture(p.image)
}

// focus reads a focal point: two numbers from -1 to 1.
func (t *tape) focus(i at) (x, y int) {
	var read []int
	t.each(i, func(k at) bool {
		if t.is(k, number) {
			v, err := strconv.ParseFloat(t.src[t.slots[k].from:t.slots[k].to], 64)
			if err == nil && v >= -1 && v <= 1 {
				read = append(read, int(math.Round(v*1000)))
			}
		}
		return len(read) < 3
	})
	if len(read) != 2 {
		return 0, 0
	}
	return read[0], read[1]
}

// address is a web address given as a text or as a Link.
func (t *tape) address(i at) string {
	s := ""
	switch {
	case t.is(i, text):
		s = t.written(i)
	case t.is(i, object):
		s = t.textOf(t.member(i, "href"))
	}
	if s = strings.ReplaceAll(strings.TrimSpace(s), " ", "%20"); !isWeb(s) { // some send file names as they are
		return ""
	}
	return s
}

// picture is the address of an Image, of the first of several, or of a bare address.
func (t *tape) picture(i at) (found string) {
	t.each(i, func(k at) bool {
		if found = t.address(k); found == "" && t.slots[k].what == object {
			t.each(t.member(k, "url"), func(u at) bool {
				found = t.address(u)
				return found == ""
			})
		}
		return found == ""
	})
	return found
}

// page chooses the address for people among several: the HTML one, else the first.
func (t *tape) page(i at) (found string) {
	t.each(i, func(k at) bool {
		a := t.address(k)
		if a == "" {
			return true
		}
		html := t.slots[k].what == object && (strings.HasPrefix(t.textOf(t.member(k, "mediaType")), "text/html") ||
			strings.HasPrefix(t.textOf(t.member(k, "mimeType")), "text/html")) // as some write it
		if found == "" || html {
			found = a
		}
		return !html
	})
	return found
}
