package portraits

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	_ "image/gif" // a still of it
	"image/jpeg"
	"image/png"

	"guildhall/fault"
)

// Shape is what a picture is cut to.
type Shape struct {
	Word          string // in its address
	Width, Height int
}

// The shapes.
var (
	Face   = Shape{"face", 400, 400}
	Banner = Shape{"banner", 1500, 500}
)

const mostPixels = 50_000_000

func refuse(sentence string) error { return fault.New(fault.Invalid, "portraits.Make", sentence) }

// remake decodes a picture within bounds, turns it upright, cuts its middle to the shape and encodes the pixels anew.
func remake(raw []byte, s Shape) ([]byte, string, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, "", refuse("The picture cannot be read. Save it as JPEG or PNG and try again.")
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > mostPixels/c.Height {
		return nil, "", refuse("The picture is too large: 50 million pixels are the most.")
	}
	img, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, "", refuse("The picture is damaged. Save it anew as JPEG or PNG and try again.")
	}
	turn := 1
	if kind == "jpeg" {
		turn = orientation(raw)
	}
	cut := cutTo(img, turn, s)
	var out bytes.Buffer
	if kind == "jpeg" || cut.Opaque() {
		err = jpeg.Encode(&out, cut, &jpeg.Options{Quality: 88})
		return out.Bytes(), ".jpg", err
	}
	err = png.Encode(&out, cut)
	return out.Bytes(), ".png", err
}

// cutTo scales the middle of a picture, each pixel the average of those that it stands for.
func cutTo(img image.Image, turn int, s Shape) *image.NRGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if turn >= 5 {
		w, h = h, w
	}
	cw, ch := w, w*s.Height/s.Width // the largest cut of the shape
	if ch > h {
		cw, ch = h*s.Width/s.Height, h
	}
	cw, ch = max(cw, 1), max(ch, 1)
	ow, oh := min(s.Width, cw), min(s.Height, ch)
	left, top := (w-cw)/2, (h-ch)/2
	out := image.NewNRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			var r, g, bl, a, n uint64
			for sy := top + y*ch/oh; sy < max(top+(y+1)*ch/oh, top+y*ch/oh+1); sy++ {
				for sx := left + x*cw/ow; sx < max(left+(x+1)*cw/ow, left+x*cw/ow+1); sx++ {
					px, py := upright(sx, sy, w, h, turn)
					cr, cg, cb, ca := img.At(b.Min.X+px, b.Min.Y+py).RGBA()
					r, g, bl, a, n = r+uint64(cr), g+uint64(cg), bl+uint64(cb), a+uint64(ca), n+1
				}
			}
			out.Set(x, y, color.RGBA64{uint16(r / n), uint16(g / n), uint16(bl / n), uint16(a / n)})
		}
	}
	return out
}

// upright is where a pixel of the upright picture lies in one that a camera held in a way of EXIF's eight. w and h are of the upright one.
func upright(x, y, w, h, turn int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, w - 1 - x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return h - 1 - y, x
	}
	return x, y
}

// orientation reads from the camera's notes how it was held; 1 where they do not tell.
func orientation(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		size := int(binary.BigEndian.Uint16(b[i+2:]))
		if size < 2 || i+2+size > len(b) || b[i+1] == 0xda {
			return 1
		}
		part := b[i+4 : i+2+size]
		if b[i+1] == 0xe1 && bytes.HasPrefix(part, []byte("Exif\x00\x00")) {
			return turnOf(part[6:])
		}
		i += 2 + size
	}
	return 1
}

func turnOf(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	for n := int(order.Uint16(tiff[at:])); n > 0; n-- {
		entry := at + 2 + 12*(n-1)
		if entry+12 > len(tiff) {
			continue
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if turn := int(order.Uint16(tiff[entry+8:])); turn >= 1 && turn <= 8 {
				return turn
			}
		}
	}
	return 1
}
