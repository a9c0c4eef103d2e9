package load_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ticks is how finely Linux counts the time of processes.
const ticks = 100

// used is the user and system time that a process has had, and its children that have ended, from /proc.
func used(pid int) (own, ended time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(fields) < 15 {
		return 0, 0
	}
	sum := func(of ...string) (d time.Duration) {
		for _, f := range of {
			n, _ := strconv.Atoi(f)
			d += time.Duration(n) * time.Second / ticks
		}
		return d
	}
	return sum(fields[11:13]...), sum(fields[13:15]...)
}

// family is the time of a process and of all its children, those that live and those that have ended.
func family(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	own, ended := used(pid)
	total := own + ended
	all, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range all {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(strings.TrimPrefix(filepath.Dir(file), "/proc/"))
			own, _ := used(child)
			total += own
		}
	}
	return total
}

// resident is the memory that a process holds, and the most it ever held, in MiB.
func resident(t testing.TB, pid int) (now, most int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		kib, _ := strconv.Atoi(fields[1])
		switch fields[0] {
		case "VmRSS:":
			now = kib / 1024
		case "VmHWM:":
			most = kib / 1024
		}
	}
	return now, most
}

// machine names what the figures were measured on.
func machine() string {
	model := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%d cores of %s, %s", runtime.NumCPU(), model, runtime.Version())
}

// busy is the load of the machine in the last minute.
func busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	one, _, _ := strings.Cut(string(text), " ")
	return one
}

// span writes the least and the most of some measurements, as a table has them.
func span(many []time.Duration) string {
	low, high := millis(slices.Min(many)), millis(slices.Max(many))
	if low == high {
		return low
	}
	return strings.TrimSuffix(low, " ms") + " to " + high
}

// rate writes how many of n were done in a second, by the times that n of them took.
func rate(n int, took []time.Duration) string {
	low, high := perSecond(n, slices.Max(took)), perSecond(n, slices.Min(took))
	if low == high {
		return low
	}
	return strings.TrimSuffix(low, "/s") + " to " + high
}

func millis(d time.Duration) string {
	switch ms := float64(d) / 1e6; {
	case ms < 0.1:
		return fmt.Sprintf("%.3f ms", ms)
	case ms < 10:
		return fmt.Sprintf("%.2f ms", ms)
	default:
		return fmt.Sprintf("%.0f ms", ms)
	}
}

// perSecond writes a rate.
func perSecond(n int, took time.Duration) string {
	return thousands(int(float64(n)/took.Seconds()+0.5)) + "/s"
}

// thousands writes a number with its thousands apart.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
