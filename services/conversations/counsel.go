package conversations

import (
	"slices"
	"strings"
	"unicode"

	"guildhall/models"
	"guildhall/store"
)

// Nudge is something about a draft that its author may like to look at again before it is posted: the key of a phrase.
type Nudge string

// The nudges. Each is one plain rule.
const (
	NudgeMark  Nudge = "nudge.mark"  // a question without a question mark
	NudgeShort Nudge = "nudge.short" // an answer of a few words to somebody who is new there
	NudgeLoud  Nudge = "nudge.loud"  // most of it is in capital letters
)

const (
	firstPosts = 3  // as many posts in a community somebody is new there
	shortText  = 40 // characters; a text below is short
	loudFrom   = 20 // letters; a text below is never loud
)

// Counsel is what a community of ours says to somebody before they post in it. It stands in nobody's way, and nothing of it is kept.
type Counsel struct {
	Community  models.Actor // the zero Actor where the draft stands in none of ours
	Guidelines []string     // for whoever begins to write there; none for others
	Nudges     []Nudge
}

// Advise reads a draft and what Settle says of it as the community sees it. It writes nothing.
func Advise(tx *store.Tx, s Settled, ask Ask) (Counsel, error) {
	var c Counsel
	if s.Community == nil || !s.Community.Local {
		return c, nil
	}
	c.Community = *s.Community
	row, err := tx.CommunityByActor(c.Community.ID)
	if err != nil {
		return c, err
	}
	begins, err := isNew(tx, c.Community.ID, ask.By.ID)
	if err != nil {
		return c, err
	}
	if begins {
		c.Guidelines = row.Guidelines
	}
	if ask.Kind == models.QuestionPost && !strings.ContainsAny(ask.Title+ask.Text, "?？؟;՞") {
		c.Nudges = append(c.Nudges, NudgeMark)
	}
	if s.Parent != nil && s.Parent.AuthorID != ask.By.ID && len(ask.Files) == 0 && isShort(ask.Text) {
		new, err := isNew(tx, c.Community.ID, s.Parent.AuthorID)
		if err != nil {
			return c, err
		}
		if new {
			c.Nudges = append(c.Nudges, NudgeShort)
		}
	}
	if isLoud(ask.Title + " " + ask.Text) {
		c.Nudges = append(c.Nudges, NudgeLoud)
	}
	return c, nil
}

// isNew tells whether somebody has written next to nothing in a community yet.
func isNew(tx *store.Tx, community, who models.ID) (bool, error) {
	posts, err := tx.PostsOfIn(community, who, firstPosts)
	return len(posts) < firstPosts, err
}

// isShort counts what a text says beside whom it names.
func isShort(text string) bool {
	words := slices.DeleteFunc(strings.Fields(text), func(w string) bool { return strings.HasPrefix(w, "@") })
	return len([]rune(strings.Join(words, " "))) < shortText
}

func isLoud(text string) bool {
	letters, capitals := 0, 0
	for _, r := range text {
		if unicode.IsUpper(r) {
			capitals++
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= loudFrom && capitals*10 > letters*7
}
