package main

import (
	"context"
	"time"

	"guildhall/server"
	"guildhall/traces"
)

type serveCommand struct{}

func (serveCommand) Help() string {
	return `Checks all settings, brings the database up to date, listens, and works until SIGTERM or SIGINT, which lets it finish what is under way; a second signal ends it at once. One server may use an SQLite file; several may share a PostgreSQL database.

    guildhall serve --url https://social.example.org --listen :8080`
}

// Run serves until the context ends.
func (serveCommand) Run(c *call) error {
	set, err := c.settings(true)
	if err != nil {
		return err
	}
	c.warn(set)
	told, err := traces.Open(c.ctx)
	if err != nil {
		return err
	}
	defer func() {
		soon, stop := context.WithTimeout(context.WithoutCancel(c.ctx), 3*time.Second)
		defer stop()
		if err := told(soon); err != nil {
			c.log.Warn("the last traces did not reach their collector", "err", err)
		}
	}()
	s, err := server.Open(c.ctx, server.Options{Settings: set, Log: c.log})
	if err == nil {
		if err = s.Start(c.ctx); err != nil {
			s.Close()
		}
	}
	switch {
	case c.ctx.Err() != nil && err != nil: // told to stop while it began
		return nil
	case err != nil:
		return err
	}
	c.log.Info("listening", "address", set.Listen, "url", set.URL, "version", version())
	<-c.ctx.Done()
	c.log.Info("stopping; a second signal ends it at once")
	s.Stop()
	return nil
}
