package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"guildhall/models"
	"guildhall/store"
)

// sliceMost is how many jobs of a lane are run before others get their turn.
const sliceMost = 128

// shift is one runner's time with one lane.
type shift struct {
	r    *Runner
	lane models.Lane
	host bool

	mu     sync.Mutex
	cond   *sync.Cond
	flying int
	turns  map[string]bool // turns under way
	well   bool            // a job was done
	failed bool            // the host failed: nothing more is begun
	rest   time.Duration   // the lane was asked to rest
}

// work runs due jobs of a leased lane in order, a few at once, and lets it go.
func (r *Runner) work(ctx context.Context, l models.Lane) {
	_, host := IsHost(l.Name)
	s := &shift{r: r, lane: l, host: host, turns: map[string]bool{}}
	s.cond = sync.NewCond(&s.mu)
	var due []models.Job
	err := r.st.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueJobs(l.Name, sliceMost)
		return err
	})
	if err != nil {
		r.log.Error("work cannot be read", "lane", l.Name, "err", err)
	}
	for _, j := range due {
		if !s.place(ctx, j.Turn) {
			break
		}
		go func() {
			defer s.leave(j.Turn)
			s.settle(ctx, j, s.run(ctx, j))
		}()
	}
	s.mu.Lock()
	for s.flying > 0 {
		s.cond.Wait()
	}
	s.mu.Unlock()
	s.release()
}

// place waits for room for one more job. It is refused when the lane failed or rests, or the runner stops. After a
// failure one job goes first to see whether the host is back.
func (s *shift) place(ctx context.Context, turn string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		width := s.r.opts.Width(s.lane.Name)
		if s.lane.Fails > 0 && !s.well {
			width = 1
		}
		if s.failed || s.rest > 0 || ctx.Err() != nil || s.r.isHalted() {
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
func (s *shift) run(ctx context.Context, j models.Job) (err error) {
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
	ctx, cancel := context.WithTimeout(ctx, s.r.opts.Patience)
	defer cancel()
	return h(ctx, j)
}

// settle writes down how a job ended, together with others that end now. A job that we interrupted ourselves stays as it
// was.
func (s *shift) settle(ctx context.Context, j models.Job, err error) {
	s.r.count(j.Kind, err)
	if err != nil && ctx.Err() != nil && read(err) == nil {
		return
	}
	noted := s.r.st.Join(context.Background(), func(tx *store.Tx) error { return s.note(tx, j, err) })
	if noted != nil {
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

// note is the table of ends.
func (s *shift) note(tx *store.Tx, j models.Job, err error) error {
	if err == nil {
		return tx.FinishJob(j.ID)
	}
	o := read(err)
	switch {
	case o == nil:
	case o.what == snoozed:
		return tx.PutOffJob(j.ID, tx.Now()+max(1, millis(o.after)))
	case o.what == rested:
		return nil
	case o.what == stopped:
		return tx.BuryJob(j.ID, cut(o.reason))
	}
	s.r.log.Info("a job failed", "kind", j.Kind, "lane", j.Lane, "job", j.ID, "attempt", j.Attempt+1, "err", err)
	if s.spent(tx.Now(), j) {
		return tx.BuryJob(j.ID, cut(err.Error()))
	}
	if s.host && o == nil {
		return tx.RetryJob(j, j.RunAt, cut(err.Error())) // the lane waits for it, in its place
	}
	return tx.RetryJob(j, tx.Now()+millis(wait(j.Attempt+1)), cut(err.Error()))
}

// spent tells whether a job that failed has had all its tries.
func (s *shift) spent(now models.Time, j models.Job) bool {
	if s.host {
		return now-j.Created >= millis(lifetime)
	}
	return j.Attempt+1 >= innerAttempts
}

// release lets the lane go with what was learnt about its host.
func (s *shift) release() {
	err := s.r.st.Write(context.Background(), func(tx *store.Tx) error {
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
	if err != nil {
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
