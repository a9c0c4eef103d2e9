package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"guildhall/fault"
)

// What a program learns from how a command ends.
const (
	done   = 0
	failed = 1 // refused, or something did not work
	wrong  = 2 // the command line, a value or a setting cannot be meant like this
	absent = 3 // what was named is not there
	waits  = 4 // asked for a verdict: it would be held
	denied = 5 // asked for a verdict: it would not cross
)

// exitCode ends a command that said all that there is to say with a code of its own.
type exitCode int

// Error tells the code.
func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// end writes out what was said, tells in one line what went wrong, and gives the exit code.
func (c *call) end(err error) int {
	if unwritten := c.out.Flush(); unwritten != nil && err == nil {
		err = fault.New(fault.Unavailable, "guildhall", "It was done, but the answer could not be written to standard output.").Because(unwritten)
	}
	if err == nil {
		return done
	}
	var answer exitCode
	if errors.As(err, &answer) {
		return int(answer)
	}
	kind := fault.KindOf(err)
	say := fault.Say(err)
	switch {
	case c.ctx.Err() != nil:
		say = "It was stopped before it was finished."
	case kind == fault.Internal:
		c.log.Error("the command failed", "err", err)
		say = "Something went wrong inside; the log line above says what. If it comes again, please report it with that line."
	default:
		c.log.Debug("the command failed", "err", err)
	}
	for line := range strings.SplitSeq(say, "\n") { // settings give a line each
		_, _ = fmt.Fprintf(c.errs, "guildhall: %s\n", plain(line))
	}
	switch kind {
	case fault.Invalid, fault.Malformed:
		return wrong
	case fault.Missing, fault.Hidden, fault.Gone:
		return absent
	}
	return failed
}

// sentence gives a library's words a capital and a full stop.
func sentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}
