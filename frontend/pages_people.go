package frontend

import "guildhall/models"

// Member is one person of ours as an administrator of the server sees them: nothing of what they read or when.
type Member struct {
	Actor     models.Actor
	Email     string
	Roles     []models.RoleGrant
	TwoFactor bool
	Disabled  models.Time // 0 while the account is open
	Created   models.Time
}

// People is the administrators' list of accounts. The form has the fields name (handle), display, email, password,
// role (repeated) and locked. Acts on a person: role and until (grant, revoke), password.
type People struct {
	List    []Member
	Older   string
	Query   string
	New     NewPerson
	Problem Problem
}

// NewPerson is what was typed into the form that was not taken.
type NewPerson struct{ Handle, Display, Email string }

func (p People) view(s *sheet) view {
	return view{Title: s.T("nav.people"), Frame: wide, Here: PathPeople, Body: peopleBody(s, p)}
}

func roleWords(s *sheet, r models.Role) string {
	switch r {
	case models.Admin:
		return s.T("role.admin")
	case models.BoundaryRole:
		return s.T("role.boundary")
	case models.Reviewer:
		return s.T("role.reviewer")
	case models.Auditor:
		return s.T("role.auditor")
	case models.Moderator:
		return s.T("role.moderator")
	case models.CommunityManager:
		return s.T("role.community-manager")
	case models.Sponsor:
		return s.T("role.sponsor")
	}
	return string(r)
}

func (m Member) grantable() []models.Role {
	var list []models.Role
	for _, r := range models.Roles {
		held := false
		for _, g := range m.Roles {
			held = held || g.Role == r
		}
		if !held {
			list = append(list, r)
		}
	}
	return list
}
