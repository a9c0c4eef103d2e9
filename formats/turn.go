package formats

import (
	"encoding/binary"
	"image"

	"golang.org/x/image/draw"
)

// Turn is how a camera was held, by the EXIF part of a JPEG: 1 to 8, and 1 when it does not say. The first 256 KiB are enough.
func Turn(b []byte) int {
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		marker, n := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xda || n < 2 || i+2+n > len(b) {
			return 1
		}
		if part := b[i+4 : i+2+n]; marker == 0xe1 && len(part) > 14 && string(part[:6]) == "Exif\x00\x00" {
			return exifTurn(part[6:])
		}
		i += 2 + n
	}
	return 1
}

// exifTurn finds the entry 0x0112 in the first directory of a TIFF.
func exifTurn(b []byte) int {
	var o binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		o = binary.LittleEndian
	} else if string(b[:2]) != "MM" {
		return 1
	}
	at := int64(o.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	n := int64(o.Uint16(b[at:]))
	for i := at + 2; n > 0 && i+12 <= int64(len(b)); i, n = i+12, n-1 {
		if o.Uint16(b[i:]) == 0x0112 && o.Uint16(b[i+2:]) == 3 {
			if how := int(o.Uint16(b[i+8:])); how >= 1 && how <= 8 {
				return how
			}
			return 1
		}
	}
	return 1
}

// Upright is a picture as it stands when a camera held it as Turn says. 1 is upright; 5 to 8 change width and height.
func Upright(img image.Image, how int) image.Image {
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
