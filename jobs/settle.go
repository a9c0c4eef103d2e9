package jobs

import (
	"context"
	"maps"

	"guildhall/fault"
)

// Settle runs everything that is due by the clock until nothing is, and tells how many jobs ran meanwhile. It is for
// tests and the demo, and works on a runner that was started as on one that was not.
func (r *Runner) Settle(ctx context.Context) (int, error) {
	stop := context.AfterFunc(ctx, r.ended)
	defer stop()
	before := r.counted()
	for {
		idle, err := r.claim()
		if err != nil {
			return r.counted() - before, err
		}
		if err := ctx.Err(); err != nil {
			return r.counted() - before, fault.New(fault.Unavailable, "jobs.Settle", "There was more work than time.").Because(err)
		}
		if r.isHalted() {
			return r.counted() - before, fault.New(fault.Unavailable, "jobs.Settle", "The runner was stopped.")
		}
		if !r.await(ctx) && idle > 0 {
			return r.counted() - before, nil
		}
	}
}

// await waits for one of the lanes under way to end, and tells whether there was any.
func (r *Runner) await(ctx context.Context) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	n, was := len(r.running), r.ends
	for len(r.running) > 0 && r.ends == was && ctx.Err() == nil {
		r.cond.Wait()
	}
	return n > 0
}

func (r *Runner) ended() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cond.Broadcast()
}

// Ended is how a job of a kind ended: done, put off, rested, given up, or failed, which is tried again.
type Ended struct{ Kind, How string }

// Ends counts how jobs ended since the process began.
func (r *Runner) Ends() map[Ended]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.ways)
}

func (r *Runner) count(kind string, err error) {
	how := "failed"
	switch o := read(err); {
	case err == nil:
		how = "done"
	case o == nil:
	case o.what == snoozed:
		how = "put off"
	case o.what == rested:
		how = "rested"
	case o.what == stopped:
		how = "given up"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ran++
	r.ways[Ended{kind, how}]++
}

func (r *Runner) counted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ran
}

func (r *Runner) isHalted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.halted
}
