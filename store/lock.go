//go:build unix

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"guildhall/fault"
)

// tryLock takes the single-server lock of a database file, or tells who is in the way.
func tryLock(path string) (func(), error) {
	name := path + ".serving"
	release, err := flock(name)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fault.New(fault.Conflict, "store.Lock", "Another guildhall serves "+filepath.Base(path)+
			" already: stop that one first, or give this one another file with GUILDHALL_DATABASE. The lock is "+name+".").Because(err)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "store.Lock", "The lock beside the database cannot be made: check that its folder can be written.").Because(err)
	}
	return release, nil
}

// waitLock waits for a lock that is held for moments only.
func waitLock(ctx context.Context, name string) (func(), error) {
	for {
		release, err := flock(name)
		if err == nil {
			return release, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fault.New(fault.Unavailable, "store.Open", "The lock beside the database cannot be made: check that its folder can be written.").Because(err)
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return nil, fault.New(fault.Unavailable, "store.Open", "Another guildhall has been changing the schema for a minute: wait for it, then start again.").Because(ctx.Err())
		}
	}
}

// flock holds a file exclusively until released or until the process ends. The file stays, which is harmless.
func flock(name string) (func(), error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil
}
