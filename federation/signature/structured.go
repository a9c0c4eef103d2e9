package signature

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// What RFC 9421 needs of structured fields (RFC 8941): a dictionary with one member, which is an inner list of strings with
// parameters (Signature-Input) or a sequence of bytes (Signature), and the dictionary of byte sequences of Content-Digest.

// params are the parameters of an inner list. A string and a whole number are all that signatures have.
type params struct {
	text  map[string]string
	whole map[string]int64
}

// oneMember takes the label off a dictionary that has exactly one member, and gives the member as it is written.
func oneMember(text string) (label, member string, ok bool) {
	text = trim(text)
	label, rest := key(text)
	if label == "" || !strings.HasPrefix(rest, "=") {
		return "", "", false
	}
	return label, rest[1:], true
}

// key takes a key of a dictionary or parameter off the front; empty when there is none.
func key(s string) (name, rest string) {
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] == '*' || n > 0 && (s[n] >= '0' && s[n] <= '9' || s[n] == '_' || s[n] == '-' || s[n] == '.')) {
		n++
	}
	return s[:n], s[n:]
}

// quoted takes a string in quotation marks off the front, without its escapes.
func quoted(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\':
			if i++; i >= len(s) || s[i] != '"' && s[i] != '\\' {
				return "", "", false
			}
			b.WriteByte(s[i])
		case c < 0x20 || c > 0x7e:
			return "", "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// innerList reads ("a" "b");name=value;... to its end. Items with parameters of their own are not read: no server needs them.
func innerList(s string) (items []string, p params, ok bool) {
	p = params{map[string]string{}, map[string]int64{}}
	if !strings.HasPrefix(s, "(") {
		return nil, p, false
	}
	for s = strings.TrimLeft(s[1:], " "); !strings.HasPrefix(s, ")"); {
		item, rest, fine := quoted(s)
		if !fine || len(items) == maxCovered || rest == "" || rest[0] != ' ' && rest[0] != ')' {
			return nil, p, false
		}
		items, s = append(items, item), strings.TrimLeft(rest, " ")
	}
	for s = s[1:]; s != ""; {
		if !strings.HasPrefix(s, ";") || len(p.text)+len(p.whole) == maxParams {
			return nil, p, false
		}
		name, rest := key(strings.TrimLeft(s[1:], " "))
		if _, twice := p.text[name]; twice || name == "" || !strings.HasPrefix(rest, "=") {
			return nil, p, false
		}
		if _, twice := p.whole[name]; twice {
			return nil, p, false
		}
		rest = rest[1:]
		if strings.HasPrefix(rest, `"`) {
			value, after, fine := quoted(rest)
			if !fine {
				return nil, p, false
			}
			p.text[name], s = value, after
			continue
		}
		n := 0
		for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9' || n == 0 && rest[n] == '-') {
			n++
		}
		value, err := strconv.ParseInt(rest[:n], 10, 64)
		if err != nil || n > 16 {
			return nil, p, false
		}
		p.whole[name], s = value, rest[n:]
	}
	return items, p, true
}

// bytesIn reads a whole sequence of bytes, :base64:.
func bytesIn(s string) ([]byte, bool) {
	s = trim(s)
	if len(s) < 2 || s[0] != ':' || s[len(s)-1] != ':' {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(s[1 : len(s)-1])
	return raw, err == nil
}
