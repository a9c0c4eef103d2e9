package conversations

import (
	"guildhall/access"
	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/store"
)

// Accept marks a post of a question's thread as its answer, in the place of another. Whoever asked may, and the stewards of the
// community that it was asked in. Reach is not touched: to whom the answer is not readable, the question has none.
func Accept(tx *store.Tx, site paths.Site, by models.Actor, answer models.ID) error {
	const op = "conversations.Accept"
	a, question, err := answered(tx, op, by, answer)
	if err != nil {
		return err
	}
	if question.AnswerID != nil && *question.AnswerID == a.ID {
		return nil
	}
	if err := tx.SetAnswer(question.ID, &a.ID); err != nil {
		return err
	}
	author, err := tx.ActorByID(a.AuthorID)
	if err != nil {
		return err
	}
	if err := notices.Tell(tx, author, models.NoticeAccepted, by, a.ID); err != nil {
		return err
	}
	return retold(tx, site, question)
}

// Unaccept takes it back. One that is not accepted is no fault.
func Unaccept(tx *store.Tx, site paths.Site, by models.Actor, answer models.ID) error {
	a, question, err := answered(tx, "conversations.Unaccept", by, answer)
	if err != nil || question.AnswerID == nil || *question.AnswerID != a.ID {
		return err
	}
	if err := tx.SetAnswer(question.ID, nil); err != nil {
		return err
	}
	if err := notices.TakeBack(tx, a.AuthorID, models.NoticeAccepted, by.ID, a.ID); err != nil {
		return err
	}
	return retold(tx, site, question)
}

// MaySettle tells whether somebody may say what answered a question: whoever asked it, and the stewards of its community.
func MaySettle(tx *store.Tx, who models.Actor, question models.Post) (bool, error) {
	if question.AuthorID == who.ID {
		return true, nil
	}
	return access.Stewards(tx, who, question)
}

// answered finds an answer that somebody may read, and the question of ours that it is in the thread of and that they may settle.
func answered(tx *store.Tx, op string, by models.Actor, answer models.ID) (a, question models.Post, err error) {
	if a, err = tx.VisiblePost(by.ID, answer); err != nil {
		return a, question, err
	}
	if question, err = tx.VisiblePost(by.ID, a.ThreadID); err != nil {
		return a, question, err
	}
	switch {
	case question.Kind != models.QuestionPost || question.ID == a.ID:
		return a, question, fault.New(fault.Invalid, op, "Only what answers a question can be accepted as its answer.")
	case !question.Local:
		return a, question, fault.New(fault.Invalid, op, "This question was asked on another server, which alone can say what answered it.")
	}
	may, err := MaySettle(tx, by, question)
	if err == nil && !may {
		err = fault.New(fault.Forbidden, op, "Only whoever asked, or a steward of the community, says what answered it.")
	}
	return a, question, err
}

// retold has servers that have a post told how it stands now.
func retold(tx *store.Tx, site paths.Site, p models.Post) error {
	if !leaves(p.Reach) {
		return nil
	}
	was := p.Reach
	return events.Emit(tx, models.Event{Kind: models.PostEdited, Activity: site.NewActivity(), By: p.AuthorID, PostID: p.ID, Object: p.IRI, Was: &was})
}

// keepAnswer notes which answer a question of another server has, as its author told it just now. What is no answer in its
// thread, or is not here, is none.
func keepAnswer(tx *store.Tx, question models.Post, told models.IRI) error {
	if question.Kind != models.QuestionPost {
		return nil
	}
	var now *models.ID
	if told != "" {
		a, err := tx.PostByIRI(told)
		switch {
		case fault.Is(err, fault.Missing):
		case err != nil:
			return err
		case a.ThreadID == question.ThreadID && a.ID != question.ID && a.Deleted == 0:
			now = &a.ID
		}
	}
	if now == nil && question.AnswerID == nil || now != nil && question.AnswerID != nil && *now == *question.AnswerID {
		return nil
	}
	return tx.SetAnswer(question.ID, now)
}
