package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"guildhall/config"
)

const about = "Guildhall: an organisation's own network, federated as far as its boundary permits."

const codes = "Exit codes: 0 done, 1 refused or failed (with a sentence), 2 wrongly written, 3 not found."

// help prints what a command is for, with an example, the exit codes, and the settings.
func help(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if ctx.Selected() != nil {
		_, err := fmt.Fprintf(ctx.Stdout, "\nSettings such as --database work here too: guildhall --help lists them.\n%s\n", codes)
		return err
	}
	if _, err := fmt.Fprintf(ctx.Stdout, "\nExample:\n  GUILDHALL_URL=https://social.example.org guildhall serve\n\n%s\n\nSettings, before or behind any command, as flags or in the environment:\n", codes); err != nil {
		return err
	}
	return config.Help(ctx.Stdout)
}
