package prose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"guildhall/models"
)

// Address is somebody's name as written in a text: ada, or ada@acme.example. Domain is empty for one of our own.
type Address struct {
	Handle models.Handle // lower case
	Domain string        // host with optional port, normal form
}

// String gives the address as people write it, with the sign in front.
func (a Address) String() string {
	if a.Domain == "" {
		return "@" + string(a.Handle)
	}
	return "@" + string(a.Handle) + "@" + a.Domain
}

// ParseAddress reads @ada, ada@acme.example or @ada@acme.example as typed into a field. It gives false for anything else.
func ParseAddress(s string) (Address, bool) {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "acct:")
	s = "@" + strings.TrimPrefix(s, "@")
	a, n := scanMention(s)
	return a, n == len(s) && n > 0
}

// Found is what a text names.
type Found struct {
	Mentions []Address // each once, in order
	Tags     []string  // hashtags without the sign, lower case, each once, in order
}

// Limits on what one text can name; what lies beyond stays plain text.
const (
	MostMentions = 50
	MostTags     = 30
)

// Names finds the people and hashtags that a Markdown text names, outside code and links.
func Names(source string) Found {
	var f Found
	_ = ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *mentionNode:
			if len(f.Mentions) < MostMentions && !slices.Contains(f.Mentions, n.who) {
				f.Mentions = append(f.Mentions, n.who)
			}
		case *tagNode:
			if len(f.Tags) < MostTags && !slices.Contains(f.Tags, n.fold) {
				f.Tags = append(f.Tags, n.fold)
			}
		}
		return ast.WalkContinue, nil
	})
	return f
}

// scanMention reads an address at the start of s, which begins with @, and tells how many bytes it took; 0 when there
// is none.
func scanMention(s string) (Address, int) {
	if s == "" || s[0] != '@' {
		return Address{}, 0
	}
	end := 1
	for end < len(s) && (wordByte(s[end]) || ((s[end] == '.' || s[end] == '-') && end > 1 && end+1 < len(s) && wordByte(s[end+1]))) {
		end++
	}
	if end == 1 || end > 65 {
		return Address{}, 0
	}
	handle := strings.ToLower(s[1:end])
	if end < len(s) && s[end] == '@' {
		if host, n := scanDomain(s[end+1:]); n > 0 {
			return Address{Handle: models.Handle(handle), Domain: host}, end + 1 + n
		}
	}
	// A name of ours has no dots or hyphens: "@ada." and "@ada-" end before them.
	if cut := strings.IndexAny(handle, ".-"); cut > 0 {
		handle, end = handle[:cut], 1+cut
	}
	return Address{Handle: models.Handle(handle)}, end
}

// scanDomain reads a domain with optional port at the start of s.
func scanDomain(s string) (string, int) {
	end := 0
	for end < len(s) && end < 260 {
		r, size := utf8.DecodeRuneInString(s[end:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			end += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[end+size:])
		if (r == '.' || r == '-' || r == '_') && end > 0 && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '-') {
			end += size
			continue
		}
		break
	}
	if end == 0 {
		return "", 0
	}
	name := end
	if end < len(s) && s[end] == ':' {
		port := end + 1
		for port < len(s) && port-end <= 5 && s[port] >= '0' && s[port] <= '9' {
			port++
		}
		if port > end+1 {
			name = port
		}
	}
	host, err := models.NormalHost(s[:name])
	if err != nil && name != end {
		name = end
		host, err = models.NormalHost(s[:name])
	}
	if err != nil {
		return "", 0
	}
	return string(host), name
}

// scanTag reads a hashtag at the start of s, which begins with #: letters, digits and underscores with one letter at
// least. It tells how many bytes it took; 0 when there is none.
func scanTag(s string) int {
	if s == "" || s[0] != '#' {
		return 0
	}
	end, letters, runes := 1, false, 0
	for end < len(s) && runes < 100 {
		r, size := utf8.DecodeRuneInString(s[end:])
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) && end > 1:
			letters = true
		case unicode.IsDigit(r), r == '_':
		default:
			size = 0
		}
		if size == 0 || r == utf8.RuneError {
			break
		}
		end, runes = end+size, runes+1
	}
	if !letters {
		return 0
	}
	return end
}

// FoldTag brings a hashtag, with or without its sign, into the form that tags are stored and compared in.
func FoldTag(tag string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(tag), "#"))
}

func wordByte(c byte) bool {
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
}
