package multibase

import "strings"

const (
	base58     = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	maxBase58  = 2048 // characters; reading takes the square of it
	notInThere = 0xff
)

var base58Value = func() (v [256]byte) {
	for i := range v {
		v[i] = notInThere
	}
	for i := range base58 {
		v[base58[i]] = byte(i)
	}
	return v
}()

// Encode writes bytes as base58btc, with its prefix z.
func Encode(raw []byte) string {
	zeros := 0
	for zeros < len(raw) && raw[zeros] == 0 {
		zeros++
	}
	var digits []byte // least significant first
	for _, b := range raw[zeros:] {
		carry := int(b)
		for i := range digits {
			carry += int(digits[i]) << 8
			digits[i] = byte(carry % 58)
			carry /= 58
		}
		for ; carry > 0; carry /= 58 {
			digits = append(digits, byte(carry%58))
		}
	}
	out := make([]byte, 0, 1+zeros+len(digits))
	out = append(out, 'z')
	for range zeros {
		out = append(out, base58[0])
	}
	for i := len(digits) - 1; i >= 0; i-- {
		out = append(out, base58[digits[i]])
	}
	return string(out)
}

// Decode reads them back; false for another base, other characters, or more than 2048 of them.
func Decode(s string) ([]byte, bool) {
	s, ok := strings.CutPrefix(s, "z")
	if !ok || s == "" || len(s) > maxBase58 {
		return nil, false
	}
	zeros := 0
	for zeros < len(s) && s[zeros] == base58[0] {
		zeros++
	}
	var raw []byte // least significant first
	for i := zeros; i < len(s); i++ {
		carry := int(base58Value[s[i]])
		if carry == notInThere {
			return nil, false
		}
		for k := range raw {
			carry += int(raw[k]) * 58
			raw[k] = byte(carry)
			carry >>= 8
		}
		for ; carry > 0; carry >>= 8 {
			raw = append(raw, byte(carry))
		}
	}
	out := make([]byte, zeros, zeros+len(raw))
	for i := len(raw) - 1; i >= 0; i-- {
		out = append(out, raw[i])
	}
	return out, true
}
