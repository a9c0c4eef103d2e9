package mastodon

import (
	"strconv"

	"guildhall/models"
)

// known are the notices that apps have a word for, in the order of Mastodon's documentation.
var known = []models.NoticeKind{
	models.NoticeMention, models.NoticeBoost, models.NoticeFollow, models.NoticeRequest, models.NoticeFavourite, models.NoticePoll,
	models.NoticeReaction, models.NoticeQuote, models.NoticeRequoted, models.NoticeQuoteWish,
}

// about are those among them that need a post to be understood.
func about(k models.NoticeKind) bool {
	return k != models.NoticeFollow && k != models.NoticeRequest && k != models.NoticeReport
}

// notification writes a Notification.
func (s *scene) notification(p *pen, n *models.NoticeShown) {
	p.object(func() {
		p.id("id", n.ID)
		p.text("type", string(n.Kind))
		p.text("group_key", "ungrouped-"+strconv.FormatInt(int64(n.ID), 10))
		p.moment("created_at", n.Created)
		report := s.reports[n.ID]
		p.key("account")
		if report != nil && report.by.ID != 0 {
			s.account(p, &report.by)
		} else {
			s.account(p, &n.From)
		}
		if report != nil {
			p.key("report")
			s.report(p, report)
		}
		if n.Kind == models.NoticeReaction {
			p.text("emoji", n.Text)
		}
		if n.Post != nil {
			p.key("status")
			s.status(p, n.Post)
		}
	})
}
