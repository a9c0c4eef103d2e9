package main

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"guildhall/fault"
)

func TestWhatBrokeInsideIsForTheLogAndOneSentence(t *testing.T) {
	var out, errs bytes.Buffer
	c := &call{ctx: t.Context(), out: bufio.NewWriter(&out), errs: &errs, log: quiet(&errs)}
	if code := c.end(fault.New(fault.Internal, "store.Take", "The database refused this.").Because(errors.New("column \"colour\" is missing"))); code != failed {
		t.Errorf("it ended with %d", code)
	}
	log, said, _ := strings.Cut(errs.String(), "\n")
	if !strings.Contains(log, "level=ERROR") || !strings.Contains(log, "is missing") {
		t.Errorf("the log says %q", log)
	}
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, "the log line above") || strings.Contains(said, "colour") {
		t.Errorf("it says %q", said)
	}
}

func TestStrangersWordsCannotSteerTheTerminal(t *testing.T) {
	var out bytes.Buffer
	c := &call{out: bufio.NewWriter(&out)}
	c.say("\x1b[2Jgone")
	c.table([]string{"A"}, [][]string{{"x\ny\tz\u202e\u009b"}, {""}})
	_ = c.out.Flush()
	if got := out.String(); got != "\uFFFD[2Jgone\nA\nx\uFFFDy\uFFFDz\uFFFD\uFFFD\n-\n" {
		t.Errorf("printed was %q", got)
	}
}
