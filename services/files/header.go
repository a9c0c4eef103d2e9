package files

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// orientation reads how a camera was held from the EXIF part of a JPEG; 1 when it does not say.
func orientation(b []byte) int {
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

var errGIF = errors.New("the blocks of the GIF do not follow each other")

// gifFrames counts the frames of a GIF and their pixels by its blocks, and decodes none. It ends early beyond the bounds.
func gifFrames(f io.ReadSeeker) (frames int, pixels int64, err error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	r := bufio.NewReader(f)
	head := make([]byte, 13)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, 0, errGIF
	}
	table := func(flags byte) int {
		if flags&0x80 == 0 {
			return 0
		}
		return 3 << (flags&7 + 1)
	}
	if _, err := r.Discard(table(head[10])); err != nil {
		return 0, 0, errGIF
	}
	for frames <= mostFrames && pixels <= mostMoving {
		c, err := r.ReadByte()
		switch {
		case err != nil:
			return 0, 0, errGIF
		case c == 0x3b: // the end
			return frames, pixels, nil
		case c == 0x21: // an extension, with its label
			if _, err := r.Discard(1); err != nil {
				return 0, 0, errGIF
			}
		case c == 0x2c:
			d := make([]byte, 9)
			if _, err := io.ReadFull(r, d); err != nil {
				return 0, 0, errGIF
			}
			frames++
			pixels += int64(binary.LittleEndian.Uint16(d[4:])) * int64(binary.LittleEndian.Uint16(d[6:]))
			if _, err := r.Discard(table(d[8]) + 1); err != nil {
				return 0, 0, errGIF
			}
		default:
			return 0, 0, errGIF
		}
		for { // blocks of data, up to an empty one
			n, err := r.ReadByte()
			if err == nil && n > 0 {
				_, err = r.Discard(int(n))
			}
			if err != nil {
				return 0, 0, errGIF
			}
			if n == 0 {
				break
			}
		}
	}
	return frames, pixels, nil
}
