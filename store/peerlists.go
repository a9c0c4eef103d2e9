package store

import (
	"database/sql"

	"gorm.io/gorm/clause"

	"guildhall/models"
)

// AddPeerList begins a list that is read in. ID and At are filled in.
func (tx *Tx) AddPeerList(l *models.PeerList) error {
	l.ID, l.At = tx.NewID(), tx.now
	return failed("store.AddPeerList", tx.db.Create(l).Error)
}

// SavePeerList stores what became of a list.
func (tx *Tx) SavePeerList(l *models.PeerList) error {
	return failed("store.SavePeerList", tx.db.Save(l).Error)
}

// PeerList finds a list.
func (tx *Tx) PeerList(id models.ID) (models.PeerList, error) {
	return readOne[models.PeerList](tx, "store.PeerList", "There is no such list. It may have been removed meanwhile.", "WHERE id = ?", id)
}

// PeerLists lists the newest lists.
func (tx *Tx) PeerLists(limit int) ([]models.PeerList, error) {
	return list[models.PeerList]("store.PeerLists", tx.db.Order("id DESC").Limit(most(limit, 100)))
}

// AddPeerListLines adds servers to a list. One that is named twice is as its last line says.
func (tx *Tx) AddPeerListLines(lines []models.PeerListLine) error {
	if len(lines) == 0 {
		return nil
	}
	last := make(map[models.Host]int, len(lines))
	once := make([]models.PeerListLine, 0, len(lines))
	for _, l := range lines {
		if i, twice := last[l.Host]; twice {
			once[i] = l
			continue
		}
		last[l.Host] = len(once)
		once = append(once, l)
	}
	return failed("store.AddPeerListLines", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(&once, 500).Error)
}

// PeerListLines gives servers of a list by name, after one.
func (tx *Tx) PeerListLines(of models.ID, after models.Host, limit int) ([]models.PeerListLine, error) {
	return readAll[models.PeerListLine](tx, "store.PeerListLines", "WHERE list_id = ? AND host > ? ORDER BY host LIMIT ?", of, after, most(limit, 1000))
}

// PeerListLinesOf finds which of the hosts a list names.
func (tx *Tx) PeerListLinesOf(of models.ID, hosts []models.Host) (map[models.Host]models.PeerListLine, error) {
	out := map[models.Host]models.PeerListLine{}
	err := inChunks(hosts, func(part []models.Host) error {
		rows, err := readAll[models.PeerListLine](tx, "store.PeerListLinesOf", "WHERE list_id = ? AND host IN ?", of, part)
		for _, r := range rows {
			out[r.Host] = r
		}
		return err
	})
	return out, err
}

// PeerListChange counts servers of a list that are one thing now and become another.
type PeerListChange struct {
	From, To models.Standing
	N        int
}

// PeerListChanges counts what a list would change: by what its servers are now and what they become.
func (tx *Tx) PeerListChanges(of models.ID) ([]PeerListChange, error) {
	var out []PeerListChange
	err := tx.query(`SELECT COALESCE(p.standing, 'open'), l.standing, COUNT(*) FROM peer_list_lines l LEFT JOIN peers p ON p.host = l.host
		WHERE l.list_id = ? GROUP BY 1, 2 ORDER BY 1, 2`, []any{of}, func(r *sql.Rows) error {
		var c PeerListChange
		err := r.Scan(&c.From, &c.To, &c.N)
		out = append(out, c)
		return err
	})
	return out, failed("store.PeerListChanges", err)
}

// PutPeers writes many servers at once, with what SavePeer fills in. They are as they were read but for their standing.
func (tx *Tx) PutPeers(peers []models.Peer) error {
	for i := range peers {
		peers[i].Changed = tx.now
		if peers[i].Since == 0 {
			peers[i].Since = tx.now
		}
	}
	if err := tx.noteStandings(peers...); err != nil {
		return err
	}
	return failed("store.PutPeers", tx.db.Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(&peers, 500).Error)
}

// DropPeerList removes a list with its lines; the servers stay as they are.
func (tx *Tx) DropPeerList(id models.ID) error {
	if _, err := tx.exec("store.DropPeerList", `DELETE FROM peer_list_lines WHERE list_id = ?`, id); err != nil {
		return err
	}
	_, err := tx.exec("store.DropPeerList", `DELETE FROM peer_lists WHERE id = ?`, id)
	return err
}

// OldPeerLists finds lists that nobody needs any more: not applied since a moment, or older than another.
func (tx *Tx) OldPeerLists(unused, old models.Time) (ids []models.ID, err error) {
	err = tx.db.Model(&models.PeerList{}).Where("(applied = 0 AND at < ?) OR at < ?", unused, old).Limit(100).Pluck("id", &ids).Error
	return ids, failed("store.OldPeerLists", err)
}

// HostFollows counts the accepted follows between a server and us.
type HostFollows struct {
	Host   models.Host
	Theirs int // follows of people of ours by people there
	Ours   int
}

// FollowsByHost counts the follows across the boundary for servers by name, after one.
func (tx *Tx) FollowsByHost(after models.Host, limit int) ([]HostFollows, error) {
	var out []HostFollows
	err := tx.query(`SELECT host, SUM(theirs), SUM(ours) FROM (
			SELECT far.host AS host, 1 AS theirs, 0 AS ours FROM follows JOIN actors far ON far.id = follows.follower_id
				WHERE follows.state = 'accepted' AND NOT far.local AND far.host > ?
			UNION ALL
			SELECT far.host AS host, 0 AS theirs, 1 AS ours FROM follows JOIN actors far ON far.id = follows.followee_id
				WHERE follows.state = 'accepted' AND NOT far.local AND far.host > ?) AS pairs
		GROUP BY host ORDER BY host LIMIT ?`, []any{after, after, limit}, func(r *sql.Rows) error {
		var f HostFollows
		err := r.Scan(&f.Host, &f.Theirs, &f.Ours)
		out = append(out, f)
		return err
	})
	return out, failed("store.FollowsByHost", err)
}

// PeopleWith lists the people of ours who follow, or are followed by, somebody of one of the servers.
func (tx *Tx) PeopleWith(hosts []models.Host) ([]models.ID, error) {
	var out []models.ID
	err := inChunks(hosts, func(part []models.Host) error {
		return tx.query(`SELECT near.id FROM follows JOIN actors far ON far.id = follows.follower_id JOIN actors near ON near.id = follows.followee_id
				WHERE follows.state = 'accepted' AND near.local AND NOT far.local AND far.host IN ?
			UNION SELECT near.id FROM follows JOIN actors far ON far.id = follows.followee_id JOIN actors near ON near.id = follows.follower_id
				WHERE follows.state = 'accepted' AND near.local AND NOT far.local AND far.host IN ?`, []any{part, part}, func(r *sql.Rows) error {
			var id models.ID
			err := r.Scan(&id)
			out = append(out, id)
			return err
		})
	})
	return out, failed("store.PeopleWith", err)
}
