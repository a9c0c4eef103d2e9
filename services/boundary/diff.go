package boundary

import "strings"

// Line is one line of two versions beside each other.
type Line struct {
	Mark string `json:"mark"` // " " in both, "-" in the old alone, "+" in the new alone
	Text string `json:"text"`
}

// mostLines is how many lines are compared one by one; of longer files the middle counts as all new.
const mostLines = 4000

// Diff compares two texts line by line.
func Diff(before, after string) []Line {
	a, b := lines(before), lines(after)
	out := []Line{}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		out, a, b = append(out, Line{" ", a[0]}), a[1:], b[1:]
	}
	var tail []Line
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail, a, b = append(tail, Line{" ", a[len(a)-1]}), a[:len(a)-1], b[:len(b)-1]
	}
	out = append(out, middle(a, b)...)
	for i := len(tail) - 1; i >= 0; i-- {
		out = append(out, tail[i])
	}
	return out
}

// middle is the longest common part of what is left, and what is not in it.
func middle(a, b []string) (out []Line) {
	if len(a)*len(b) > mostLines*mostLines {
		for _, l := range a {
			out = append(out, Line{"-", l})
		}
		for _, l := range b {
			out = append(out, Line{"+", l})
		}
		return out
	}
	long := make([][]int32, len(a)+1)
	for i := range long {
		long[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out, i, j = append(out, Line{" ", a[i]}), i+1, j+1
		case j == len(b) || i < len(a) && long[i+1][j] >= long[i][j+1]:
			out, i = append(out, Line{"-", a[i]}), i+1
		default:
			out, j = append(out, Line{"+", b[j]}), j+1
		}
	}
	return out
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
