package frontend

import "guildhall/models"

// History is what a post said before it was edited, and what changed from one version to the next.
type History struct {
	Post     Post
	Versions []Version // the newest first
}

// Version is one of them.
type Version struct {
	At       models.Time
	Title    []Piece
	Warning  []Piece
	Text     []Piece
	Answers  []string // of its poll, where they are others than before
	Original bool     // the first
}

// Piece is some words of a version: there before, gone, or new.
type Piece struct {
	Text       string
	Gone, Came bool
}

func (p History) view(s *sheet) view {
	return view{Title: s.T("history.title"), Frame: stream, Body: historyBody(s, p)}
}
