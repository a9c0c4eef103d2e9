package frontend

import "guildhall/models"

// AskServer is what somebody may do about a closed server on which they want to follow an account. Fields: reason.
type AskServer struct {
	Name string         // of the account, as in paths
	Host string         // of the server
	Mine *models.Asking // what the viewer said before; nil for nothing
}

// waits tells whether an answer is still to come.
func (a AskServer) waits() bool {
	return a.Mine != nil && (a.Mine.State == models.Asked || a.Mine.State == models.AskOpened)
}

// AskingLine is one who waits for a server. The page of the peer has the fields do (allow, partner, no) and sentence.
type AskingLine struct {
	models.Asking
	By models.Actor
}
