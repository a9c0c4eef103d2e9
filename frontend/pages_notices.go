package frontend

import (
	"strings"

	"golang.org/x/net/html"

	"guildhall/models"
)

// Notice is one thing that the viewer should know.
type Notice struct {
	models.Notice
	From models.Actor
	Post *Post // what it is about; nil without one
	Join bool  // it is from a community that the viewer is not in and did not ask
}

// Notices is the list of them, the newest first.
type Notices struct {
	Items []Notice
	Older string
}

func (p Notices) view(s *sheet) view {
	return view{Title: s.T("nav.notices"), Frame: stream, Here: PathNotices, Body: noticesBody(s, p)}
}

// Requests lists who asks the viewer for something: to follow them, or to quote a post of theirs.
type Requests struct {
	People []Person
	Quotes []QuoteWish
	Older  string
}

// QuoteWish is a quote that waits for the viewer's answer.
type QuoteWish struct {
	models.Quote
	By      models.Actor
	Quoted  Post
	Quoting *Post // nil while it is not here
}

func (p Requests) view(s *sheet) view {
	return view{Title: s.T("requests.title"), Frame: stream, Here: PathNotices, Body: requestsBody(s, p)}
}

func (n Notice) words(s *sheet) string {
	who := n.From.DisplayName()
	switch n.Kind {
	case models.NoticeMention:
		return s.T("notice.mention", who)
	case models.NoticeFollow:
		return s.T("notice.follow", who)
	case models.NoticeRequest:
		return s.T("notice.request", who)
	case models.NoticeFavourite:
		return s.T("notice.thanks", who)
	case models.NoticeQuote:
		return s.T("notice.quote", who)
	case models.NoticeQuoteWish:
		return s.T("notice.wish", who)
	case models.NoticeRequoted:
		return s.T("notice.requoted", who)
	case models.NoticeReaction:
		return s.T("notice.reaction", who)
	case models.NoticeBoost:
		return s.T("notice.shared", who)
	case models.NoticeComing:
		return s.T("notice.coming", who)
	case models.NoticeSoon:
		return s.T("notice.soon")
	case models.NoticeEventChange:
		return s.T("notice.changed")
	case models.NoticeAccepted:
		return s.T("notice.accepted", who)
	case models.NoticePoll:
		if n.From.ID == n.OwnerID {
			return s.T("notice.poll.own")
		}
		return s.T("notice.poll", who)
	case models.NoticeInvite:
		return s.T("notice.invite", who)
	case models.NoticeAttend:
		return s.T("notice.attendance", who)
	case models.NoticeRefused:
		return s.T("notice.refused")
	case models.NoticeHeld:
		return s.T("notice.held")
	case models.NoticeReleased:
		return s.T("notice.released")
	case models.NoticeReport:
		return s.T("notice.report", who)
	case models.NoticeEnded:
		return s.T("notice.ended", who)
	case models.NoticeAsking:
		return s.T("notice.asking", who, n.Text)
	case models.NoticeAnswered:
		return s.T("notice.answered")
	case models.NoticeMove:
		return s.T("notice.move", who)
	case models.NoticeAppeal:
		return s.T("notice.appeal", who)
	case models.NoticeCommunity:
		return s.T("notice.community", who)
	}
	return s.T("notice.outward")
}

// fromSomebody tells whether a person caused the notice; the others come from the boundary itself.
func (n Notice) fromSomebody() bool {
	switch n.Kind {
	case models.NoticeRefused, models.NoticeHeld, models.NoticeReleased, models.NoticeAnswered, models.NoticeOutward:
		return false
	}
	return n.From.ID != 0
}

// excerpt is the beginning of a post as plain text: its title or warning where it has one.
func excerpt(p Post) string {
	switch {
	case p.Deleted != 0:
		return ""
	case p.Title != "":
		return p.Title
	case p.Summary != "":
		return p.Summary
	}
	var out strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(p.Content))
	for out.Len() < 400 {
		switch tokens.Next() {
		case html.ErrorToken:
			return shorten(out.String(), 140)
		case html.TextToken:
			out.Write(tokens.Text())
		case html.EndTagToken:
			if name, _ := tokens.TagName(); string(name) == "p" || string(name) == "li" {
				out.WriteByte(' ')
			}
		}
	}
	return shorten(out.String(), 140)
}

// shorten cuts a text after a whole word.
func shorten(text string, limit int) string {
	text = strings.Join(strings.Fields(html.UnescapeString(text)), " ")
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := string(runes[:limit])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + "…"
}
