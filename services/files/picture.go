package files

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/bbrks/go-blurhash"
	"golang.org/x/image/draw"

	"guildhall/fault"
	"guildhall/formats"
)

// Bounds of pictures. What is beyond is refused by its header, before a pixel is decoded.
const (
	MostPixels  = 50_000_000 // of one picture
	mostMoving  = 80_000_000 // of all frames of a moving one together
	mostFrames  = 1_000
	mostSide    = 16_384 // pixels of one side
	wholeSide   = 4_096  // longest side of what is kept
	smallSide   = 640    // longest side of the thumbnail
	jpegQuality = 88
	smallJPEG   = 80
)

// picture is a picture made anew from the pixels of one that came: whole, and small.
type picture struct {
	shape                                  shape
	whole, small                           []byte
	width, height, smallWidth, smallHeight int
	blurhash                               string
}

func refuse(sentence string) error { return fault.New(fault.Invalid, "files.Upload", sentence) }

const unreadablePicture = "The picture cannot be read: it is damaged, or of a form that is not known here. Save it as JPEG or PNG and try again."

// remake decodes a picture within bounds and encodes its pixels, and nothing else, anew.
func remake(s shape, f io.ReadSeeker) (picture, error) {
	if err := measured(s, f); err != nil {
		return picture{}, err
	}
	turn := 1
	if s == jpegShape {
		turn = formats.Turn(readAt(f, 0, 256<<10))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return picture{}, err
	}
	if s == gifShape {
		return remakeGIF(f)
	}
	img, err := formats.Decode(s.typ, f)
	if err != nil {
		return picture{}, refuse(unreadablePicture)
	}
	img = formats.Upright(formats.Fit(img, wholeSide), turn)
	p := picture{shape: s}
	if s == webpShape { // read, never written: a photo goes on as JPEG, what is transparent as PNG
		if p.shape = pngShape; opaque(img) {
			p.shape = jpegShape
		}
	}
	if p.whole, err = encode(p.shape, img, jpegQuality); err != nil {
		return p, err
	}
	p.width, p.height = img.Bounds().Dx(), img.Bounds().Dy()
	return p, p.shrink(img)
}

// measured refuses by its header what is too large to decode.
func measured(s shape, f io.ReadSeeker) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, h, err := formats.Size(s.typ, f)
	switch {
	case err != nil, w <= 0, h <= 0:
		return refuse(unreadablePicture)
	case w > mostSide || h > mostSide || w*h > MostPixels:
		return refuse(fmt.Sprintf("The picture is too large: %d by %d pixels, where %d million are the most. Make it smaller and try again.", w, h, MostPixels/1_000_000))
	}
	return nil
}

// remakeGIF keeps a moving picture moving.
func remakeGIF(f io.ReadSeeker) (picture, error) {
	frames, pixels, err := gifFrames(f)
	switch {
	case err != nil:
		return picture{}, refuse(unreadablePicture)
	case frames > mostFrames || pixels > mostMoving:
		return picture{}, refuse("The moving picture is too large. Make it shorter or smaller, or send it as a film.")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return picture{}, err
	}
	all, err := gif.DecodeAll(f)
	if err != nil || len(all.Image) == 0 {
		return picture{}, refuse(unreadablePicture)
	}
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, all); err != nil {
		return picture{}, refuse(unreadablePicture)
	}
	still := image.NewRGBA(image.Rect(0, 0, all.Config.Width, all.Config.Height))
	draw.Draw(still, all.Image[0].Bounds(), all.Image[0], all.Image[0].Bounds().Min, draw.Over)
	p := picture{shape: gifShape, whole: out.Bytes(), width: all.Config.Width, height: all.Config.Height}
	return p, p.shrink(still)
}

// shrink makes the thumbnail and the blurhash.
func (p *picture) shrink(img image.Image) (err error) {
	small := formats.Fit(img, smallSide)
	s := jpegShape
	if !opaque(small) {
		s = pngShape
	}
	p.smallWidth, p.smallHeight = small.Bounds().Dx(), small.Bounds().Dy()
	if p.small, err = encode(s, small, smallJPEG); err != nil {
		return err
	}
	p.blurhash, err = blurhash.Encode(4, 3, onWhite(formats.Fit(small, 32)))
	return err
}

// onWhite paints what is transparent.
func onWhite(img image.Image) image.Image {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Over)
	return out
}

func encode(s shape, img image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if s == jpegShape {
		err = jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img)
	}
	return out.Bytes(), err
}

func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
