package store

import (
	"database/sql"
	"strings"

	"guildhall/models"
)

// Peer finds what we know of a server. One that we never met stands open and has no row.
func (tx *Tx) Peer(host models.Host) (models.Peer, error) {
	peers, err := tx.PeersOf([]models.Host{host})
	return peers[host], err
}

// PeersOf is Peer for several servers at once; every host asked for has its entry. One without a standing of its own has the
// one of the nearest server above it that was said to count for its subdomains too.
func (tx *Tx) PeersOf(hosts []models.Host) (map[models.Host]models.Peer, error) {
	out := make(map[models.Host]models.Peer, len(hosts))
	asked := make([]models.Host, 0, 2*len(hosts))
	for _, h := range hosts {
		if _, twice := out[h]; !twice {
			out[h] = models.Peer{Host: h, Standing: models.Open}
			asked = append(append(asked, h), h.Above()...)
		}
	}
	var above map[models.Host]models.Standing
	for from := 0; from < len(asked); from += 500 {
		known, err := readAll[models.Peer](tx, "store.PeersOf", "WHERE host IN ?", asked[from:min(from+500, len(asked))])
		if err != nil {
			return out, err
		}
		for _, p := range known {
			if _, wanted := out[p.Host]; wanted {
				out[p.Host] = p
			}
			if p.Below {
				if above == nil {
					above = map[models.Host]models.Standing{}
				}
				above[p.Host] = p.Standing
			}
		}
	}
	if above == nil {
		return out, nil
	}
	for h, p := range out {
		if p.Standing != models.Open {
			continue
		}
		for _, up := range h.Above() {
			if s, counts := above[up]; counts {
				p.Standing, p.Above = s, up
				out[h] = p
				break
			}
		}
	}
	return out, nil
}

// SavePeer writes all that is known of a server; a standing that it has from another is not made its own. Changed is filled in, and
// Since for a first meeting. It does not raise the epoch: whoever changes a standing does.
func (tx *Tx) SavePeer(p *models.Peer) error {
	p.Changed = tx.now
	if p.Since == 0 {
		p.Since = tx.now
	}
	was, err := tx.Peer(p.Host)
	if err != nil {
		return err
	}
	if was.Standing != p.Standing {
		if err := tx.noteStandings(*p); err != nil {
			return err
		}
	}
	own := *p
	if p.Above != "" {
		own.Standing = models.Open
	}
	return failed("store.SavePeer", tx.db.Save(&own).Error)
}

// PeerFilter picks servers for a list; empty fields pick all.
type PeerFilter struct {
	Standing models.Standing
	Words    string      // part of the name, in any case
	After    models.Host // only those that sort after it; empty starts at the first
	Limit    int         // at most 1000
}

// Peers lists known servers by name.
func (tx *Tx) Peers(f PeerFilter) ([]models.Peer, error) {
	q := tx.db.Where("host > ?", f.After).Order("host").Limit(most(f.Limit, 1000))
	if f.Standing != "" {
		q = q.Where("standing = ?", f.Standing)
	}
	if f.Words != "" {
		q = q.Where(`host LIKE ? ESCAPE '\'`, "%"+likePrefix(strings.ToLower(f.Words)))
	}
	return list[models.Peer]("store.Peers", q)
}

// Partners lists the servers that an agreement is in force with, sorted.
func (tx *Tx) Partners() ([]models.Host, error) {
	b, err := tx.boundary()
	if err != nil {
		return nil, err
	}
	if hosts, ok := tx.st.memory.partners(b.Epoch); ok {
		return hosts, nil
	}
	var hosts []models.Host
	err = tx.query("SELECT host FROM peers WHERE standing = ? ORDER BY host", []any{models.Partner}, func(r *sql.Rows) error {
		var h models.Host
		err := r.Scan(&h)
		hosts = append(hosts, h)
		return err
	})
	if err == nil {
		tx.After(func() { tx.st.memory.keepPartners(b.Epoch, hosts) })
	}
	return hosts, failed("store.Partners", err)
}

// ForgetPeer removes what we know of a server, which stands open from then on, and tells whether there was anything.
func (tx *Tx) ForgetPeer(host models.Host) (bool, error) {
	n, err := tx.exec("store.ForgetPeer", `DELETE FROM peers WHERE host = ?`, host)
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.NoteEnding(models.PeerFell, string(host), string(models.Open))
}

// HeardPeer notes that a server sent something that we took; it is written once an hour at most. Where somebody else is at the
// server's row just now, that one's word will do: what arrives from many servers never waits for each other here.
func (tx *Tx) HeardPeer(host models.Host) error {
	return tx.touchPeer("store.HeardPeer", host, `last_in = ?`, []any{tx.now},
		`host IN (SELECT host FROM peers WHERE host = ? AND last_in < ?`+tx.skipLocked()+`)`, host, tx.now-reachedAgain)
}

// ReachedPeer notes that a server took what we sent: it is written once an hour at most, and when it had failed before.
func (tx *Tx) ReachedPeer(host models.Host) error {
	return tx.touchPeer("store.ReachedPeer", host,
		`last_out = ?, fails = 0`, []any{tx.now}, `peers.last_out < ? OR peers.fails > 0`, tx.now-reachedAgain)
}

// SetManner notes by which specification a server takes our signatures.
func (tx *Tx) SetManner(host models.Host, manner models.Manner) error {
	return tx.touchPeer("store.SetManner", host, `manner = ?`, []any{manner}, `peers.manner <> ?`, manner)
}

// MissedPeer counts a delivery that a server refused or did not answer.
func (tx *Tx) MissedPeer(host models.Host) error {
	return tx.touchPeer("store.MissedPeer", host, `fails = peers.fails + 1`, nil, `peers.fails >= ?`, 0)
}

// touchPeer makes sure that a server has a row, open when it is new, and changes it where the condition holds.
func (tx *Tx) touchPeer(op string, host models.Host, set string, values []any, where string, limits ...any) error {
	if _, err := tx.exec(op, `INSERT INTO peers (host, standing, partner_since, software, version, server_actor, note, since, last_in, last_out, fails, changed)
		VALUES (?, ?, 0, '', '', '', '', ?, 0, 0, 0, ?) ON CONFLICT (host) DO NOTHING`, host, models.Open, tx.now, tx.now); err != nil {
		return err
	}
	values = append(append(values, host), limits...)
	_, err := tx.exec(op, `UPDATE peers SET `+set+` WHERE host = ? AND (`+where+`)`, values...)
	return err
}

// CountPeer adds n to what a server did on a day (2026-11-23, UTC) through a door with a verdict.
func (tx *Tx) CountPeer(host models.Host, day string, door models.Door, verdict models.Verdict, n int64) error {
	_, err := tx.exec("store.CountPeer", `INSERT INTO peer_days (host, day, door, verdict, n) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (host, day, door, verdict) DO UPDATE SET n = peer_days.n + excluded.n`,
		host, day, door, verdict, n)
	return err
}

// PeerDays gives the counts of a server from a day on (2026-11-23, UTC), oldest first, two years at most.
func (tx *Tx) PeerDays(host models.Host, since string) ([]models.PeerDay, error) {
	return list[models.PeerDay]("store.PeerDays", tx.db.Where("host = ? AND day >= ?", host, since).
		Order("day, door, verdict").Limit(2*366*15))
}

// DaysOf is PeerDays for several servers at once, by server.
func (tx *Tx) DaysOf(hosts []models.Host, since string) (map[models.Host][]models.PeerDay, error) {
	out := make(map[models.Host][]models.PeerDay, len(hosts))
	err := inChunks(hosts, func(part []models.Host) error {
		rows, err := list[models.PeerDay]("store.DaysOf", tx.db.Where("host IN ? AND day >= ?", part, since).Order("host, day, door, verdict"))
		for _, r := range rows {
			out[r.Host] = append(out[r.Host], r)
		}
		return err
	})
	return out, err
}

// FollowsWith counts the people of a server who follow somebody of ours, and the people of ours who follow somebody there.
func (tx *Tx) FollowsWith(host models.Host) (theirs, ours int, err error) {
	count := func(who, whom string) (n int64, err error) {
		err = tx.db.Model(&models.Following{}).Joins("JOIN actors AS near ON near.id = follows."+whom+" AND near.local = ?", true).
			Joins("JOIN actors AS far ON far.id = follows."+who+" AND far.host = ? AND far.local = ?", host, false).
			Where("follows.state = ?", models.Accepted).Distinct("follows.follower_id").Count(&n).Error
		return n, failed("store.FollowsWith", err)
	}
	in, err := count("follower_id", "followee_id")
	if err != nil {
		return 0, 0, err
	}
	out, err := count("followee_id", "follower_id")
	return int(in), int(out), err
}
