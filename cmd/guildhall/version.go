package main

import (
	"runtime"
	"runtime/debug"

	"guildhall/paths"
)

type versionCommand struct{ answer }

func (versionCommand) Help() string {
	return `Needs no settings and opens no database.

    guildhall version --json`
}

// Run prints what this program is.
func (v versionCommand) Run(c *call) error {
	if v.JSON {
		return c.json(struct {
			Version  string `json:"version"`
			Commit   string `json:"commit,omitempty"`
			Go       string `json:"go"`
			Platform string `json:"platform"`
		}{version(), commit(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH})
	}
	from := ""
	if commit() != "" {
		from = " of commit " + commit()
	}
	c.say("guildhall " + version() + from + " (" + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + ")")
	return nil
}

func version() string { return paths.Version }

// commit is what the program was built from, when its builder said so.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}
