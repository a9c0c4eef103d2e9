package backup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"guildhall/blobs"
	"guildhall/clock"
	"guildhall/config"
	"guildhall/fault"
	"guildhall/store"
	"guildhall/vault"
)

// Target is where an installation would be made.
type Target struct {
	Settings config.Settings
	Rooms    []string
	Clock    clock.Clock
	Log      *slog.Logger
}

// Read is what was found in an archive.
type Read struct {
	Head
	Files  int   `json:"files"`
	Bytes  int64 `json:"bytes"`
	HasKey bool  `json:"sealing_key_is_here"` // the data folder or the settings hold the key that it needs
}

// Check reads a whole archive and everything in it, and writes nothing but into a temporary folder that it removes.
func Check(ctx context.Context, to Target, path string) (Read, error) {
	found, _, done, err := unpack(ctx, to, path)
	return found, errors.Join(err, done())
}

// unpack reads the archive to its end, with the database laid aside in a temporary folder, and looks whether all is well.
func unpack(ctx context.Context, to Target, path string) (found Read, database string, done func() error, err error) {
	const op = "backup.Check"
	done = func() error { return nil }
	in, err := os.Open(path)
	if err != nil {
		return found, "", done, fault.New(fault.Missing, op, "The backup cannot be read: "+path+".").Because(err)
	}
	defer func() { _ = in.Close() }()
	a, err := open(in)
	if err != nil {
		return found, "", done, err
	}
	beside, err := os.MkdirTemp("", "guildhall-restore-")
	if err != nil {
		return found, "", done, unwritten(op, err)
	}
	done = func() error { return os.RemoveAll(beside) }
	found.Head, database = a.head, filepath.Join(beside, databasePart)
	err = a.each(func(name string, size int64, r io.Reader) error {
		found.Bytes += size
		if strings.HasPrefix(name, filesPart) {
			found.Files++
			return nil
		}
		if name != databasePart {
			return damaged(op, nil)
		}
		out, err := os.OpenFile(database, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return unwritten(op, err)
		}
		_, err = io.Copy(out, r)
		return errors.Join(err, out.Close())
	})
	if err != nil {
		return found, database, done, err
	}
	if err := store.CheckDump(ctx, database, found.Data); err != nil {
		return found, database, done, err
	}
	found.HasKey = hasKey(to.Settings, found.Keys)
	return found, database, done, nil
}

// hasKey tells whether the sealing key that an archive needs lies where the settings say. It makes none.
func hasKey(s config.Settings, needed []string) bool {
	if len(needed) == 0 {
		return false
	}
	from := vault.Source{Dir: filepath.Clean(s.Data), Key: s.Secret, File: s.SecretFile}
	if _, err := os.Stat(filepath.Join(from.Dir, vault.FileName)); err != nil && from.Key == nil && from.File == "" {
		return false
	}
	v, err := vault.Open(from)
	return err == nil && slices.Contains(v.Names(), needed[0])
}

// Restore makes an installation out of an archive, closed to federation. It refuses, before it writes anything, an archive that is not
// whole, another address than the archive's, a place that is not empty, a server that runs there, and a missing sealing key.
func Restore(ctx context.Context, to Target, path string) (Read, error) {
	const op = "backup.Restore"
	found, database, done, err := unpack(ctx, to, path)
	defer func() { _ = done() }()
	if err != nil {
		return found, err
	}
	if found.URL != to.Settings.URL {
		return found, fault.New(fault.Conflict, op, "The backup is of "+found.URL+", and GUILDHALL_URL is "+to.Settings.URL+". What was published names the address for ever: restore under the same one.")
	}
	if !found.HasKey {
		return found, fault.New(fault.Conflict, op, "The sealing key "+found.Keys[0]+" of the backup is not here: put secret.key into GUILDHALL_DATA, or set GUILDHALL_SECRET. "+
			"Without it nobody's private key can be read.")
	}
	kept, err := blobs.Open(to.Settings)
	if err != nil {
		return found, err
	}
	for _, room := range to.Rooms {
		err := kept.Walk(ctx, room, func(blobs.Found) error {
			return fault.New(fault.Conflict, op, "There are files where GUILDHALL_BLOBS or GUILDHALL_DATA says, and a restore overwrites nothing. Move them away, or name another folder.")
		})
		if err != nil {
			return found, err
		}
	}
	dsn := to.Settings.Database.String()
	if err := store.Vacant(ctx, dsn, found.Data); err != nil {
		return found, err
	}
	if err := putFiles(ctx, kept, path); err != nil {
		return found, err
	}
	return found, store.Load(ctx, store.Options{DSN: dsn, Clock: to.Clock, Log: to.Log}, database, found.Data, found.Made)
}

// putFiles reads the archive once more, for its files.
func putFiles(ctx context.Context, to blobs.Blobs, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return damaged("backup.Restore", err)
	}
	defer func() { _ = in.Close() }()
	a, err := open(in)
	if err != nil {
		return err
	}
	return a.each(func(name string, size int64, r io.Reader) error {
		if file, ok := strings.CutPrefix(name, filesPart); ok {
			return to.Put(ctx, file, r, size)
		}
		return nil
	})
}
