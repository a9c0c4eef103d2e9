package frontend

import "guildhall/models"

// CommunityLine is a community in the list.
type CommunityLine struct {
	models.Actor
	Purpose  string
	Driver   *models.Actor
	Lines    []string // its guidelines
	Relation Relation
}

// Communities lists the communities of the organisation, and before them those elsewhere that the viewer is in or asked to come into.
type Communities struct {
	List      []CommunityLine
	Elsewhere []Person // on the first page
	Older     string
}

func (p Communities) view(s *sheet) view {
	return view{Title: s.T("nav.communities"), Frame: stream, Here: PathCommunities, Body: communitiesBody(s, p)}
}

// NewCommunity is the form that starts one. Fields: handle, name, purpose. Whoever starts it drives it.
type NewCommunity struct {
	Handle, Name, Purpose string
	Problem               Problem
}

func (p NewCommunity) view(s *sheet) view {
	return view{Title: s.T("community.new"), Frame: stream, Here: PathCommunities, Body: newCommunityBody(s, p)}
}
