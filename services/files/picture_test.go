package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/formats"
)

// scene paints a picture whose corners tell how it is turned: red at the top left, blue at the bottom right, grey elsewhere.
func scene(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(120 + x*40/w), uint8(120 + y*40/h), 120, 255}
			switch {
			case x < w/4 && y < h/4:
				c = color.NRGBA{255, 0, 0, 255}
			case x >= w-w/4 && y >= h-h/4:
				c = color.NRGBA{0, 0, 255, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photo is a JPEG as a camera writes it: with its orientation, and a place in words.
func photo(t testing.TB, w, h, turn int) []byte {
	plain := jpegOf(t, scene(w, h))
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(turn)) + "\x00\x00\x00\x00\x00\x00GPS 52.5200 N 13.4050 E")
	exif := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	out := append(append(head, exif...), plain[2:]...)
	return append(out, []byte("<script>alert(1)</script>PK\x03\x04 hidden behind the picture")...)
}

func made(t testing.TB, s shape, raw []byte) picture {
	t.Helper()
	p, err := remake(s, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func near(c color.Color, r, g, b uint8) bool {
	cr, cg, cb, _ := c.RGBA()
	far := func(a uint32, b uint8) bool { d := int(a>>8) - int(b); return d < -40 || d > 40 }
	return !far(cr, r) && !far(cg, g) && !far(cb, b)
}

func TestAPhotoLosesItsPlaceAndStandsUpright(t *testing.T) {
	for turn, corner := range map[int][2]image.Point{ // where red and blue stand afterwards, in eighths
		1: {{1, 1}, {7, 7}}, 2: {{7, 1}, {1, 7}}, 3: {{7, 7}, {1, 1}}, 4: {{1, 7}, {7, 1}},
		5: {{1, 1}, {7, 7}}, 6: {{7, 1}, {1, 7}}, 7: {{7, 7}, {1, 1}}, 8: {{1, 7}, {7, 1}},
	} {
		p := made(t, jpegShape, photo(t, 160, 80, turn))
		w, h := 160, 80
		if turn > 4 {
			w, h = h, w
		}
		if p.width != w || p.height != h {
			t.Errorf("turned %d it is %d by %d", turn, p.width, p.height)
		}
		img, err := jpeg.Decode(bytes.NewReader(p.whole))
		if err != nil {
			t.Fatal(err)
		}
		at := func(c image.Point) color.Color { return img.At(c.X*p.width/8, c.Y*p.height/8) }
		if !near(at(corner[0]), 255, 0, 0) || !near(at(corner[1]), 0, 0, 255) {
			t.Errorf("turned %d it does not stand upright: %v, %v", turn, at(corner[0]), at(corner[1]))
		}
		for _, b := range [][]byte{p.whole, p.small} {
			for _, secret := range []string{"GPS", "Exif", "script", "PK\x03\x04"} {
				if bytes.Contains(b, []byte(secret)) {
					t.Errorf("%q is still in the picture", secret)
				}
			}
		}
		if p.blurhash == "" || p.smallWidth != w {
			t.Errorf("its blurhash is %q, its thumbnail %d wide", p.blurhash, p.smallWidth)
		}
	}
}

func TestAPNGLosesItsWordsAndKeepsWhatIsTransparent(t *testing.T) {
	img := scene(900, 300)
	img.SetNRGBA(450, 150, color.NRGBA{})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	text := "tEXtLocation\x00Berlin"
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = append(chunk, text...)
	chunk = append(chunk, 0, 0, 0, 0) // a wrong sum is passed over by some readers
	raw := append(append(b.Bytes()[:len(b.Bytes())-12:len(b.Bytes())-12], b.Bytes()[len(b.Bytes())-12:]...), chunk...)
	p := made(t, pngShape, raw)
	if bytes.Contains(p.whole, []byte("Berlin")) {
		t.Error("the place is still there")
	}
	got, err := png.Decode(bytes.NewReader(p.whole))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, a := got.At(450, 150).RGBA(); a != 0 {
		t.Error("what was transparent is painted")
	}
	if p.smallWidth != smallSide || p.smallHeight != 213 || !bytes.HasPrefix(p.small, []byte("\x89PNG")) {
		t.Errorf("the thumbnail is %d by %d", p.smallWidth, p.smallHeight)
	}
}

func gifOf(t testing.TB, frames, w, h int) []byte {
	t.Helper()
	g := &gif.GIF{}
	for i := range frames {
		f := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black, color.RGBA{uint8(i), 0, 0, 255}})
		f.SetColorIndex(i%w, 0, 2)
		g.Image, g.Delay = append(g.Image, f), append(g.Delay, 7)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAMovingPictureGoesOnMoving(t *testing.T) {
	p := made(t, gifShape, append(gifOf(t, 5, 20, 10), "<html>"...))
	g, err := gif.DecodeAll(bytes.NewReader(p.whole))
	if err != nil || len(g.Image) != 5 || g.Delay[3] != 7 {
		t.Errorf("there are %d frames, %v", len(g.Image), err)
	}
	if bytes.Contains(p.whole, []byte("<html>")) {
		t.Error("what was hidden behind it is still there")
	}
}

func TestWhatIsTooLargeIsRefusedByItsHeader(t *testing.T) {
	bomb := func(w, h uint32) []byte { // a PNG of a few bytes that says it has so many pixels
		head := binary.BigEndian.AppendUint32([]byte("\x00\x00\x00\x0dIHDR"), w)
		head = append(binary.BigEndian.AppendUint32(head, h), 8, 2, 0, 0, 0)
		return append([]byte("\x89PNG\r\n\x1a\n"), append(head, crcOf(head[4:])...)...)
	}
	wide := jpegOf(t, scene(8, 8))
	if i := bytes.Index(wide, []byte{0xff, 0xc0}); i > 0 {
		binary.BigEndian.PutUint16(wide[i+5:], 10_000)
		binary.BigEndian.PutUint16(wide[i+7:], 10_000)
	}
	long := gifOf(t, 1, 4, 4)
	for name, c := range map[string]struct {
		s   shape
		raw []byte
	}{
		"PNG of 4 thousand million pixels": {pngShape, bomb(65_000, 65_000)}, "PNG of 100 million": {pngShape, bomb(10_000, 10_000)},
		"a thin line": {pngShape, bomb(2_000_000, 1)}, "JPEG of 100 million": {jpegShape, wide},
		"GIF of a thousand large frames": {gifShape, manyFrames(long, 2000, 4, 4)}, "GIF of few very large frames": {gifShape, manyFrames(long, 30, 4000, 1000)},
	} {
		_, err := remake(c.s, bytes.NewReader(c.raw))
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Say(err), "too large") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// manyFrames repeats the one frame of a GIF, with another size in its head and no data that would fit.
func manyFrames(one []byte, n, w, h int) []byte {
	at := bytes.IndexByte(one[13:], 0x2c) + 13
	frame := append([]byte(nil), one[at:len(one)-1]...)
	binary.LittleEndian.PutUint16(frame[5:], uint16(w))
	binary.LittleEndian.PutUint16(frame[7:], uint16(h))
	out := append([]byte(nil), one[:at]...)
	binary.LittleEndian.PutUint16(out[6:], uint16(w))
	binary.LittleEndian.PutUint16(out[8:], uint16(h))
	return append(append(out, bytes.Repeat(frame, n)...), 0x3b)
}

func TestDamagedPicturesAreRefusedInWords(t *testing.T) {
	whole := map[shape][]byte{jpegShape: photo(t, 40, 40, 6), gifShape: gifOf(t, 3, 20, 20)}
	var b bytes.Buffer
	if err := png.Encode(&b, scene(40, 40)); err != nil {
		t.Fatal(err)
	}
	whole[pngShape] = b.Bytes()
	whole[webpShape] = []byte("RIFF\x10\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x09\x00\x00\x09\x00\x00")
	for s, raw := range whole {
		for _, n := range []int{0, 4, len(raw) / 8, len(raw) / 4} {
			if _, err := remake(s, bytes.NewReader(raw[:n])); err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("%s cut at %d: %v", s.typ, n, err)
			}
		}
	}
	for s, raw := range whole {
		if _, err := remake(s, bytes.NewReader(raw[:len(raw)/8])); !fault.Is(err, fault.Invalid) {
			t.Errorf("the first part of a %s passes: %v", s.typ, err)
		}
	}
}

func FuzzPictures(f *testing.F) {
	f.Add(photo(f, 16, 16, 3))
	f.Add(gifOf(f, 2, 4, 4))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := sniff(raw[:min(len(raw), headBytes)], "x")
		formats.Turn(raw)
		_, _, _ = gifFrames(bytes.NewReader(raw))
		if w, h, err := formats.Size(s.typ, bytes.NewReader(raw)); err != nil || w*h > 1<<16 || len(raw) > 1<<16 {
			return
		}
		_, _ = remake(s, bytes.NewReader(raw))
	})
}

func BenchmarkPhotoOf12Megapixels(b *testing.B) {
	raw := photo(b, 4000, 3000, 6)
	for b.Loop() {
		made(b, jpegShape, raw)
	}
}
