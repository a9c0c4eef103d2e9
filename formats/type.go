package formats

import (
	"bytes"
	"strings"
)

// Type is the media type of a picture, film or sound by its first bytes; empty for everything else, also for what a browser might
// run, such as HTML or SVG. A few hundred bytes are enough.
func Type(head []byte) string {
	at := func(i int, s string) bool { return len(head) >= i+len(s) && string(head[i:i+len(s)]) == s }
	switch {
	case at(0, "\xff\xd8\xff"):
		return "image/jpeg"
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return "image/gif"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "image/webp"
	case at(0, "RIFF") && at(8, "WAVE"):
		return "audio/wav"
	case at(4, "ftyp"):
		return ofBrand(head)
	case at(0, "\x1a\x45\xdf\xa3"):
		if bytes.Contains(head[:min(len(head), 64)], []byte("webm")) {
			return "video/webm"
		}
	case at(0, "OggS\x00"):
		if bytes.Contains(head[:min(len(head), 512)], []byte("\x80theora")) {
			return "video/ogg"
		}
		return "audio/ogg"
	case at(0, "fLaC"):
		return "audio/flac"
	case at(0, "ID3"), len(head) > 2 && head[0] == 0xff && head[1]&0xe6 == 0xe2: // a frame of layer III
		return "audio/mpeg"
	case len(head) > 2 && head[0] == 0xff && head[1]&0xf6 == 0xf0:
		return "audio/aac"
	}
	return ""
}

// ofBrand tells the files of the MP4 family apart. HEIC and its like are nothing that a browser shows.
func ofBrand(head []byte) string {
	if len(head) < 12 {
		return ""
	}
	switch b := string(head[8:12]); {
	case b == "avif" || b == "avis":
		return "image/avif"
	case b == "M4A " || b == "M4B ":
		return "audio/mp4"
	case b == "qt  ":
		return "video/quicktime"
	case strings.HasPrefix(b, "iso") || strings.HasPrefix(b, "mp4") || strings.HasPrefix(b, "avc") || strings.HasPrefix(b, "dash") || strings.HasPrefix(b, "M4V") || strings.HasPrefix(b, "3gp") || b == "MSNV" || b == "f4v ":
		return "video/mp4"
	}
	return ""
}
