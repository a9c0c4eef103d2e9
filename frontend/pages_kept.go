package frontend

import "guildhall/models"

// Kept tells everybody here what is kept of them, how long, and who may read it, as the settings of this moment have it.
type Kept struct {
	Texts, Records, HeldDays int // days
	MediaDays                int
	Theirs, Ours, Notices    int    // days; 0 for as long as it is wanted
	Inbox, Jobs, Askings     int    // days
	Public                   bool   // there are pages for the anonymous web
	Rehearses                bool   // inputs and texts are kept
	Duties                   []Duty // who holds which role now
	Readers                  []models.Role
	Releasers                []models.Role
	Administrators           []models.Role
	Moderators               []models.Role
}

// Duty is a role and who holds it.
type Duty struct {
	Role   models.Role
	People []models.Actor
}

func (p Kept) view(s *sheet) view {
	return view{Title: s.T("kept.title"), Frame: stream, Here: PathKept, Body: keptBody(s, p)}
}

// rolesWords names roles: Auditor, Boundary, Reviewer.
func rolesWords(s *sheet, roles []models.Role) string {
	said := ""
	for i, r := range roles {
		if i > 0 {
			said += ", "
		}
		said += roleWords(s, r)
	}
	return said
}

// keptOurs says how long posts of people here are kept.
func keptOurs(s *sheet, days int) string {
	if days == 0 {
		return s.T("kept.posts.long")
	}
	return s.N("kept.ours.days", days)
}

// keptTheirs says how long posts of other servers are kept.
func keptTheirs(s *sheet, days int) string {
	if days == 0 {
		return s.T("kept.theirs.long")
	}
	return s.N("kept.theirs.days", days)
}

// keptNotices says how long notifications are kept.
func keptNotices(s *sheet, days int) string {
	if days == 0 {
		return s.T("kept.account.long")
	}
	return s.N("kept.days", days)
}
