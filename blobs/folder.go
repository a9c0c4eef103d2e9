package blobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"guildhall/fault"
	"guildhall/models"
)

// half marks a file that is being written.
const half = ".half-"

// folder keeps each blob as a file: ROOM/first two letters/NAME, so that no directory grows without end.
type folder struct{ root string }

func newFolder(root string) (*folder, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fault.New(fault.Invalid, "blobs.Open", "The folder of GUILDHALL_BLOBS cannot be made: "+root+".").Because(err)
	}
	return &folder{root: root}, nil
}

func (f *folder) path(op, name string) (string, error) {
	room, rest, err := checked(op, name)
	return filepath.Join(f.root, room, rest[:min(2, len(rest))], rest), err
}

// Put writes beside the place, brings it to the disk, and moves it there in one step.
func (f *folder) Put(_ context.Context, name string, r io.Reader, size int64) (err error) {
	const op = "blobs.Put"
	path, err := f.path(op, name)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unkept(op, err)
	}
	file, err := os.CreateTemp(dir, half)
	if err != nil {
		return unkept(op, err)
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	n, err := io.Copy(file, io.LimitReader(r, size+1))
	if err == nil && n != size {
		err = fmt.Errorf("%d bytes were promised, %d came", size, n)
	}
	for _, step := range []func() error{file.Sync, file.Close, func() error { return os.Rename(file.Name(), path) }, func() error { return syncDir(dir) }} {
		if err != nil {
			break
		}
		err = step()
	}
	return unkept(op, err)
}

// syncDir makes a rename durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Sync()
}

type openFile struct {
	*os.File
	size int64
}

func (o openFile) Size() int64 { return o.size }

func (f *folder) Open(_ context.Context, name string) (Blob, error) {
	const op = "blobs.Open"
	path, err := f.path(op, name)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(op)
	}
	if err != nil {
		return nil, unread(op, err)
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		_ = file.Close()
		return nil, unread(op, err)
	}
	return openFile{file, info.Size()}, nil
}

func (f *folder) Delete(_ context.Context, name string) error {
	path, err := f.path("blobs.Delete", name)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unkept("blobs.Delete", err)
	}
	return nil
}

// stale is how long a half written file may lie before a walk removes it: whoever wrote it has crashed.
const stale = 24 * 60 * 60 * 1000

func (f *folder) Walk(ctx context.Context, room string, visit func(Found) error) error {
	const op = "blobs.Walk"
	if !plain(room) {
		return fault.New(fault.Invalid, op, "There is no such room.")
	}
	var newest models.Time
	var halves []Found
	err := filepath.WalkDir(filepath.Join(f.root, room), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		info, err := d.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		found := Found{Name: room + "/" + d.Name(), Size: info.Size(), At: models.At(info.ModTime())}
		newest = max(newest, found.At)
		if strings.HasPrefix(d.Name(), half) {
			found.Name = path
			halves = append(halves, found)
			return nil
		}
		return visit(found)
	})
	for _, h := range halves {
		if h.At < newest-stale {
			_ = os.Remove(h.Name)
		}
	}
	return err
}

func unkept(op string, err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Internal, op, "The file could not be kept. Is the disk full?").Because(err)
}

func unread(op string, err error) error {
	return fault.New(fault.Internal, op, "The file could not be read.").Because(err)
}
