package frontend

import "guildhall/fault"

// Problem is why a form was not taken: a sentence that says what to do, and the field that it is about.
type Problem struct {
	Field    string // name of the field; empty for the whole form
	Sentence string // empty without a problem
}

// ProblemOf makes a problem of an error, with its safe sentence.
func ProblemOf(err error) Problem {
	if err == nil {
		return Problem{}
	}
	return Problem{Sentence: fault.Say(err)}
}

// SignIn is the first step: address or name, and password. Fields: login, password, next.
type SignIn struct {
	Login   string // e-mail address or handle, as typed
	Next    string // where to go afterwards
	Problem Problem
}

func (p SignIn) view(s *sheet) view {
	return view{Title: s.T("signin.title"), Frame: single, Here: PathLogin, Body: signInBody(s, p)}
}

// SignInCode is the second step: the code of the day's minute, or a recovery code. Fields: ticket, code, next.
type SignInCode struct {
	Ticket  string // proves the first step; opaque here
	Next    string
	Problem Problem
}

func (p SignInCode) view(s *sheet) view {
	return view{Title: s.T("signin.code.title"), Frame: single, Here: PathLogin, Body: signInCodeBody(s, p)}
}
