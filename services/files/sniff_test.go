package files

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/models"
)

func TestBytesSayWhatAFileIs(t *testing.T) {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	for name, c := range map[string]struct{ raw, want string }{
		"photo.html":   {"\xff\xd8\xff\xe0 JFIF", "image/jpeg"},
		"page.jpg":     {"<!doctype html><script>alert(1)</script>", "text/plain"},
		"drawing.png":  {`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, "text/plain"},
		"script.gif":   {"GIF89a/*", "image/gif"}, // a polyglot: what cannot be decoded is refused, and what can is made anew
		"letter.docx":  {"PK\x03\x04....", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"letter.exe":   {"PK\x03\x04....", "application/zip"},
		"program.png":  {"MZ\x90\x00\x03\x00", "application/octet-stream"},
		"report.html":  {"%PDF-1.7\n", "application/pdf"},
		"table.csv":    {"a,b\n1,2\n", "text/csv"},
		"song.txt":     {"ID3\x04\x00", "audio/mpeg"},
		"bare.bin":     {string(append(append([]byte(nil), frame...), frame...)), "audio/mpeg"},
		"voice.bin":    {"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", "audio/mp4"},
		"film.bin":     {"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "video/mp4"},
		"phone.bin":    {"\x00\x00\x00\x14ftypqt  ", "video/quicktime"},
		"apple.jpg":    {"\x00\x00\x00\x18ftypheic", "application/octet-stream"},
		"clip.bin":     {"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"},
		"lossless.bin": {"fLaC\x00\x00\x00\x22", "audio/flac"},
		"wave.bin":     {"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"},
		"ogg.bin":      {"OggS\x00\x02", "audio/ogg"},
	} {
		if s := sniff([]byte(c.raw), name); s.typ != c.want {
			t.Errorf("%s is %s, not %s", name, s.typ, c.want)
		} else if (s.kind == models.DocumentFile) == (strings.HasPrefix(c.want, "image/") || strings.HasPrefix(c.want, "audio/") || strings.HasPrefix(c.want, "video/")) {
			t.Errorf("%s is shown as %s", name, s.kind)
		}
	}
}

func TestNamesAreHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\Users\ada\plan.pdf`: "plan.pdf", "a\r\nSet-Cookie: x.txt": "aSet-Cookie x.txt", "evil\u202egpj.exe": "evilgpj.exe", "...": "", "": "",
	} {
		if got := plainName(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
	if got := named("page.html", jpegShape); got != "page.jpg" {
		t.Errorf("the ending is believed: %s", got)
	}
}

func boxOf(name string, parts ...string) string {
	body := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + body
}

// movieOf is a film of two seconds, 320 by 240, that tells where it was made in three ways.
func movieOf() string {
	mvhd := boxOf("mvhd", "\x00\x00\x00\x00", "\x00\x00\x00\x00\x00\x00\x00\x00", "\x00\x00\x03\xe8", "\x00\x00\x07\xd0", strings.Repeat("\x00", 80))
	tkhd := boxOf("tkhd", strings.Repeat("\x00", 76), "\x01\x40\x00\x00", "\x00\xf0\x00\x00")
	place := boxOf("udta", boxOf("\xa9xyz", "\x00\x12\x15\xc7+52.5200+013.4050/"))
	trak := boxOf("trak", tkhd, boxOf("udta", "+52.5200"), boxOf("mdia", boxOf("minf")))
	meta := boxOf("meta", "com.apple.quicktime.location.ISO6709 +52.5200")
	return boxOf("ftyp", "isom\x00\x00\x02\x00") + boxOf("moov", mvhd, trak, place, meta) + boxOf("uuid", "xmp +52.5200") + boxOf("mdat", "moving pictures")
}

func onDisk(t testing.TB, raw string) (*os.File, int64) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "film"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if _, err := f.WriteString(raw); err != nil {
		t.Fatal(err)
	}
	return f, int64(len(raw))
}

func TestAFilmLosesItsPlaceAndNothingElse(t *testing.T) {
	raw := movieOf()
	f, n := onDisk(t, raw)
	seen, err := mp4(f, n)
	if err != nil || seen != (film{length: 2000, width: 320, height: 240, pictures: true}) {
		t.Fatalf("the film says %+v, %v", seen, err)
	}
	after := string(readAt(f, 0, len(raw)+100))
	if len(after) != len(raw) || strings.Contains(after, "52.52") || strings.Contains(after, "xyz") {
		t.Errorf("the place is still there, or bytes moved: %d of %d", len(after), len(raw))
	}
	if !strings.HasSuffix(after, "moving pictures") || strings.Index(after, "mdat") != strings.Index(raw, "mdat") {
		t.Error("the pictures were touched")
	}
}

func TestDamagedFilmsAreRefused(t *testing.T) {
	raw := movieOf()
	for name, bad := range map[string]string{
		"cut": raw[:len(raw)-40], "no movie": boxOf("ftyp", "isom") + boxOf("mdat", "x"), "a box larger than the file": boxOf("ftyp", "isom") + "\x7f\xff\xff\xffmoov",
		"a box without room for itself": boxOf("ftyp", "isom") + "\x00\x00\x00\x04moov", "boxes without end": boxOf("moov", strings.Repeat("\x00\x00\x00\x08free", 5000)),
	} {
		f, n := onDisk(t, bad)
		if _, err := mp4(f, n); err == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestSoundsTellTheirLength(t *testing.T) {
	wav := "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x80\x3e\x00\x00" + strings.Repeat("x", 16000)
	flac := "fLaC\x00\x00\x00\x22" + strings.Repeat("\x00", 10) + "\x0a\xc4\x42\xf0\x00\x01\x58\x88" + strings.Repeat("\x00", 16)
	ogg := "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead\x01\x01" + strings.Repeat("\x00", 60) + "OggS\x00\x04\x80\xbb\x00\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 20)
	frame := string([]byte{0xff, 0xfb, 0x90, 0x00}) + strings.Repeat("\x00", 413)
	for name, c := range map[string]struct {
		s    shape
		raw  string
		want int64
	}{
		"WAV": {wavShape, wav, 2000}, "FLAC": {flacShape, flac, 2000}, "Ogg": {oggShape, ogg, 1000}, "MP3": {mp3Shape, strings.Repeat(frame, 100), 2612},
	} {
		if got := soundLength(c.s, bytes.NewReader([]byte(c.raw)), int64(len(c.raw))); got < c.want-30 || got > c.want+30 {
			t.Errorf("%s is %d ms long, not %d", name, got, c.want)
		}
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add([]byte(movieOf()))
	f.Add([]byte("\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte("OggS\x00\x02OpusHead"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := bytes.NewReader(raw)
		sniff(raw[:min(len(raw), headBytes)], "x.docx")
		for _, s := range []shape{mp3Shape, wavShape, flacShape, oggShape} {
			if n := soundLength(s, r, int64(len(raw))); n < 0 {
				t.Errorf("%s is %d long", s.typ, n)
			}
		}
		if w := webm(r); w.length < 0 || w.width < 0 || w.height < 0 {
			t.Errorf("%+v", w)
		}
		film, n := onDisk(t, string(raw))
		_, _ = mp4(film, n)
		if info, err := film.Stat(); err != nil || info.Size() != n {
			t.Errorf("the file changed its length: %v, %v", info.Size(), err)
		}
	})
}
