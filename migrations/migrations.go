// Package migrations holds the schema as plain numbered SQL, one folder per database.
//
// The files only go forward, never import the models, and are frozen once released; a test in package store compares
// what they build with the models.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Files gives the migrations of a database, "sqlite" or "postgres", at the root of the returned file system.
func Files(dialect string) (fs.FS, error) { return fs.Sub(files, dialect) }
