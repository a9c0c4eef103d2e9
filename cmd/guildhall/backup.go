package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"guildhall/backup"
	"guildhall/server"
)

type backupCommand struct {
	File string `arg:"" help:"New file to write; it is readable by its owner only."`
	answer
}

func (backupCommand) Help() string {
	return `Writes database, uploads and faces into one file, as of one moment, beside running servers. On PostgreSQL it needs pg_dump. The sealing key is not in it: keep secret.key (or GUILDHALL_SECRET) elsewhere. The file holds private letters and addresses: keep it like them.

    guildhall backup backups/2026-11-26.tar`
}

// Run writes the backup.
func (b backupCommand) Run(c *call) error {
	var made backup.Made
	err := c.open(func(s *server.Server) (err error) {
		made, err = s.Backup(c.ctx, b.File)
		return err
	})
	if err != nil {
		return err
	}
	if b.JSON {
		return c.json(made)
	}
	c.say(fmt.Sprintf("Written: %s, %d files, %d MiB.", b.File, made.Files, made.Bytes>>20))
	c.heads(made.Head)
	return nil
}

// heads tells what an archive is of.
func (c *call) heads(h backup.Head) {
	rows := [][]string{{"Made", h.When}, {"Database", h.Data.Kind + ", schema " + strconv.FormatInt(h.Data.Schema, 10)}, {"Guildhall", h.Release}, {"Sealing key", strings.Join(h.Keys, ", ")}}
	for _, table := range slices.Sorted(maps.Keys(h.Data.Counts)) {
		rows = append(rows, []string{"Rows of " + table, strconv.FormatInt(h.Data.Counts[table], 10)})
	}
	c.table([]string{"Address", h.URL}, rows)
}

type restoreCommand struct {
	File   string `arg:"" help:"A file that guildhall backup wrote."`
	Verify bool   `help:"Read all of it and tell whether it can be restored; write nothing."`
	answer
}

func (restoreCommand) Help() string {
	return `Makes the installation that the settings name out of a backup. The database and the files must be empty, no server may run there, and the sealing key must be in place. On PostgreSQL it needs pg_restore and psql, and an empty database (createdb). Federation stays closed afterwards: see guildhall boundary catch-up, and guildhall boundary open.

    guildhall restore backups/2026-11-26.tar --verify`
}

// Run checks the backup, or restores it.
func (r restoreCommand) Run(c *call) error {
	set, err := c.settings(false)
	if err != nil {
		return err
	}
	to := backup.Target{Settings: set, Rooms: server.Rooms, Log: c.log}
	work := backup.Restore
	if r.Verify {
		work = backup.Check
	}
	found, err := work(c.ctx, to, r.File)
	if err != nil {
		return err
	}
	if r.JSON {
		return c.json(found)
	}
	if !r.Verify {
		c.say(fmt.Sprintf("Restored: %d files, %d MiB. Federation is closed until you say otherwise.", found.Files, found.Bytes>>20),
			"Next, let what was taken back since the backup end again: guildhall boundary catch-up",
			"Then start the server, look around, and open: guildhall boundary open --reason TEXT --as NAME")
		return nil
	}
	c.say(fmt.Sprintf("The backup is whole: %d files, %d MiB.", found.Files, found.Bytes>>20))
	if found.HasKey {
		c.say("The sealing key that it needs is here.")
	} else {
		c.say("The sealing key that it needs is not here: put its secret.key into GUILDHALL_DATA, or set GUILDHALL_SECRET, before you restore.")
	}
	c.heads(found.Head)
	return nil
}
