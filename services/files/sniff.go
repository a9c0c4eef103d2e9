package files

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"guildhall/formats"
	"guildhall/models"
)

// headBytes is how much of a file tells what it is.
const headBytes = 4096

// shape is what the first bytes of a file say that it is.
type shape struct {
	kind models.MediaKind
	typ  string
	ext  string
}

var (
	jpegShape = shape{models.PictureFile, "image/jpeg", "jpg"}
	pngShape  = shape{models.PictureFile, "image/png", "png"}
	gifShape  = shape{models.PictureFile, "image/gif", "gif"}
	webpShape = shape{models.PictureFile, "image/webp", "webp"}

	mp4Shape  = shape{models.FilmFile, "video/mp4", "mp4"}
	movShape  = shape{models.FilmFile, "video/quicktime", "mov"}
	webmShape = shape{models.FilmFile, "video/webm", "webm"}

	mp3Shape  = shape{models.SoundFile, "audio/mpeg", "mp3"}
	oggShape  = shape{models.SoundFile, "audio/ogg", "ogg"}
	m4aShape  = shape{models.SoundFile, "audio/mp4", "m4a"}
	wavShape  = shape{models.SoundFile, "audio/wav", "wav"}
	flacShape = shape{models.SoundFile, "audio/flac", "flac"}
)

// Types are the media types that are shown or played, in the order in which they are offered to programs.
func Types() []string {
	var out []string
	for _, s := range []shape{jpegShape, pngShape, gifShape, webpShape, webmShape, mp4Shape, movShape, mp3Shape, oggShape, wavShape, flacShape, m4aShape} {
		out = append(out, s.typ)
	}
	return append(out, "application/pdf", "text/plain", "text/csv", "application/zip")
}

// byType are the shapes of what is shown or played.
var byType = func() map[string]shape {
	all := map[string]shape{}
	for _, s := range []shape{jpegShape, pngShape, gifShape, webpShape, webmShape, mp4Shape, movShape, mp3Shape, oggShape, wavShape, flacShape, m4aShape} {
		all[s.typ] = s
	}
	return all
}()

// sniff tells what a file is by its first bytes. The name counts only between kinds that are all downloaded, never shown.
func sniff(head []byte, name string) shape {
	switch typ := formats.Type(head); typ {
	case "audio/mpeg":
		if bytes.HasPrefix(head, []byte("ID3")) || mp3Frame(head) { // one frame may be chance
			return mp3Shape
		}
	case "video/ogg":
		return shape{models.DocumentFile, "application/ogg", "ogv"}
	default:
		if s, shown := byType[typ]; shown {
			return s
		}
	}
	return document(head, name)
}

// mp3Frame tells whether the bytes begin with two frames of MPEG audio, one behind the other.
func mp3Frame(head []byte) bool {
	n, _, _, ok := frameOf(head)
	if !ok || n > len(head) {
		return false
	}
	_, _, _, ok = frameOf(head[n:])
	return ok
}

// document names what is only downloaded.
func document(head []byte, name string) shape {
	ext := extension(name)
	is := func(typ, ext string) shape { return shape{models.DocumentFile, typ, ext} }
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return is("application/pdf", "pdf")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if typ := office[ext]; typ != "" {
			return is(typ, ext)
		}
		return is("application/zip", "zip")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		if typ := oldOffice[ext]; typ != "" {
			return is(typ, ext)
		}
	case plainText(head):
		if ext == "csv" {
			return is("text/csv", "csv")
		}
		return is("text/plain", "txt")
	}
	return is("application/octet-stream", "bin")
}

var office = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"odt":  "application/vnd.oasis.opendocument.text",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"odp":  "application/vnd.oasis.opendocument.presentation",
}

var oldOffice = map[string]string{"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}

// plainText tells whether the bytes are UTF-8 without control characters. HTML and SVG are plain text too: they are downloaded as such.
func plainText(head []byte) bool {
	if len(head) == headBytes { // the last letter may be cut
		for i := 0; i < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); i++ {
			head = head[:len(head)-1]
		}
	}
	if !utf8.Valid(head) {
		return false
	}
	return !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' })
}

func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 && len(name)-i <= 6 {
		return strings.ToLower(name[i+1:])
	}
	return ""
}

// be32 reads four bytes, be24 three.
func be32(b []byte) int64 { return int64(binary.BigEndian.Uint32(b)) }
