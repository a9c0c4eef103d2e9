package store

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"guildhall/fault"
	"guildhall/models"
)

const noActor = "There is no such account."

// AddActor stores a new actor. A handle of ours that is taken, or an IRI that is known, is a fault of kind Conflict.
func (tx *Tx) AddActor(a *models.Actor) error {
	return trouble("store.AddActor", noActor, tx.db.Create(a).Error)
}

// SaveActor stores every field of an actor that is there.
func (tx *Tx) SaveActor(a *models.Actor) error {
	if err := tx.db.Select("*").Updates(a).Error; err != nil {
		return trouble("store.SaveActor", noActor, err)
	}
	if a.Gone != 0 || a.Suspended != 0 {
		if err := tx.noteActor(a.IRI, false); err != nil {
			return err
		}
	}
	return tx.peopleChanged("store.SaveActor")
}

// KeepActor stores somebody of another server as their document tells: a known IRI keeps its ID. The actor as it is
// stored now comes back in a.
func (tx *Tx) KeepActor(a *models.Actor) error {
	const op = "store.KeepActor"
	find := func() (models.Actor, error) { return readOne[models.Actor](tx, op, noActor, "WHERE iri = ?", a.IRI) }
	old, err := find()
	if fault.Is(err, fault.Missing) {
		if a.ID == 0 {
			a.ID = tx.NewID()
		}
		a.Version = 1
		res := tx.ignoring().Create(a)
		if res.Error != nil || res.RowsAffected == 1 {
			return trouble(op, noActor, res.Error)
		}
		old, err = find() // somebody was faster
	}
	if err != nil {
		return trouble(op, noActor, err)
	}
	a.ID, a.Version, a.Suspended, a.Downs = old.ID, old.Version+1, old.Suspended, old.Downs
	if a.Published == 0 {
		a.Published = old.Published
	}
	if err := tx.db.Select("*").Updates(a).Error; err != nil {
		return trouble(op, noActor, err)
	}
	if a.Gone != 0 && old.Gone == 0 {
		if err := tx.noteActor(a.IRI, false); err != nil {
			return err
		}
	}
	return tx.peopleChanged(op)
}

// ActorByID finds an actor.
func (tx *Tx) ActorByID(id models.ID) (models.Actor, error) {
	return tx.actorBy("store.ActorByID", func(people int64) (models.Actor, bool) { return tx.st.memory.actor(people, id) }, "WHERE id = ?", id)
}

// ActorByIRI finds an actor by its id on the wire.
func (tx *Tx) ActorByIRI(iri models.IRI) (models.Actor, error) {
	return tx.actorBy("store.ActorByIRI", func(people int64) (models.Actor, bool) { return tx.st.memory.actorOf(people, iri) }, "WHERE iri = ?", iri)
}

// ActorByHandle finds one of ours by its handle, in any case.
func (tx *Tx) ActorByHandle(h models.Handle) (models.Actor, error) {
	return tx.actorBy("store.ActorByHandle", func(people int64) (models.Actor, bool) { return tx.st.memory.actorNamed(people, folded(h)) },
		"WHERE local AND lower(handle) = ?", folded(h))
}

// ActorByAddress finds anybody known by handle and domain, in any case.
func (tx *Tx) ActorByAddress(h models.Handle, domain string) (models.Actor, error) {
	var a models.Actor
	err := tx.db.Where("lower(handle) = ? AND domain = ?", strings.ToLower(string(h)), strings.ToLower(domain)).
		Order("gone, id DESC").Limit(1).Take(&a).Error
	return a, trouble("store.ActorByAddress", noActor, err)
}

// OrganisationActor is the one actor that stands for the organisation.
func (tx *Tx) OrganisationActor() (models.Actor, error) {
	return readOne[models.Actor](tx, "store.OrganisationActor", "The organisation has no actor yet: run guildhall migrate.",
		"WHERE local AND kind = ? ORDER BY id LIMIT 1", models.Organisation)
}

// Actors finds many actors at once; those that are not there are left out.
func (tx *Tx) Actors(ids []models.ID) (map[models.ID]models.Actor, error) {
	out := make(map[models.ID]models.Actor, len(ids))
	people, err := tx.people()
	if err != nil || len(ids) == 0 {
		return out, err
	}
	var rest []models.ID
	for _, id := range ids {
		if a, ok := tx.st.memory.actor(people, id); ok {
			out[id] = a
		} else {
			rest = append(rest, id)
		}
	}
	err = inChunks(distinct(rest), func(part []models.ID) error {
		found, err := tx.actorsBy("store.Actors", people, "WHERE id IN ?", part)
		for _, a := range found {
			out[a.ID] = a
		}
		return err
	})
	return out, err
}

// ActorsByIRI finds many actors at once by their ids on the wire; those not known are left out.
func (tx *Tx) ActorsByIRI(iris []models.IRI) (map[models.IRI]models.Actor, error) {
	out := make(map[models.IRI]models.Actor, len(iris))
	err := inChunks(iris, func(part []models.IRI) error {
		found, err := readAll[models.Actor](tx, "store.ActorsByIRI", "WHERE iri IN ?", part)
		for _, a := range found {
			out[a.IRI] = a
		}
		return err
	})
	return out, err
}

// actorsIn lists actors in the order of their IDs.
func (tx *Tx) actorsIn(ids []models.ID) ([]models.Actor, error) {
	found, err := tx.Actors(ids)
	if err != nil {
		return nil, err
	}
	out := make([]models.Actor, 0, len(ids))
	for _, id := range ids {
		if a, ok := found[id]; ok {
			out = append(out, a)
		}
	}
	return out, nil
}

// GoOutward notes that an actor of ours goes outward now. It tells whether this was the first time.
func (tx *Tx) GoOutward(id models.ID) (first bool, err error) {
	n, err := tx.exec("store.GoOutward", "UPDATE actors SET outward = ? WHERE id = ? AND local AND outward = 0", tx.now, id)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.peopleChanged("store.GoOutward")
}

// SearchActors finds people and communities whose handle or name begins like the words, ours first; those whom a block
// stands between and those who are gone are left out. Limit is 40 at most.
func (tx *Tx) SearchActors(viewer models.ID, words string, limit, offset int) ([]models.Actor, error) {
	words = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(words), "@"))
	if words == "" {
		return nil, nil
	}
	handle, domain, _ := strings.Cut(words, "@")
	q := tx.db.Where("gone = 0 AND kind <> ?", models.Organisation).Scopes(notBlocked("actors.id", viewer)).
		Where("(NOT local OR kind <> 'community' OR "+shownHere+")", viewer, viewer, viewer, viewer)
	if domain != "" {
		q = q.Where(`lower(handle) = ? AND domain LIKE ? ESCAPE '\'`, handle, likePrefix(domain))
	} else {
		q = q.Where(`(lower(handle) LIKE @begin ESCAPE '\' OR lower(name) LIKE @begin ESCAPE '\' OR lower(name) LIKE @word ESCAPE '\')`,
			map[string]any{"begin": likePrefix(handle), "word": "% " + likePrefix(handle)})
	}
	var rows []models.Actor
	err := q.Order("local DESC, handle, id").Limit(min(max(limit, 1), 40)).Offset(min(max(offset, 0), 1000)).Find(&rows).Error
	return rows, failed("store.SearchActors", err)
}

func likePrefix(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s) + "%"
}

// LocalActors lists our people and communities by kind (all kinds when empty), newest first.
func (tx *Tx) LocalActors(kind models.ActorKind, p Page) ([]models.Actor, error) {
	q := tx.db.Where("local")
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	var rows []models.Actor
	err := q.Scopes(p.cut("id")).Find(&rows).Error
	return newestFirst(p, rows), failed("store.LocalActors", err)
}

// ignoring is INSERT that leaves a row that is there already as it is.
func (tx *Tx) ignoring() *gorm.DB { return tx.db.Clauses(clause.OnConflict{DoNothing: true}) }

// PictureWorn tells whether somebody of ours wears a picture, as face or banner, or it is the emoji with an address of ours.
func (tx *Tx) PictureWorn(name string, ours models.Host, emoji string) (bool, error) {
	if _, err := tx.EmojiPicture(ours, emoji); err == nil {
		return true, nil
	}
	ids, err := tx.readIDs("SELECT id FROM actors WHERE local AND (icon LIKE ? OR image LIKE ?) LIMIT 1", "%/face/"+name, "%/banner/"+name)
	return len(ids) > 0, failed("store.PictureWorn", err)
}
