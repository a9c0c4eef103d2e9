package main

import "guildhall/config"

type configCommand struct{ answer }

func (configCommand) Help() string {
	return `Checks all settings as serve does and prints those in force with where each came from. It opens no database. The lines can be kept as a file for --config, once the secrets are filled in.

    guildhall config --json`
}

// Run prints the settings.
func (cmd configCommand) Run(c *call) error {
	set, err := c.settings(false)
	if err != nil {
		return err
	}
	c.warn(set)
	if cmd.JSON {
		return config.PrintJSON(c.out, set)
	}
	return config.Print(c.out, set)
}
