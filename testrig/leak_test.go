package testrig_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/store"
)

// The steps of an ordinary run, of each world in it, and how often each pair of audience and door must have come up.
const (
	ordinary = 6000
	slower   = 1000 // where each transaction is a journey to another process
	perWorld = 2000
	often    = 100
	counted  = 20_000 // in so many steps, and in fewer accordingly
)

// TestNothingLeaks lets three organisations and two other servers live through random days: people, follows, posts of every
// reach, edits, shares, quotes, polls, files, standings, policies, reviews, jumps of the clock, crashes. Closed communities (the
// audience members) are not among it yet. After each step all bytes that left and what the step touched are compared with
// a second opinion, package maysee. STEPS says how many, SEED repeats a run: make leak STEPS=1000000 SEED=7.
func TestNothingLeaks(t *testing.T) {
	steps := ordinary
	if os.Getenv("GUILDHALL_TEST_DATABASE") == store.Postgres {
		steps = slower
	}
	steps, seed := fromEnv("STEPS", steps), fromEnv("SEED", 20261102)
	if memory := "/dev/shm"; os.Getenv("TMPDIR") == "" {
		if s, err := os.Stat(memory); err == nil && s.IsDir() {
			t.Setenv("TMPDIR", memory)
		}
	}
	began, all := time.Now(), tally{}
	for n, done := 0, 0; done < steps; n++ {
		part := min(perWorld, steps-done)
		t.Run(fmt.Sprintf("world %d", n), func(t *testing.T) {
			l := newLeak(t, uint64(seed), uint64(n), all)
			for range part {
				l.step()
			}
			l.closure()
		})
		if t.Failed() {
			t.Fatalf("SEED=%d STEPS=%d: the world %d above shows it", seed, steps, n)
		}
		done += part
	}
	t.Logf("SEED=%d STEPS=%d in %s\n%s", seed, steps, time.Since(began).Round(time.Second), all)
	for _, pair := range pairs() {
		if least := max(1, min(often, often*steps/counted)); all["audience at door"][pair] < least {
			t.Errorf("%s came up %d times in %d steps, %d are asked for", pair, all["audience at door"][pair], steps, least)
		}
	}
}

func pairs() (all []string) {
	for _, audience := range []string{"self", "named", "followers", "everyone"} {
		for _, door := range []string{"out", "in", "pull", "fetch", "page"} {
			if audience != "self" || door != "in" && door != "fetch" {
				all = append(all, audience+" "+door)
			}
		}
	}
	return all
}

func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// tally counts what came up, by kind and name.
type tally map[string]map[string]int

func (c tally) add(kind, name string) {
	if c[kind] == nil {
		c[kind] = map[string]int{}
	}
	c[kind][cmp.Or(name, "none")]++
}

// String prints one line for each kind.
func (c tally) String() string {
	var out strings.Builder
	for _, kind := range sorted(c) {
		fmt.Fprintf(&out, "%-18s", kind)
		for _, name := range sorted(c[kind]) {
			fmt.Fprintf(&out, " %s %d,", name, c[kind][name])
		}
		out.WriteString("\n")
	}
	return out.String()
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
