package frontend

import "guildhall/models"

// The fields of the page on which somebody moves. FieldAlias is an address where one is added, an id where one is removed.
const (
	FieldAlias  = "alias"
	FieldMoveTo = "move_to"
)

// Elsewhere is another account, as it is called.
type Elsewhere struct {
	IRI   models.IRI
	Words string
}

// MoveSettings tells which other accounts are the viewer's, and where the viewer goes. Alias and Where are as typed.
type MoveSettings struct {
	Aliases []Elsewhere
	To      *Elsewhere // where the viewer has gone; nil while here
	Alias   string
	Where   string
	Problem Problem
}

func (p MoveSettings) view(s *sheet) view {
	return view{Title: s.T("settings.move"), Frame: stream, Body: moveBody(s, p)}
}

// about keeps a problem to the form that it is about.
func (p MoveSettings) about(alias bool) Problem {
	if (p.Problem.Field == FieldAlias) != alias {
		return Problem{}
	}
	return p.Problem
}
