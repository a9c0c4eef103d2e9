package resolve

import (
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
)

const (
	longestOption = 500 // runes
	longestPlace  = 300
)

// factsOf are what a note has beside its text.
func factsOf(n *wire.Note) (f conversations.Facts) {
	if n.Kind == wire.Question && len(n.Options) > 0 {
		p := &models.Poll{Multiple: n.Multiple, Voters: n.Voters, Named: n.Named, Closes: n.Closes, Closed: n.Closed}
		for _, o := range n.Options {
			p.Options = append(p.Options, models.Option{Name: plainLine(o.Name, longestOption), Votes: o.Votes})
		}
		f.Poll = p
	}
	f.Answer = n.Answer
	f.Media, f.Emoji = filesOf(n), emojiOf(n.Emoji)
	d := models.Details{Starts: n.Facts.Starts, Ends: n.Facts.Ends, Zone: plainLine(n.Facts.Zone, 60), Place: plainLine(n.Facts.Place, longestPlace), Online: n.Facts.Online,
		Status: n.Facts.Status, JoinMode: n.Facts.JoinMode, Seconds: n.Facts.Seconds, Link: n.Facts.JoinAt}
	if n.Link != "" {
		d.Link = n.Link
	}
	if d != (models.Details{}) {
		f.Details = &d
	}
	return f
}
