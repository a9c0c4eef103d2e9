package main

import (
	"path/filepath"
	"slices"
	"strings"

	"guildhall/config"
	"guildhall/demo"
	"guildhall/fault"
)

type demoCommand struct {
	Port  int  `default:"8080" help:"Port of the first organisation; the others take the next two." placeholder:"N"`
	Fresh bool `help:"Start over: what was done in the demo before is removed."`
}

func (demoCommand) Help() string {
	return `Three whole servers in one process, with people, posts and a boundary that already says no. It prints what to open and how to sign in; Ctrl-C stops it. Its files are in the folder demo of --data.

    guildhall demo --port 9000 --fresh`
}

// Run starts the demo and waits until it is stopped. Of the settings only the folder of files and the log count, so that
// the environment of a real installation does not disturb it.
func (d demoCommand) Run(c *call) error {
	if d.Port < 1 || d.Port > 65533 {
		return fault.New(fault.Malformed, "guildhall demo", "--port is a number from 1 to 65533, because the demo takes three ports from it on.")
	}
	flags := map[string]string{"url": "http://demo.localhost", "insecure-http": "on"}
	for name, value := range c.flags {
		if name != "data" && name != "log" {
			return fault.New(fault.Malformed, "guildhall demo", "The demo takes no --"+name+": of the settings only --data and --log. See: guildhall demo --help")
		}
		flags[name] = value
	}
	environ := slices.DeleteFunc(slices.Clone(c.environ), func(pair string) bool {
		return !strings.HasPrefix(pair, "GUILDHALL_DATA=") && !strings.HasPrefix(pair, "GUILDHALL_LOG=")
	})
	set, err := config.Load(config.Sources{File: c.file, Environ: environ, Flags: flags})
	if err != nil {
		return err
	}
	c.logAs(set, false)
	err = demo.Run(c.ctx, demo.Options{Data: filepath.Join(set.Data, "demo"), Port: d.Port, Fresh: d.Fresh, Out: c.raw, Log: c.log})
	if c.ctx.Err() != nil {
		return nil
	}
	return err
}
