package main

import (
	"guildhall/store"
)

type migrateCommand struct{ answer }

func (migrateCommand) Help() string {
	return `The server does this by itself when it starts; do it before, to see whether it works. Several at once wait for each other.

    guildhall migrate --database postgres://guildhall@db/guildhall`
}

// Run opens the database, which brings it up to date, and closes it.
func (m migrateCommand) Run(c *call) error {
	set, err := c.settings(false)
	if err != nil {
		return err
	}
	s, err := store.Open(c.ctx, store.Options{DSN: set.Database.String(), Log: c.log})
	if err != nil {
		return err
	}
	kind := s.Dialect()
	if err := s.Close(); err != nil {
		return err
	}
	if m.JSON {
		return c.json(map[string]string{"database": kind, "version": version()})
	}
	c.say("The " + map[string]string{store.SQLite: "SQLite", store.Postgres: "PostgreSQL"}[kind] + " database is up to date for version " + version() + ".")
	return nil
}
