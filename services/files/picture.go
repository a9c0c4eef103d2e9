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
	"golang.org/x/image/webp"

	"guildhall/fault"
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
		turn = orientation(readAt(f, 0, 256<<10))
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return picture{}, err
	}
	if s == gifShape {
		return remakeGIF(f)
	}
	img, err := decoders[s].whole(f)
	if err != nil {
		return picture{}, refuse(unreadablePicture)
	}
	img = turned(fit(img, wholeSide), turn)
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

type decoder struct {
	head  func(io.Reader) (image.Config, error)
	whole func(io.Reader) (image.Image, error)
}

var decoders = map[shape]decoder{
	jpegShape: {jpeg.DecodeConfig, jpeg.Decode},
	pngShape:  {png.DecodeConfig, png.Decode},
	gifShape:  {gif.DecodeConfig, gif.Decode},
	webpShape: {webp.DecodeConfig, webp.Decode},
}

// measured refuses by its header what is too large to decode.
func measured(s shape, f io.ReadSeeker) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	c, err := decoders[s].head(f)
	switch {
	case err != nil, c.Width <= 0, c.Height <= 0:
		return refuse(unreadablePicture)
	case c.Width > mostSide || c.Height > mostSide || c.Width*c.Height > MostPixels:
		return refuse(fmt.Sprintf("The picture is too large: %d by %d pixels, where %d million are the most. Make it smaller and try again.", c.Width, c.Height, MostPixels/1_000_000))
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
	small := fit(img, smallSide)
	s := jpegShape
	if !opaque(small) {
		s = pngShape
	}
	p.smallWidth, p.smallHeight = small.Bounds().Dx(), small.Bounds().Dy()
	if p.small, err = encode(s, small, smallJPEG); err != nil {
		return err
	}
	p.blurhash, err = blurhash.Encode(4, 3, onWhite(fit(small, 32)))
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

// fit makes a picture smaller, so that its longer side is at most side; one that fits is given as it is.
func fit(img image.Image, side int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if w <= side && h <= side {
		return img
	}
	tw, th := side, max(1, h*side/max(w, 1))
	if h > w {
		tw, th = max(1, w*side/h), side
	}
	if n := min(w/tw, h/th) / 2; n > 1 {
		img = halved(img, n)
	}
	out := image.NewRGBA(image.Rect(0, 0, tw, th))
	draw.CatmullRom.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out
}

// halved averages squares of n by n pixels into one each: quick, and exact enough for what is scaled again.
func halved(img image.Image, n int) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()/n, b.Dy()/n))
	row := image.NewRGBA(image.Rect(0, 0, b.Dx(), n))
	for y := range out.Rect.Dy() {
		draw.Draw(row, row.Rect, img, image.Pt(b.Min.X, b.Min.Y+y*n), draw.Src)
		for x := range out.Rect.Dx() {
			var sum [4]int
			for dy := range n {
				line := row.Pix[dy*row.Stride+x*n*4:][:n*4]
				for i, v := range line {
					sum[i&3] += int(v)
				}
			}
			to := out.Pix[y*out.Stride+x*4:][:4]
			for i := range to {
				to[i] = byte(sum[i] / (n * n))
			}
		}
	}
	return out
}

// turned applies the orientation that a camera noted. 1 is upright; 5 to 8 change width and height.
func turned(img image.Image, how int) image.Image {
	if how < 2 || how > 8 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	from := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(from, from.Rect, img, b.Min, draw.Src)
	out := image.NewRGBA(from.Rect)
	if how > 4 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	right, down := 4, from.Stride // where the next pixel and the next line of the new picture lie in the old one
	at := 0
	if how > 4 {
		right, down = down, right
	}
	lastX, lastY := (w-1)*4, (h-1)*from.Stride
	switch how {
	case 2:
		at, right = lastX, -right
	case 3:
		at, right, down = lastX+lastY, -right, -down
	case 4:
		at, down = lastY, -down
	case 6:
		at, right = lastY, -right
	case 7:
		at, right, down = lastX+lastY, -right, -down
	case 8:
		at, down = lastX, -down
	}
	for y := range out.Rect.Dy() {
		to := out.Pix[y*out.Stride:][:out.Rect.Dx()*4]
		for x, src := 0, at+y*down; x < len(to); x, src = x+4, src+right {
			*(*[4]byte)(to[x:]) = *(*[4]byte)(from.Pix[src:])
		}
	}
	return out
}
