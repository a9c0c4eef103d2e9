package store

import (
	"guildhall/models"
)

const noQuote = "There is no such quote."

// AddQuote stores that a post quotes another. A second of the same post is a fault of kind Conflict.
func (tx *Tx) AddQuote(q *models.Quote) error {
	q.ID, q.Created = tx.NewID(), tx.now
	_, err := add(tx, "store.AddQuote", "", *q)
	return err
}

// SaveQuote stores every field of a quote that is there.
func (tx *Tx) SaveQuote(q *models.Quote) error {
	return trouble("store.SaveQuote", noQuote, tx.db.Select("*").Updates(q).Error)
}

// QuoteByID finds a quote by its ID.
func (tx *Tx) QuoteByID(id models.ID) (models.Quote, error) {
	return readOne[models.Quote](tx, "store.QuoteByID", noQuote, "WHERE id = ?", id)
}

// QuoteIn finds what a post quotes, by the id of that post on the wire.
func (tx *Tx) QuoteIn(iri models.IRI) (models.Quote, error) {
	return readOne[models.Quote](tx, "store.QuoteIn", noQuote, "WHERE iri = ?", iri)
}

// HoldQuote lets one transaction at a time settle what a post quotes, until it ends: the request, the post and the answer may
// come side by side. SQLite has one writer anyway.
func (tx *Tx) HoldQuote(iri models.IRI) error { return tx.hold("store.HoldQuote", 6, string(iri)) }

// QuoteByStamp finds the quote that a consent is for.
func (tx *Tx) QuoteByStamp(stamp models.IRI) (models.Quote, error) {
	return readOne[models.Quote](tx, "store.QuoteByStamp", noQuote, "WHERE stamp = ? AND stamp <> ''", stamp)
}

// QuoteByRequest finds the quote that a QuoteRequest asked for.
func (tx *Tx) QuoteByRequest(request models.IRI) (models.Quote, error) {
	return readOne[models.Quote](tx, "store.QuoteByRequest", noQuote, "WHERE request = ? AND request <> ''", request)
}

// QuotesByOurs lists posts of ours that quote a post with its author's consent, at most 500.
func (tx *Tx) QuotesByOurs(quoted models.ID) ([]models.Quote, error) {
	return readAll[models.Quote](tx, "store.QuotesByOurs",
		"JOIN actors ON actors.id = quotes.by_id AND actors.local WHERE quotes.quoted_id = ? AND quotes.post_id IS NOT NULL AND quotes.state = ? ORDER BY quotes.id LIMIT 500",
		quoted, models.QuoteAccepted)
}

// quoting adds to posts what they quote.
func (tx *Tx) quoting(views []models.PostView, found []models.Quote) error {
	const op = "store.quoting"
	rows := map[models.ID]models.Quote{}
	var quoted []models.ID
	for _, q := range found {
		rows[*q.PostID] = q
		if q.QuotedID != nil {
			quoted = append(quoted, *q.QuotedID)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	posts, err := tx.keptPosts(op, quoted)
	if err != nil {
		return err
	}
	var authors []models.ID
	for _, k := range posts {
		authors = append(authors, k.post.AuthorID)
	}
	known, err := tx.Actors(authors)
	if err != nil {
		return err
	}
	for i := range views {
		q, ok := rows[views[i].ID]
		if !ok {
			continue
		}
		v := models.Quoting{Quote: q}
		if q.QuotedID != nil {
			if k, ok := posts[*q.QuotedID]; ok {
				by := known[k.post.AuthorID]
				v.Post, v.By = &k.post, &by
			}
		}
		views[i].Quote = &v
	}
	return nil
}

// embed puts what posts quote into them, as far as it may stand there and the viewer may read it. Of what the viewer may
// not read no id stays (boundary.md, law 3). What is quoted by what is quoted stays a link.
func (tx *Tx) embed(viewer models.ID, byID map[models.ID]models.PostShown, deep bool) error {
	var known, inside []models.ID
	for _, s := range byID {
		if s.Quote == nil || s.Quote.Post == nil {
			continue
		}
		known = append(known, s.Quote.Post.ID)
		if s.Quote.Shown() && !deep {
			inside = append(inside, s.Quote.Post.ID)
		}
	}
	if len(known) == 0 {
		return nil
	}
	may, err := tx.readableAmong(viewer, known)
	if err != nil {
		return err
	}
	lines, err := tx.linesFor(viewer, distinct(inside))
	if err != nil {
		return err
	}
	shown, err := tx.showAs(viewer, lines, true)
	if err != nil {
		return err
	}
	cards := make(map[models.ID]*models.PostShown, len(shown))
	for i := range shown {
		cards[shown[i].ID] = &shown[i]
	}
	for id, s := range byID {
		if s.Quote == nil || s.Quote.Post == nil {
			continue
		}
		if !may[s.Quote.Post.ID] {
			s.Quote = nil
		} else if s.Quote.Shown() {
			s.Quoted = cards[s.Quote.Post.ID]
		}
		byID[id] = s
	}
	return nil
}

// quotesSQL counts the posts that quote some with consent, as far as a viewer may read them.
var quotesSQL = "SELECT quotes.quoted_id, count(*) FROM quotes JOIN posts ON posts.id = quotes.post_id WHERE quotes.quoted_id IN ? AND quotes.state = 'accepted' AND " +
	visibleSQL + " GROUP BY quotes.quoted_id"

// QuotesOf lists the posts that quote a post with consent, as the viewer may read them, newest first.
func (tx *Tx) QuotesOf(viewer, post models.ID, p Page) ([]models.PostShown, error) {
	if _, err := tx.VisiblePost(viewer, post); err != nil {
		return nil, err
	}
	var ids []models.ID
	err := tx.live().Joins("JOIN quotes ON quotes.post_id = posts.id").Where("quotes.quoted_id = ? AND quotes.state = ?", post, models.QuoteAccepted).
		Scopes(visibleTo(viewer), p.cut("posts.id")).Pluck("posts.id", &ids).Error
	if err != nil {
		return nil, failed("store.QuotesOf", err)
	}
	return tx.ShowPosts(viewer, newestFirst(p, ids))
}

// TouchPost says that what a post is written from has changed, so that whoever has it gets it anew.
func (tx *Tx) TouchPost(post models.ID) error {
	_, err := tx.exec("store.TouchPost", "UPDATE posts SET version = version + 1 WHERE id = ? AND deleted = 0", post)
	return err
}

// SetQuotePolicy changes who may quote a post.
func (tx *Tx) SetQuotePolicy(post models.ID, to models.QuotePolicy) error {
	_, err := tx.exec("store.SetQuotePolicy", "UPDATE posts SET quote_policy = ?, version = version + 1 WHERE id = ? AND deleted = 0", to, post)
	return err
}
