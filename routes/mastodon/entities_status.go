package mastodon

import (
	"html"
	"net/url"

	"guildhall/models"
	"guildhall/phrases"
)

// status writes a Status: a post, or somebody's boost with the post inside.
func (s *scene) status(p *pen, x *models.PostShown) {
	if x.Boost == nil {
		p.object(func() { s.statusMembers(p, x, asRead) })
		return
	}
	p.object(func() { s.boostMembers(p, x) })
}

// telling says which form of the text a status carries.
type telling bool

const (
	asRead    telling = false // content
	asWritten telling = true  // text, to be written again after a deletion
)

func (s *scene) statusMembers(p *pen, x *models.PostShown, t telling) { s.statusAs(p, x, t, false) }

// statusAs is statusMembers; inside says that the post stands inside one that quotes it.
func (s *scene) statusAs(p *pen, x *models.PostShown, t telling, inside bool) {
	p.id("id", x.ID)
	p.text("uri", string(x.IRI))
	p.text("url", s.postPage(x))
	p.moment("created_at", x.Published)
	p.moment("edited_at", x.Edited)
	if x.Parent != nil && x.ParentBy != nil {
		p.id("in_reply_to_id", x.Parent.ID)
		p.id("in_reply_to_account_id", x.ParentBy.ID)
	} else {
		p.null("in_reply_to_id")
		p.null("in_reply_to_account_id")
	}
	p.key("account")
	p.object(func() { s.accountMembers(p, &x.Author, x.Emoji...) })
	if t == asWritten {
		p.text("text", x.Source)
	} else {
		p.text("content", content(x))
	}
	s.reachMembers(p, reads(&x.Post), x.Audience == models.Everyone && x.Distance.IsInside(), &x.Author)
	p.orNull("tlp", x.Label)
	p.text("kind", string(x.Kind))
	p.orNull("title", x.Title)
	if x.AnswerID != nil {
		p.id("accepted_answer_id", *x.AnswerID)
	} else {
		p.null("accepted_answer_id")
	}
	p.flag("locked", x.Locked != 0)
	p.flag("folded", x.Folded != 0)
	p.flag("sensitive", x.Sensitive || s.folded(x))
	p.text("spoiler_text", s.spoiler(x))
	p.orNull("language", x.Language)
	s.named(p, x)
	s.marks(p, x)
	s.quoteOf(p, x, inside)
	s.quoteApproval(p, x)
	p.null("reblog")
	if x.Poll != nil {
		p.key("poll")
		poll(p, x, s.viewer, s.now)
	} else {
		p.null("poll")
	}
	s.card(p, x)
	s.media(p, x)
	s.emoji(p, models.EmojiNamed(x.Emoji, x.Content, x.Title, x.Summary))
	empty(p)
}

// folded tells whether members folded a post for whoever looks: its author sees it as it is.
func (s *scene) folded(x *models.PostShown) bool { return x.Folded != 0 && x.AuthorID != s.viewer }

// spoiler is the line that apps fold a post under.
func (s *scene) spoiler(x *models.PostShown) string {
	if !s.folded(x) || x.Community == nil {
		return x.Summary
	}
	said := phrases.For("en").T("folded.api", x.Community.DisplayName())
	if x.Summary != "" {
		said += ": " + x.Summary
	}
	return said
}

// boostMembers writes a boost: its own id, time and booster, and the post under reblog.
func (s *scene) boostMembers(p *pen, x *models.PostShown) {
	p.id("id", x.ItemID)
	p.text("uri", string(x.Boost.IRI))
	p.text("url", s.postPage(x))
	p.moment("created_at", x.Boost.Created)
	p.null("edited_at")
	p.null("in_reply_to_id")
	p.null("in_reply_to_account_id")
	p.key("account")
	s.account(p, x.BoostBy)
	p.text("content", "")
	as := models.Post{Reach: x.Boost.Reach, Quiet: x.Quiet}
	s.reachMembers(p, reads(&as), as.Audience == models.Everyone && as.Distance.IsInside(), x.BoostBy)
	p.orNull("tlp", x.Label)
	p.flag("sensitive", x.Sensitive)
	p.text("spoiler_text", "")
	p.orNull("language", x.Language)
	p.none("mentions")
	p.none("tags")
	s.marks(p, x)
	p.null("quote")
	p.key("reblog")
	p.object(func() { s.statusMembers(p, x, asRead) })
	p.null("poll")
	p.null("card")
	p.none("media_attachments")
	p.none("emojis")
	empty(p)
}

func (s *scene) reachMembers(p *pen, w word, localOnly bool, by *models.Actor) {
	p.text("visibility", string(w))
	p.flag("local_only", localOnly)
	p.text("origin", s.origin(by))
}

// named writes whom and which hashtags a post mentions.
func (s *scene) named(p *pen, x *models.PostShown) {
	p.listAt("mentions", func() {
		for i := range x.People {
			a := &x.People[i]
			if !a.Mention {
				continue
			}
			p.object(func() {
				p.id("id", a.ID)
				p.text("username", string(a.Handle))
				p.text("acct", acct(&a.Actor))
				p.text("url", s.pageOf(&a.Actor))
			})
		}
	})
	p.listAt("tags", func() {
		for _, t := range x.Tags {
			p.object(func() {
				p.text("name", t)
				p.text("url", s.api.site.Base+"/tags/"+url.PathEscape(t))
			})
		}
	})
}

// marks writes the counts, and what the viewer did.
func (s *scene) marks(p *pen, x *models.PostShown) {
	p.number("replies_count", x.Replies)
	p.number("reblogs_count", x.Boosts)
	p.number("favourites_count", x.Favourites)
	p.number("quotes_count", x.Quotes)
	p.flag("favourited", x.Favourited)
	p.flag("reblogged", x.Boosted)
	if x.UsesDowns {
		p.number("downs_count", x.Downs)
		p.flag("downed", x.Downed)
	}
	s.facesOf(p, x)
	p.flag("muted", false)
	p.flag("bookmarked", false)
	if x.AuthorID == s.viewer {
		p.flag("pinned", x.Pinned)
	}
}

// empty writes what Mastodon has and we do not have yet.
func empty(p *pen) {
	p.null("application")
	p.none("filtered")
}

// postPage is where people read a post.
func (s *scene) postPage(x *models.PostShown) string {
	switch {
	case x.Local:
		return s.api.site.PostPage(x.Author.Handle, x.ID)
	case x.URL != "":
		return x.URL
	}
	return string(x.IRI)
}

// content is a post's text, with the title of what has one above it. A thing that is not understood is its title and where
// it stands.
func content(x *models.PostShown) string {
	if x.Title == "" {
		return x.Content
	}
	title := html.EscapeString(x.Title)
	if x.Kind.Elsewhere() && x.URL != "" {
		title = `<a href="` + html.EscapeString(x.URL) + `" rel="nofollow noopener noreferrer">` + title + `</a>`
	}
	return "<p><strong>" + title + "</strong></p>" + x.Content
}

// statuses writes a list of Status.
func (s *scene) statuses(p *pen, posts []models.PostShown) {
	p.list(func() {
		for i := range posts {
			s.status(p, &posts[i])
		}
	})
}
