package jobs

import (
	"errors"
	"fmt"
	"time"
)

// outcome is an error by which a handler says more than that it failed.
type outcome struct {
	what   end
	after  time.Duration
	reason string
	cause  error
}

type end int

const (
	snoozed end = iota + 1
	rested
	stopped
	alone
)

func (o *outcome) Error() string {
	switch o.what {
	case snoozed:
		return fmt.Sprintf("comes back in %s", o.after)
	case rested:
		return fmt.Sprintf("its lane rests for %s", o.after)
	case stopped:
		return o.reason
	}
	return o.cause.Error()
}

func (o *outcome) Unwrap() error { return o.cause }

// Snooze lets this job run again after a time. No attempt is counted.
func Snooze(after time.Duration) error { return &outcome{what: snoozed, after: after} }

// Rest lets this job and all behind it in its lane wait for a time, as when a server asks for it. No attempt is counted.
func Rest(after time.Duration) error { return &outcome{what: rested, after: after} }

// Stop gives this job up for good; it is kept, with the reason, to be seen.
func Stop(reason string) error { return &outcome{what: stopped, reason: reason} }

// Alone says that the job failed for a reason of its own: it is retried, and its lane goes on.
func Alone(err error) error {
	if err == nil {
		return nil
	}
	return &outcome{what: alone, cause: err}
}

// read takes an outcome out of an error, or nil for a plain one.
func read(err error) *outcome {
	var o *outcome
	if errors.As(err, &o) {
		return o
	}
	return nil
}
