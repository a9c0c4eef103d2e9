package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type peerImport struct {
	File  string    `arg:"" optional:"" help:"The list; - reads standard input." placeholder:"FILE"`
	Allow bool      `xor:"kind" help:"It is an allow-list: each server on it becomes allowed."`
	Block bool      `xor:"kind" help:"It is a block-list: each server on it becomes blocked, or limited where its severity is silence."`
	Below bool      `name:"subdomains" help:"Their subdomains have the same standing, unless they have one of their own."`
	Apply bool      `help:"Do it. Without, nothing changes."`
	Sure  int       `default:"-1" help:"The number of follows that it suspends, where the list would close much at once." placeholder:"N"`
	Undo  models.ID `help:"Take back what a list did: its number, as the import and 'peer lists' tell it." placeholder:"N"`
	acting
	answer
}

func (peerImport) Help() string {
	return `Lists come as Mastodon and its relatives write them: columns named #domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate; #domain alone; or one server on each line. Lines that cannot be taken are left out and named. Follows of servers that are closed are suspended and come back when they are opened. A partner stays one on an allow-list.

    guildhall peer import blocks.csv --block
    guildhall peer import blocks.csv --block --apply
    guildhall peer import --undo 117`
}

// listed is a list as programs read it.
type listed struct {
	ID      models.ID         `json:"id"`
	Kind    models.ListKind   `json:"kind"`
	Name    string            `json:"name"`
	By      string            `json:"by"`
	At      string            `json:"at"`
	Applied string            `json:"applied,omitempty"`
	Undone  string            `json:"undone,omitempty"`
	Lines   int               `json:"servers"`
	Faulty  int               `json:"left_out"`
	Faults  []models.ListSlip `json:"faults"`
	Effect  *effect           `json:"effect,omitempty"`
}

// effect is what a list would do, or did.
type effect struct {
	Changes  []changed        `json:"changes"`
	Same     int              `json:"unchanged"`
	Partners int              `json:"agreements_ended"`
	Servers  int              `json:"servers_with_follows_closed"`
	Theirs   int              `json:"follows_from_there_suspended"`
	Ours     int              `json:"follows_to_there_suspended"`
	People   int              `json:"people_affected"`
	Returns  int              `json:"follows_that_come_back"`
	Alarms   []boundary.Alarm `json:"alarms"`
}

type changed struct {
	From models.Standing `json:"from"`
	To   models.Standing `json:"to"`
	N    int             `json:"servers"`
}

func asList(l models.PeerList, e *boundary.Effect) listed {
	out := listed{ID: l.ID, Kind: l.Kind, Name: l.Name, By: l.Author, At: moment(l.At), Applied: moment(l.Applied), Undone: moment(l.Undone), Lines: l.Lines, Faulty: l.Faulty, Faults: l.Faults}
	if e != nil {
		out.Effect = &effect{Changes: []changed{}, Same: e.Same, Partners: e.Partners, Servers: e.Servers, Theirs: e.Theirs, Ours: e.Ours, People: e.People, Returns: e.Returns, Alarms: append([]boundary.Alarm{}, e.Alarms...)}
		for _, ch := range e.Changes {
			out.Effect.Changes = append(out.Effect.Changes, changed{ch.From, ch.To, ch.N})
		}
	}
	return out
}

// Run reads the list, tells what it does, and does it if told so.
func (p peerImport) Run(c *call) error {
	const op = "guildhall peer import"
	if p.Undo != 0 {
		return p.undo(c)
	}
	kind := models.BlockList
	switch {
	case p.Allow:
		kind = models.AllowList
	case !p.Block:
		return fault.New(fault.Invalid, op, "Say what the list is for: --allow or --block.")
	}
	in, name, err := p.from(c)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	return c.open(func(s *server.Server) error {
		by, err := p.by(c, s)
		if err != nil {
			return err
		}
		l, err := boundary.ReadList(c.ctx, s.Store, boundary.Reading{List: in, Kind: kind, Below: p.Below, Name: name, Author: "command line", Us: s.Site.Host,
			Host: func(text string) (models.Host, error) { return domain(s, text) }})
		if err != nil {
			return err
		}
		var e boundary.Effect
		if p.Apply {
			var after models.PeerList
			if after, e, err = boundary.ApplyList(c.ctx, s.Store, by, l.ID, p.Sure, p.Reason); err == nil {
				l = after
			}
		} else {
			err = s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
				e, err = boundary.EffectOf(tx, l)
				return err
			})
		}
		if l.Applied == 0 { // shown, or refused: nothing of it stays
			err = errors.Join(err, s.Store.Write(context.WithoutCancel(c.ctx), func(tx *store.Tx) error { return tx.DropPeerList(l.ID) }))
		}
		if err != nil && len(e.Alarms) == 0 {
			return err
		}
		if tell := c.tellList(asList(l, &e), p.JSON); tell != nil {
			return tell
		}
		return err
	})
}

func (p peerImport) by(c *call, s *server.Server) (by models.Actor, err error) {
	err = s.Store.Read(c.ctx, func(tx *store.Tx) (err error) {
		by, err = p.acting.by(tx)
		return err
	})
	return by, err
}

// from opens the list.
func (p peerImport) from(c *call) (io.ReadCloser, string, error) {
	switch p.File {
	case "":
		return nil, "", fault.New(fault.Invalid, "guildhall peer import", "Name the file with the list, or - to read standard input.")
	case "-":
		return io.NopCloser(c.in), "standard input", nil
	}
	f, err := os.Open(p.File)
	if err != nil {
		return nil, "", fault.New(fault.Invalid, "guildhall peer import", "The file "+p.File+" cannot be read.").Because(err)
	}
	return f, filepath.Base(p.File), nil
}

func (p peerImport) undo(c *call) error {
	return c.open(func(s *server.Server) error {
		by, err := p.by(c, s)
		if err != nil {
			return err
		}
		l, err := boundary.UndoList(c.ctx, s.Store, by, p.Undo, p.Reason)
		if err != nil {
			return err
		}
		return c.tellList(asList(l, nil), p.JSON)
	})
}

// tellList says what a list is and does.
func (c *call) tellList(l listed, asJSON bool) error {
	if asJSON {
		return c.json(l)
	}
	for _, f := range l.Faults {
		c.say("line " + strconv.Itoa(f.Line) + " is left out: " + f.Why)
	}
	if more := l.Faulty - len(l.Faults); more > 0 {
		c.say("and " + strconv.Itoa(more) + " more lines are left out.")
	}
	if e := l.Effect; e != nil {
		rows := [][]string{}
		for _, ch := range e.Changes {
			rows = append(rows, []string{string(ch.From), string(ch.To), strconv.Itoa(ch.N)})
		}
		c.table([]string{"IS", "BECOMES", "SERVERS"}, append(rows, []string{"", "stay as they are", strconv.Itoa(e.Same)}))
		c.say(fmt.Sprintf("Follows suspended: %d from there to us, %d from us to there, of %d people here, on %d servers. Follows that come back: %d.", e.Theirs, e.Ours, e.People, e.Servers, e.Returns))
		for _, a := range e.Alarms {
			c.say(alarmed(a, e))
		}
	}
	switch {
	case l.Undone != "":
		c.say("List " + l.ID.String() + " was taken back, where nobody said another thing since.")
	case l.Applied != "":
		c.say("List " + l.ID.String() + " was applied. Take it back with: guildhall peer import --undo " + l.ID.String())
	default:
		c.say("Nothing was changed. Do it with --apply.")
	}
	return nil
}

func alarmed(a boundary.Alarm, e *effect) string {
	if a == boundary.AlarmPartners {
		return fmt.Sprintf("Look twice: it would end %d agreements. If that is what you want, add --sure %d.", e.Partners, e.Theirs+e.Ours)
	}
	return fmt.Sprintf("Look twice: it would close a large part of the servers that people here have follows with. If that is what you want, add --sure %d.", e.Theirs+e.Ours)
}

type peerExport struct {
	Allow bool `xor:"kind" help:"The servers that are partners or allowed."`
	Block bool `xor:"kind" help:"The servers that are blocked or limited."`
	answer
}

func (peerExport) Help() string {
	return `Writes the list to standard output, in the form that Mastodon and its relatives read.

    guildhall peer export --block > blocks.csv`
}

// Run writes the list.
func (p peerExport) Run(c *call) error {
	kind := models.BlockList
	switch {
	case p.Allow:
		kind = models.AllowList
	case !p.Block:
		return fault.New(fault.Invalid, "guildhall peer export", "Say which list you want: --allow or --block.")
	}
	if !p.JSON {
		return c.open(func(s *server.Server) error { return boundary.WriteList(c.ctx, s.Store, kind, c.out) })
	}
	list := []peerWords{}
	err := c.open(func(s *server.Server) error {
		return boundary.EachListed(c.ctx, s.Store, kind, func(p models.Peer) error {
			list = append(list, asPeer(p))
			return nil
		})
	})
	if err != nil {
		return err
	}
	return c.json(list)
}

type peerLists struct {
	answer
}

func (peerLists) Help() string {
	return `Lists stay for 30 days, so that they can be taken back.

    guildhall peer lists --json`
}

// Run lists them, the newest first.
func (p peerLists) Run(c *call) error {
	out := []listed{}
	err := c.read(func(s *server.Server, tx *store.Tx) error {
		lists, err := tx.PeerLists(100)
		for _, l := range lists {
			out = append(out, asList(l, nil))
		}
		return err
	})
	if err != nil {
		return err
	}
	if p.JSON {
		return c.json(out)
	}
	rows := make([][]string, len(out))
	for i, l := range out {
		rows[i] = []string{l.ID.String(), string(l.Kind), l.Name, l.By, strconv.Itoa(l.Lines), l.Applied, l.Undone}
	}
	c.table([]string{"LIST", "KIND", "FILE", "BY", "SERVERS", "APPLIED", "UNDONE"}, rows)
	return nil
}
