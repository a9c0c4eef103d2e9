package store

import (
	"database/sql"
	"encoding/json"
	"math"

	"guildhall/models"
)

const noHold = "There is no such legal hold. List those in force with: guildhall hold list"

// What a legal hold keeps, for the WHERE of a statement over that table. A hold on an account keeps what it wrote and what names it.
const (
	heldPost = `EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind = 'post' AND lh.target_id = posts.id
 OR lh.kind = 'community' AND lh.target_id = posts.community_id
 OR lh.kind = 'account' AND (lh.target_id = posts.author_id OR lh.target_id IN (SELECT actor_id FROM post_people WHERE post_id = posts.id)))`
	heldText = `(EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.about <> 0 AND lh.about = record_texts.about OR lh.kind = 'account' AND lh.target_id = record_texts.author_id)
 OR EXISTS (SELECT 1 FROM preserved WHERE preserved.about = record_texts.about))`
	heldDecision = `EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.person <> 0 AND lh.person = decisions.person
 OR decisions.post_id IS NOT NULL AND decisions.post_id IN (SELECT posts.id FROM posts WHERE posts.id = decisions.post_id AND ` + heldPost + `))`
	heldAct   = `EXISTS (SELECT 1 FROM legal_holds lh WHERE acts.verb = 'hold.placed' OR lh.kind = 'account' AND lh.target_id IN (acts.by_id, acts.about))`
	heldInbox = `EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind <> 'post' AND lh.target_id IN (inbox.signer_id, COALESCE(inbox.owner_id, 0)))`
	heldFile  = `(EXISTS (SELECT 1 FROM preserved_files WHERE preserved_files.media_id = media.id)
 OR EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind = 'account' AND lh.target_id = media.owner_id))`
	heldNotice = `EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind = 'account' AND lh.target_id IN (notices.owner_id, notices.from_id)
 OR notices.post_id IS NOT NULL AND notices.post_id IN (SELECT posts.id FROM posts WHERE posts.id = notices.post_id AND ` + heldPost + `))`
	heldJob    = `EXISTS (SELECT 1 FROM legal_holds lh JOIN outbox ON outbox.signer_id = lh.target_id WHERE lh.kind <> 'post' AND jobs.ref <> 0 AND outbox.id = jobs.ref)`
	heldAsking = `EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind = 'account' AND lh.target_id = askings.asker_id)`
)

// AddHold puts a legal hold in force. ID and At are filled in. What is under one already is a Conflict.
func (tx *Tx) AddHold(h *models.LegalHold) error {
	h.ID, h.At = tx.NewID(), tx.now
	_, err := add(tx, "store.AddHold", "", *h)
	return err
}

// LegalHold finds one that is in force.
func (tx *Tx) LegalHold(id models.ID) (models.LegalHold, error) {
	return readOne[models.LegalHold](tx, "store.LegalHold", noHold, "WHERE id = ?", id)
}

// LegalHolds lists those in force, newest first, up to limit below a number; 0 begins at the newest.
func (tx *Tx) LegalHolds(below models.ID, limit int) ([]models.LegalHold, error) {
	if below == 0 {
		below = models.ID(math.MaxInt64)
	}
	return readAll[models.LegalHold](tx, "store.LegalHolds", "WHERE id < ? ORDER BY id DESC LIMIT ?", below, most(limit, 200))
}

// EndHold takes a legal hold out of force. What it kept goes with the next sweep.
func (tx *Tx) EndHold(id models.ID) error {
	_, err := tx.exec("store.EndHold", "DELETE FROM legal_holds WHERE id = ?", id)
	return err
}

// AnyHold tells whether a legal hold is in force.
func (tx *Tx) AnyHold() (bool, error) {
	n, err := tx.count("store.AnyHold", "SELECT count(*) FROM (SELECT 1 FROM legal_holds LIMIT 1) AS one")
	return n > 0, err
}

// HoldTouches tells whether a legal hold keeps the account of somebody, a post of theirs, or a copy of one that they deleted.
func (tx *Tx) HoldTouches(actor models.ID) (bool, error) {
	if any, err := tx.AnyHold(); err != nil || !any {
		return false, err
	}
	n, err := tx.count("store.HoldTouches", `SELECT count(*) FROM legal_holds lh WHERE lh.kind = 'account' AND lh.target_id = ?
 OR lh.kind = 'post' AND lh.target_id IN (SELECT id FROM posts WHERE author_id = ?)
 OR lh.kind = 'community' AND EXISTS (SELECT 1 FROM posts WHERE posts.author_id = ? AND posts.community_id = lh.target_id)
 OR EXISTS (SELECT 1 FROM preserved WHERE preserved.author_id = ?)`, actor, actor, actor, actor)
	return n > 0, err
}

// PostHeld tells whether a legal hold keeps a post.
func (tx *Tx) PostHeld(post models.ID) (bool, error) {
	n, err := tx.count("store.PostHeld", "SELECT count(*) FROM posts WHERE posts.id = ? AND "+heldPost, post)
	return n > 0, err
}

// preserve copies what posts say before that is destroyed, as far as a legal hold keeps them: text, earlier versions, poll, event and files.
func (tx *Tx) preserve(where string, arg models.ID) error {
	const op = "store.preserve"
	if any, err := tx.AnyHold(); err != nil || !any {
		return err
	}
	ids, err := tx.readIDs("SELECT posts.id FROM posts WHERE posts.deleted = 0 AND posts."+where+" AND "+heldPost+" ORDER BY posts.id", arg)
	if err != nil {
		return failed(op, err)
	}
	for _, id := range ids {
		view, err := tx.PostView(id)
		if err != nil {
			return err
		}
		versions, err := tx.versionsOf(id)
		if err != nil {
			return err
		}
		body, err := json.Marshal(map[string]any{"post": view.Post, "tags": view.Tags, "media": view.Media, "poll": view.Poll, "details": view.Details, "versions": versions})
		if err != nil {
			return failed(op, err)
		}
		kept := models.Preserved{ID: tx.NewID(), PostID: id, AuthorID: view.AuthorID, About: view.IRI.About(), At: tx.now, Body: string(body)}
		if view.CommunityID != nil {
			kept.CommunityID = *view.CommunityID
		}
		if _, err := add(tx, op, "", kept); err != nil {
			return err
		}
		files := make([]models.PreservedFile, len(view.Media))
		for i, m := range view.Media {
			files[i] = models.PreservedFile{PreservedID: kept.ID, MediaID: m.ID, Remote: m.Remote}
		}
		if len(files) > 0 {
			if _, err := add(tx, op, "", files...); err != nil {
				return err
			}
		}
	}
	return nil
}

// notKept are copies that no hold keeps any more.
const notKept = `FROM preserved WHERE NOT EXISTS (SELECT 1 FROM legal_holds lh WHERE lh.kind = 'community' AND lh.target_id = preserved.community_id)
 AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.id = preserved.post_id AND ` + heldPost + `)`

// PreservedForNothing counts the copies that no legal hold keeps any more.
func (tx *Tx) PreservedForNothing() (int64, error) {
	n, err := tx.count("store.PreservedForNothing", "SELECT count(*) "+notKept)
	return int64(n), err
}

// DropPreserved destroys up to limit of them with what the record keeps of those posts, as it would have been when they were deleted.
// Their files go as those that wait for a post do. It tells how many went.
func (tx *Tx) DropPreserved(limit int) (int64, error) {
	const op = "store.DropPreserved"
	rows, err := readAll[models.Preserved](tx, op, "WHERE id IN (SELECT preserved.id "+notKept+" ORDER BY preserved.id LIMIT ?)", limit)
	for i := 0; i < len(rows) && err == nil; i++ {
		for _, table := range []string{"preserved_files WHERE preserved_id", "preserved WHERE id"} {
			if _, err = tx.exec(op, "DELETE FROM "+table+" = ?", rows[i].ID); err != nil {
				return 0, err
			}
		}
		there, err := tx.count(op, "SELECT count(*) FROM posts WHERE id = ? AND deleted = 0", rows[i].PostID)
		if err != nil {
			return 0, err
		}
		if there == 0 {
			if _, err := tx.ForgetTextsAbout(rows[i].About); err != nil {
				return 0, err
			}
		}
	}
	return int64(len(rows)), err
}

// BorrowedUnderHold names the files elsewhere that legal holds keep.
func (tx *Tx) BorrowedUnderHold() (map[string]bool, error) {
	const op = "store.BorrowedUnderHold"
	if any, err := tx.AnyHold(); err != nil || !any {
		return nil, err
	}
	names := map[string]bool{}
	err := tx.query(`SELECT media.remote, media.poster FROM media JOIN posts ON posts.id = media.post_id WHERE media.remote <> '' AND `+heldPost+`
 UNION SELECT remote, '' FROM preserved_files WHERE remote <> ''`, nil, func(r *sql.Rows) error {
		var whole, poster string
		err := r.Scan(&whole, &poster)
		for _, address := range []string{whole, poster} {
			names[models.BorrowedName(address)] = true
		}
		return err
	})
	return names, failed(op, err)
}
