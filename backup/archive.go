package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Format is the version of the archive's shape that this program writes, and the newest that it reads.
const Format = 1

// The parts of an archive.
const (
	headPart     = "backup.json"
	databasePart = "database"
	filesPart    = "files/"
	contentsPart = "contents.json"
)

// Head says what an archive is of.
type Head struct {
	Format  int          `json:"format"`
	Made    models.Time  `json:"made_ms"`
	When    string       `json:"made"`
	URL     string       `json:"url"`
	Release string       `json:"version"`
	Keys    []string     `json:"sealing_keys"` // names of the keys that it needs, the one that sealed last first
	Data    store.Dumped `json:"database"`
}

// Part is one entry of an archive.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// contents is the last entry.
type contents struct {
	Parts []Part `json:"parts"`
}

// writer puts parts into an archive and remembers their digests.
type writer struct {
	tar   *tar.Writer
	at    time.Time
	parts []Part
}

// add writes one part of exactly size bytes.
func (w *writer) add(name string, r io.Reader, size int64) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: w.at, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w.tar, sum), r, size); err != nil {
		return err
	}
	w.parts = append(w.parts, Part{Name: name, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

func damaged(op string, err error) error {
	return fault.New(fault.Invalid, op, "This file is no whole backup: it is damaged, or its end is missing. Take another one.").Because(err)
}

// reader gives the parts of an archive in order, and holds them against the list at its end.
type reader struct {
	tar  *tar.Reader
	head Head
	seen []Part
}

func open(r io.Reader) (*reader, error) {
	const op = "backup.open"
	a := &reader{tar: tar.NewReader(r)}
	h, err := a.tar.Next()
	if err != nil || h.Name != headPart || h.Size > 1<<20 {
		return nil, fault.New(fault.Invalid, op, "This file is no backup of Guildhall: make one with guildhall backup FILE.").Because(err)
	}
	if err := a.take(h, func(r io.Reader) error { return json.NewDecoder(r).Decode(&a.head) }); err != nil {
		return nil, damaged(op, err)
	}
	if a.head.Format < 1 || a.head.Format > Format {
		return nil, fault.New(fault.Conflict, op, "The backup has a shape that this Guildhall does not know: restore it with the version that made it, "+a.head.Release+".")
	}
	return a, nil
}

// take hands the bytes of a part to whoever wants them, and notes size and digest of all of it.
func (a *reader) take(h *tar.Header, give func(io.Reader) error) error {
	sum := sha256.New()
	count := &counting{to: sum}
	all := io.TeeReader(a.tar, count)
	if err := give(all); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, all); err != nil {
		return err
	}
	a.seen = append(a.seen, Part{Name: h.Name, Size: count.n, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return nil
}

type counting struct {
	to hash.Hash
	n  int64
}

func (c *counting) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return c.to.Write(p)
}

// each calls visit for every part but the first and the last, then compares all with the list.
func (a *reader) each(visit func(name string, size int64, r io.Reader) error) error {
	const op = "backup.read"
	var listed contents
	for last := false; ; {
		h, err := a.tar.Next()
		switch {
		case errors.Is(err, io.EOF) && last:
			return a.compare(listed)
		case err != nil || last || h.Typeflag != tar.TypeReg:
			return damaged(op, err)
		}
		if h.Name == contentsPart {
			last = true
			if err := json.NewDecoder(a.tar).Decode(&listed); err != nil {
				return damaged(op, err)
			}
			continue
		}
		if err := a.take(h, func(r io.Reader) error { return visit(h.Name, h.Size, r) }); err != nil {
			if fault.KindOf(err) == fault.Internal {
				err = damaged(op, err)
			}
			return err
		}
	}
}

func (a *reader) compare(listed contents) error {
	if len(listed.Parts) != len(a.seen) {
		return damaged("backup.read", nil)
	}
	for i, p := range listed.Parts {
		if a.seen[i] != p {
			return fault.New(fault.Invalid, "backup.read", "The part "+p.Name+" of the backup is not what was written: the file is damaged. Take another one.")
		}
	}
	return nil
}
