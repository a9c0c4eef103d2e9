package ledger

import (
	"context"
	"time"

	"guildhall/models"
	"guildhall/store"
)

// ForgetPost destroys the texts that the record keeps of a post, in the transaction that deletes it. What was decided about it stays.
func ForgetPost(tx *store.Tx, post models.IRI) error {
	_, err := tx.ForgetTextsAbout(post.About())
	return err
}

// Forget erases a person from the record, in the transaction that erases the person: the texts they wrote, and every name in answers and
// acts that concern them. The places in the chain stay and verify.
func (l *Ledger) Forget(tx *store.Tx, person models.ID) error {
	if _, err := tx.ForgetTextsBy(person); err != nil {
		return err
	}
	for who := l.Person(person); who != 0; {
		rows, err := tx.Decisions(store.DecisionFilter{Person: who, Limit: 200})
		if err != nil {
			return err
		}
		for i := range rows {
			if err := tx.EraseDecision(rows[i].ID, namesOf(&rows[i])); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			break
		}
	}
	for {
		acts, err := tx.ActsAround(person)
		if err != nil || len(acts) == 0 {
			return err
		}
		for i := range acts {
			if err := tx.EraseAct(acts[i].ID, namesOfAct(&acts[i])); err != nil {
				return err
			}
		}
	}
}

// TidyTexts forgets sealed texts that are older than they are kept, some at a time, and tells how many.
func (l *Ledger) TidyTexts(ctx context.Context, keep time.Duration) (int64, error) {
	return l.drop(ctx, keep, (*store.Tx).ForgetTexts)
}

// TidyRecords forgets answers and acts that are older than they are kept, some at a time, writes down where chains begin since, and tells
// how many went.
func (l *Ledger) TidyRecords(ctx context.Context, keep time.Duration) (int64, error) {
	gone, err := l.drop(ctx, keep, (*store.Tx).DropRecords)
	if err != nil || gone == 0 {
		return gone, err
	}
	return gone, l.store.Write(ctx, func(tx *store.Tx) error {
		before := tx.Now() - models.Time(keep.Milliseconds())
		held, err := tx.AnyHold()
		if err != nil {
			return err
		}
		if !held { // the links prove what a legal hold keeps; they are sums, and tell nothing
			if _, err := tx.DropLinks(before); err != nil {
				return err
			}
		}
		firsts, err := tx.Cut()
		if err != nil {
			return err
		}
		var cuts []head
		for _, f := range firsts {
			cuts = append(cuts, head{f.Node, f.Seq - 1, f.Prev})
		}
		return link(tx, nil, joins{Cuts: cuts, Tidied: before})
	})
}

// drop does something again and again until it does nothing, and tells how much it did.
func (l *Ledger) drop(ctx context.Context, keep time.Duration, some func(*store.Tx, models.Time) (int64, error)) (all int64, err error) {
	for {
		var n int64
		err := l.store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = some(tx, tx.Now()-models.Time(keep.Milliseconds()))
			return err
		})
		all += n
		if err != nil || n == 0 {
			return all, err
		}
	}
}
