// Package fault gives errors a kind, the operation that failed and one safe sentence.
//
// Only the sentence reaches a visitor; what lies beneath is for the log. A fault never holds a person's data in its
// sentence. Kind Hidden answers exactly as Missing does, so that outsiders cannot probe for what they may not read.
package fault

import (
	"errors"
	"net/http"
)

// Kind sorts errors by what a caller should do about them.
type Kind int

// The kinds of faults, with the HTTP status that each answers.
const (
	Internal     Kind = iota // 500: our own mistake
	Invalid                  // 422: the input cannot be meant like this; the sentence says what to change
	Malformed                // 400: the input cannot be read
	Unsigned                 // 401: no session, token or signature, or one that does not hold
	Forbidden                // 403: known, and not permitted
	Hidden                   // 404: exists, and must not be told from what does not
	Missing                  // 404: does not exist
	Gone                     // 410: was there, for those who could read it
	Conflict                 // 409: somebody was faster, or the name is taken
	TooLarge                 // 413: over a stated limit
	TooMany                  // 429: over a rate
	Unavailable              // 503: try again later
	Unreachable              // 502: another server did not answer as it should
	NotSupported             // 415: a type that this path does not take
)

var statuses = map[Kind]int{
	Internal: http.StatusInternalServerError, Invalid: http.StatusUnprocessableEntity, Malformed: http.StatusBadRequest,
	Unsigned: http.StatusUnauthorized, Forbidden: http.StatusForbidden, Hidden: http.StatusNotFound,
	Missing: http.StatusNotFound, Gone: http.StatusGone, Conflict: http.StatusConflict,
	TooLarge: http.StatusRequestEntityTooLarge, TooMany: http.StatusTooManyRequests,
	Unavailable: http.StatusServiceUnavailable, Unreachable: http.StatusBadGateway,
	NotSupported: http.StatusUnsupportedMediaType,
}

// Fault is an error with a kind, an operation ("people.Follow") and a sentence that a visitor may read.
type Fault struct {
	Kind     Kind
	Op       string
	Sentence string
	cause    error
}

// New makes a fault. The sentence says what to do, in plain words, and names nobody's data.
func New(kind Kind, op, sentence string) *Fault {
	return &Fault{Kind: kind, Op: op, Sentence: sentence}
}

// Because adds what lies beneath; it is logged and never shown.
func (f *Fault) Because(err error) *Fault {
	c := *f
	c.cause = err
	return &c
}

// Error gives the whole story, for logs.
func (f *Fault) Error() string {
	s := f.Op + ": " + f.Sentence
	if f.cause != nil {
		s += ": " + f.cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.cause }

// KindOf tells the kind of any error; one that is no fault is Internal.
func KindOf(err error) Kind {
	var f *Fault
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}

// Is tells whether the error is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Status is the HTTP status of any error.
func Status(err error) int { return statuses[KindOf(err)] }

// Say is the sentence that a visitor may read of any error.
func Say(err error) string {
	var f *Fault
	if errors.As(err, &f) && f.Sentence != "" {
		return f.Sentence
	}
	return "Something went wrong on our side. Please try again."
}
