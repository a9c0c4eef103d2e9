package files

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

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
