package testrig_test

import (
	"cmp"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/store"
)

// The steps of an ordinary run, of each world in it, and how often each pair of audience and door must have come up.
const (
	ordinary = 19_000
	slower   = 1000 // where each transaction is a journey to another process
	perWorld = 2000
	often    = 100
	counted  = 20_000 // in so many steps, and in fewer accordingly
)

// TestNothingLeaks lets three organisations and two other servers live through random days: people, follows, posts of every
// reach, edits, shares, quotes, polls, files, standings, policies, reviews, jumps of the clock, crashes,
// communities of every kind, of which the closed ones are where members alone read. After each step all bytes that left and what the step touched are compared with
// a second opinion, package maysee. STEPS says how many, SEED repeats a run, and WORLD one world of it alone:
// make leak STEPS=1000000 SEED=7.
func TestNothingLeaks(t *testing.T) {
	steps := ordinary
	if os.Getenv("GUILDHALL_TEST_DATABASE") == store.Postgres {
		steps = slower
	}
	steps, seed, only := fromEnv("STEPS", steps), fromEnv("SEED", 20261102), fromEnv("WORLD", -1)
	if memory := "/dev/shm"; os.Getenv("TMPDIR") == "" {
		if s, err := os.Stat(memory); err == nil && s.IsDir() {
			t.Setenv("TMPDIR", memory)
		}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // memory is plenty, and collecting it took a tenth of the time
	began, all := time.Now(), &sum{tally: tally{}}
	t.Run("worlds", func(t *testing.T) {
		for n := 0; n*perWorld < steps; n++ {
			part := min(perWorld, steps-n*perWorld)
			if only >= 0 && only != n {
				continue
			}
			t.Run(strconv.Itoa(n), func(t *testing.T) {
				t.Parallel()
				l := newLeak(t, uint64(seed), uint64(n), tally{})
				l.aloud = only >= 0
				for range part {
					l.step()
				}
				l.closure()
				if done, told := all.adds(l.tally, part); told != "" {
					t.Logf("SEED=%d: %d of %d steps in %s\n%s", seed, done, steps, time.Since(began).Round(time.Second), told)
				}
			})
		}
	})
	if t.Failed() {
		t.Fatalf("SEED=%d STEPS=%d: the world above shows it; WORLD=n repeats that one alone", seed, steps)
	}
	t.Logf("SEED=%d STEPS=%d in %s\n%s", seed, steps, time.Since(began).Round(time.Second), all.tally)
	for _, pair := range pairs() {
		if only >= 0 {
			break
		}
		if least := max(1, min(often, often*steps/counted)); all.tally["audience at door"][pair] < least {
			t.Errorf("%s came up %d times in %d steps, %d are asked for", pair, all.tally["audience at door"][pair], steps, least)
		}
	}
}

// sum is what came up in all worlds, each of which counts for itself.
type sum struct {
	sync.Mutex
	tally
	done, told int
}

// adds takes over what a world counted; every so many steps it tells how many were done and what came up so far.
func (s *sum) adds(world tally, steps int) (done int, told string) {
	s.Lock()
	defer s.Unlock()
	for kind, names := range world {
		for name, n := range names {
			if s.tally[kind] == nil {
				s.tally[kind] = map[string]int{}
			}
			s.tally[kind][name] += n
		}
	}
	if s.done += steps; s.done-s.told >= counted {
		s.told = s.done
		return s.done, s.String()
	}
	return s.done, ""
}

func pairs() (all []string) {
	for _, audience := range []string{"self", "named", "followers", "members", "everyone"} {
		for _, door := range []string{"out", "in", "pull", "fetch", "page"} {
			if audience != "self" && audience != "members" || door != "in" && door != "fetch" {
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
