package wire

import "html"

// labelTerm is our property for a Traffic Light Protocol label. Its meaning is named by an IRI that is an identifier
// only: nothing is to be fetched there, ever, and the context that maps it is written into each document.
const (
	labelTerm  = "tlp"
	labelSpace = "urn:uuid:5b2c0f2e-8a4d-4c57-9f0a-6c1d3f7be201#"
)

// labelOf reads a label; what is longer than any label is not one.
func (t *tape) labelOf(i at) string {
	if !t.is(i, text) {
		return ""
	}
	if s := t.written(i); len(s) <= 40 {
		return s
	}
	return ""
}

// labelLine is the visible line for software that does not know the property.
func labelLine(label string) string { return "<p>TLP:" + html.EscapeString(label) + "</p>" }
