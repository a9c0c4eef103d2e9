package frontend

import (
	"net/http"

	"guildhall/policy"
)

// Tag lists what carries a hashtag and the viewer may read.
type Tag struct {
	Name     string // without its sign
	Follows  bool
	Followed []string // all hashtags that the viewer follows
	Posts    []Post
	Older    string
}

func (p Tag) view(s *sheet) view {
	return view{Title: s.T("tag.title", p.Name), Frame: stream, Body: tagBody(s, p)}
}

// PublicTag is that for a visitor without a session, from judged copies only. Without one it is the page of what never was.
type PublicTag struct {
	Name  string
	Posts []policy.Copy
	Older string
}

func (p PublicTag) view(s *sheet) view {
	list := strangersPosts(p.Posts)
	if len(list) == 0 {
		return Mistake{Status: http.StatusNotFound}.view(s)
	}
	return view{Title: s.T("tag.title", p.Name), Frame: stream, Body: publicTagBody(s, p.Name, list, p.Older)}
}
