package files

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Room is the part of blobs that is ours.
const Room = "media"

// atOnce is how many pictures are decoded at the same time: each takes hundreds of megabytes at worst.
const atOnce = 2

// Files takes and gives files. It is safe for use by several goroutines.
type Files struct {
	Blobs blobs.Blobs
	Store *store.Store
	Most  int64  // bytes of one file
	Quota int64  // bytes of all files of one person
	Temp  string // folder for what is being received; the system's when empty

	busy chan struct{}
}

// New makes the room where files are kept.
func New(b blobs.Blobs, st *store.Store, most, quota int64, temp string) *Files {
	return &Files{Blobs: b, Store: st, Most: most, Quota: quota, Temp: temp, busy: make(chan struct{}, atOnce)}
}

// Upload is a file that somebody sends.
type Upload struct {
	Name  string // as the browser calls it
	Alt   string
	Focus string // "x,y" from -1 to 1, as the client API has it; empty for the middle
	Body  io.Reader
}

// Upload reads a file to its end, finds out what it is, makes a picture anew, and keeps the bytes. The row waits for a post.
func (f *Files) Upload(ctx context.Context, by models.Actor, u Upload) (models.Media, error) {
	m := models.Media{Slug: paths.Random(), OwnerID: by.ID, Name: plainName(u.Name)}
	if err := describe(&m, &u.Alt, &u.Focus); err != nil {
		return m, err
	}
	used, err := f.used(ctx, by)
	if err != nil {
		return m, err
	}
	if used >= f.Quota {
		return m, f.full()
	}
	temp, size, err := f.receive(u.Body)
	if err != nil {
		return m, err
	}
	defer func() { _ = temp.Close(); _ = os.Remove(temp.Name()) }()
	if used+size > f.Quota {
		return m, f.full()
	}
	if err := f.keep(ctx, &m, temp, size); err != nil {
		return m, err
	}
	err = f.Store.Join(ctx, func(tx *store.Tx) error {
		m.ID, m.Created = tx.NewID(), tx.Now()
		return tx.AddMedia(m)
	})
	if err != nil {
		f.forget(context.WithoutCancel(ctx), m)
	}
	return m, err
}

func (f *Files) full() error {
	return fault.New(fault.TooLarge, "files.Upload", fmt.Sprintf("Your files fill the room that one person has, %d MB. Delete posts with files that are not needed any more.", f.Quota/1_000_000))
}

func (f *Files) used(ctx context.Context, by models.Actor) (n int64, err error) {
	err = f.Store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.MediaBytes(by.ID)
		return err
	})
	return n, err
}

// receive writes what comes into a file of its own, up to the limit.
func (f *Files) receive(r io.Reader) (*os.File, int64, error) {
	const op = "files.Upload"
	temp, err := os.CreateTemp(f.Temp, "guildhall-upload-")
	if err != nil {
		return nil, 0, fault.New(fault.Internal, op, "The file could not be received. Is the disk full?").Because(err)
	}
	n, err := io.Copy(temp, io.LimitReader(r, f.Most+1))
	switch {
	case err != nil:
		err = fault.New(fault.Malformed, op, "The file did not come to its end. Try again.").Because(err)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = fault.New(fault.Unavailable, op, "The file took too long. Try again.")
		}
	case n > f.Most:
		err = fault.New(fault.TooLarge, op, fmt.Sprintf("The file is too large: %d MB at most.", f.Most/1_000_000))
	case n == 0:
		err = refuse("The file is empty.")
	}
	if err != nil {
		_ = temp.Close()
		_ = os.Remove(temp.Name())
		return nil, 0, err
	}
	return temp, n, nil
}

// keep finds out what a file is and puts its bytes away.
func (f *Files) keep(ctx context.Context, m *models.Media, temp *os.File, size int64) error {
	s := sniff(readAt(temp, 0, headBytes), m.Name)
	if s.kind == models.PictureFile {
		return f.keepPicture(ctx, m, s, temp)
	}
	if err := measure(&s, m, temp, size); err != nil {
		return err
	}
	if m.Duration > longest {
		return refuse("It is too long: six hours at most.")
	}
	m.Kind, m.Type, m.Bytes = s.kind, s.typ, size
	m.Name = named(m.Name, s)
	if _, err := temp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Blobs.Put(ctx, wholeOf(m), temp, size)
}

// measure reads what a sound or film says of itself. A film without pictures is a sound.
func measure(s *shape, m *models.Media, temp *os.File, size int64) error {
	var seen film
	var err error
	switch *s {
	case mp4Shape, movShape, m4aShape:
		if seen, err = mp4(temp, size); err != nil {
			return refuse("The film cannot be read: it is damaged. Save it as MP4 and try again.")
		}
	case webmShape:
		seen = webm(temp)
	}
	switch {
	case *s == m4aShape && seen.pictures:
		*s = mp4Shape
	case *s == mp4Shape && !seen.pictures:
		*s = m4aShape
	case *s == webmShape && !seen.pictures:
		*s = shape{models.SoundFile, "audio/webm", "weba"}
	}
	m.Duration, m.Width, m.Height = seen.length, min(seen.width, 1<<16), min(seen.height, 1<<16)
	if s.kind == models.SoundFile {
		m.Width, m.Height = 0, 0
		if m.Duration == 0 {
			m.Duration = soundLength(*s, temp, size)
		}
	}
	return nil
}

// keepPicture makes a picture anew, a bounded number at once.
func (f *Files) keepPicture(ctx context.Context, m *models.Media, s shape, temp *os.File) error {
	select {
	case f.busy <- struct{}{}:
		defer func() { <-f.busy }()
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "files.Upload", "Too many pictures came at once. Please try again.").Because(ctx.Err())
	}
	p, err := remake(s, temp)
	if err != nil {
		return err
	}
	m.Kind, m.Type, m.Name = models.PictureFile, p.shape.typ, named(m.Name, p.shape)
	m.Width, m.Height, m.SmallWidth, m.SmallHeight, m.Blurhash = p.width, p.height, p.smallWidth, p.smallHeight, p.blurhash
	m.Bytes = int64(len(p.whole) + len(p.small))
	if err := f.Blobs.Put(ctx, wholeOf(m), bytes.NewReader(p.whole), int64(len(p.whole))); err != nil {
		return err
	}
	return f.Blobs.Put(ctx, smallOf(m), bytes.NewReader(p.small), int64(len(p.small)))
}

const smallMark = ".small"

func wholeOf(m *models.Media) string { return Room + "/" + m.Slug }
func smallOf(m *models.Media) string { return Room + "/" + m.Slug + smallMark }

// plainName makes the name of a file harmless: the last part of a path, without control characters, cut to a bound.
func plainName(s string) string {
	s = strings.ToValidUTF8(path.Base(strings.ReplaceAll(s, `\`, "/")), "")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"'/<>|:*?`, r) {
			return -1
		}
		return r
	}, s)
	s = strings.Trim(s, ". ")
	for utf8.RuneCountInString(s) > 100 {
		_, n := utf8.DecodeRuneInString(s)
		s = s[n:]
	}
	return s
}

// named gives a file the ending of what it is.
func named(name string, s shape) string {
	base := strings.TrimSuffix(name, path.Ext(name))
	if base == "" {
		base = string(s.kind)
	}
	return base + "." + s.ext
}
