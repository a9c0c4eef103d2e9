package frontend

import (
	"net/http"

	"guildhall/fault"
)

// Mistake is the page of an error. What is hidden and what is missing get the same page, word for word.
type Mistake struct {
	Status   int
	Sentence string // safe to show; ignored for 404, which always says the same
}

// MistakeOf makes the page of an error, for the status that the error answers.
func MistakeOf(err error) Mistake {
	return Mistake{Status: fault.Status(err), Sentence: fault.Say(err)}
}

func (p Mistake) view(s *sheet) view {
	f := single
	if s.Viewer != nil {
		f = stream
	}
	return view{Title: p.title(s), Frame: f, Body: mistakeBody(s, p)}
}

func (p Mistake) title(s *sheet) string {
	switch p.Status {
	case http.StatusNotFound:
		return s.T("mistake.missing")
	case http.StatusForbidden:
		return s.T("mistake.forbidden")
	case http.StatusGone:
		return s.T("gone.title")
	case http.StatusTooManyRequests:
		return s.T("mistake.slow")
	case http.StatusServiceUnavailable, http.StatusBadGateway:
		return s.T("mistake.later")
	}
	if p.Status >= 400 && p.Status < 500 {
		return s.T("mistake.input")
	}
	return s.T("mistake.ours")
}

func (p Mistake) sentence(s *sheet) string {
	if p.Status == http.StatusNotFound || p.Sentence == "" {
		if p.Status == http.StatusNotFound {
			return s.T("mistake.missing.say")
		}
		return s.T("mistake.ours.say")
	}
	return p.Sentence
}
