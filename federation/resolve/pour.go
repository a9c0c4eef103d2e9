package resolve

import (
	"context"
	"io"
	"os"
	"sync"

	"guildhall/models"
)

// firstBytes of a film or sound tell what it is; with them it can be shown while the rest comes.
const firstBytes = 1 << 10

// pour is a file on its way here. One fetches it into a place aside; many may wait for its end, or read it from its start as it comes.
type pour struct {
	kind models.MediaKind
	mu   sync.Mutex
	file *os.File      // nil before there is a place
	more chan struct{} // closed, and made anew, when something changed
	n    int64         // bytes that are there
	size int64         // bytes that there will be; -1 when the other server does not say
	is   string        // media type, once its first bytes were looked at
	over bool
	err  error // why it came to no good end
	held int   // by whoever fetches, waits or reads
}

func newPour(kind models.MediaKind) *pour {
	return &pour{kind: kind, more: make(chan struct{}), size: -1}
}

// change does something under the lock and wakes all who wait.
func (p *pour) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	close(p.more)
	p.more = make(chan struct{})
}

// Expect takes note of how long the file will be.
func (p *pour) Expect(size int64) { p.change(func() { p.size = size }) }

// Write keeps what came. What is no film or sound by its first bytes is not taken any further.
func (p *pour) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	p.change(func() {
		p.n += int64(n)
		if p.is == "" && p.n >= firstBytes && err == nil && (p.kind == models.FilmFile || p.kind == models.SoundFile) {
			err = p.look()
		}
	})
	return n, err
}

// look tells what the file is by its first bytes.
func (p *pour) look() error {
	head := make([]byte, min(p.n, firstBytes))
	if _, err := p.file.ReadAt(head, 0); err != nil {
		return err
	}
	if is := typeOf(head); mayShow(p.kind, is) {
		p.is = is
		return nil
	}
	return nonsense("resolve.pour", "The file of the other server is not what it should be.")
}

// comes tells whether there is more to come.
func (p *pour) comes() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.over
}

// end tells all that nothing more comes.
func (p *pour) end(err error) {
	p.change(func() { p.over, p.err = true, err })
	p.leave()
}

// leave is said once by everybody who held it; the last one lets go of the place.
func (p *pour) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held--; p.held == 0 && p.file != nil {
		_ = p.file.Close()
	}
}

// wait sleeps until ready says so, under the lock, or the file has ended, or nobody wants it any more.
func (p *pour) wait(ctx context.Context, ready func() bool) error {
	for {
		p.mu.Lock()
		done, over, err, more := ready(), p.over, p.err, p.more
		p.mu.Unlock()
		switch {
		case over && err != nil:
			return err
		case done || over:
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// reader reads a pour from its start.
type reader struct {
	*pour
	ctx  context.Context
	at   int64
	once sync.Once
}

func (r *reader) Read(b []byte) (int, error) {
	err := r.wait(r.ctx, func() bool { return r.n > r.at })
	if err != nil {
		return 0, err
	}
	r.mu.Lock()
	left := r.n - r.at
	r.mu.Unlock()
	if left == 0 {
		return 0, io.EOF
	}
	n, err := r.file.ReadAt(b[:min(int64(len(b)), left)], r.at)
	r.at += int64(n)
	return n, err
}

func (r *reader) Close() error {
	r.once.Do(r.leave)
	return nil
}
