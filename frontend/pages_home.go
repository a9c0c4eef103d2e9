package frontend

import "guildhall/models"

// Home is the viewer's stream: inside and outside in one, each marked where it comes from.
type Home struct {
	Composer Composer
	Items    []Post
	Older    string         // path of the next page; empty at the end
	Discover []models.Actor // communities of ours that the viewer does not follow yet; a few
}

func (p Home) view(s *sheet) view {
	return view{Title: s.T("nav.home"), Frame: stream, Here: PathHome, Body: homeBody(s, p), Side: homeSide(s, p)}
}
