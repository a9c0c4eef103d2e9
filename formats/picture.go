package formats

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// ErrType says that a media type is none of a picture that is read here.
var ErrType = errors.New("no picture that is read here")

type reader struct {
	size  func(io.Reader) (image.Config, error)
	whole func(io.Reader) (image.Image, error)
}

var readers = map[string]reader{
	"image/jpeg": {jpeg.DecodeConfig, jpeg.Decode},
	"image/png":  {png.DecodeConfig, png.Decode},
	"image/gif":  {gif.DecodeConfig, gif.Decode},
	"image/webp": {webp.DecodeConfig, webp.Decode},
	"image/avif": {sizeOfAVIF, nil},
}

// Size is how large a picture of a type is, in pixels, by its head alone. An error is ErrType, or says that the head cannot be read.
func Size(mediaType string, r io.Reader) (width, height int, err error) {
	read, ok := readers[mediaType]
	if !ok {
		return 0, 0, ErrType
	}
	c, err := read.size(r)
	return c.Width, c.Height, err
}

// Decode reads the pixels of a picture of a type: JPEG, PNG, WebP, and the first of a GIF. Its size was looked at before.
func Decode(mediaType string, r io.Reader) (image.Image, error) {
	read := readers[mediaType]
	if read.whole == nil {
		return nil, ErrType
	}
	return read.whole(r)
}

// headOfAVIF is how far the sizes of an AVIF are looked for, in bytes.
const headOfAVIF = 64 << 10

// sizeOfAVIF is the largest size among those that the file names: it may hold several pictures.
func sizeOfAVIF(r io.Reader) (c image.Config, err error) {
	b, err := io.ReadAll(io.LimitReader(r, headOfAVIF))
	for err == nil {
		i := bytes.Index(b, []byte("ispe"))
		if i < 0 || len(b) < i+16 {
			break
		}
		c.Width = max(c.Width, int(binary.BigEndian.Uint32(b[i+8:])))
		c.Height = max(c.Height, int(binary.BigEndian.Uint32(b[i+12:])))
		b = b[i+16:]
	}
	return c, err
}
