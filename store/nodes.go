package store

import (
	"context"
	"time"

	"guildhall/models"
)

// A node that runs holds a lock of PostgreSQL by its name, on the connection on which it hears the others. When its process
// dies, so does the connection, and the lock is free: the others then take up what it had leased, long before the leases
// end. A lock that is found free twice, a look apart, is that of a dead node, so one whose connection broke has time
// to make another. A node that hangs without dying keeps its lock, and loses its leases with time.
const nodeLook = 2 * time.Second

// Node names this process among those that share the database. What is leased to it is marked by this name, or by it with
// a slash and more.
func (s *Store) Node() string { return s.node }

// watch takes up what dead nodes had leased, until ctx ends.
func (s *Store) watch(ctx context.Context) {
	missed := map[string]bool{}
	for {
		gone, err := s.missing(ctx)
		for node := range gone {
			if err == nil && missed[node] {
				err = s.Write(ctx, func(tx *Tx) error { return tx.freeNode(node) })
			}
		}
		if err != nil && ctx.Err() == nil {
			s.opts.Log.Debug("leases of dead nodes are waited for", "err", err)
		}
		missed = gone
		select {
		case <-ctx.Done():
			return
		case <-time.After(nodeLook):
		}
	}
}

// missing names the other nodes that have leased something and hold no lock.
func (s *Store) missing(ctx context.Context) (gone map[string]bool, err error) {
	const op = "store.missing"
	gone = map[string]bool{}
	err = s.Write(ctx, func(tx *Tx) error { // the locks that it takes end with it
		var nodes []string
		if err := tx.db.Raw(`SELECT split_part(owner, '/', 1) FROM lanes WHERE lease > ? AND owner <> ''
			UNION SELECT owner FROM inbox WHERE state = 'received' AND due > ? AND owner <> ''`, tx.now, tx.now).Scan(&nodes).Error; err != nil {
			return failed(op, err)
		}
		for _, node := range nodes {
			if node == s.node {
				continue
			}
			var free bool
			if err := tx.db.Raw(`SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))`, s.seat(node)).Row().Scan(&free); err != nil {
				return failed(op, err)
			}
			if free {
				gone[node] = true
			}
		}
		return nil
	})
	return gone, err
}

// seat is what a node locks while it runs.
func (s *Store) seat(node string) string { return s.db.(*pg).herald.channel + "/" + node }

// freeNode makes due what a dead node had leased.
func (tx *Tx) freeNode(node string) error {
	const op = "store.freeNode"
	lanes, err := tx.exec(op, `UPDATE lanes SET lease = 0, owner = '', due = CASE WHEN blocked > ? THEN blocked ELSE ? END
		WHERE lease > 0 AND split_part(owner, '/', 1) = ?`, tx.now, tx.now, node)
	if err != nil {
		return err
	}
	items, err := tx.exec(op, `UPDATE inbox SET due = ?, owner = '' WHERE state = 'received' AND due > ? AND owner = ?`, models.Time(0), tx.now, node)
	if err == nil && lanes+items > 0 {
		tx.After(tx.st.wakeUp)
		tx.After(func() {
			tx.st.opts.Log.Warn("a node is gone; what it was at is taken up", "lanes", lanes, "activities", items)
		})
	}
	return err
}
