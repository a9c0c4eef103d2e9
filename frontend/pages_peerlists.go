package frontend

import "guildhall/models"

// PeerLists reads lists of servers in and writes them. Fields: kind (block or allow), below (box), list (file).
type PeerLists struct {
	Lists   []models.PeerList // the newest first
	Problem Problem
}

func (p PeerLists) view(s *sheet) view {
	return view{Title: s.T("nav.lists"), Frame: wide, Here: PathPeers, Body: peerListsBody(s, p)}
}

// ListChange counts servers of a list that are one thing and become another.
type ListChange struct {
	From, To models.Standing
	N        int
}

// PeerListPage is one list and what it would do, in counts. Fields: do (apply, drop, undo), sure.
type PeerListPage struct {
	List             models.PeerList
	Changes          []ListChange
	Same             int
	Theirs, Ours     int // follows that would be suspended
	Servers, People  int // that these are on, and of
	Returns          int // follows that would go on
	Partners         int // agreements that would end
	Alarm, ManyAlarm bool
	Problem          Problem
}

func (p PeerListPage) view(s *sheet) view {
	return view{Title: p.title(s), Frame: wide, Here: PathPeers, Body: peerListBody(s, p)}
}

func (p PeerListPage) title(s *sheet) string {
	if p.List.Applied != 0 {
		return s.T("list.title.done")
	}
	return s.T("list.title")
}

func listState(s *sheet, l models.PeerList) string {
	switch {
	case l.Undone != 0:
		return s.T("list.state.undone")
	case l.Applied != 0:
		return s.T("list.state.applied")
	}
	return s.T("list.state.shown")
}

func listKind(s *sheet, k models.ListKind) string {
	if k == models.AllowList {
		return s.T("lists.kind.allow")
	}
	return s.T("lists.kind.block")
}
