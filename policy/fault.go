package policy

import "fmt"

// Fault is something wrong in a policy file, with its place and its mend.
type Fault struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // from 1; 0 when the whole file is meant
	Column int    `json:"column"`
	What   string `json:"what"` // one sentence without its full stop
	Mend   string `json:"mend"` // what to do, one sentence
}

// Error gives FILE:LINE:COLUMN: what is wrong, and the mend.
func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s. %s", f.File, f.Line, f.Column, f.What, f.Mend)
}
