package resolve

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/gif" // for the sizes in their heads
	_ "image/jpeg"
	_ "image/png"
	"slices"

	"guildhall/models"
)

// mostPixels of a picture: more would cost the browser of whoever looks.
const mostPixels = 100_000_000

// anyFile is the type of what is not shown and can only be downloaded.
const anyFile = "application/octet-stream"

// typeOf tells the media type of a file by its first bytes, whatever its server says. What a browser might run, such as HTML or SVG,
// is a file like any other.
func typeOf(head []byte) string {
	at := func(i int, s string) bool { return len(head) >= i+len(s) && string(head[i:i+len(s)]) == s }
	switch {
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case at(0, "\xff\xd8\xff"):
		return "image/jpeg"
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
	case at(0, "OggS"):
		if bytes.Contains(head[:min(len(head), 512)], []byte("theora")) {
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
	return anyFile
}

// ofBrand tells the files of the MP4 family apart.
func ofBrand(head []byte) string {
	if len(head) < 12 {
		return anyFile
	}
	switch string(head[8:12]) {
	case "avif", "avis":
		return "image/avif"
	case "M4A ", "M4B ":
		return "audio/mp4"
	case "heic", "heix", "mif1", "msf1", "crx ":
		return anyFile
	}
	return "video/mp4"
}

// mayShow tells whether a file of a type may be shown as what its post says that it is. A document is downloaded, whatever it is.
func mayShow(kind models.MediaKind, mediaType string) bool {
	switch kind {
	case models.PictureFile:
		return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}, mediaType)
	case models.FilmFile, models.SoundFile:
		return slices.Contains([]string{"video/mp4", "video/webm", "video/ogg", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/flac", "audio/wav", "audio/aac"}, mediaType)
	}
	return true
}

// shown tells whether a picture may be unpacked: its head tells its size, and that is no bomb.
func shown(mediaType string, head []byte) bool {
	var w, h int
	switch mediaType {
	case "image/webp":
		w, h = sizeOfWebP(head)
	case "image/avif":
		w, h = sizeOfAVIF(head)
	default:
		c, _, err := image.DecodeConfig(bytes.NewReader(head))
		if err != nil {
			return false
		}
		w, h = c.Width, c.Height
	}
	return w > 0 && h > 0 && w <= mostPixels/h
}

func sizeOfWebP(b []byte) (w, h int) {
	if len(b) < 30 {
		return 0, 0
	}
	switch string(b[12:16]) {
	case "VP8X":
		return 1 + (int(b[24]) | int(b[25])<<8 | int(b[26])<<16), 1 + (int(b[27]) | int(b[28])<<8 | int(b[29])<<16)
	case "VP8L":
		bits := binary.LittleEndian.Uint32(b[21:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(b[26:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[28:]) & 0x3fff)
	}
	return 0, 0
}

// sizeOfAVIF is the largest size among those that the file names: it may hold several pictures.
func sizeOfAVIF(b []byte) (w, h int) {
	for {
		i := bytes.Index(b, []byte("ispe"))
		if i < 0 || len(b) < i+16 {
			return w, h
		}
		w = max(w, int(binary.BigEndian.Uint32(b[i+8:])))
		h = max(h, int(binary.BigEndian.Uint32(b[i+12:])))
		b = b[i+16:]
	}
}
