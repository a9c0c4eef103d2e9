package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Source is an open installation.
type Source struct {
	Store   *store.Store
	Blobs   blobs.Blobs
	Rooms   []string // of blobs, whose bytes cannot be had again
	Keys    []string // names of the sealing keys
	URL     string
	Release string
}

// Made says what a backup holds.
type Made struct {
	Head
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"` // of all parts
}

// Make writes a backup into a new file, beside running servers. The copy of the database comes first, so that every file that it names
// is in the archive or was thrown away in the meantime. The file is there when it is whole, and readable by its owner only.
func Make(ctx context.Context, from Source, path string) (made Made, err error) {
	const op = "backup.Make"
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return made, fault.New(fault.Conflict, op, path+" is there already. A backup overwrites nothing: name a new file.").Because(err)
	}
	beside, err := os.MkdirTemp(filepath.Dir(path), ".guildhall-backup-")
	if err != nil {
		return made, unwritten(op, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(beside)) }()
	var now models.Time
	if err := from.Store.Read(ctx, func(tx *store.Tx) error { now = tx.Now(); return nil }); err != nil {
		return made, err
	}
	copied := filepath.Join(beside, "database")
	made.Head = Head{Format: Format, Made: now, When: now.Go().Format("2006-01-02T15:04:05Z"), URL: from.URL, Release: from.Release, Keys: from.Keys}
	if made.Data, err = from.Store.Dump(ctx, copied); err != nil {
		return made, err
	}
	half := filepath.Join(beside, "archive")
	out, err := os.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return made, unwritten(op, err)
	}
	w := &writer{tar: tar.NewWriter(out), at: now.Go()}
	err = w.all(ctx, from, made.Head, copied)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		if fault.KindOf(err) == fault.Internal {
			err = unwritten(op, err)
		}
		return made, err
	}
	for _, p := range w.parts {
		made.Bytes += p.Size
	}
	made.Files = len(w.parts) - 2               // without head and database
	if err := os.Link(half, path); err != nil { // unlike a rename it overwrites nothing
		return made, unwritten(op, err)
	}
	return made, nil
}

func (w *writer) all(ctx context.Context, from Source, head Head, copied string) error {
	if err := w.json(headPart, head); err != nil {
		return err
	}
	data, err := os.Open(copied)
	if err != nil {
		return err
	}
	defer func() { _ = data.Close() }()
	info, err := data.Stat()
	if err != nil {
		return err
	}
	if err := w.add(databasePart, data, info.Size()); err != nil {
		return err
	}
	for _, room := range from.Rooms {
		err := from.Blobs.Walk(ctx, room, func(f blobs.Found) error {
			b, err := from.Blobs.Open(ctx, f.Name)
			if fault.Is(err, fault.Missing) { // thrown away meanwhile
				return nil
			}
			if err != nil {
				return err
			}
			return errors.Join(w.add(filesPart+f.Name, b, b.Size()), b.Close())
		})
		if err != nil {
			return err
		}
	}
	listed := contents{Parts: w.parts}
	if err := w.json(contentsPart, listed); err != nil {
		return err
	}
	w.parts = listed.Parts
	return w.tar.Close()
}

func (w *writer) json(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return w.add(name, io.Reader(bytes.NewReader(text)), int64(len(text)))
}

func unwritten(op string, err error) error {
	return fault.New(fault.Unavailable, op, "The backup could not be written. Is its folder there, is there room for it, and may this program write there?").Because(err)
}
