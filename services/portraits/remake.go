package portraits

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"

	"guildhall/fault"
	"guildhall/formats"
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
	Emoji  = Shape{"emoji", 128, 128}
)

const mostPixels = 50_000_000

func refuse(sentence string) error { return fault.New(fault.Invalid, "portraits.Make", sentence) }

// remake decodes a picture within bounds, turns it upright, cuts its middle to the shape and encodes the pixels anew.
func remake(raw []byte, s Shape) ([]byte, string, error) {
	kind := formats.Type(raw)
	w, h, err := formats.Size(kind, bytes.NewReader(raw))
	if err != nil || w <= 0 || h <= 0 {
		return nil, "", refuse("The picture cannot be read. Save it as JPEG or PNG and try again.")
	}
	if w > mostPixels/h {
		return nil, "", refuse("The picture is too large: 50 million pixels are the most.")
	}
	img, err := formats.Decode(kind, bytes.NewReader(raw))
	if err != nil {
		return nil, "", refuse("The picture is damaged. Save it anew as JPEG or PNG and try again.")
	}
	turn := 1
	if kind == "image/jpeg" {
		turn = formats.Turn(raw)
	}
	cut := middle(img, turn, s)
	var out bytes.Buffer
	if kind == "image/jpeg" || cut.Opaque() {
		err = jpeg.Encode(&out, cut, &jpeg.Options{Quality: 88})
		return out.Bytes(), ".jpg", err
	}
	err = png.Encode(&out, cut)
	return out.Bytes(), ".png", err
}

// parted is what every decoded picture can do: give a part of itself without a copy.
type parted interface {
	SubImage(r image.Rectangle) image.Image
}

// middle is the largest part of a shape in the middle of a picture, upright, made smaller when it is larger than the shape.
func middle(img image.Image, turn int, s Shape) *image.RGBA {
	w, h := s.Width, s.Height
	if turn >= 5 { // it lies on its side
		w, h = h, w
	}
	b := img.Bounds()
	cut := image.Pt(b.Dx(), b.Dx()*h/w)
	if cut.Y > b.Dy() {
		cut = image.Pt(b.Dy()*w/h, b.Dy())
	}
	cut = image.Pt(max(cut.X, 1), max(cut.Y, 1))
	from := b.Min.Add(b.Size().Sub(cut).Div(2))
	small := formats.Fit(img.(parted).SubImage(image.Rectangle{from, from.Add(cut)}), max(w, h))
	part := image.NewRGBA(image.Rectangle{Max: small.Bounds().Size()})
	draw.Draw(part, part.Rect, small, small.Bounds().Min, draw.Src)
	return formats.Upright(part, turn).(*image.RGBA)
}
