package files

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
)

// film is what a film, or a sound in the same container, says of itself.
type film struct {
	length        int64 // milliseconds
	width, height int
	pictures      bool // it has a track of pictures
}

var errFilm = errors.New("the boxes of the film do not fit into each other")

// box is one part of a file of the MP4 family: its name, and where its content lies.
type box struct {
	name     string
	from, to int64
}

// boxes calls visit for each box between two places, at most a bounded number.
func boxes(f io.ReadSeeker, from, to int64, visit func(box) error) error {
	for n := 0; from < to; n++ {
		h := readAt(f, from, 16)
		if n > 4096 || len(h) < 8 {
			return errFilm
		}
		size, head := be32(h), int64(8)
		switch {
		case size == 1 && len(h) == 16:
			size, head = int64(binary.BigEndian.Uint64(h[8:])), 16
		case size == 0:
			size = to - from
		}
		if size < head || size > to-from {
			return errFilm
		}
		if err := visit(box{string(h[4:8]), from + head, from + size}); err != nil {
			return err
		}
		from += size
	}
	return nil
}

// mp4 reads a film of the MP4 family, and takes out in place what tells where and by whom it was made: the boxes with such data
// become free space, so that nothing that counts bytes in the file is moved.
func mp4(f *os.File, size int64) (out film, err error) {
	var moov bool
	err = boxes(f, 0, size, func(b box) error {
		switch b.name {
		case "moov":
			moov = true
			return movie(f, b, &out, 0)
		case "meta", "uuid", "udta":
			return clear(f, b)
		}
		return nil
	})
	if err == nil && !moov {
		err = errFilm
	}
	return out, err
}

func movie(f *os.File, parent box, out *film, depth int) error {
	if depth > 6 {
		return errFilm
	}
	return boxes(f, parent.from, parent.to, func(b box) error {
		switch b.name {
		case "udta", "meta", "uuid": // ©xyz, loci, com.apple.quicktime.location
			return clear(f, b)
		case "trak", "mdia", "minf":
			return movie(f, b, out, depth+1)
		case "mvhd":
			out.length = headTime(readAt(f, b.from, int(min(b.to-b.from, 32))))
		case "tkhd":
			if n := b.to - b.from; n >= 84 {
				end := readAt(f, b.to-8, 8)
				if len(end) == 8 && be32(end) != 0 {
					out.width, out.height, out.pictures = int(be32(end)>>16), int(be32(end[4:])>>16), true
				}
			}
		}
		return nil
	})
}

// headTime is the length that the head of a movie tells.
func headTime(b []byte) int64 {
	switch {
	case len(b) >= 20 && b[0] == 0:
		return per(be32(b[16:]), be32(b[12:]))
	case len(b) >= 32 && b[0] == 1:
		return per(int64(binary.BigEndian.Uint64(b[24:])&math.MaxInt64), be32(b[20:]))
	}
	return 0
}

// clear makes a box free space, full of zeros.
func clear(f *os.File, b box) error {
	head := int64(8)
	if h := readAt(f, b.from-16, 16); len(h) == 16 && be32(h) == 1 && string(h[4:8]) == b.name {
		head = 16
	}
	if _, err := f.WriteAt([]byte("free"), b.from-head+4); err != nil {
		return err
	}
	zeros := make([]byte, 32<<10)
	for at := b.from; at < b.to; {
		n, err := f.WriteAt(zeros[:min(int64(len(zeros)), b.to-at)], at)
		if err != nil {
			return err
		}
		at += int64(n)
	}
	return nil
}

// webm reads as much of a film in Matroska's container as tells its length and size: Info and Tracks, which come first.
func webm(f io.ReadSeeker) film {
	b := readAt(f, 0, 256<<10)
	out := film{}
	scale, ticks := 1e6, 0.0
	ebml(b, 0, func(id uint64, data []byte) {
		switch id {
		case 0x2AD7B1: // TimestampScale, nanoseconds
			scale = float64(uintOf(data))
		case 0x4489: // Duration
			switch len(data) {
			case 4:
				ticks = float64(math.Float32frombits(binary.BigEndian.Uint32(data)))
			case 8:
				ticks = math.Float64frombits(binary.BigEndian.Uint64(data))
			}
		case 0xB0:
			out.width, out.pictures = int(min(uintOf(data), 1<<16)), true
		case 0xBA:
			out.height = int(min(uintOf(data), 1<<16))
		}
	})
	if ms := ticks * scale / 1e6; ms > 0 && ms < 1e12 {
		out.length = int64(ms)
	}
	return out
}

func uintOf(b []byte) (n uint64) {
	for _, c := range b[:min(len(b), 8)] {
		n = n<<8 | uint64(c)
	}
	return n
}

// ebml visits elements, and goes down into those that hold what is sought.
func ebml(b []byte, depth int, visit func(id uint64, data []byte)) {
	for n := 0; len(b) > 1 && n < 4096; n++ {
		id, k := vint(b, false)
		if k == 0 {
			return
		}
		size, m := vint(b[k:], true)
		if m == 0 {
			return
		}
		rest := b[k+m:]
		if size > uint64(len(rest)) { // longer than what was read, or of unknown length
			size = uint64(len(rest))
		}
		switch id {
		case 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0: // Segment, Info, Tracks, TrackEntry, Video
			if depth < 6 {
				ebml(rest[:size], depth+1, visit)
			}
		default:
			visit(id, rest[:size])
		}
		b = rest[size:]
	}
}

// vint reads a number of Matroska: its length is the number of zeros before its first one.
func vint(b []byte, strip bool) (n uint64, size int) {
	if len(b) == 0 || b[0] == 0 {
		return 0, 0
	}
	size = 1
	for mask := byte(0x80); b[0]&mask == 0; mask >>= 1 {
		size++
	}
	if size > len(b) {
		return 0, 0
	}
	n = uint64(b[0])
	if strip {
		n &= 1<<(8-size) - 1
	}
	for _, c := range b[1:size] {
		n = n<<8 | uint64(c)
	}
	return n, size
}
