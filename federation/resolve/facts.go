package resolve

import (
	"guildhall/federation/wire"
	"guildhall/models"
	"guildhall/services/conversations"
)

const longestOption = 500 // runes

// factsOf are what a note has beside its text.
func factsOf(n *wire.Note) (f conversations.Facts) {
	if n.Kind == wire.Question && len(n.Options) > 0 {
		p := &models.Poll{Multiple: n.Multiple, Voters: n.Voters, Closes: n.Closes, Closed: n.Closed}
		for _, o := range n.Options {
			p.Options = append(p.Options, models.Option{Name: plainLine(o.Name, longestOption), Votes: o.Votes})
		}
		f.Poll = p
	}
	return f
}
