package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"
	"unicode"

	"guildhall/config"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/server"
	"guildhall/store"
)

// call is one command line on its way: where it reads and writes, and what it was told.
type call struct {
	ctx     context.Context
	environ []string
	flags   map[string]string // settings told as flags
	file    string            // of settings
	in      io.Reader
	raw     io.Writer // standard output at once, for what runs on
	out     *bufio.Writer
	errs    io.Writer
	log     *slog.Logger
}

// answer is the flag of every command that programs may read.
type answer struct {
	JSON bool `name:"json" help:"Answer in JSON."`
}

// settings reads what the installation was told, and sets the log. A command that runs on logs as told; the others only
// warn, unless a flag asks for more.
func (c *call) settings(runsOn bool) (config.Settings, error) {
	set, err := config.Load(config.Sources{File: c.file, Environ: c.environ, Flags: c.flags})
	if err != nil {
		return set, err
	}
	c.logAs(set, runsOn)
	return set, nil
}

func (c *call) logAs(set config.Settings, runsOn bool) {
	level := set.Log.Level
	if _, told := c.flags["log"]; !told && !runsOn {
		level = max(level, slog.LevelWarn)
	}
	options := &slog.HandlerOptions{Level: level}
	if set.Log.JSON {
		c.log = slog.New(slog.NewJSONHandler(c.errs, options))
	} else {
		c.log = slog.New(slog.NewTextHandler(c.errs, options))
	}
}

// quiet is the log before any setting was read.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// warn tells of names in the environment that look like settings and are none.
func (c *call) warn(set config.Settings) {
	for _, name := range set.Strangers() {
		c.log.Warn("this is no setting and changes nothing; docs/settings.md lists them", "name", name)
	}
}

// open does something with the installation that the settings name, and closes it again.
func (c *call) open(do func(s *server.Server) error) error {
	set, err := c.settings(false)
	if err != nil {
		return err
	}
	s, err := server.Open(c.ctx, server.Options{Settings: set, Log: c.log})
	if err != nil {
		return err
	}
	defer s.Close()
	return do(s)
}

// read does something in a transaction that cannot write.
func (c *call) read(do func(s *server.Server, tx *store.Tx) error) error {
	return c.open(func(s *server.Server) error {
		return s.Store.Read(c.ctx, func(tx *store.Tx) error { return do(s, tx) })
	})
}

// write does something in one transaction.
func (c *call) write(do func(s *server.Server, tx *store.Tx) error) error {
	return c.open(func(s *server.Server) error {
		return s.Store.Write(c.ctx, func(tx *store.Tx) error { return do(s, tx) })
	})
}

// say prints lines for people; what strangers wrote cannot steer the terminal.
func (c *call) say(lines ...string) {
	for _, l := range lines {
		_, _ = c.out.WriteString(plain(l) + "\n") // a failure is kept, and told by end
	}
}

// table prints rows in columns under their names.
func (c *call) table(names []string, rows [][]string) {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{names}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i] = plain(cell); cell == "" {
				cells[i] = "-"
			}
		}
		_, _ = io.WriteString(w, strings.Join(cells, "\t")+"\n")
	}
	_ = w.Flush()
}

// json prints one value for programs.
func (c *call) json(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fault.New(fault.Internal, "guildhall", "The answer could not be written as JSON.").Because(err)
	}
	return nil
}

func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// moment writes a time for people and programs alike; empty for never.
func moment(t models.Time) string {
	if t == 0 {
		return ""
	}
	return t.Go().Format("2006-01-02T15:04:05Z")
}

// words joins what has a text, for one cell.
func words[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}
