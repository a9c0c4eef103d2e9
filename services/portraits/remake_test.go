package portraits

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"guildhall/formats"
)

// photo is a picture, blue on its left and red on its right, as a camera held on its side writes it, with a note of where it was.
func photo(t testing.TB, turn uint16) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 80, 60))
	for y := range 60 {
		for x := range 80 {
			img.Set(x, y, color.RGBA{R: 255, A: 255})
			if x < 40 {
				img.Set(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tiff = append(binary.LittleEndian.AppendUint16(tiff, turn), "\x00\x00\x00\x00\x00\x00GPS 52.5N 13.4E"...)
	part := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(part)+2))
	return append(append(head, part...), b.Bytes()[2:]...)
}

func TestAPhotoStandsUprightAndTellsNoPlace(t *testing.T) {
	for turn, blue := range map[uint16]image.Point{1: {2, 30}, 3: {57, 30}, 6: {30, 2}, 8: {30, 57}, 0: {2, 30}, 9: {2, 30}} {
		made, ending, err := remake(photo(t, turn), Face)
		if err != nil || ending != ".jpg" || bytes.Contains(made, []byte("GPS")) || bytes.Contains(made, []byte("Exif")) {
			t.Fatalf("turn %d: %s, %v", turn, ending, err)
		}
		img, err := jpeg.Decode(bytes.NewReader(made))
		if err != nil || img.Bounds().Dx() != 60 || img.Bounds().Dy() != 60 {
			t.Fatalf("turn %d: %v, %v", turn, img.Bounds(), err)
		}
		if r, _, b, _ := img.At(blue.X, blue.Y).RGBA(); b < r {
			t.Errorf("turn %d: at %v it is not blue", turn, blue)
		}
	}
}

func FuzzRemake(f *testing.F) {
	f.Add(photo(f, 6)[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(raw)); err == nil && c.Width*c.Height > 1<<20 {
			return
		}
		_, _, _ = remake(raw, Face)
		_ = formats.Turn(raw)
	})
}
