package frontend

import "guildhall/models"

// quotables are the choices of who may quote a post.
func quotables(s *sheet) []choice {
	return []choice{
		{string(models.QuoteEveryone), s.T("quote.everyone")}, {string(models.QuoteFollowers), s.T("quote.followers")},
		{string(models.QuoteAsk), s.T("quote.ask")}, {string(models.QuoteNobody), s.T("quote.nobody")},
	}
}

// canQuote tells whether quoting could be let happen: what is for everyone, by whoever its author lets; one's own for
// followers as well.
func (p Post) canQuote(s *sheet) bool {
	if s.Mine(p.AuthorID) {
		return p.Audience == models.Everyone || p.Audience == models.Followers
	}
	return p.Audience == models.Everyone && p.QuotePolicy != models.QuoteNobody
}

func (p Post) quoteLabel(s *sheet) string {
	if p.Quoted != nil {
		return s.T("quote.card", p.Quoted.Author.DisplayName())
	}
	return s.T("quote.link")
}

// quoteWhy says why what is quoted does not stand inside.
func (p Post) quoteWhy(s *sheet) string {
	switch {
	case p.Quote.Post != nil && p.Quote.Post.Deleted != 0:
		return s.T("quote.gone")
	case p.mayAnswer(s):
		return s.T("quote.yours")
	case p.Quote.State == models.QuotePending && p.Quote.By != nil:
		return s.T("quote.pending", p.Quote.By.DisplayName())
	case p.Quote.State == models.QuotePending:
		return s.T("quote.asked")
	case p.Quote.State == models.QuoteRefused:
		return s.T("quote.rejected")
	case p.Quote.State == models.QuoteRevoked:
		return s.T("quote.revoked")
	case p.Quote.State == models.QuoteBare:
		return s.T("quote.bare")
	}
	return ""
}

// quoteLink leads to what is quoted: its page here for a member, else where it lives.
func (p Post) quoteLink(s *sheet) string {
	q := p.Quote
	switch {
	case q.Post != nil && q.Post.Deleted != 0:
		return ""
	case q.Post != nil && q.By != nil && s.Viewer != nil:
		return PathPost.With(Name(*q.By), q.Post.ID.String())
	case q.Post != nil && q.Post.URL != "":
		return q.Post.URL
	}
	return string(q.Quoted)
}

// mayAnswer tells whether it waits for the viewer whether this may quote them.
func (p Post) mayAnswer(s *sheet) bool {
	return p.Quote != nil && p.Quote.State == models.QuotePending && p.Quote.By != nil && s.Mine(p.Quote.By.ID) && !s.Mine(p.AuthorID)
}

// mayTakeOut tells whether the viewer's own post stands in somebody else's quote.
func (p Post) mayTakeOut(s *sheet) bool {
	return p.Quote != nil && p.Quote.State == models.QuoteAccepted && p.Quote.By != nil && s.Mine(p.Quote.By.ID) && !s.Mine(p.AuthorID)
}
