package frontend

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guildhall/models"
)

// About tells who runs this place, what is seen from outside, and how to reach somebody.
type About struct {
	Description string // in the organisation's own words; may be empty
	Contact     string // e-mail address; may be empty
	Mode        models.Mode
	PublicPages bool
	Version     string // shown to members only
}

func (p About) view(s *sheet) view {
	return view{Title: s.T("nav.about"), Frame: stream, Here: PathAbout, Body: aboutBody(s, p)}
}

// partners by name, for members.
func partnerNames(s *sheet) []string {
	var names []string
	for host, name := range s.Partners {
		if name == "" {
			name = string(host)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// contactLink is where a contact leads: a page, or a mail to an address.
func contactLink(contact string) templ.SafeURL {
	if strings.HasPrefix(contact, "https://") || strings.HasPrefix(contact, "http://") {
		return templ.SafeURL(contact)
	}
	return templ.SafeURL("mailto:" + contact)
}
