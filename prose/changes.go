package prose

import "strings"

// Change is a part of a text that stayed, went or came.
type Change struct {
	Text string
	How  Turn
}

// Turn says what became of a part.
type Turn int8

// The turns of a part of a text.
const (
	Stayed Turn = iota
	Went
	Came
)

// mostCompared is how many words of each text are compared one by one; what differs more widely went and came as a whole.
const mostCompared = 1500

// Changes tells what became of one text on its way to another, word by word: joined, what stayed and went is the old text, and
// what stayed and came the new one.
func Changes(before, after string) []Change {
	a, b := words(before), words(after)
	var out []Change
	put := func(list []string, how Turn) {
		text := strings.Join(list, "")
		switch {
		case text == "":
		case len(out) > 0 && out[len(out)-1].How == how:
			out[len(out)-1].Text += text
		default:
			out = append(out, Change{text, how})
		}
	}
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	put(a[:head], Stayed)
	middle(a[head:len(a)-tail], b[head:len(b)-tail], put)
	put(a[len(a)-tail:], Stayed)
	return out
}

// middle walks along a longest common part of what is left.
func middle(a, b []string, put func([]string, Turn)) {
	if len(a) == 0 || len(b) == 0 || len(a) > mostCompared || len(b) > mostCompared {
		put(a, Went)
		put(b, Came)
		return
	}
	width := len(b) + 1
	best := make([]int16, (len(a)+1)*width) // how much is common from here on
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i*width+j] = best[(i+1)*width+j+1] + 1
			} else {
				best[i*width+j] = max(best[(i+1)*width+j], best[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			put(a[i:i+1], Stayed)
			i, j = i+1, j+1
		case best[(i+1)*width+j] >= best[i*width+j+1]:
			put(a[i:i+1], Went)
			i++
		default:
			put(b[j:j+1], Came)
			j++
		}
	}
	put(a[i:], Went)
	put(b[j:], Came)
}

// words cuts a text after each run of white space, so that joined they are the text.
func words(s string) []string {
	var out []string
	from, space := 0, false
	for i, r := range s {
		white := r == ' ' || r == '\n' || r == '\t'
		if space && !white {
			out, from = append(out, s[from:i]), i
		}
		space = white
	}
	if from < len(s) {
		out = append(out, s[from:])
	}
	return out
}
