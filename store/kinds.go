package store

import (
	"strconv"
	"strings"

	"guildhall/models"
)

// KindPosts lists posts of a kind, newest first, as the viewer may read them.
func (tx *Tx) KindPosts(viewer models.ID, kind models.PostKind, p Page) ([]models.PostShown, error) {
	tail, values := p.cutSQL("posts.id")
	ids, err := tx.readIDs("SELECT posts.id FROM posts WHERE posts.kind = ? AND posts.kind <> 'post' AND "+visibleSQL+tail, append(append([]any{kind}, visibleValues(viewer)...), values...)...)
	if err != nil {
		return nil, failed("store.KindPosts", err)
	}
	return tx.ShowPosts(viewer, newestFirst(p, ids))
}

// QuestionState is how a question stands, for whoever looks.
type QuestionState string

// The states: without any reply of another, without an accepted answer, with one.
const (
	UnansweredQuestions QuestionState = "unanswered"
	OpenQuestions       QuestionState = "open"
	AnsweredQuestions   QuestionState = "answered"
)

// Questions narrows the list of questions.
type Questions struct {
	State     QuestionState
	Before    models.Time // only what was asked before it
	Community models.ID   // 0 for everywhere
	After     models.ID   // only what comes after it in the list
}

// QuestionPosts lists questions, the oldest first, as the viewer may read them. What the viewer may not read answers nothing for
// them: a question whose replies are all for others has none.
func (tx *Tx) QuestionPosts(viewer models.ID, q Questions, limit int) ([]models.PostShown, error) {
	asks := "SELECT posts.id FROM posts WHERE posts.kind = 'question' AND posts.kind <> 'post' AND posts.id > ? AND posts.published < ? AND " + visibleSQL
	values := append([]any{q.After, q.Before + 1}, visibleValues(viewer)...)
	if q.Community != 0 {
		asks, values = asks+" AND posts.community_id = ?", append(values, q.Community)
	}
	accepted := "posts.answer_id IS NOT NULL AND EXISTS (SELECT 1 FROM posts AS reply WHERE reply.id = posts.answer_id AND " + visibleReply + ")"
	switch q.State {
	case AnsweredQuestions:
		asks, values = asks+" AND "+accepted, append(values, visibleValues(viewer)...)
	case OpenQuestions:
		asks, values = asks+" AND NOT ("+accepted+")", append(values, visibleValues(viewer)...)
	default:
		asks += " AND NOT EXISTS (SELECT 1 FROM posts AS reply WHERE reply.parent_id = posts.id AND reply.author_id <> posts.author_id AND " + visibleReply + ")"
		values = append(values, visibleValues(viewer)...)
	}
	ids, err := tx.readIDs(asks+" ORDER BY posts.id LIMIT "+strconv.Itoa(limit), values...)
	if err != nil {
		return nil, failed("store.QuestionPosts", err)
	}
	return tx.ShowPosts(viewer, ids)
}

// visibleReply is visibleSQL for posts that stand beside others in one statement.
var visibleReply = strings.ReplaceAll(visibleSQL, "posts.", "reply.")
