package blobs

import (
	"context"
	"io"
	"strings"

	"guildhall/config"
	"guildhall/fault"
	"guildhall/models"
)

// Blobs keeps bytes by name. A name that is not there is a fault of kind Missing; one of a wrong shape of kind Invalid.
type Blobs interface {
	// Put stores what r gives, exactly size bytes of it; it is durable when Put returns.
	Put(ctx context.Context, name string, r io.Reader, size int64) error
	// Open gives the bytes; any range of them is read by seeking. The caller closes it.
	Open(ctx context.Context, name string) (Blob, error)
	// Delete removes the bytes; what is not there is no fault.
	Delete(ctx context.Context, name string) error
	// Walk tells every name of a room, in no order that counts, until visit fails.
	Walk(ctx context.Context, room string, visit func(Found) error) error
}

// Blob is bytes being read.
type Blob interface {
	io.ReadSeekCloser
	Size() int64
}

// Found is what a walk comes by.
type Found struct {
	Name string // ROOM/NAME
	Size int64
	At   models.Time // when it was put
}

// Open makes the store that the settings name.
func Open(s config.Settings) (Blobs, error) {
	if s.Blobs.Bucket != "" {
		return newBucket(s.Blobs)
	}
	return newFolder(s.Blobs.Folder)
}

// checked splits a name into its room and the rest.
func checked(op, name string) (room, rest string, err error) {
	room, rest, ok := strings.Cut(name, "/")
	if !ok || !plain(room) || !plain(rest) || len(name) > 200 {
		return "", "", fault.New(fault.Invalid, op, "A name of bytes is ROOM/NAME: letters, digits, dots, dashes.")
	}
	return room, rest, nil
}

// plain tells whether a part of a name means nothing to any file system: no dot in front, nothing but letters, digits, _, - and dots.
func plain(s string) bool {
	if s == "" || s[0] == '.' || len(s) < 2 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '.' && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

func missing(op string) error { return fault.New(fault.Missing, op, "There are no such bytes.") }
