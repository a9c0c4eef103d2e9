package signature

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

const (
	maxHeader  = 8 << 10 // bytes of the signature header
	maxKeyID   = 2 << 10
	maxParams  = 16
	maxCovered = 32
	maxSigned  = 2 << 10 // bytes of the signature itself, after base64
)

// Claim is what the headers of a request say about its signature. Nothing in it was verified.
type Claim struct {
	KeyID     models.IRI // the key that is said to have signed: an http or https address with a host
	Covered   []string   // names of the covered headers, lower case, in order
	Algorithm string     // as written; never believed
	Created   int64      // seconds since 1970; 0 when absent
	Expires   int64      // seconds since 1970; 0 when absent
	signed    string     // the signature, in base64
	bearer    bool       // it came in the Authorization header
	message   *message   // nil for a claim by draft-cavage
	weak      bool       // RSA keys of 1024 bits are let in, for this one
}

// Manner tells by which specification the claim was made.
func (c Claim) Manner() models.Manner {
	if c.message != nil {
		return models.RFC9421
	}
	return models.Cavage
}

// Weak is the claim, checked with RSA keys from 1024 bits on: for a peer whose administrator here permits it.
func (c Claim) Weak() Claim {
	c.weak = true
	return c
}

// Covers tells whether the claim covers a header, given in lower case.
func (c Claim) Covers(name string) bool {
	for _, h := range c.Covered {
		if h == name {
			return true
		}
	}
	return false
}

// Read takes the claim out of a request's headers. It costs a few microseconds and looks nothing up. An error of kind
// Unsigned says that there is none, or why it cannot be read.
// spec: cavage-12#section-2.1; cavage-12#section-3
func Read(r *http.Request) (Claim, error) {
	c, err := parse(r.Header)
	if err != nil {
		return Claim{}, err
	}
	if c.KeyID.Host() == "" {
		return Claim{}, unsigned("The keyId of a signature must be the https address of the key, such as https://example.org/users/ada#main-key.")
	}
	return c, nil
}

// Signed tells whether a request carries anything that looks like a signature, readable or not.
func Signed(r *http.Request) bool {
	return len(r.Header["Signature"]) > 0 || len(r.Header["Signature-Input"]) > 0 || scheme(r.Header.Get("Authorization"))
}

// parse reads the header without judging what the keyId is.
func parse(h http.Header) (Claim, error) {
	text, bearer := "", false
	if len(h["Signature-Input"]) > 0 {
		return readMessage(h)
	}
	switch lines := h["Signature"]; {
	case len(lines) > 1:
		return Claim{}, unsigned("Send one Signature header, not several.")
	case len(lines) == 1:
		text = lines[0]
	case scheme(h.Get("Authorization")):
		text, bearer = h.Get("Authorization")[len("Signature "):], true
	default:
		return Claim{}, unsigned("This request needs an HTTP signature, by RFC 9421 or by draft-cavage-http-signatures.")
	}
	if len(text) > maxHeader {
		return Claim{}, unsigned("The Signature header is longer than 8 KiB.")
	}
	c, err := members(text)
	c.bearer = bearer
	return c, err
}

func scheme(authorization string) bool {
	const name = "signature "
	return len(authorization) > len(name) && strings.EqualFold(authorization[:len(name)], name)
}

// members reads keyId="...",headers="..." in any order. A comma within quotation marks belongs to the value.
func members(text string) (Claim, error) {
	c, seen := Claim{Covered: []string{"date"}}, make([]string, 0, 8)
	for text = trim(text); text != ""; {
		name, rest, ok := strings.Cut(text, "=")
		if name = trim(name); !ok || name == "" {
			return Claim{}, unsigned(`The Signature header cannot be read. Write it as keyId="...",headers="...",signature="..." with commas between.`)
		}
		value, after, err := member(trim(rest))
		if err != nil {
			return Claim{}, err
		}
		for _, s := range seen {
			if s == name {
				return Claim{}, unsigned("The Signature header names a parameter twice.")
			}
		}
		if seen = append(seen, name); len(seen) > maxParams {
			return Claim{}, unsigned("The Signature header has more than 16 parameters.")
		}
		if err := c.take(name, value); err != nil {
			return Claim{}, err
		}
		text = after
	}
	switch {
	case c.KeyID == "":
		return Claim{}, unsigned("The Signature header lacks keyId.")
	case c.signed == "":
		return Claim{}, unsigned("The Signature header lacks signature.")
	case c.Covers(created) && c.Created == 0:
		return Claim{}, unsigned("The signature covers (created), but the parameter created is missing.")
	case c.Covers(expires) && c.Expires == 0:
		return Claim{}, unsigned("The signature covers (expires), but the parameter expires is missing.")
	}
	return c, nil
}

// member takes one value off the front, and the comma behind it.
func member(s string) (value, rest string, err error) {
	broken := unsigned("The Signature header cannot be read. Put each value in quotation marks and a comma between parameters.")
	if strings.HasPrefix(s, `"`) {
		value, rest, ok := strings.Cut(s[1:], `"`)
		rest = trim(rest)
		if !ok || rest != "" && rest[0] != ',' {
			return "", "", broken
		}
		return value, trim(strings.TrimPrefix(rest, ",")), nil
	}
	value, rest, _ = strings.Cut(s, ",")
	if value = trim(value); value == "" || strings.Contains(value, `"`) {
		return "", "", broken
	}
	return value, trim(rest), nil
}

// take keeps one parameter; those that we do not know are passed over.
func (c *Claim) take(name, value string) error {
	switch name {
	case "keyId":
		if len(value) > maxKeyID {
			return unsigned("The keyId is longer than 2 KiB.")
		}
		c.KeyID = models.IRI(value)
	case "algorithm":
		c.Algorithm = value
	case "signature":
		if raw, err := base64.StdEncoding.DecodeString(value); err != nil || len(raw) == 0 || len(raw) > maxSigned {
			return unsigned("The signature parameter must be base64 with padding.")
		}
		c.signed = value
	case "headers":
		c.Covered = strings.Fields(strings.ToLower(value))
		return c.tidy()
	case "created", "expires":
		whole, _, _ := strings.Cut(value, ".") // the draft lets expires be a decimal
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || n <= 0 {
			return unsigned("The parameters created and expires must be seconds since 1970.")
		}
		if name == "created" {
			c.Created = n
		} else {
			c.Expires = n
		}
	}
	return nil
}

// tidy refuses lists of headers that can mean two things.
func (c *Claim) tidy() error {
	if len(c.Covered) == 0 || len(c.Covered) > maxCovered {
		return unsigned("The headers parameter must name between 1 and 32 headers.")
	}
	for i, name := range c.Covered {
		for _, before := range c.Covered[:i] {
			if before == name {
				return unsigned("The headers parameter names a header twice.")
			}
		}
		if name == "signature" || strings.HasPrefix(name, "(") && name != target && name != created && name != expires {
			return unsigned("The headers parameter names something that cannot be covered.")
		}
	}
	return nil
}

func trim(s string) string { return strings.Trim(s, " \t") }

func unsigned(sentence string) *fault.Fault {
	return fault.New(fault.Unsigned, "signature.Check", sentence)
}
