package policy

import (
	"unicode"

	"go.yaml.in/yaml/v3"
)

func scalarOf(n *yaml.Node) scalar {
	return scalar{place: at(n), block: n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0, text: n.Value}
}

// placeIn finds in the file the nth character, from 0, of a text that was read from it. Quotes,
// indentation and folded lines are gone from the text, so the two are walked side by side; white space counts in neither.
func (d *Document) placeIn(s scalar, target int) place {
	row, col := s.line-1, s.column-1
	if s.block {
		row, col = row+1, 0
	}
	at := place{s.line, s.column}
	text := []rune(s.text)
	for i := 0; i <= target && i < len(text); i++ {
		if unicode.IsSpace(text[i]) {
			continue
		}
		found := false
		for ; row < len(d.source) && !found; row, col = row+1, 0 {
			source := []rune(d.source[row])
			for ; col < len(source); col++ {
				if source[col] == text[i] {
					at, found = place{row + 1, col + 1}, true
					col++
					break
				}
			}
			if found {
				break
			}
		}
		if !found {
			return place{s.line, s.column}
		}
	}
	return at
}

// offset is the number of characters before a line (from 1) and column (from 0).
func offset(text string, line, column int) int {
	n, at := 0, 1
	for _, r := range text {
		if at == line {
			return n + column
		}
		if r == '\n' {
			at++
		}
		n++
	}
	return n + column
}
