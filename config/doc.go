// Package config holds the settings of one installation: one struct, one table, four sources.
//
// The table (table.go) has a row for each setting: its name in the environment and in a file, its flag, its default, a
// sentence for people, and how its text is read and shown again. Load lays the sources over one another (defaults, then
// the file, the environment, the flags), reads every value, and gives back either Settings that are sound or one error
// that names every setting at fault and its mend. Nothing here opens a database or a port, and nothing is read later:
// what a server runs on was settled, and checked, before it started.
//
// Print shows the settings in force with secrets hidden; Page writes docs/settings.md, and a test keeps the two alike.
package config
