package frontend

import (
	"net/http"

	"guildhall/models"
	"guildhall/policy"
)

// PublicPost is a post for a visitor without a session. It takes judged copies only: what no decision let out cannot be
// shown. A copy that holds nothing is left out; without the post itself the page is that of what never was.
type PublicPost struct {
	Before []policy.Copy
	Post   policy.Copy
	After  []policy.Copy
}

func (p PublicPost) view(s *sheet) view {
	post, ok := strangersPost(p.Post.Subject())
	if !ok {
		return Mistake{Status: http.StatusNotFound}.view(s)
	}
	return publicThread{strangersPosts(p.Before), post, strangersPosts(p.After)}.view(s)
}

// PublicProfile is a person or community for a visitor without a session, from judged copies only.
type PublicProfile struct {
	Actor  policy.Copy
	Pinned []policy.Copy
	Posts  []policy.Copy
	Older  string
}

func (p PublicProfile) view(s *sheet) view {
	doc := p.Actor.Subject().Actor
	if doc == nil || doc.Stub {
		return Mistake{Status: http.StatusNotFound}.view(s)
	}
	return publicActor{*doc, strangersPosts(p.Pinned), strangersPosts(p.Posts), p.Older}.view(s)
}

// publicThread is what a visitor's page of a post is drawn from.
type publicThread struct {
	before []Post
	post   Post
	after  []Post
}

func (p publicThread) view(s *sheet) view {
	return view{Title: postTitle(s, p.post), Frame: stream, Body: publicThreadBody(s, p)}
}

// publicActor is what a visitor's page of a profile is drawn from.
type publicActor struct {
	doc    policy.ActorDoc
	pinned []Post
	posts  []Post
	older  string
}

func (p publicActor) view(s *sheet) view {
	return view{Title: p.doc.DisplayName(), Frame: stream, Body: publicActorBody(s, p)}
}

// strangersPost takes a post out of what a copy holds: its own, or the one that an activity carries.
func strangersPost(what policy.Subject) (Post, bool) {
	view := what.Post
	if view == nil && what.Act != nil && what.Act.Verb == models.Announce && what.Act.Post != nil {
		post := Post{PostView: *what.Act.Post, SharedBy: &what.Act.Actor}
		return post, true
	}
	if view == nil {
		return Post{}, false
	}
	return Post{PostView: *view}, true
}

func strangersPosts(copies []policy.Copy) []Post {
	var list []Post
	for _, c := range copies {
		if p, ok := strangersPost(c.Subject()); ok {
			list = append(list, p)
		}
	}
	return list
}
