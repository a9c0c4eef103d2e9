package store

import "guildhall/models"

const wished = `JOIN posts ON posts.id = quotes.quoted_id AND posts.local AND posts.deleted = 0
 JOIN actors ON actors.id = quotes.by_id AND actors.gone = 0
 WHERE quotes.state = 'pending' AND posts.author_id = ?
 AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = posts.author_id AND blocks.blocked_id = quotes.by_id)
 AND NOT EXISTS (SELECT 1 FROM blocks WHERE blocks.actor_id = quotes.by_id AND blocks.blocked_id = posts.author_id)`

// QuoteWishes lists the quotes that wait for the yes of somebody of ours, newest first; the cursor is the quote's ID.
func (tx *Tx) QuoteWishes(author models.ID, p Page) ([]models.QuoteWish, error) {
	tail, values := p.cutSQL("quotes.id")
	rows, err := readAll[models.Quote](tx, "store.QuoteWishes", wished+tail, append([]any{author}, values...)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var by, posts []models.ID
	for _, q := range rows {
		by, posts = append(by, q.ByID), append(posts, *q.QuotedID)
		if q.PostID != nil {
			posts = append(posts, *q.PostID)
		}
	}
	actors, err := tx.Actors(by)
	if err != nil {
		return nil, err
	}
	shown, err := tx.ShowPosts(author, distinct(posts))
	if err != nil {
		return nil, err
	}
	at := make(map[models.ID]*models.PostShown, len(shown))
	for i := range shown {
		at[shown[i].ID] = &shown[i]
	}
	out := make([]models.QuoteWish, 0, len(rows))
	for _, q := range newestFirst(p, rows) {
		w := models.QuoteWish{Quote: q, By: actors[q.ByID]}
		if quoted := at[*q.QuotedID]; quoted != nil {
			w.Quoted = *quoted
		}
		if q.PostID != nil {
			w.Quoting = at[*q.PostID]
		}
		out = append(out, w)
	}
	return out, nil
}

// QuoteWish is one of them.
func (tx *Tx) QuoteWish(author, id models.ID) (models.QuoteWish, error) {
	all, err := tx.QuoteWishes(author, Page{MaxID: id + 1, SinceID: id - 1, Limit: 1})
	if err == nil && len(all) == 0 {
		err = nothing("store.QuoteWish", noQuote)
	}
	if err != nil {
		return models.QuoteWish{}, err
	}
	return all[0], nil
}

// CountQuoteWishes counts them.
func (tx *Tx) CountQuoteWishes(author models.ID) (int, error) {
	return tx.count("store.CountQuoteWishes", "SELECT count(*) FROM quotes "+wished, author)
}

// CountWishesBy counts the quotes by which somebody waits for an answer.
func (tx *Tx) CountWishesBy(by models.ID) (int, error) {
	return tx.count("store.CountWishesBy", "SELECT count(*) FROM quotes WHERE by_id = ? AND state = 'pending'", by)
}

// HoldWishes lets one transaction at a time add a quote by which somebody waits, so that their number is what was counted.
func (tx *Tx) HoldWishes(by models.ID) error { return tx.hold("store.HoldWishes", 10, by.String()) }

// DropQuote forgets a quote.
func (tx *Tx) DropQuote(id models.ID) error {
	_, err := tx.exec("store.DropQuote", "DELETE FROM quotes WHERE id = ?", id)
	return err
}
