package frontend

import (
	"slices"

	"guildhall/models"
)

// Relation is what the viewer and somebody else are to each other.
type Relation struct {
	Following  bool // the viewer follows them
	Asked      bool // the viewer has asked to
	FollowsYou bool
	Blocking   bool        // the viewer blocked them
	Refused    models.Time // when a community elsewhere said no to the viewer; 0 otherwise
	TakenOut   bool        // with Refused: the viewer was in it
}

// Profile is the page of a person or a community, ours or another's.
type Profile struct {
	Actor     models.Actor
	Purpose   string        // of a community of ours
	Driver    *models.Actor // of a community of ours
	Leads     bool          // the viewer leads it
	Keeps     bool          // the viewer looks after it
	Lines     []string      // guidelines of a community of ours
	Log       bool          // of a community of ours: the viewer may read what was decided in it
	Docket    bool          // something was decided there about the viewer, or an appeal waits for their answer
	Moved     *models.Actor // where they went, if that account is known here
	Relation  Relation
	No        string // why the boundary does not let the viewer follow; empty when it does
	Ask       *AskServer
	First     string // a server that has not heard from the viewer yet; empty when it has
	Followers *int   // nil where it is not told
	Following *int
	Pinned    []Post
	Posts     []Post
	Older     string    // path of the next page; empty at the end
	Composer  *Composer // for a driver, to post as the community; or to write to the person; nil for none
}

func (p Profile) view(s *sheet) view {
	here := Path("")
	switch {
	case s.Mine(p.Actor.ID):
		here = PathProfile
	case p.Actor.Kind == models.Community:
		here = PathCommunities
	}
	return view{Title: p.Actor.DisplayName(), Frame: stream, Here: here, Body: profileBody(s, p), Side: profileSide(s, p)}
}

// without leaves out of a list what stands above it already.
func without(list, above []Post) []Post {
	return slices.DeleteFunc(slices.Clone(list), func(one Post) bool {
		return one.SharedBy == nil && slices.ContainsFunc(above, func(up Post) bool { return up.ID == one.ID })
	})
}

// Person is an actor in a list, with what the viewer is to them.
type Person struct {
	models.Actor
	Relation Relation
	No       string // why the boundary does not let the viewer follow
}

// Circle lists the followers of somebody, or those whom they follow.
type Circle struct {
	Actor     models.Actor
	Followers bool // else: those whom the actor follows
	People    []Person
	Older     string
	Hidden    bool // the owner does not show the list
}

func (p Circle) view(s *sheet) view {
	return view{Title: p.title(s), Frame: stream, Body: circleBody(s, p)}
}

func (p Circle) title(s *sheet) string {
	if p.Followers {
		return s.T("circle.followers", p.Actor.DisplayName())
	}
	return s.T("circle.following", p.Actor.DisplayName())
}
