package resolve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/federation/courier"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/store"
)

const (
	lentRoom    = "elsewhere/"     // of blobs
	headOfFile  = 256 << 10        // bytes that must tell type and size of a file; a JPEG keeps its camera's notes before them
	atOneHost   = 4                // files fetched from one host at once
	atAllHosts  = 32               // files fetched at once
	longestTurn = 20 * time.Second // that a file waits for those before it
	failedFor   = 10 * time.Minute // how long a file is not asked for again after that went wrong
	failedHeld  = 50_000
)

// Loan is a file of another server that somebody of ours looks at.
type Loan struct {
	Address string
	Kind    models.MediaKind // what it is shown as
	Cause   *models.Reach    // of the post that it stands in; nil for faces and emoji
}

// Lent is a file of another server, as we show it. Whoever got it closes it.
type Lent struct {
	blobs.Blob
	Type string      // media type, as its bytes say
	At   models.Time // when it was fetched
}

// Borrow gives a file of another server, fetched when somebody looks at it for the first time. It is asked for with a pass of the gate for
// its host and for the host of each redirect, signed by the organisation; the other server learns nothing of who looks. The same file is
// fetched once at a time, and after a failure not for a while.
func (r *Resolver) Borrow(ctx context.Context, l Loan) (Lent, error) {
	const op = "resolve.Borrow"
	at := models.IRI(l.Address)
	if at.Host() == "" || r.site.Ours(at) || !r.insecure && !strings.HasPrefix(l.Address, "https://") {
		return Lent{}, unlent(op, errors.New("no address of another server"))
	}
	sum := sha256.Sum256([]byte(l.Address))
	name := hex.EncodeToString(sum[:])
	lent, err := r.lentNow(ctx, name)
	if fault.Is(err, fault.Missing) {
		if err = r.borrow(ctx, l, name); err == nil {
			lent, err = r.lentNow(ctx, name)
		}
	}
	if err != nil {
		return Lent{}, err
	}
	if !mayShow(l.Kind, lent.Type) {
		_ = lent.Close()
		return Lent{}, unlent(op, errors.New("it is "+lent.Type))
	}
	if l.Kind == models.DocumentFile {
		lent.Type = anyFile
	}
	return lent, nil
}

func unlent(op string, err error) error {
	return fault.New(fault.Missing, op, "There is nothing here.").Because(err)
}

// lentNow opens a file that is here already.
func (r *Resolver) lentNow(ctx context.Context, name string) (Lent, error) {
	var row models.Borrowed
	stale := false
	err := r.store.Read(ctx, func(tx *store.Tx) (err error) {
		row, err = tx.Borrowed(name)
		stale = err == nil && tx.Now()-row.Used > models.Time(aDay/time.Millisecond)
		return err
	})
	if err != nil {
		return Lent{}, err
	}
	blob, err := r.blobs.Open(ctx, lentRoom+name)
	if err == nil && stale {
		err = r.store.Join(ctx, func(tx *store.Tx) error { return tx.UseBorrowed(name) })
	}
	return Lent{Blob: blob, Type: row.Type, At: row.Fetched}, err
}

// borrow fetches a file, unless somebody does that already.
func (r *Resolver) borrow(ctx context.Context, l Loan, name string) error {
	const op = "resolve.borrow"
	key := name + string(l.Kind)
	if err, failed := r.unlent.get(key, r.clock.Now()); failed {
		return err
	}
	at := models.IRI(l.Address)
	if err := r.rested(at.Host()); err != nil {
		return err
	}
	if err := r.pace(at.Host()); err != nil {
		return err
	}
	pass, err := r.gate.Fetch(ctx, at.Host(), l.Cause)
	if err != nil {
		return unlent(op, err)
	}
	if l.Cause != nil {
		key += "\n" + l.Cause.Distance.String()
	}
	done := r.joined.DoChan("borrow\n"+key, func() (any, error) {
		ctx := context.WithoutCancel(ctx) // others may wait for it too
		free, err := r.turn(ctx, at.Host())
		if err != nil {
			return nil, err
		}
		defer free()
		err = r.fetchFile(ctx, pass, l, name)
		switch fault.KindOf(err) {
		case fault.Unavailable, fault.Internal: // ours
		default:
			if err != nil {
				err = unlent(op, err)
				r.unlent.put(name+string(l.Kind), err, r.clock.Now())
			}
		}
		return nil, err
	})
	select {
	case a := <-done:
		return a.Err
	case <-ctx.Done():
		return fault.New(fault.Unreachable, op, string(at.Host())+" did not answer in time. Please try again later.").Because(ctx.Err())
	}
}

// turn waits for its turn among the files of a host, and of all hosts, so that a slow server holds up its own files alone.
func (r *Resolver) turn(ctx context.Context, host models.Host) (free func(), err error) {
	ctx, stop := context.WithTimeout(ctx, longestTurn)
	defer stop()
	own := r.queues.make(host, r.clock.Now(), func() chan struct{} { return make(chan struct{}, atOneHost) })
	for i, queue := range []chan struct{}{own, r.queue} {
		select {
		case queue <- struct{}{}:
		case <-ctx.Done():
			if i > 0 {
				<-own
			}
			return nil, fault.New(fault.Unavailable, "resolve.turn", "Too many files are being fetched just now. Please try again.")
		}
	}
	return func() { <-r.queue; <-own }, nil
}

// bounds are how much of a file is taken, by what it is shown as.
func bounds(kind models.MediaKind) courier.Bounds {
	switch kind {
	case models.PictureFile:
		return courier.Bounds{Bytes: 16_000_000, Time: time.Minute, Stall: 10 * time.Second}
	case models.FilmFile, models.SoundFile:
		return courier.Bounds{Bytes: 200_000_000, Time: 10 * time.Minute, Stall: 10 * time.Second}
	}
	return courier.Bounds{Bytes: 40_000_000, Time: 3 * time.Minute, Stall: 10 * time.Second}
}

// fetchFile brings a file here: first to a place aside, where its bytes are looked at.
func (r *Resolver) fetchFile(ctx context.Context, pass policy.Pass, l Loan, name string) error {
	const op = "resolve.fetchFile"
	key, err := r.ownKey(ctx)
	if err != nil {
		return err
	}
	aside, err := os.CreateTemp(r.aside, ".half-elsewhere-")
	if err != nil {
		return fault.New(fault.Internal, op, "A file of another server has no place to be looked at.").Because(err)
	}
	defer func() { _ = aside.Close(); _ = os.Remove(aside.Name()) }()
	_ = os.Remove(aside.Name()) // where the system can do without its name, a crash leaves nothing behind
	next := func(host models.Host) (policy.Pass, error) {
		if host == r.site.Host {
			return policy.Pass{}, nonsense(op, "The other server sends us back to ourselves.")
		}
		if err := r.rested(host); err != nil {
			return policy.Pass{}, err
		}
		return r.gate.Fetch(ctx, host, l.Cause)
	}
	answer, err := r.courier.Take(ctx, pass, models.IRI(l.Address), key, next, aside, bounds(l.Kind))
	if err != nil {
		r.rest(answer.Final.Host(), answer.Status, answer.RetryAfter)
		return err
	}
	size, err := aside.Seek(0, io.SeekEnd)
	if err != nil {
		return fault.New(fault.Internal, op, "A file of another server could not be looked at.").Because(err)
	}
	head := make([]byte, min(size, headOfFile))
	if _, err := aside.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fault.New(fault.Internal, op, "A file of another server could not be looked at.").Because(err)
	}
	is := typeOf(head)
	if !mayShow(l.Kind, is) || strings.HasPrefix(is, "image/") && l.Kind == models.PictureFile && !shown(is, head) || len(bytes.TrimSpace(head)) == 0 {
		return nonsense(op, "The file of the other server is not what it should be.")
	}
	if _, err := aside.Seek(0, io.SeekStart); err != nil {
		return fault.New(fault.Internal, op, "A file of another server could not be looked at.").Because(err)
	}
	if err := r.blobs.Put(ctx, lentRoom+name, aside, size); err != nil {
		return err
	}
	return r.store.Write(ctx, func(tx *store.Tx) error {
		return tx.PutBorrowed(models.Borrowed{Name: name, Type: is, Bytes: size, Fetched: tx.Now(), Used: tx.Now()})
	})
}
