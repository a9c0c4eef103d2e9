package resolve

import (
	"bytes"
	"context"
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
)

// Loan is a file of another server that somebody of ours looks at.
type Loan struct {
	Address string
	Kind    models.MediaKind // what it is shown as
	Cause   *models.Reach    // of the post that it stands in; nil for faces and emoji
	Whole   bool             // a film or sound is wanted once all of it is here, so that a part of it can be asked for
}

// Lent is a file of another server, as we show it: a Blob, or a Stream while it comes. Whoever got it closes it.
type Lent struct {
	blobs.Blob
	Stream io.Reader   // a film or sound from its start, as it comes; nil when all of it is here
	Bytes  int64       // of a Stream, as its server says; -1 when it does not
	Type   string      // media type, as its bytes say
	At     models.Time // when it was fetched

	shut io.Closer
}

// Close lets go of it.
func (l Lent) Close() error {
	if l.shut != nil {
		return l.shut.Close()
	}
	return l.Blob.Close()
}

// Borrow gives a file of another server, fetched when somebody looks at it for the first time. It is asked for with a pass of the gate for
// its host and for the host of each redirect, signed by the organisation; the other server learns nothing of who looks. The same file is
// fetched once at a time, and after a failure not for a while. A film or sound is shown from its first bytes on.
func (r *Resolver) Borrow(ctx context.Context, l Loan) (Lent, error) {
	const op = "resolve.Borrow"
	at := models.IRI(l.Address)
	if at.Host() == "" || r.site.Ours(at) || !r.insecure && !strings.HasPrefix(l.Address, "https://") {
		return Lent{}, unlent(op, errors.New("no address of another server"))
	}
	name := models.BorrowedName(l.Address)
	lent, err := r.lentNow(ctx, name)
	if fault.Is(err, fault.Missing) {
		var p *pour
		if p, err = r.borrow(ctx, l, name); err == nil && p != nil {
			return r.poured(ctx, p), nil
		}
		if err == nil {
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

// poured is a film or sound as it comes.
func (r *Resolver) poured(ctx context.Context, p *pour) Lent {
	from := &reader{pour: p, ctx: ctx}
	p.mu.Lock()
	defer p.mu.Unlock()
	return Lent{Stream: from, Bytes: p.size, Type: p.is, At: models.At(r.clock.Now()), shut: from}
}

// borrow fetches a file, unless somebody does that already. It comes back when all of it is here; or, where it is a film or sound and a
// beginning is wanted, when that is, with the file on its way, which is to be left.
func (r *Resolver) borrow(ctx context.Context, l Loan, name string) (*pour, error) {
	const op = "resolve.borrow"
	key := name + string(l.Kind)
	if err, failed := r.unlent.get(key, r.clock.Now()); failed {
		return nil, err
	}
	at := models.IRI(l.Address)
	if err := r.rested(at.Host()); err != nil {
		return nil, err
	}
	if err := r.pace(at.Host()); err != nil {
		return nil, err
	}
	pass, err := r.gate.Fetch(ctx, at.Host(), l.Cause)
	if err != nil {
		return nil, unlent(op, err)
	}
	p := r.fetching(ctx, pass, l, name)
	plays := !l.Whole && (l.Kind == models.FilmFile || l.Kind == models.SoundFile)
	err = p.wait(ctx, func() bool { return plays && p.is != "" })
	if err == nil && plays && p.comes() {
		return p, nil
	}
	p.leave()
	if ctx.Err() != nil {
		err = fault.New(fault.Unreachable, op, string(at.Host())+" did not answer in time. Please try again later.").Because(ctx.Err())
	}
	return nil, err
}

// fetching gives the file on its way, and starts it where nobody has yet. Whoever asked holds it.
func (r *Resolver) fetching(ctx context.Context, pass policy.Pass, l Loan, name string) *pour {
	key := name + string(l.Kind)
	if l.Cause != nil {
		key += "\n" + l.Cause.Distance.String()
	}
	r.pouring.Lock()
	defer r.pouring.Unlock()
	if p := r.pours[key]; p != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.held++
		return p
	}
	p := newPour(l.Kind)
	p.held = 2 // whoever asked, and the fetch
	r.pours[key] = p
	go func() {
		ctx := context.WithoutCancel(ctx) // others may wait for it too
		free, err := r.turn(ctx, models.IRI(l.Address).Host())
		if err == nil {
			err = r.fetchFile(ctx, pass, l, name, p)
			free()
		}
		switch fault.KindOf(err) {
		case fault.Unavailable, fault.Internal: // ours
		default:
			if err != nil {
				err = unlent("resolve.borrow", err)
				r.unlent.put(name+string(l.Kind), err, r.clock.Now())
			}
		}
		r.pouring.Lock()
		delete(r.pours, key)
		r.pouring.Unlock()
		p.end(err)
	}()
	return p
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

// fetchFile brings a file here: first to a place aside, where its bytes are looked at, and films and sounds are read while they come.
func (r *Resolver) fetchFile(ctx context.Context, pass policy.Pass, l Loan, name string, p *pour) error {
	const op = "resolve.fetchFile"
	key, err := r.ownKey(ctx)
	if err != nil {
		return err
	}
	aside, err := os.CreateTemp(r.aside, ".half-elsewhere-")
	if err != nil {
		return fault.New(fault.Internal, op, "A file of another server has no place to be looked at.").Because(err)
	}
	defer func() { _ = os.Remove(aside.Name()) }()
	_ = os.Remove(aside.Name())         // where the system can do without its name, a crash leaves nothing behind
	p.change(func() { p.file = aside }) // closed by the last who holds it
	next := func(host models.Host) (policy.Pass, error) {
		if host == r.site.Host {
			return policy.Pass{}, nonsense(op, "The other server sends us back to ourselves.")
		}
		if err := r.rested(host); err != nil {
			return policy.Pass{}, err
		}
		return r.gate.Fetch(ctx, host, l.Cause)
	}
	answer, err := r.courier.Take(ctx, pass, models.IRI(l.Address), key, next, p, bounds(l.Kind))
	if err != nil {
		r.rest(answer.Final.Host(), answer.Status, answer.RetryAfter)
		return err
	}
	size := p.n // nobody writes any more
	head := make([]byte, min(size, headOfFile))
	if _, err := aside.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fault.New(fault.Internal, op, "A file of another server could not be looked at.").Because(err)
	}
	is := typeOf(head)
	if !mayShow(l.Kind, is) || strings.HasPrefix(is, "image/") && l.Kind == models.PictureFile && !shown(is, head) || len(bytes.TrimSpace(head)) == 0 {
		return nonsense(op, "The file of the other server is not what it should be.")
	}
	if err := r.blobs.Put(ctx, lentRoom+name, io.NewSectionReader(aside, 0, size), size); err != nil {
		return err
	}
	return r.store.Write(ctx, func(tx *store.Tx) error {
		return tx.PutBorrowed(models.Borrowed{Name: name, Type: is, Bytes: size, Fetched: tx.Now(), Used: tx.Now()})
	})
}
