package frontend

import (
	"strings"

	"guildhall/models"
)

// HeldLine is something that waits for a reviewer.
type HeldLine struct {
	models.HeldItem
	By models.Actor // who wrote it, or sent it
}

func (h HeldLine) peers() []string { return strings.Fields(h.Hosts) }

// Held is the release queue of the viewer: what they may answer, the oldest first. Nothing of their own is among it.
type Held struct{ Lines []HeldLine }

func (p Held) view(s *sheet) view {
	return view{Title: s.T("nav.held"), Frame: wide, Here: PathHeld, Body: heldBody(s, p)}
}

// HeldPage is one thing that waits, with what will be sent if it is let go. Its form has the fields do (release, refuse) and words.
type HeldPage struct {
	HeldLine
	Title, Warning, Label, Text string   // what it says, plain
	Files                       []string // what each shows
	Bytes                       string   // as they will be sent, or came in
	Said                        []HeldSaid
	Needs                       []HeldNeed
	Words                       string
	Problem                     Problem
}

// HeldSaid is what one reviewer answered.
type HeldSaid struct {
	models.HeldAnswer
	By models.Actor
}

// HeldNeed is how many people with which role a rule wants.
type HeldNeed struct {
	Rule, Role string
	Reviewers  int
}

func (p HeldPage) view(s *sheet) view {
	return view{Title: s.T("held.title"), Frame: wide, Here: PathHeld, Body: heldPageBody(s, p)}
}

func heldLine(s *sheet, h models.HeldItem) string {
	if h.Door == models.In {
		return s.T("held.in", verbWords(s, h.Verb))
	}
	return s.T("held.out", verbWords(s, h.Verb))
}
