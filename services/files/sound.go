package files

import (
	"encoding/binary"
	"io"
)

// longest is how long a sound or film may be, in milliseconds: six hours. A longer one is refused.
const longest = 6 * 60 * 60 * 1000

// soundLength tells how long a sound is, in milliseconds; 0 when it does not say.
func soundLength(s shape, f io.ReadSeeker, size int64) int64 {
	switch s {
	case mp3Shape:
		return mp3Length(f, size)
	case wavShape:
		return wavLength(f)
	case flacShape:
		return flacLength(f)
	case oggShape:
		return oggLength(f, size)
	}
	return 0
}

func readAt(f io.ReadSeeker, off int64, n int) []byte {
	if _, err := f.Seek(off, io.SeekStart); err != nil {
		return nil
	}
	b := make([]byte, n)
	k, _ := io.ReadFull(f, b)
	return b[:k]
}

// per gives n/rate in milliseconds, and 0 for what is no length.
func per(n, rate int64) int64 {
	if n <= 0 || rate <= 0 || n > 1<<50 {
		return 0
	}
	return n * 1000 / rate
}

func wavLength(f io.ReadSeeker) int64 {
	off, rate := int64(12), int64(0)
	for range 64 {
		h := readAt(f, off, 24)
		if len(h) < 8 {
			return 0
		}
		size := int64(binary.LittleEndian.Uint32(h[4:]))
		switch string(h[:4]) {
		case "fmt ":
			if len(h) < 20 {
				return 0
			}
			rate = int64(binary.LittleEndian.Uint32(h[16:]))
		case "data":
			return per(size, rate)
		}
		off += 8 + size + size&1
	}
	return 0
}

// flacLength reads STREAMINFO, which comes first.
func flacLength(f io.ReadSeeker) int64 {
	h := readAt(f, 0, 26)
	if len(h) < 26 || h[4]&0x7f != 0 {
		return 0
	}
	packed := binary.BigEndian.Uint64(h[18:])
	return per(int64(packed&(1<<36-1)), int64(packed>>44))
}

// oggLength takes the last page's place in the sound, and the rate from the first.
func oggLength(f io.ReadSeeker, size int64) int64 {
	head := readAt(f, 0, 80)
	rate := int64(0)
	for i := 27; i+20 < len(head); i++ {
		switch {
		case string(head[i:i+7]) == "\x01vorbis":
			rate = int64(binary.LittleEndian.Uint32(head[i+12:]))
		case string(head[i:i+8]) == "OpusHead":
			rate = 48_000
		}
		if rate != 0 {
			break
		}
	}
	const tail = 66_000
	end := readAt(f, max(0, size-tail), tail)
	for i := len(end) - 14; i >= 0; i-- {
		if string(end[i:i+4]) == "OggS" {
			return per(int64(binary.LittleEndian.Uint64(end[i+6:])), rate)
		}
	}
	return 0
}

var (
	mp3Rates  = [4]int64{44_100, 48_000, 32_000, 0}
	mp3Bits   = [16]int64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0} // layer III of MPEG 1
	mp3BitsV2 = [16]int64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}     // of MPEG 2 and 2.5
)

// frameOf reads the head of a frame of MPEG audio, layer III: its bytes, its samples and their rate.
func frameOf(b []byte) (size int, samples, rate int64, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 || b[1]&0x06 != 0x02 {
		return 0, 0, 0, false
	}
	version, pad := b[1]>>3&3, int64(b[2]>>1&1)
	bits, rate := mp3Bits[b[2]>>4], mp3Rates[b[2]>>2&3]
	samples = 1152
	switch version {
	case 1:
		return 0, 0, 0, false
	case 0, 2:
		bits, samples, rate = mp3BitsV2[b[2]>>4], 576, rate/2
		if version == 0 {
			rate /= 2
		}
	}
	if bits == 0 || rate == 0 {
		return 0, 0, 0, false
	}
	return int(samples/8*bits*1000/rate + pad), samples, rate, true
}

// mp3Length counts frames where the first one tells their number, else takes the rate of the first for all.
func mp3Length(f io.ReadSeeker, size int64) int64 {
	off := int64(0)
	if h := readAt(f, 0, 10); len(h) == 10 && string(h[:3]) == "ID3" {
		off = 10 + int64(h[6]&0x7f)<<21 + int64(h[7]&0x7f)<<14 + int64(h[8]&0x7f)<<7 + int64(h[9]&0x7f)
	}
	b := readAt(f, off, headBytes)
	for i := 0; i+4 < len(b); i++ {
		n, samples, rate, ok := frameOf(b[i:])
		if !ok {
			continue
		}
		for k := i; k < min(i+200, len(b)-12); k++ {
			if tag := string(b[k : k+4]); (tag == "Xing" || tag == "Info") && b[k+7]&1 != 0 {
				return per(be32(b[k+8:])*samples, rate)
			}
		}
		return per((size-off)/int64(max(n, 1))*samples, rate)
	}
	return 0
}
