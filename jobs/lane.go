package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// sliceMost is how many jobs of a lane are run before others get their turn.
const sliceMost = 128

// laneKind is which share of the workers a lane belongs to.
type laneKind int

const (
	laneInner  laneKind = iota // our own work
	laneWell                   // leads to a server
	laneAiling                 // leads to a server that failed last
)

// shift is one runner's time with one lane.
type shift struct {
	r      *Runner
	lane   models.Lane
	host   bool
	kind   laneKind
	cancel context.CancelFunc
	slow   bool // it keeps its place for nothing; guarded by the runner

	mu     sync.Mutex
	cond   *sync.Cond
	flying int
	turns  map[string]bool        // turns under way
	behind map[string]models.Time // turns that wait for a job to be tried again, and until when
	well   bool                   // a job was done
	failed bool                   // the host failed: nothing more is begun
	over   bool                   // others get their turn
	rest   time.Duration          // the lane was asked to rest
}

func newShift(r *Runner, l models.Lane, cancel context.CancelFunc) *shift {
	s := &shift{r: r, lane: l, cancel: cancel, turns: map[string]bool{}, behind: map[string]models.Time{}}
	s.cond = sync.NewCond(&s.mu)
	_, s.host = IsHost(l.Name)
	switch {
	case l.Name >= innerLane:
	case l.Fails > 0:
		s.kind = laneAiling
	default:
		s.kind = laneWell
	}
	return s
}

// work runs due jobs of a leased lane in order, a few at once, and lets it go.
func (s *shift) work(ctx context.Context) {
	ends := time.AfterFunc(s.r.opts.Slice, s.end)
	defer ends.Stop()
	if s.kind == laneWell {
		slow := time.AfterFunc(s.r.opts.Slow, s.slows)
		defer slow.Stop()
	}
	var due []models.Job
	var up map[string]models.Job
	err := s.r.st.Read(ctx, func(tx *store.Tx) (err error) {
		if due, err = tx.DueJobs(s.lane.Name, sliceMost); err == nil {
			up, err = tx.HeldUp(s.lane.Name)
		}
		return err
	})
	if err != nil {
		s.r.log.Error("work cannot be read", "lane", s.lane.Name, "err", err)
	}
	for _, j := range due {
		if first, ok := up[j.Turn]; ok && j.Turn != "" && first.ID < j.ID {
			s.putOff(j, first.RunAt)
			continue
		}
		if !s.place(ctx, j.Turn) {
			break
		}
		if until, ok := s.waits(j.Turn); ok {
			s.leave(j.Turn)
			s.putOff(j, until)
			continue
		}
		go func() {
			defer s.leave(j.Turn)
			h := &held{Held: s.holds(j)}
			s.settle(ctx, h, s.run(ctx, h))
		}()
	}
	s.mu.Lock()
	for s.flying > 0 {
		s.cond.Wait()
	}
	s.mu.Unlock()
	s.release(ctx)
}

// end lets no more jobs begin.
func (s *shift) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.cond.Broadcast()
}

// slows gives the place of a lane that has shown no success to another.
func (s *shift) slows() {
	s.mu.Lock()
	well := s.well
	s.mu.Unlock()
	if well {
		return
	}
	s.r.mu.Lock()
	s.slow = true
	s.r.mu.Unlock()
	s.r.wake()
}

// waits tells whether a turn waits for a job of this shift to be tried again, and until when.
func (s *shift) waits(turn string) (models.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	until, ok := s.behind[turn]
	return until, ok && turn != ""
}

// putOff leaves a job for later whose turn waits for an earlier one.
func (s *shift) putOff(j models.Job, until models.Time) {
	err := s.r.st.JoinAt(context.Background(), s.lane.Name, func(tx *store.Tx) error { return tx.PutOffJob(s.holds(j), until) })
	if err != nil && !fault.Is(err, fault.Conflict) {
		s.r.log.Error("a job was not put behind another", "lane", j.Lane, "job", j.ID, "err", err)
	}
}

func (s *shift) holds(j models.Job) store.Held { return store.Held{Job: j, Owner: s.r.owner} }

// place waits for room for one more job. It is refused when the lane failed or rests, when its time is over, or the
// runner stops. After a failure one job goes first to see whether the host is back.
func (s *shift) place(ctx context.Context, turn string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		width := s.r.opts.Width(s.lane.Name)
		if s.lane.Fails > 0 && !s.well {
			width = 1
		}
		if s.failed || s.rest > 0 || s.over || ctx.Err() != nil || s.r.isHalted() {
			return false
		}
		if s.flying < width && (turn == "" || !s.turns[turn]) {
			s.flying++
			if turn != "" {
				s.turns[turn] = true
			}
			return true
		}
		s.cond.Wait()
	}
}

func (s *shift) leave(turn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying--
	delete(s.turns, turn)
	s.cond.Broadcast()
}

// run calls the handler. A panic is a failure of this job alone.
func (s *shift) run(ctx context.Context, held *held) (err error) {
	j := held.Job
	defer func() {
		if p := recover(); p != nil {
			s.r.log.Error("a job panicked", "kind", j.Kind, "lane", j.Lane, "job", j.ID, "panic", p, "stack", string(debug.Stack()))
			err = Alone(fmt.Errorf("it panicked: %v", p))
		}
	}()
	h, ok := s.r.handlers[j.Kind]
	if !ok {
		return Alone(fmt.Errorf("nobody here knows how to do %q", j.Kind))
	}
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, heldKey{}, held), s.r.opts.Patience)
	defer cancel()
	if err = h(ctx, j); err != nil && read(err) == nil && store.IsAway(err) {
		s.r.log.Debug("a job waits for the database", "kind", j.Kind, "err", err)
		return Rest(awayPause) // no failure of the job, nor of the host that it is for
	}
	return err
}

// awayPause is how soon a lane is tried again that met no database.
const awayPause = time.Second

type heldKey struct{}

// held is the job that a handler is at.
type held struct {
	store.Held
	done atomic.Bool // its handler ended it
}

// Still is a Conflict when the job that a handler is at was lost to another worker. A handler with several transactions asks as the last
// thing in each, so that a worker that comes late takes back all it did. Outside of a runner it is nil.
func Still(ctx context.Context, tx *store.Tx) error {
	h, ok := ctx.Value(heldKey{}).(*held)
	if !ok {
		return nil
	}
	return tx.StillHeld(h.Held)
}

// Done ends the job that a handler is at together with what its last transaction did, as the last thing in it: whatever happens then, the
// job does not run again. It is a Conflict when the job was lost to another worker. Outside of a runner it is nil.
func Done(ctx context.Context, tx *store.Tx) error {
	h, ok := ctx.Value(heldKey{}).(*held)
	if !ok {
		return nil
	}
	if err := tx.FinishJob(h.Held); err != nil {
		return err
	}
	tx.After(func() { h.done.Store(true) })
	return nil
}

// settle writes down how a job ended, together with others that end now. A job that we interrupted ourselves stays as it
// was, and so does one that somebody else has by now; one that its handler ended needs no word more.
func (s *shift) settle(ctx context.Context, held *held, err error) {
	j := held.Job
	s.r.count(j.Kind, err)
	if err != nil && ctx.Err() != nil && read(err) == nil {
		return
	}
	var noted error
	if !held.done.Load() {
		noted = s.insist(ctx, func(tx *store.Tx) error { return s.note(tx, j, err) })
	}
	switch {
	case fault.Is(noted, fault.Conflict):
		s.r.log.Warn("a job ended too late: another worker has it", "kind", j.Kind, "lane", j.Lane, "job", j.ID)
		return
	case noted != nil:
		s.r.log.Error("the end of a job cannot be kept, it will run again", "kind", j.Kind, "lane", j.Lane, "job", j.ID, "err", noted)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch o := read(err); {
	case err == nil:
		s.well = true
	case o == nil:
		s.failed = s.failed || s.host
	case o.what == rested:
		s.rest = max(s.rest, o.after, time.Millisecond)
	}
}

// insist writes in a commit shared with others, again and again while the database is away: what was done is then not
// done twice.
func (s *shift) insist(ctx context.Context, fn func(tx *store.Tx) error) error {
	for wait := keepFirst; ; wait = min(2*wait, keepLongest) {
		err := s.r.st.JoinAt(context.Background(), s.lane.Name, fn)
		if !fault.Is(err, fault.Unavailable) {
			return err
		}
		select {
		case <-ctx.Done(): // the lane was lost, or the server has no more time
			return err
		case <-time.After(wait):
		}
	}
}

const (
	keepFirst   = 50 * time.Millisecond
	keepLongest = 2 * time.Second
)

// note is the table of ends.
func (s *shift) note(tx *store.Tx, j models.Job, err error) error {
	h := s.holds(j)
	if err == nil {
		return tx.FinishJob(h)
	}
	o := read(err)
	switch {
	case o == nil:
	case o.what == snoozed:
		return tx.PutOffJob(h, tx.Now()+max(1, millis(o.after)))
	case o.what == rested:
		return nil
	case o.what == stopped:
		return tx.BuryJob(h, cut(o.reason))
	}
	s.r.log.Info("a job failed", "kind", j.Kind, "lane", j.Lane, "job", j.ID, "attempt", j.Attempt+1, "err", err)
	if s.spent(tx.Now(), j) {
		return tx.BuryJob(h, cut(err.Error()))
	}
	if s.host && o == nil {
		return tx.RetryJob(h, j.RunAt, cut(err.Error())) // the lane waits for it, in its place
	}
	again := tx.Now() + millis(wait(j.Attempt+1))
	s.mu.Lock()
	s.behind[j.Turn] = again // what belongs together waits for it
	s.mu.Unlock()
	return tx.RetryJob(h, again, cut(err.Error()))
}

// spent tells whether a job that failed has had all its tries.
func (s *shift) spent(now models.Time, j models.Job) bool {
	if s.host {
		return now-j.Created >= millis(lifetime)
	}
	return j.Attempt+1 >= innerAttempts
}

// release lets the lane go with what was learnt about its host.
func (s *shift) release(ctx context.Context) {
	err := s.insist(ctx, func(tx *store.Tx) error {
		out := store.Release{Owner: s.r.owner, Fails: s.lane.Fails}
		if s.lane.Blocked > tx.Now() {
			out.Blocked = s.lane.Blocked
		}
		if s.well {
			out.Blocked, out.Fails = 0, 0
		}
		if s.rest > 0 {
			out.Blocked = tx.Now() + millis(s.rest)
		}
		if s.failed {
			out.Fails++
			out.Blocked = max(out.Blocked, tx.Now()+millis(wait(out.Fails)))
			if _, err := tx.BuryOld(s.lane.Name, tx.Now()-millis(lifetime), "The server did not answer for seven days.", 10_000); err != nil {
				return err
			}
		}
		return tx.ReleaseLane(s.lane.Name, out)
	})
	if err != nil && !fault.Is(err, fault.Conflict) {
		s.r.log.Warn("a lane cannot be let go, its lease will run out", "lane", s.lane.Name, "err", err)
	}
}

// cut keeps a reason to a length that a list can show.
func cut(s string) string {
	const longest = 500
	if len(s) <= longest {
		return s
	}
	for i := range s {
		if i > longest-4 {
			return s[:i] + "…"
		}
	}
	return s
}
