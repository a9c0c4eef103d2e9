package wire

import (
	"path"
	"strings"
)

// mostLines is the height of the film that is chosen among several: higher ones cost more than they show.
const mostLines = 720

// file finds the file that an object is itself: of a film the best of up to 720 lines that a browser can play, also where its server hides
// the files in the list of links of a playlist; of a sound, picture or document the first.
func (t *tape) file(n *Note, p *parts) {
	best, height := Attachment{}, int64(-1)
	better := func(h int64) bool {
		if height < 0 {
			return true
		}
		if (h <= mostLines) != (height <= mostLines) {
			return h <= mostLines
		}
		return h <= mostLines && h > height || h > mostLines && h < height
	}
	left := maxTags
	var look func(i at, inner bool)
	look = func(i at, inner bool) {
		t.each(i, func(k at) bool {
			left--
			a := Attachment{Type: n.Type, URL: t.address(k)}
			h := int64(0)
			if t.slots[k].what == object {
				if a.URL == "" { // a link has an href, an embedded document a url
					a.URL = t.picture(k)
				}
				a.MediaType = t.textOf(t.member(k, "mediaType"))
				if a.MediaType == "" {
					a.MediaType = t.textOf(t.member(k, "mimeType"))
				}
				h, _ = t.count(t.member(k, "height"))
				a.Width, _ = t.count(t.member(k, "width"))
				a.Height = h
				if tags := t.member(k, "tag"); tags != 0 && !inner {
					look(tags, true)
				}
			} else {
				a.MediaType = t.textOf(p.mediaType)
			}
			if a.URL != "" && n.plays(&a) && better(h) {
				best, height = a, h
			}
			return left > 0
		})
	}
	look(p.url, false)
	if best.URL == "" {
		return
	}
	best.Alt, best.Blurhash, best.Poster = n.Title, t.textOf(p.blurhash), t.poster(p)
	n.Self = best
}

// plays tells whether a file is what the object is, and fills in the type where only the name of the file tells.
func (n *Note) plays(a *Attachment) bool {
	if a.MediaType == "" {
		a.MediaType = typeByName(a.URL)
	}
	switch n.Kind {
	case Video:
		return a.MediaType == "video/mp4" || a.MediaType == "video/webm"
	case Audio:
		return strings.HasPrefix(a.MediaType, "audio/") && !strings.Contains(a.MediaType, "mpegurl")
	case Image:
		return strings.HasPrefix(a.MediaType, "image/")
	}
	return a.MediaType != "" && !strings.HasPrefix(a.MediaType, "text/html")
}

// typeByName guesses a media type from the end of an address; empty when that tells nothing.
func typeByName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".png":
		return "image/png"
	case ".gif":
		return "image/gif"
	case ".webp":
		return "image/webp"
	case ".avif":
		return "image/avif"
	case ".mp4", ".m4v":
		return "video/mp4"
	case ".webm":
		return "video/webm"
	case ".mp3":
		return "audio/mpeg"
	case ".ogg", ".oga", ".opus":
		return "audio/ogg"
	case ".m4a":
		return "audio/mp4"
	case ".flac":
		return "audio/flac"
	case ".wav":
		return "audio/wav"
	case ".pdf":
		return "application/pdf"
	}
	return ""
}
