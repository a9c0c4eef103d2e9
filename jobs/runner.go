package jobs

import (
	"context"
	"crypto/rand"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/store"
)

// Handler does one job. It must be safe to repeat, and ends soon after its context does.
type Handler func(ctx context.Context, j models.Job) error

// Options of a runner; the zero value is good.
type Options struct {
	Lanes    int                   // lanes of servers worked at once; 64 when 0. Half as many more of servers that failed last, and of inner work
	Width    func(lane string) int // jobs of one lane under way at once; 4 for hosts and 1 for inner work when nil
	Lease    time.Duration         // how long a lane stays with a runner that died; 1 minute when 0
	Poll     time.Duration         // how often it looks for work that others added; 1 second when 0
	Patience time.Duration         // how long one job may take; 5 minutes when 0
	Slice    time.Duration         // how long one lane is worked before others get their turn; 5 seconds when 0
	Slow     time.Duration         // how long a lane to a server may show no success before another takes its place; 2 seconds when 0
	Drain    time.Duration         // how long Stop waits before it interrupts handlers; 20 seconds when 0
}

// Runner works through lanes. Make it with New, tell it its handlers, then Start it.
type Runner struct {
	st       *store.Store
	clock    clock.Clock
	log      *slog.Logger
	opts     Options
	owner    string
	handlers map[string]Handler
	rounds   map[string]time.Duration

	nudge chan struct{} // something may be due
	stop  chan struct{} // closed: take no more work
	rest  chan struct{} // closed: nothing is under way any more
	once  sync.Once
	takes sync.WaitGroup // the loop that takes work
	loops sync.WaitGroup // the others

	claiming sync.Mutex // held from the look at the lanes until their work has begun

	mu      sync.Mutex
	cond    *sync.Cond             // a lane ended
	running map[string]*shift      // lanes under way
	twice   map[string]models.Lane // leased anew while still under way here
	halted  bool
	rested  bool
	ran     int // jobs run since the beginning
	ways    map[Ended]int64
	ends    int // lanes let go since the beginning
}

// New makes a runner that knows no handlers yet.
func New(st *store.Store, c clock.Clock, log *slog.Logger, o Options) *Runner {
	if o.Lanes <= 0 {
		o.Lanes = 64
	}
	if o.Width == nil {
		o.Width = func(lane string) int {
			if _, ok := IsHost(lane); ok {
				return 4
			}
			return 1
		}
	}
	set := func(d *time.Duration, def time.Duration) {
		if *d <= 0 {
			*d = def
		}
	}
	set(&o.Lease, time.Minute)
	set(&o.Poll, time.Second)
	set(&o.Patience, 5*time.Minute)
	set(&o.Drain, 20*time.Second)
	set(&o.Slice, 5*time.Second)
	set(&o.Slow, 2*time.Second)
	r := &Runner{
		st: st, clock: c, log: log, opts: o, owner: st.Node() + "/" + rand.Text(), handlers: map[string]Handler{}, rounds: map[string]time.Duration{},
		nudge: make(chan struct{}, 1), stop: make(chan struct{}), rest: make(chan struct{}), running: map[string]*shift{}, twice: map[string]models.Lane{}, ways: map[Ended]int64{},
	}
	r.cond = sync.NewCond(&r.mu)
	r.Every("jobs.tidy", time.Hour, r.tidy)
	st.OnWork(r.wake)
	return r
}

// Handle names the handler of a kind of work. Before Start.
func (r *Runner) Handle(kind string, h Handler) { r.handlers[kind] = h }

// Every runs a handler again and again, once in d over all nodes. A failure is logged and tried again in the next round.
// Before Start.
func (r *Runner) Every(kind string, d time.Duration, do func(ctx context.Context) error) {
	r.rounds[kind] = d
	r.Handle(kind, func(ctx context.Context, j models.Job) error {
		if err := do(ctx); err != nil {
			r.log.Error("regular work failed", "kind", kind, "err", err)
		}
		return Snooze(d)
	})
}

// Start begins to work: it adds the regular work and, on SQLite, where this is the only server, takes back the leases of
// the one before. It returns at once. No more work is taken once ctx ends; Stop is called in any case.
func (r *Runner) Start(ctx context.Context) error {
	err := r.st.Write(ctx, func(tx *store.Tx) error {
		if r.st.Dialect() == store.SQLite {
			if err := tx.FreeLanes(); err != nil {
				return err
			}
		}
		for kind, d := range r.rounds {
			at := tx.Now() + millis(d/10)
			if err := Add(tx, Work{Lane: "work:" + kind, Kind: kind, Once: "every:" + kind, RunAt: at}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	stopped := context.AfterFunc(ctx, r.halt)
	r.takes.Go(func() { defer stopped(); r.dispatch() })
	r.loops.Go(r.renew)
	return nil
}

// Stop takes no more work, waits for what is under way, interrupts it after a while, and lets the lanes go.
func (r *Runner) Stop() {
	r.halt()
	patience := time.AfterFunc(r.opts.Drain, r.interrupt)
	defer patience.Stop()
	r.takes.Wait()
	r.mu.Lock()
	for len(r.running) > 0 {
		r.cond.Wait()
	}
	if !r.rested {
		r.rested = true
		close(r.rest)
	}
	r.mu.Unlock()
	r.loops.Wait()
}

// halt makes the loops end; what is under way goes on.
func (r *Runner) halt() {
	r.once.Do(func() {
		r.mu.Lock()
		r.halted = true
		r.mu.Unlock()
		close(r.stop)
	})
}

func (r *Runner) interrupt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.running {
		s.cancel()
	}
}

// wake says that something may be due. It never waits.
func (r *Runner) wake() {
	select {
	case r.nudge <- struct{}{}:
	default:
	}
}

// dispatch claims lanes as they come due until the runner halts.
func (r *Runner) dispatch() {
	var again <-chan time.Time
	for last := r.clock.Now(); ; {
		now := r.clock.Now()
		if now.Before(last.Add(-fell)) {
			r.log.Warn("the clock of this machine jumped back; set it by NTP", "by", last.Sub(now))
			r.clockFell()
			again = time.After(underWay)
		}
		last = now
		next, err := r.claim()
		pause := r.opts.Poll
		if err != nil {
			r.log.Error("work cannot be claimed", "err", err)
		} else if next < pause {
			pause = max(next, 0)
		}
		timer := time.NewTimer(pause)
		select {
		case <-r.stop:
			timer.Stop()
			return
		case <-r.nudge:
		case <-timer.C:
		case <-again:
			r.clockFell()
		}
		timer.Stop()
	}
}

// fell is how far a clock may go back before it counts as a jump.
const fell = 10 * time.Second

// underWay is after how long it is looked again: what was being written when the clock jumped keeps the time of its beginning.
const underWay = 5 * time.Second

// clockFell lets what was put in a future that is none any more wait no longer than it was meant to.
func (r *Runner) clockFell() {
	if err := r.st.Write(context.Background(), func(tx *store.Tx) error { return tx.ClockFell() }); err != nil {
		r.log.Error("work from before the clock jumped back waits until its time comes again", "err", err)
	}
}

// claim leases what is due, as far as there is room, and starts to work on it. It tells how long nothing will be due.
func (r *Runner) claim() (idle time.Duration, err error) {
	ctx := context.Background()
	r.claiming.Lock()
	defer r.claiming.Unlock()
	if r.isHalted() {
		return r.opts.Poll, nil
	}
	room := r.room()
	var due models.Time
	var any bool
	if err := r.st.Read(ctx, func(tx *store.Tx) (err error) {
		due, any, err = tx.NextDue(room)
		return err
	}); err != nil || !any {
		return r.opts.Poll, err // a lane that ends wakes us
	}
	if now := models.At(r.clock.Now()); due > now {
		return time.Duration(due-now) * time.Millisecond, nil
	}
	var lanes []models.Lane
	if err := r.st.Write(ctx, func(tx *store.Tx) (err error) {
		lanes, err = tx.ClaimLanes(r.owner, room, tx.Now()+r.lease())
		return err
	}); err != nil {
		return r.opts.Poll, err
	}
	for _, l := range lanes {
		r.begin(l)
	}
	return 0, nil
}

// room tells how many more lanes of each kind may be worked. A server that keeps its lane waiting gives its place to
// another, as long as not too many do.
func (r *Runner) room() store.Shares {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := store.Shares{Inner: max(1, r.opts.Lanes/2), Well: r.opts.Lanes, Ailing: max(1, r.opts.Lanes/2)}
	slow := 0
	for _, s := range r.running {
		switch {
		case s.kind == laneInner:
			n.Inner--
		case s.kind == laneAiling:
			n.Ailing--
		case s.slow && slow < slowMost*r.opts.Lanes:
			slow++
		default:
			n.Well--
		}
	}
	return n
}

// slowMost is how many slow lanes to one that may be worked there are at most.
const slowMost = 3

// letGo gives up a lane that was leased and not worked on. One that is somebody else's by now stays theirs.
func (r *Runner) letGo(l models.Lane) {
	err := r.st.Write(context.Background(), func(tx *store.Tx) error {
		return tx.ReleaseLane(l.Name, store.Release{Owner: r.owner, Fails: l.Fails})
	})
	if err != nil && !fault.Is(err, fault.Conflict) {
		r.log.Warn("a lane is looked at again when its lease is over", "lane", l.Name, "err", err)
	}
}

func (r *Runner) lease() models.Time { return millis(r.opts.Lease) }

func millis(d time.Duration) models.Time { return models.Time(d.Milliseconds()) }

// begin works on a leased lane beside the others. One that is under way here already was let go a moment ago and is
// claimed anew before its worker has quite ended, or its lease ran out, as after a suspend: it is let go once more when
// that worker ends, or nobody would look at it until the lease is over.
func (r *Runner) begin(l models.Lane) {
	ctx, cancel := context.WithCancel(context.Background())
	s := newShift(r, l, cancel)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.running[l.Name]; ok {
		cancel()
		r.twice[l.Name] = l
		return
	}
	r.running[l.Name] = s
	go func() {
		defer cancel()
		s.work(ctx)
		r.mu.Lock()
		for again, ok := r.twice[l.Name]; ok; again, ok = r.twice[l.Name] {
			delete(r.twice, l.Name)
			r.mu.Unlock()
			r.letGo(again)
			r.mu.Lock()
		}
		delete(r.running, l.Name)
		r.ends++
		r.cond.Broadcast()
		r.mu.Unlock()
		r.wake()
	}()
}

// Kinds lists the kinds of work that the runner knows, sorted.
func (r *Runner) Kinds() []string { return slices.Sorted(maps.Keys(r.handlers)) }
