package main

import (
	"fmt"
	"path/filepath"

	"guildhall/backup"
	"guildhall/fault"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/server"
	"guildhall/services/boundary"
	"guildhall/store"
)

type boundaryCommand struct {
	Show    boundaryShow    `cmd:"" help:"Tell whether federation is open, and when and why it was closed."`
	Close   boundaryClose   `cmd:"" help:"Let nothing cross but withdrawals; nothing is lost by it."`
	Open    boundaryOpen    `cmd:"" help:"Open federation again, as after a restore."`
	CatchUp boundaryCatchUp `cmd:"" help:"After a restore: let end again what was taken back since the backup."`
}

// closureWords is one time that federation was closed, as programs read it.
type closureWords struct {
	Closed    string `json:"closed"`
	By        string `json:"by,omitempty"`
	Why       string `json:"why"`
	Backup    string `json:"backup,omitempty"`
	Applied   string `json:"endings_applied,omitempty"`
	Opened    string `json:"opened,omitempty"`
	OpenedBy  string `json:"opened_by,omitempty"`
	OpenedWhy string `json:"opened_why,omitempty"`
}

type boundaryShow struct{ answer }

func (boundaryShow) Help() string {
	return `Example:

    guildhall boundary show`
}

// Run tells how federation stands.
func (b boundaryShow) Run(c *call) error {
	said := struct {
		Open     bool           `json:"open"`
		Closures []closureWords `json:"closures"`
	}{Closures: []closureWords{}}
	err := c.read(func(_ *server.Server, tx *store.Tx) error {
		closed, err := tx.Closed()
		if err != nil {
			return err
		}
		said.Open = closed == 0
		list, err := tx.Closures(50)
		for _, l := range list {
			said.Closures = append(said.Closures, closureWords{moment(l.At), l.ClosedBy, l.Why, moment(l.Backup), moment(l.Applied), moment(l.Opened), l.OpenedBy, l.OpenedWhy})
		}
		return err
	})
	if err != nil {
		return err
	}
	if b.JSON {
		return c.json(said)
	}
	if said.Open {
		c.say("Federation is open.")
	} else {
		c.say("Federation is closed: nothing crosses but withdrawals.")
	}
	if len(said.Closures) == 0 {
		return nil
	}
	rows := make([][]string, len(said.Closures))
	for i, w := range said.Closures {
		rows[i] = []string{w.Closed, w.By, w.Why, w.Applied, w.Opened, w.OpenedBy, w.OpenedWhy}
	}
	c.say("")
	c.table([]string{"CLOSED", "BY", "WHY", "ENDINGS APPLIED", "OPENED", "BY", "WHY"}, rows)
	return nil
}

type boundaryClose struct {
	Reason string `required:"" help:"Why, in a sentence; it is kept." placeholder:"TEXT"`
	As     string `required:"" help:"Who decides: somebody here with the role admin or boundary." placeholder:"NAME"`
	answer
}

func (boundaryClose) Help() string {
	return `What waits to be sent stays, and who asks is told to come again. Withdrawals cross.

    guildhall boundary close --reason "A partner was broken into." --as ada`
}

// Run closes federation.
func (b boundaryClose) Run(c *call) error {
	return c.changeBoundary(b.As, b.JSON, "closed", "Federation is closed: nothing crosses but withdrawals. Open it with: guildhall boundary open", func(tx *store.Tx, by models.Actor) error {
		return boundary.Close(tx, by, b.Reason)
	})
}

type boundaryOpen struct {
	Reason string `required:"" help:"Why, in a sentence; it is kept." placeholder:"TEXT"`
	As     string `required:"" help:"Who decides: somebody here with the role admin or boundary." placeholder:"NAME"`
	Lost   bool   `name:"endings-lost" help:"After a restore: no list of what ended since the backup is left."`
	answer
}

func (boundaryOpen) Help() string {
	return `After a restore it is refused until what was taken back since the backup was applied: guildhall boundary catch-up

    guildhall boundary open --reason "Restored and looked through." --as ada`
}

// Run opens federation.
func (b boundaryOpen) Run(c *call) error {
	return c.changeBoundary(b.As, b.JSON, "open", "Federation is open. What waited goes out within a minute.", func(tx *store.Tx, by models.Actor) error {
		return boundary.Open(tx, by, b.Reason, b.Lost)
	})
}

func (c *call) changeBoundary(as string, asJSON bool, is, said string, change func(*store.Tx, models.Actor) error) error {
	err := c.write(func(_ *server.Server, tx *store.Tx) error {
		m, err := member(tx, as)
		if err != nil {
			return err
		}
		return change(tx, m.Actor)
	})
	if err != nil {
		return err
	}
	if asJSON {
		return c.json(map[string]string{"federation": is})
	}
	c.say(said)
	return nil
}

type boundaryCatchUp struct {
	File string `arg:"" optional:"" help:"The list of what ended; endings.jsonl in GUILDHALL_DATA when not said."`
	answer
}

func (boundaryCatchUp) Help() string {
	return `A restored database has back what was deleted, left, revoked or blocked since the backup. The server copies the names of such things to endings.jsonl in its data folder, within a minute; this command reads that file and ends them again. It gives nothing back, and may be run twice. Who changed a password since needs a new one: guildhall user password

    guildhall boundary catch-up old-data/endings.jsonl`
}

// slack is how long before a backup an ending may be dated that its copy does not hold.
const slack = models.Time(60_000)

// Run applies the list.
func (b boundaryCatchUp) Run(c *call) error {
	counts := map[models.EndingKind]int{}
	read := 0
	err := c.open(func(s *server.Server) error {
		since, err := restoredSince(c, s)
		if err != nil {
			return err
		}
		if b.File == "" {
			b.File = filepath.Join(s.Settings.Data, backup.JournalName)
		}
		list, err := backup.Endings(b.File, since-slack)
		if err != nil {
			return err
		}
		read = len(list)
		for _, e := range list {
			err := s.Store.Write(c.ctx, func(tx *store.Tx) error {
				done, err := boundary.Ends(tx, s.Site, e)
				if done {
					counts[e.Kind]++
				}
				return err
			})
			if err != nil {
				return err
			}
		}
		return s.Store.Write(c.ctx, func(tx *store.Tx) error {
			n := 0
			for _, ended := range counts {
				n += ended
			}
			if err := ledger.Act(tx, models.Actor{}, models.Act{Verb: "boundary.caught-up", What: "what ended since the backup", Before: fmt.Sprintf("%d endings read", read), After: fmt.Sprintf("%d ended again", n), Reason: "A backup was restored."}); err != nil {
				return err
			}
			return tx.AppliedEndings()
		})
	})
	if err != nil {
		return err
	}
	if b.JSON {
		return c.json(map[string]any{"read": read, "ended": counts})
	}
	ended := 0
	for _, n := range counts {
		ended += n
	}
	c.say(fmt.Sprintf("%d endings were read, %d were still to be done: %d posts, %d accounts, %d follows, %d shares, %d servers, %d tokens, %d roles, %d passwords.", read, ended,
		counts[models.PostEnded], counts[models.ActorEnded], counts[models.FollowEnded], counts[models.BoostEnded], counts[models.PeerFell], counts[models.TokenEnded], counts[models.RoleEnded], counts[models.SecretEnded]),
		"Look around, and open federation with: guildhall boundary open --reason TEXT --as NAME")
	return nil
}

// restoredSince is the moment of the backup that closed federation.
func restoredSince(c *call, s *server.Server) (since models.Time, err error) {
	err = s.Store.Read(c.ctx, func(tx *store.Tx) error {
		list, err := tx.Closures(0)
		for _, l := range list {
			if l.Opened == 0 && l.Backup != 0 && (since == 0 || l.Backup < since) {
				since = l.Backup
			}
		}
		return err
	})
	if err == nil && since == 0 {
		err = fault.New(fault.Conflict, "guildhall boundary catch-up", "Federation was not closed by a restore, so there is nothing to catch up with.")
	}
	return since, err
}
