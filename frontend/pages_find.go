package frontend

// Find looks for people and communities by name or address.
type Find struct {
	Query   string
	People  []Person
	Answer  string // a sentence: why nothing came, or what was asked elsewhere
	Refused bool   // the answer is the boundary's no
	Ask     *AskServer
}

func (p Find) view(s *sheet) view {
	return view{Title: s.T("find.label"), Frame: stream, Here: PathFind, Body: findBody(s, p)}
}
