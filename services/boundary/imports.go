package boundary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

const (
	linesAtOnce = 1000 // of a list in one transaction
	slipsKept   = 50   // lines that were left out, and are named
	listsUnused = models.Time(24 * time.Hour / time.Millisecond)
	listsKept   = models.Time(30 * 24 * time.Hour / time.Millisecond) // in which an import can be undone
)

// Reading is a list that shall be read in.
type Reading struct {
	List   io.Reader
	Kind   models.ListKind
	Below  bool   // its servers' subdomains too
	Name   string // of the file
	Author string // who reads it in
	Us     models.Host
	Host   func(string) (models.Host, error) // the form that peers are known by
}

// ReadList keeps a list aside, in bounded memory, and changes nothing. Effect tells what it would do, and ApplyList does it. Lines
// that cannot be taken are left out and named.
func ReadList(ctx context.Context, st *store.Store, r Reading) (models.PeerList, error) {
	l := models.PeerList{Kind: r.Kind, Name: clipped(r.Name), Author: r.Author, Faults: []models.ListSlip{}}
	if r.Kind != models.AllowList && r.Kind != models.BlockList {
		return l, fault.New(fault.Invalid, "boundary.ReadList", "Say whether the list allows servers or blocks them.")
	}
	err := st.Write(ctx, func(tx *store.Tx) error {
		old, err := tx.OldPeerLists(tx.Now()-listsUnused, tx.Now()-listsKept)
		for _, id := range old {
			if err := tx.DropPeerList(id); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		return tx.AddPeerList(&l)
	})
	if err != nil {
		return l, err
	}
	if err := readLines(ctx, st, r, &l); err != nil {
		return l, errors.Join(err, st.Write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.DropPeerList(l.ID) }))
	}
	return l, nil
}

func readLines(ctx context.Context, st *store.Store, r Reading, l *models.PeerList) error {
	in := NewListReader(r.List, r.Kind, r.Host)
	for ended := false; !ended; {
		var lines []models.PeerListLine
		for len(lines) < linesAtOnce {
			one, err := in.Next()
			if errors.Is(err, io.EOF) {
				ended = true
				break
			}
			if err == nil && one.Host == r.Us {
				err = &Slip{in.line, string(r.Us) + " is this server itself."}
			}
			var slip *Slip
			if errors.As(err, &slip) {
				if l.Faulty++; len(l.Faults) < slipsKept {
					l.Faults = append(l.Faults, models.ListSlip(*slip))
				}
				continue
			}
			if err != nil {
				return err
			}
			one.ListID, one.Below = l.ID, r.Below
			lines = append(lines, one)
		}
		l.Lines += len(lines)
		err := st.Write(ctx, func(tx *store.Tx) error {
			if err := tx.AddPeerListLines(lines); err != nil {
				return err
			}
			return tx.SavePeerList(l)
		})
		if err != nil {
			return err
		}
	}
	if l.Lines == 0 && l.Faulty == 0 {
		return fault.New(fault.Malformed, "boundary.ReadList", "The list is empty.")
	}
	return nil
}

// Effect is what applying a list would do, in counts.
type Effect struct {
	Changes  []store.PeerListChange // by what servers are now and what they become, without those that stay
	Same     int                    // servers that stay what they are
	Servers  int                    // servers with follows to or from us that would be closed
	Known    int                    // servers with follows to or from us that are not closed now
	Theirs   int                    // follows of ours by people there that would be suspended
	Ours     int                    // follows of people there by ours, likewise
	People   int                    // people of ours who have one of them
	Partners int                    // partners that would be none any more
	Returns  int                    // follows that were suspended and would go on
	Alarms   []Alarm                // why it needs a second look; empty when it does not
}

// Alarm is a reason to look twice before a list is applied.
type Alarm string

// The alarms.
const (
	AlarmPartners Alarm = "partners" // it would end agreements in force
	AlarmMany     Alarm = "many"     // it would close a large part of the servers that we have follows with
)

// Suspended is how many follows would be suspended: whoever applies a list that gives alarm says this number.
func (e Effect) Suspended() int { return e.Theirs + e.Ours }

// becomes tells what a server would be by a list, and whether that is another thing.
func becomes(is models.Standing, line models.PeerListLine) (models.Standing, bool) {
	if line.Standing == models.Allowed && is == models.Partner { // an agreement is more than a list says
		return is, false
	}
	return line.Standing, is != line.Standing
}

// EffectOf computes what applying a list would do now.
func EffectOf(tx *store.Tx, l models.PeerList) (Effect, error) {
	var e Effect
	changes, err := tx.PeerListChanges(l.ID)
	if err != nil {
		return e, err
	}
	for _, c := range changes {
		if _, another := becomes(c.From, models.PeerListLine{Standing: c.To}); !another {
			e.Same += c.N
			continue
		}
		e.Changes = append(e.Changes, c)
		if c.From == models.Partner {
			e.Partners += c.N
		}
	}
	mode, err := tx.Mode()
	if err != nil {
		return e, err
	}
	touched := map[models.ID]bool{}
	for after := models.Host(""); ; {
		some, err := tx.FollowsByHost(after, 500)
		if err != nil {
			return e, err
		}
		if len(some) == 0 {
			break
		}
		after = some[len(some)-1].Host
		if err := e.follows(tx, l, mode, some, touched); err != nil {
			return e, err
		}
	}
	e.People = len(touched)
	if e.Partners > 0 {
		e.Alarms = append(e.Alarms, AlarmPartners)
	}
	if e.Servers > 0 && 4*e.Servers > e.Known {
		e.Alarms = append(e.Alarms, AlarmMany)
	}
	return e, nil
}

// follows adds what becomes of the follows with some servers.
func (e *Effect) follows(tx *store.Tx, l models.PeerList, mode models.Mode, some []store.HostFollows, touched map[models.ID]bool) error {
	hosts, asked := make([]models.Host, len(some)), []models.Host{}
	for i := range some {
		hosts[i] = some[i].Host
		asked = append(append(asked, some[i].Host), some[i].Host.Above()...)
	}
	peers, err := tx.PeersOf(hosts)
	if err != nil {
		return err
	}
	lines, err := tx.PeerListLinesOf(l.ID, asked)
	if err != nil {
		return err
	}
	var closing []models.Host
	for _, f := range some {
		was := peers[f.Host]
		will := after(was, lines)
		closed, closes := was.Standing.Closed(mode), will.Closed(mode)
		if !closed {
			e.Known++
		}
		switch {
		case !closed && closes:
			e.Servers++
			e.Theirs, e.Ours = e.Theirs+f.Theirs, e.Ours+f.Ours
			closing = append(closing, f.Host)
		case closed && !closes:
			e.Returns += f.Theirs + f.Ours
		}
	}
	people, err := tx.PeopleWith(closing)
	for _, id := range people {
		touched[id] = true
	}
	return err
}

// after is the standing of a server once the lines are applied: by its own line, else by its own standing, else by the nearest
// server above it that has a line for its subdomains or had a word for them before.
func after(is models.Peer, lines map[models.Host]models.PeerListLine) models.Standing {
	own := is.Standing
	if is.Above != "" {
		own = models.Open
	}
	if line, named := lines[is.Host]; named {
		own, _ = becomes(own, line)
	}
	if own != models.Open {
		return own
	}
	for _, up := range is.Host.Above() {
		if line, named := lines[up]; named && line.Below {
			return line.Standing
		}
		if up == is.Above {
			return is.Standing
		}
	}
	return models.Open
}

// ApplyList does what a list says, some servers at a time; after an interruption it goes on where it stopped. A list that gives alarm
// is applied only by whoever says how many follows it suspends: sure is that number, and -1 when nobody said one. Why is kept in the record,
// and may be empty.
func ApplyList(ctx context.Context, st *store.Store, by models.Actor, id models.ID, sure int, why string) (models.PeerList, Effect, error) {
	const op = "boundary.ApplyList"
	var l models.PeerList
	var e Effect
	err := st.Read(ctx, func(tx *store.Tx) (err error) {
		if l, err = tx.PeerList(id); err == nil {
			e, err = EffectOf(tx, l)
		}
		return err
	})
	switch {
	case err != nil:
		return l, e, err
	case l.Applied != 0:
		return l, e, fault.New(fault.Conflict, op, "This list was applied already.")
	case len(e.Alarms) > 0 && sure != e.Suspended():
		return l, e, fault.New(fault.Conflict, op, "This list would close much at once. Look at what it does, and say how many follows it suspends if that is what you want.")
	}
	err = throughList(ctx, st, &l, func(tx *store.Tx, lines []models.PeerListLine, peers map[models.Host]models.Peer) ([]models.Peer, []models.PeerListLine) {
		var put []models.Peer
		var was []models.PeerListLine
		for _, line := range lines {
			p := peers[line.Host]
			own := p.Standing
			if p.Above != "" {
				own = models.Open
			}
			s, another := becomes(own, line)
			if !another && (p.Below || !line.Below || s == models.Partner) {
				continue
			}
			line.Was = own
			p.Above, p.Standing, p.PartnerSince, p.Below = "", s, 0, line.Below
			if line.Reason != "" && p.Note == "" {
				p.Note = line.Reason
			}
			put, was = append(put, p), append(was, line)
		}
		return put, was
	})
	if err != nil {
		return l, e, err
	}
	return l, e, st.Write(ctx, func(tx *store.Tx) error {
		l.Applied = tx.Now()
		if err := tx.SavePeerList(&l); err != nil {
			return err
		}
		return ledger.Act(tx, by, models.Act{Verb: "list.applied", What: named(l), Before: "read in", After: changesOf(e), Reason: strings.TrimSpace(why)})
	})
}

// UndoList takes back what a list did, where nobody has said another thing since. A partner begins anew: it reads nothing from before.
func UndoList(ctx context.Context, st *store.Store, by models.Actor, id models.ID, why string) (models.PeerList, error) {
	var l models.PeerList
	err := st.Read(ctx, func(tx *store.Tx) (err error) {
		l, err = tx.PeerList(id)
		return err
	})
	switch {
	case err != nil:
		return l, err
	case l.Applied == 0 || l.Undone != 0:
		return l, fault.New(fault.Conflict, "boundary.UndoList", "Only a list that was applied can be undone, and once.")
	}
	err = throughList(ctx, st, &l, func(tx *store.Tx, lines []models.PeerListLine, peers map[models.Host]models.Peer) (put []models.Peer, _ []models.PeerListLine) {
		for _, line := range lines {
			p := peers[line.Host]
			if line.Was == "" || p.Standing != line.Standing || p.Above != "" {
				continue
			}
			p.Standing, p.Below = line.Was, false
			if p.Note == line.Reason {
				p.Note = ""
			}
			if p.Standing == models.Partner {
				p.PartnerSince = tx.Now()
			}
			put = append(put, p)
		}
		return put, nil
	})
	if err != nil {
		return l, err
	}
	return l, st.Write(ctx, func(tx *store.Tx) error {
		l.Undone = tx.Now()
		if err := tx.SavePeerList(&l); err != nil {
			return err
		}
		return ledger.Act(tx, by, models.Act{Verb: "list.undone", What: named(l), Before: "applied", After: "taken back", Reason: strings.TrimSpace(why)})
	})
}

func named(l models.PeerList) string {
	return fmt.Sprintf("%s %s of %d servers (%s)", map[models.ListKind]string{models.AllowList: "allow-list", models.BlockList: "block-list"}[l.Kind], l.Name, l.Lines, l.ID)
}

// changesOf says in words what a list changed.
func changesOf(e Effect) string {
	var said []string
	for _, c := range e.Changes {
		said = append(said, fmt.Sprintf("%d %s became %s", c.N, c.From, c.To))
	}
	if len(said) == 0 {
		return "applied; nothing changed"
	}
	return "applied; " + strings.Join(said, ", ")
}

// throughList changes servers of a list, some at a time, each time in one transaction with what is kept of them.
func throughList(ctx context.Context, st *store.Store, l *models.PeerList, change func(*store.Tx, []models.PeerListLine, map[models.Host]models.Peer) ([]models.Peer, []models.PeerListLine)) error {
	for after := models.Host(""); ; {
		last := after
		err := st.Write(ctx, func(tx *store.Tx) error {
			lines, err := tx.PeerListLines(l.ID, after, linesAtOnce)
			if err != nil || len(lines) == 0 {
				return err
			}
			hosts := make([]models.Host, len(lines))
			for i := range lines {
				hosts[i] = lines[i].Host
			}
			peers, err := tx.PeersOf(hosts)
			if err != nil {
				return err
			}
			last = hosts[len(hosts)-1]
			put, kept := change(tx, lines, peers)
			if len(put) == 0 {
				return nil
			}
			if err := tx.PutPeers(put); err != nil {
				return err
			}
			if err := tx.AddPeerListLines(kept); err != nil {
				return err
			}
			return tx.RaiseEpoch()
		})
		if err != nil || last == after {
			return err
		}
		after = last
	}
}

// DropList forgets a list that was not applied.
func DropList(tx *store.Tx, id models.ID) error {
	l, err := tx.PeerList(id)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	if err != nil {
		return err
	}
	if l.Applied != 0 {
		return fault.New(fault.Conflict, "boundary.DropList", "This list was applied. It can be taken back for 30 days.")
	}
	return tx.DropPeerList(id)
}
