package portraits

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
)

// Room is the part of blobs that is ours.
const Room = "faces"

const atOnce = 2 // pictures decoded at the same time

// MostBytes is the size of the largest picture that is taken.
const MostBytes = 16_000_000

// Portraits makes and keeps pictures of people. It is safe for use by several goroutines.
type Portraits struct {
	blobs blobs.Blobs
	busy  chan struct{}
}

// New makes the room.
func New(b blobs.Blobs) *Portraits { return &Portraits{blobs: b, busy: make(chan struct{}, atOnce)} }

// Make keeps a picture in the shape of a face or banner and gives its name. It is to be worn, or it is swept later.
func (p *Portraits) Make(ctx context.Context, r io.Reader, s Shape) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return "", fault.New(fault.Malformed, "portraits.Make", "The picture did not come to its end. Try again.").Because(err)
	}
	if len(raw) > MostBytes {
		return "", refuse("The picture is too large: 16 MB at most.")
	}
	select {
	case p.busy <- struct{}{}:
		defer func() { <-p.busy }()
	case <-ctx.Done():
		return "", fault.New(fault.Unavailable, "portraits.Make", "Too many pictures are being made just now. Try again.").Because(ctx.Err())
	}
	made, ending, err := remake(raw, s)
	if err != nil {
		return "", err
	}
	name := paths.Random() + ending
	return name, p.blobs.Put(ctx, Room+"/"+name, bytes.NewReader(made), int64(len(made)))
}

// Open gives the bytes of a picture, and their type.
func (p *Portraits) Open(ctx context.Context, name string) (blobs.Blob, string, error) {
	b, err := p.blobs.Open(ctx, Room+"/"+name)
	if path.Ext(name) == ".png" {
		return b, "image/png", err
	}
	return b, "image/jpeg", err
}

// Sweep removes pictures that nobody wears, a day after they were made.
func (p *Portraits) Sweep(ctx context.Context, st *store.Store, site paths.Site) error {
	return p.blobs.Walk(ctx, Room, func(f blobs.Found) error {
		worn := false
		err := st.Read(ctx, func(tx *store.Tx) (err error) {
			if tx.Now()-f.At < 24*60*60*1000 {
				worn = true
				return nil
			}
			name := strings.TrimPrefix(f.Name, Room+"/")
			worn, err = tx.PictureWorn(name, site.Host, site.Emoji(name))
			return err
		})
		if err != nil || worn {
			return err
		}
		return p.blobs.Delete(ctx, f.Name)
	})
}

// Worn is the address of a picture of an actor of ours.
func Worn(a models.Actor, s Shape, name string) string {
	return string(a.IRI) + "/" + s.Word + "/" + name
}
