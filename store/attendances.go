package store

import "guildhall/models"

const noAttendance = "You have not said that you will come."

// AddAttendance notes that somebody of ours will come. It tells whether that is new.
func (tx *Tx) AddAttendance(a models.Attendance) (bool, error) {
	n, err := add(tx, "store.AddAttendance", "ON CONFLICT DO NOTHING", a)
	return n > 0, err
}

// Attendance finds somebody's coming to an event.
func (tx *Tx) Attendance(actor, post models.ID) (models.Attendance, error) {
	return readOne[models.Attendance](tx, "store.Attendance", noAttendance, "WHERE post_id = ? AND actor_id = ?", post, actor)
}

// AttendanceByIRI finds it by the id of the Join.
func (tx *Tx) AttendanceByIRI(iri models.IRI) (models.Attendance, error) {
	return readOne[models.Attendance](tx, "store.AttendanceByIRI", noAttendance, "WHERE iri = ?", iri)
}

// SetAttendance moves it to a state.
func (tx *Tx) SetAttendance(a models.Attendance, to models.AttendanceState) error {
	_, err := tx.exec("store.SetAttendance", "UPDATE attendances SET state = ? WHERE post_id = ? AND actor_id = ?", to, a.PostID, a.ActorID)
	return err
}

// RemoveAttendance takes it back, and tells whether it was there.
func (tx *Tx) RemoveAttendance(actor, post models.ID) (bool, error) {
	n, err := tx.exec("store.RemoveAttendance", "DELETE FROM attendances WHERE post_id = ? AND actor_id = ?", post, actor)
	return n > 0, err
}

// Comers lists who comes to an event, in the order of their IDs, after one of them.
func (tx *Tx) Comers(post, after models.ID, limit int) ([]models.Actor, error) {
	return tx.comers("store.Comers", "", post, after, limit)
}

// LocalComers lists those of ours who come to an event, likewise.
func (tx *Tx) LocalComers(post, after models.ID, limit int) ([]models.Actor, error) {
	return tx.comers("store.LocalComers", " AND actors.local AND actors.gone = 0", post, after, limit)
}

func (tx *Tx) comers(op, which string, post, after models.ID, limit int) ([]models.Actor, error) {
	ids, err := tx.readIDs("SELECT a.actor_id FROM attendances a JOIN actors ON actors.id = a.actor_id WHERE a.post_id = ? AND a.actor_id > ? AND a.state <> 'refused'"+which+" ORDER BY a.actor_id LIMIT ?",
		post, after, most(limit, 1000))
	if err != nil {
		return nil, failed(op, err)
	}
	known, err := tx.Actors(ids)
	out := make([]models.Actor, 0, len(ids))
	for _, id := range ids {
		out = append(out, known[id])
	}
	return out, err
}

func (tx *Tx) attendancesOf(actor models.ID, posts []models.ID) (map[models.ID]*models.Attendance, error) {
	out := make(map[models.ID]*models.Attendance, len(posts))
	err := inChunks(posts, func(part []models.ID) error {
		rows, err := readAll[models.Attendance](tx, "store.attendancesOf", "WHERE actor_id = ? AND post_id IN ?", actor, part)
		for i := range rows {
			out[rows[i].PostID] = &rows[i]
		}
		return err
	})
	return out, err
}
