package policy

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kinds are what detect() knows, each with the function that finds it in a text. Nothing found leaves this package.
var kinds = [...]struct {
	name, says string
	in         func(text string) bool
}{
	{"email", "an address such as ada@example.org", hasEmail},
	{"phone", "a telephone number of 8 to 15 digits that begins with + or 0", hasPhone},
	{"iban", "an account number with valid check digits", hasIBAN},
	{"card", "a payment card number with a valid check digit", hasCard},
	{"secret", "a password or key: private keys, tokens of known makers, and words such as \"password:\" with what follows", hasSecret},
	{"internal-host", "a host or address of a private network", hasInternalHost},
}

// Kind is one thing that detect() finds: a row of the reference page.
type Kind struct{ Name, Says string }

// Kinds lists what detect() knows.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = Kind{k.name, k.says}
	}
	return out
}

func hasEmail(s string) bool {
	for i := strings.IndexByte(s, '@'); i >= 0; {
		if emailAt(s, i) {
			return true
		}
		next := strings.IndexByte(s[i+1:], '@')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return false
}

// emailAt tells whether the sign at i stands in an address: a name before it that does not itself follow a sign (that
// would be a mention, @ada@example.org), and a domain with a dot after it.
func emailAt(s string, i int) bool {
	from := i
	for from > 0 && (alnum(s[from-1]) || strings.IndexByte("._%+-", s[from-1]) >= 0) {
		from--
	}
	if from == i || from > 0 && s[from-1] == '@' {
		return false
	}
	end := i + 1
	for end < len(s) && (alnum(s[end]) || s[end] == '.' || s[end] == '-') {
		end++
	}
	domain := strings.Trim(s[i+1:end], ".-")
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && len(domain)-dot > 2
}

// runs calls each for every run of digits with single separators between them, as numbers are written; before is the
// byte that stands before it, 0 at the start.
func runs(s string, each func(digits string, before byte) bool) bool {
	var digits []byte
	var before byte
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			before = s[i]
			i++
			continue
		}
		digits = digits[:0]
		start := before
		for i < len(s) {
			if s[i] >= '0' && s[i] <= '9' {
				digits = append(digits, s[i])
				i++
				continue
			}
			n := separator(s[i:])
			if n == 0 || i+n >= len(s) || s[i+n] < '0' || s[i+n] > '9' {
				break
			}
			i += n
		}
		if each(string(digits), start) {
			return true
		}
		before = 0
	}
	return false
}

// separator is the length of what may stand between the digits of one number: up to three of space, hyphen, dot, slash,
// bracket.
func separator(s string) int {
	n := 0
	for n < len(s) && n < 3 && strings.IndexByte(" -./()", s[n]) >= 0 {
		n++
	}
	if n == 0 && strings.HasPrefix(s, "\u00a0") {
		return 2
	}
	return n
}

func hasPhone(s string) bool {
	return runs(s, func(d string, before byte) bool {
		if len(d) < 8 || len(d) > 15 || before != 0 && alnum(before) {
			return false
		}
		return before == '+' || d[0] == '0' && d[1] != '0' || strings.HasPrefix(d, "00")
	})
}

func hasCard(s string) bool {
	return runs(s, func(d string, before byte) bool {
		return len(d) >= 13 && len(d) <= 19 && (before == 0 || !alnum(before)) && d[0] >= '2' && d[0] <= '6' && luhn(d)
	})
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func hasIBAN(s string) bool {
	for i := 0; i+15 <= len(s); i++ {
		if i > 0 && alnum(s[i-1]) || !isLetter(s[i]) || !isLetter(s[i+1]) || !isDigit(s[i+2]) || !isDigit(s[i+3]) {
			continue
		}
		var number []byte
		for j := i; j < len(s) && len(number) < 34; j++ {
			switch {
			case alnum(s[j]):
				number = append(number, s[j])
				if isLetter(s[j]) {
					number[len(number)-1] = s[j] &^ 0x20
				}
				if len(number) >= 15 && (j+1 == len(s) || !alnum(s[j+1])) && mod97(number) == 1 {
					return true
				}
			case s[j] == ' ' || s[j] == '-':
			default:
				j = len(s)
			}
		}
	}
	return false
}

func mod97(number []byte) int {
	rest := 0
	for i := range number {
		c := number[(i+4)%len(number)]
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest
}

// tokens begin what makers of keys give out, with how many characters follow at least.
var tokens = []struct {
	begin string
	more  int
}{{"AKIA", 16}, {"ASIA", 16}, {"ghp_", 30}, {"gho_", 30}, {"ghs_", 30}, {"github_pat_", 30}, {"glpat-", 18}, {"xoxb-", 20}, {"xoxp-", 20}, {"xoxa-", 20},
	{"sk_live_", 16}, {"rk_live_", 16}, {"sk-", 32}, {"AIza", 30}, {"npm_", 30}, {"SG.", 40}, {"eyJhbGciOi", 20}, {"ya29.", 20}}

var labels = []string{"password", "passwort", "passwd", "passphrase", "secret", "api key", "api-key", "apikey", "api_key", "access key", "access_key", "token", "kennwort", "mot de passe", "contraseña"}

func hasSecret(s string) bool {
	if i := strings.Index(s, "-----BEGIN "); i >= 0 && strings.Contains(s[i:min(len(s), i+60)], "PRIVATE KEY-----") {
		return true
	}
	for _, t := range tokens {
		for from := 0; ; {
			i := strings.Index(s[from:], t.begin)
			if i < 0 {
				break
			}
			from += i + len(t.begin)
			end := from
			for end < len(s) && (alnum(s[end]) || s[end] == '_' || s[end] == '-' || s[end] == '.') {
				end++
			}
			if at := from - len(t.begin); end-from >= t.more && (at == 0 || !alnum(s[at-1])) {
				return true
			}
		}
	}
	folded := knownOf(s).folded
	for _, l := range labels {
		for from := 0; ; {
			i := strings.Index(folded[from:], l)
			if i < 0 {
				break
			}
			from += i + len(l)
			if told(folded[from:]) {
				return true
			}
		}
	}
	return false
}

// told tells whether what follows a word such as "password" is its value: a colon, an equals sign or "is", then 6 or
// more characters without a space among which is a digit or sign.
func told(rest string) bool {
	rest = strings.TrimLeft(rest, " \"'`*_")
	value, ok := strings.CutPrefix(rest, ":")
	if !ok {
		value, ok = strings.CutPrefix(rest, "=")
	}
	if !ok {
		value, ok = strings.CutPrefix(rest, "is ")
	}
	if !ok {
		value, ok = strings.CutPrefix(rest, "ist ")
	}
	if !ok {
		return false
	}
	value, _, _ = strings.Cut(strings.TrimLeft(value, " \"'`*_"), " ")
	return utf8.RuneCountInString(value) >= 6 && strings.ContainsFunc(value, func(r rune) bool {
		return unicode.IsDigit(r) || unicode.IsPunct(r) && r != '.' && r != ',' || unicode.IsSymbol(r)
	})
}

// inner are the last parts of names that only a private network knows.
var inner = []string{"local", "localhost", "internal", "intranet", "corp", "lan", "localdomain", "home.arpa", "private"}

func hasInternalHost(s string) bool {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool {
		return r != '.' && r != '-' && r != ':' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		word = strings.Trim(word, ".:-")
		if a, err := netip.ParseAddr(word); err == nil && privately(a) {
			return true
		}
		host, _, _ := strings.Cut(word, ":")
		if a, err := netip.ParseAddr(host); err == nil && privately(a) {
			return true
		}
		if strings.EqualFold(host, "localhost") {
			return true
		}
		for _, end := range inner {
			if n := len(host) - len(end); n > 1 && host[n-1] == '.' && strings.EqualFold(host[n:], end) {
				return true
			}
		}
	}
	return false
}

func privately(a netip.Addr) bool { return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() }

func alnum(c byte) bool    { return isLetter(c) || isDigit(c) }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
