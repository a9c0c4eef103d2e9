package frontend

import (
	"strings"

	"guildhall/models"
	"guildhall/paths"
)

// Face is the path of somebody's picture; empty where there is none to show. A visitor without a session sees none of other servers,
// because it would be fetched for them.
func (s *sheet) Face(a models.Actor) string {
	if a.Local {
		return strings.TrimPrefix(a.Icon, s.Site.Base)
	}
	if s.Viewer == nil {
		return ""
	}
	return paths.Elsewhere(paths.LentFace, a.ID, a.Icon)
}

// Banner is the path of the wide picture of somebody's profile, likewise.
func (s *sheet) Banner(a models.Actor) string {
	if a.Local {
		return strings.TrimPrefix(a.Image, s.Site.Base)
	}
	if s.Viewer == nil {
		return ""
	}
	return paths.Elsewhere(paths.LentBanner, a.ID, a.Image)
}
