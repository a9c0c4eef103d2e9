package frontend

import (
	"strings"

	"guildhall/models"
	"guildhall/policy"
)

// Post is one post as the viewer may see it.
type Post struct {
	models.PostView
	SharedBy                *models.Actor // who brought it into the stream by sharing
	Thanked, Shared         bool          // by the viewer
	Pinned                  bool          // by its author, to their profile
	UsesDowns, Downed       bool          // disapproval is counted in its community; the viewer disapproves
	Downs                   int
	PinnedIn                bool               // in the community of ours that the viewer looks after
	Replies, Thanks, Shares int                // of those that the viewer may read
	Voted                   []int              // answers of its poll that the viewer chose
	Attendance              *models.Attendance // the viewer's coming to it
	Comers                  int                // who come to it
	Faces                   []models.FaceCount
	Stopped                 models.HeldState // of one of the viewer's own: what the boundary did with it; empty where it passed
	Quoted                  *Post            // what it quotes, where that may stand inside it
	Accepted                bool             // it is the accepted answer of the thread that is shown
	Keeps                   bool             // the viewer looks after its thread
	Sums                    bool             // it stands above its thread, as what sums it up
	Ruled                   []Ruled          // what moderators of a community decided about it, as far as the viewer is concerned
	Settles                 bool             // the viewer may say that it answered the question of its thread
	Decides                 bool             // the viewer looks after the community of ours that it stands in
}

// Ruled is what moderators of a community decided about a post.
type Ruled struct {
	models.Ruling
	Community models.Actor
	Keeps     bool // the viewer looks after the community, which is ours
}

// shut tells whether moderators locked its thread, rather than its author.
func (p Post) shut() bool {
	for _, r := range p.Ruled {
		if r.What == models.Shut {
			return true
		}
	}
	return false
}

// folded tells whether members folded the post for the viewer: its author sees it as it is.
func (p Post) folded(s *sheet) bool {
	return p.Folded != 0 && p.Deleted == 0 && p.Community != nil && !s.Mine(p.AuthorID)
}

// foldedLook keeps the title of what is folded from being the title of the page.
func foldedLook(look postLook) postLook {
	if look == postMain || look == postPublic {
		return postFull
	}
	return look
}

func (r Ruled) words(s *sheet) string {
	said := s.T("ruled.locked", r.Community.DisplayName())
	if r.What == models.Removed {
		said = s.T("ruled.removed", r.Community.DisplayName())
	}
	if r.Reason != "" {
		said += " " + s.T("ruled.why", r.Reason)
	}
	return said
}

// Thread is a post with what it answers and what answers it.
type Thread struct {
	Before    []Post // from the root down to the parent
	Post      Post
	After     []Post         // each after what it answers, the first of all first
	Composer  *Composer      // to answer; nil when the viewer may not
	More      string         // path to further answers; empty at the end
	Asking    bool           // another server is being asked for more of it
	Synthesis *Post          // what sums the thread up, where the viewer may read it
	Coming    []models.Actor // to an event of the viewer's own: who comes
	First     string         // a server that has not heard from the viewer yet; empty when it has
	Sharing   bool           // the viewer was about to share it, and is told first what that server will learn
}

// branch is an answer of a thread with what was said below it; of a long one the rest is folded.
type branch struct{ Shown, Folded []Post }

// branchShown are the posts of a branch that stand open. A single one more is shown too: a line to press would be as long.
const branchShown = 3

// branches cuts the answers to a post, each of which stands after what it answers. Whatever answers nothing of the branch before
// it begins one: the answer to the post itself, and that to what is on an earlier screen or not for the viewer.
func (p Thread) branches() []branch {
	var all []branch
	var of map[models.ID]bool
	for _, a := range p.After {
		if a.ParentID == nil || !of[*a.ParentID] {
			all, of = append(all, branch{}), map[models.ID]bool{}
		}
		of[a.ID] = true
		last := &all[len(all)-1]
		last.Shown = append(last.Shown, a)
	}
	for i, b := range all {
		if len(b.Shown) > branchShown+1 {
			all[i] = branch{b.Shown[:branchShown], b.Shown[branchShown:]}
		}
	}
	return all
}

func (p Thread) view(s *sheet) view {
	return view{Title: postTitle(s, p.Post), Frame: stream, Body: threadBody(s, p)}
}

// EditPost is the composer with a post of the viewer's in it.
type EditPost struct{ Composer Composer }

func (p EditPost) view(s *sheet) view {
	return view{Title: s.T("compose.edit"), Frame: stream, Body: composeBody(s, Compose{Composer: p.Composer}, s.T("compose.edit"))}
}

// DeletePost asks before a post is deleted, and says what that does where it already went.
type DeletePost struct {
	Post   Post
	Handed int // servers that have it
}

func (p DeletePost) view(s *sheet) view {
	return view{Title: s.T("delete.title"), Frame: stream, Body: deleteBody(s, p)}
}

// GonePost is what those who could have read a post see after it was deleted. Strangers get the page of what never was.
type GonePost struct {
	By    models.Actor
	At    models.Time
	Reply []Post // answers that stay
}

func (p GonePost) view(s *sheet) view {
	return view{Title: s.T("gone.title"), Frame: stream, Body: goneBody(s, p)}
}

// Why explains how far a post goes: to its author in one sentence and a list, to an administrator with every step.
type Why struct {
	Post     Post
	Sentence string        // the author's sentence
	Lines    []Crossing    // one for each peer that was asked about
	Private  bool          // of the viewer's own: it waits for their wish that somebody reviews it
	Steps    []policy.Step // of the deciding decision; empty for those who may not read them
}

func (p Why) view(s *sheet) view {
	return view{Title: s.T("why.title"), Frame: stream, Body: whyBody(s, p)}
}

// Crossing is one answer of the gate, as a line that people read.
type Crossing struct {
	Kind    Origin
	Name    string // the peer's
	Host    models.Host
	Verdict models.Verdict
	Said    string // the sentence
	At      models.Time
}

// path is the page of the post here.
func (p Post) path() string { return PathPost.With(Name(p.Author), p.ID.String()) }

// anchor is the id of the post within a page; the same post shared by somebody is another one.
func (p Post) anchor() string {
	if p.SharedBy != nil {
		return "post-" + p.ID.String() + "-" + p.SharedBy.ID.String()
	}
	return "post-" + p.ID.String()
}

// canShare tells whether sharing could reach anybody: only what is for everyone is passed on.
func (p Post) canShare() bool { return p.Audience == models.Everyone && p.Deleted == 0 }

// canPin tells whether the post may stand on top of its author's profile.
func (p Post) canPin() bool {
	return p.Deleted == 0 && (p.Audience == models.Everyone || p.Audience == models.Followers)
}

// reach says in words how far the post goes.
func (p Post) reach(s *sheet) string {
	d := p.Distance
	switch p.Audience {
	case models.Self:
		return s.T("reach.self")
	case models.Named:
		return s.T("reach.named")
	}
	who := "everyone"
	if p.Audience == models.Followers {
		who = "followers"
	}
	switch {
	case d.World && who == "followers":
		return s.T("reach.followers.world")
	case d.World:
		return s.T("reach.world")
	case d.IsInside() && who == "followers":
		return s.T("reach.followers.inside")
	case d.IsInside():
		return s.T("reach.inside")
	case !p.Local && who == "everyone":
		return s.T("reach.theirs", s.Place(p.Author))
	case !p.Local:
		return s.T("reach.followers.theirs")
	case who == "followers":
		return s.N("reach.followers.some", len(d.Hosts), s.Place(p.Author))
	}
	return s.N("reach.some", len(d.Hosts), s.Place(p.Author))
}

// stoppedWords says what the boundary did with a post that did not simply pass.
func (p Post) stoppedWords(s *sheet) string {
	switch p.Stopped {
	case models.Waiting:
		return s.T("post.waits")
	case models.Private:
		return s.T("post.private")
	case models.Declined, models.Expired:
		return s.T("post.stopped")
	}
	return ""
}

func postTitle(s *sheet, p Post) string {
	if p.Title != "" {
		return p.Title
	}
	return s.T("post.by", p.Author.DisplayName())
}

// lang is the language attribute of the post's text, where it is known and has the shape of one.
func (p Post) lang(s *sheet) string {
	l := p.Language
	if l == "" || len(l) > 35 || strings.Trim(strings.ToLower(l), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return s.book.Lang()
	}
	return l
}
