package formats

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// What a file says by its first bytes; what a browser might run, or could not show, is nothing.
func TestAFileIsWhatItsFirstBytesSay(t *testing.T) {
	for head, want := range map[string]string{
		"\xff\xd8\xff\xe0....JFIF":                          "image/jpeg",
		"\x89PNG\r\n\x1a\n":                                 "image/png",
		"GIF89a":                                            "image/gif",
		"RIFF....WEBPVP8 ":                                  "image/webp",
		"\x00\x00\x00\x1cftypavif":                          "image/avif",
		"\x00\x00\x00\x18ftypheic":                          "",
		"\x00\x00\x00\x20ftypisom":                          "video/mp4",
		"\x00\x00\x00\x14ftypqt  ":                          "video/quicktime",
		"\x00\x00\x00\x20ftypM4A ":                          "audio/mp4",
		"\x00\x00\x00\x20ftyp":                              "",
		"\x1a\x45\xdf\xa3....B\x82\x84webm":                 "video/webm",
		"\x1a\x45\xdf\xa3....B\x82\x88matroska":             "",
		"OggS\x00" + strings.Repeat(".", 23) + "\x80theora": "video/ogg",
		"OggS\x00" + strings.Repeat(".", 23) + "OpusHead":   "audio/ogg",
		"fLaC":             "audio/flac",
		"ID3\x04":          "audio/mpeg",
		"\xff\xfb\x90":     "audio/mpeg",
		"\xff\xf1\x50":     "audio/aac",
		"RIFF....WAVEfmt ": "audio/wav",
		"<svg xmlns=":      "",
		"<!doctype html>":  "",
		" GIF89a":          "",
		"":                 "",
		"\xff":             "",
		"%PDF-1.7":         "",
		"\x89PNG\n":        "",
	} {
		if got := Type([]byte(head)); got != want {
			t.Errorf("%q is %q, not %q", head, got, want)
		}
	}
}

// corners is a picture of 3 by 2 pixels with one red pixel, top left.
func corners() *image.RGBA {
	img := image.NewRGBA(image.Rect(10, 20, 13, 22)) // a part of a picture begins anywhere
	img.Set(10, 20, color.RGBA{R: 255, A: 255})
	return img
}

func TestAPictureStandsUpright(t *testing.T) {
	for how, red := range []image.Point{1: {0, 0}, 2: {2, 0}, 3: {2, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 2}, 8: {0, 2}} {
		if how == 0 {
			continue
		}
		img := Upright(corners(), how)
		size := image.Pt(3, 2)
		if how > 4 {
			size = image.Pt(2, 3)
		}
		if img.Bounds().Size() != size {
			t.Errorf("held in way %d it is %v", how, img.Bounds().Size())
		}
		at := img.Bounds().Min.Add(red)
		if r, _, _, _ := img.At(at.X, at.Y).RGBA(); r == 0 {
			t.Errorf("held in way %d its corner is not at %v", how, red)
		}
	}
}

func TestAPictureIsMadeToFit(t *testing.T) {
	for from, want := range map[image.Point]image.Point{{800, 400}: {100, 50}, {400, 800}: {50, 100}, {90, 20}: {90, 20}, {100000, 1}: {100, 1}} {
		if got := Fit(image.NewRGBA(image.Rectangle{Max: from}), 100).Bounds().Size(); got != want {
			t.Errorf("%v became %v, not %v", from, got, want)
		}
	}
}

func TestASizeIsReadWithoutThePixels(t *testing.T) {
	var whole bytes.Buffer
	if err := png.Encode(&whole, image.NewRGBA(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	avif := "\x00\x00\x00\x1cftypavif....ispe\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x80....ispe\x00\x00\x00\x00\x00\x00\x00\x20\x00\x00\x00\x20"
	for _, one := range []struct {
		mediaType, head string
		w, h            int
		err             bool
	}{
		{"image/png", whole.String()[:33], 30, 20, false},
		{"image/avif", avif, 256, 128, false},
		{"image/jpeg", whole.String(), 0, 0, true},
		{"image/heic", avif, 0, 0, true},
		{"", "", 0, 0, true},
	} {
		if w, h, err := Size(one.mediaType, strings.NewReader(one.head)); w != one.w || h != one.h || (err != nil) != one.err {
			t.Errorf("%q: %d by %d, %v", one.mediaType, w, h, err)
		}
	}
	if _, err := Decode("image/avif", strings.NewReader(avif)); err != ErrType {
		t.Errorf("an AVIF is not decoded here: %v", err)
	}
}

func FuzzFormats(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x1cftypavif....ispe\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x80"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if how := Turn(raw); how < 1 || how > 8 {
			t.Errorf("a turn of %d", how)
		}
		kind := Type(raw)
		if w, h, err := Size(kind, bytes.NewReader(raw)); err == nil && w > 0 && h > 0 && w*h < 1<<16 {
			_, _ = Decode(kind, bytes.NewReader(raw))
		}
	})
}
