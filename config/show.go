package config

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
)

// Print writes the settings in force, one NAME=VALUE a line with where it came from, secrets hidden. The lines can be
// read back as a file of settings, once the secrets are filled in.
func Print(w io.Writer, s Settings) error {
	for _, row := range table {
		value := row.shown(s)
		if s.origins[row.Name] == "" && (value == "" || value == "none" || row.Name == "GUILDHALL_APP_PUBLIC") {
			if _, err := fmt.Fprintf(w, "# %s is not set (%s)\n", row.Name, orNone(value)); err != nil {
				return err
			}
			continue
		}
		if _, err := fmt.Fprintf(w, "# %s\n%s=%s\n", s.Origin(row.Name), row.Name, value); err != nil {
			return err
		}
	}
	return nil
}

// PrintJSON writes the same as one JSON list of name, value and origin.
func PrintJSON(w io.Writer, s Settings) error {
	type shown struct {
		Name   string `json:"name"`
		Value  string `json:"value"`
		Origin string `json:"origin"`
	}
	list := make([]shown, 0, len(table))
	for _, row := range table {
		list = append(list, shown{row.Name, row.shown(s), s.Origin(row.Name)})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(list)
}

// Shown is the value of a setting as Print shows it; empty for a name that is none.
func (s Settings) Shown(name string) string {
	for _, row := range table {
		if row.Name == name {
			return row.shown(s)
		}
	}
	return ""
}

// Origin tells where a setting's value came from: default, environment, a flag, or a file with its line.
func (s Settings) Origin(name string) string {
	if o := s.origins[name]; o != "" {
		return o
	}
	return "default"
}

func (row Setting) shown(s Settings) string {
	value := row.show(s)
	if row.Secret {
		value = hide(value)
	}
	return value
}

// hide takes the passwords out of a URL; what is no URL holds none.
func hide(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil {
		return "hidden"
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), "hidden")
	}
	query := u.Query()
	for key := range query {
		if strings.Contains(strings.ToLower(key), "pass") {
			query.Set(key, "hidden")
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// Help writes the flags of all settings, for a command's help.
func Help(w io.Writer) error {
	for _, s := range Table() {
		if _, err := fmt.Fprintf(w, "  --%s %s\n      %s (%s; default: %s)\n", s.Flag, s.Shape, s.Doc, s.Name, orNone(s.Default)); err != nil {
			return err
		}
	}
	return nil
}

// Page gives docs/settings.md, made from the table.
func Page() string {
	var b strings.Builder
	b.WriteString(`# Settings

Made from the table in config/table.go by ` + "`go test ./config -run TestPage -update`" + `; a test keeps the two alike.

A setting is told in a file of NAME=VALUE lines, in the environment, or as a flag; each of these wins over the one
before it, and all win over the default. Everything is checked at start, and all faults are told at once.
` + "`guildhall config`" + ` prints the settings in force and where each came from, with secrets hidden.

| setting | flag | a value looks like | default | what it does |
|---|---|---|---|---|
`)
	rows := Table()
	required := slices.IndexFunc(rows, func(s Setting) bool { return s.Name == "GUILDHALL_URL" })
	for i, s := range rows {
		def := orNone(s.Default)
		if i == required {
			def = "none; must be set"
		}
		doc := s.Doc
		if s.Secret {
			doc += " Its password is never shown."
		}
		fmt.Fprintf(&b, "| `%s` | `--%s` | %s | %s | %s |\n", s.Name, s.Flag, s.Shape, def, doc)
	}
	b.WriteString(`
A switch is on, true, yes or 1, or off, false, no or 0; its flag alone means on. An empty variable counts as not set.
Names that begin with GUILDHALL_ and are no setting are refused in a file and warned of in the environment.
`)
	return b.String()
}
