package wire

import (
	"encoding/json"
	"strings"

	"guildhall/fault"
)

const mostRules = 50

// Instance is what a server says of itself to programs, in the form of Mastodon and its many relatives: /api/v2/instance, or the older
// /api/v1/instance. Its texts are as they came.
type Instance struct {
	Title, About, Contact string
	Rules                 []string
}

// ParseInstance reads either form. It fails with fault.Malformed.
func ParseInstance(body []byte) (Instance, error) {
	var raw struct {
		Title            string          `json:"title"`
		Description      string          `json:"description"`
		ShortDescription string          `json:"short_description"`
		Email            string          `json:"email"`
		Contact          json.RawMessage `json:"contact"`
		Rules            []struct {
			Text string `json:"text"`
		} `json:"rules"`
	}
	if err := json.Unmarshal(body, &raw); err != nil {
		return Instance{}, fault.New(fault.Malformed, "wire.ParseInstance", "The answer cannot be read.").Because(err)
	}
	in := Instance{Title: raw.Title, About: raw.ShortDescription, Contact: raw.Email}
	if in.About == "" {
		in.About = raw.Description
	}
	var contact struct {
		Email   string `json:"email"`
		Account struct {
			URL string `json:"url"`
		} `json:"account"`
	}
	if in.Contact == "" && json.Unmarshal(raw.Contact, &contact) == nil {
		if in.Contact = contact.Email; in.Contact == "" {
			in.Contact = contact.Account.URL
		}
	}
	for _, r := range raw.Rules {
		if text := strings.TrimSpace(r.Text); text != "" && len(in.Rules) < mostRules {
			in.Rules = append(in.Rules, text)
		}
	}
	if in.Title == "" && in.About == "" && in.Contact == "" && len(in.Rules) == 0 {
		return in, fault.New(fault.Malformed, "wire.ParseInstance", "The answer says nothing of the server.")
	}
	return in, nil
}
