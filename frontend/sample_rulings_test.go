package frontend

import (
	"time"

	"guildhall/models"
)

// rulingLines are lines of a log, one of each kind and in each state.
func rulingLines() []RulingLine {
	post := postDone()
	line := func(what models.RulingKind, reason string) RulingLine {
		return RulingLine{Ruling: models.Ruling{ID: 1, What: what, At: ago(26 * time.Hour), Reason: reason}, By: &jonas, Whom: &tom, Post: &post, Stands: true}
	}
	over := func(l RulingLine) RulingLine {
		l.Undone, l.Stands, l.UndoneBy = ago(time.Hour), false, &mira
		return l
	}
	ban := line(models.Banned, "Three warnings, and then the same again: selling bearings in threads where people ask for help.")
	ban.Post, ban.Until, ban.Posts, ban.Along = nil, noon+7*24*3_600_000, true, 4
	shut, kept, folded, removed, upheld := line(models.Shut, "It goes round in circles."), line(models.Kept, "Blunt, and about the work."), line(models.Folded, ""), line(models.Removed, "Not about pumps."), line(models.Removed, "An advertisement.")
	back := over(line(models.Removed, "An advertisement."))
	back.UndoneWhy, back.Whom = "It was a question.", nil
	folded = over(folded)
	removed = over(removed)
	removed.AnswerBy, removed.Appeal = &mira, &models.Appeal{At: ago(3 * time.Hour), Answered: ago(time.Hour), Reversed: true, Answer: "It is about pump 4, in the third line."}
	upheld.Appeal = &models.Appeal{At: ago(3 * time.Hour)}
	return []RulingLine{ban, shut, upheld, kept, folded, removed, back}
}

// decided is a post that was locked, for whoever looks after its community.
func decided(p Post) Post {
	p.Folded, p.Decides, p.Locked = 0, true, noon
	p.Ruled = []Ruled{{Ruling: models.Ruling{ID: 1, What: models.Shut, Reason: "It goes round in circles."}, Community: pumps, Keeps: true}}
	return p
}
