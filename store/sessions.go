package store

import "guildhall/models"

const (
	noSession = "There is no such session. Please sign in."
	noToken   = "There is no such token."
)

// AddSession stores a signed-in browser.
func (tx *Tx) AddSession(s *models.Session) error {
	return trouble("store.AddSession", noSession, tx.db.Create(s).Error)
}

// SessionByHash finds a session by the digest of its cookie.
func (tx *Tx) SessionByHash(hash string) (models.Session, error) {
	return readOne[models.Session](tx, "store.SessionByHash", noSession, "WHERE hash = ?", hash)
}

// SeeSession notes when a session was last used.
func (tx *Tx) SeeSession(id models.ID, at models.Time) error {
	return failed("store.SeeSession", tx.db.Model(&models.Session{}).Where("id = ?", id).Update("seen", at).Error)
}

// SessionsOf lists the sessions of a person, the last used first.
func (tx *Tx) SessionsOf(actor models.ID) ([]models.Session, error) {
	var rows []models.Session
	err := tx.db.Where("actor_id = ?", actor).Order("seen DESC, id DESC").Limit(100).Find(&rows).Error
	return rows, failed("store.SessionsOf", err)
}

// EndSessions ends a session of a person, or all but one: id is the one to end, or 0 to end all except keep.
func (tx *Tx) EndSessions(actor, id, keep models.ID) error {
	q := tx.db.Where("actor_id = ? AND id <> ?", actor, keep)
	if id != 0 {
		q = q.Where("id = ?", id)
	}
	return failed("store.EndSessions", q.Delete(&models.Session{}).Error)
}

// EndStaleSessions ends those that were not used since a moment.
func (tx *Tx) EndStaleSessions(since models.Time) error {
	return failed("store.EndStaleSessions", tx.db.Where("seen < ?", since).Delete(&models.Session{}).Error)
}

// AddToken stores the bearer token of a program.
func (tx *Tx) AddToken(t *models.Token) error {
	return trouble("store.AddToken", noToken, tx.db.Create(t).Error)
}

// TokenByHash finds a token by its digest, ended or not.
func (tx *Tx) TokenByHash(hash string) (models.Token, error) {
	const op = "store.TokenByHash"
	var found []models.Token
	a, err := asking(tx, &found, "WHERE hash = ?", hash)
	if err == nil {
		err = tx.together(a, tx.askBoundary()) // whose it is comes next
	}
	if err == nil && len(found) == 0 {
		return models.Token{}, nothing(op, noToken)
	}
	if err != nil {
		return models.Token{}, failed(op, err)
	}
	return found[0], nil
}

// TokensOf lists the tokens of a person that hold, newest first.
func (tx *Tx) TokensOf(actor models.ID) ([]models.Token, error) {
	var rows []models.Token
	err := tx.db.Where("actor_id = ? AND ended = 0", actor).Order("id DESC").Limit(100).Find(&rows).Error
	return rows, failed("store.TokensOf", err)
}

// EndTokens ends one token of a person, or all when id is 0.
func (tx *Tx) EndTokens(actor, id models.ID) error {
	q := tx.db.Model(&models.Token{}).Where("actor_id = ? AND ended = 0", actor)
	if id != 0 {
		q = q.Where("id = ?", id)
	}
	if err := q.Update("ended", tx.now).Error; err != nil {
		return failed("store.EndTokens", err)
	}
	a, err := tx.ActorByID(actor)
	if err != nil {
		return err
	}
	return tx.NoteEnding(models.TokenEnded, id.String(), string(a.IRI))
}
