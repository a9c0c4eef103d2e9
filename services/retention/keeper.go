package retention

import (
	"context"
	"errors"
	"sync"
	"time"

	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
)

// Period says how long one kind of thing is kept.
type Period struct {
	Kind    string `json:"kind"`
	Setting string `json:"setting,omitempty"` // that says so; empty for what has no setting
	Days    int    `json:"days"`              // 0 for as long as it is wanted, and for copies of a hold that ended
	Says    string `json:"says"`              // what goes, and what never does
}

// Goes is how many of one kind go at a sweep.
type Goes struct {
	Period
	Goes int64 `json:"goes"`
}

// Days are the periods that an organisation has set; 0 lets nothing go.
type Days struct {
	Texts, Records, Media, Notices, Inbox, Jobs, Askings, Theirs, Ours int
}

// Keeper knows all kinds. Borrowed lets go of files of other servers that were fetched before a moment and tells how many; Expire ends a
// post of ours with its time and tells other servers. Both are other rooms'.
type Keeper struct {
	Store    *store.Store
	Ledger   *ledger.Ledger
	Days     Days
	Borrowed func(context.Context) (int64, error)
	Expire   func(*store.Tx, models.ID) error

	mu    sync.Mutex                // one sweep at a time
	ended map[store.Whose]models.ID // where the last walk had no more time; 0 when it saw all
}

// part is how many rows go in one transaction.
const part = 500

// kind is one kind of things, and how those that go are counted and taken away.
type kind struct {
	Period
	count func(tx *store.Tx, before models.Time) (int64, error)
	sweep func(ctx context.Context, before models.Time) (int64, error)
}

// kinds are in the order in which they are swept: none takes away what the next one counted.
func (k *Keeper) kinds() []kind {
	d, skip := k.Days, map[models.ID]bool{}
	rows := func(drop func(*store.Tx, models.Time, int) (int64, error)) func(context.Context, models.Time) (int64, error) {
		return func(ctx context.Context, before models.Time) (int64, error) {
			return k.all(ctx, func(tx *store.Tx) (int64, error) { return drop(tx, before, part) })
		}
	}
	threads := func(whose store.Whose) func(context.Context, models.Time) (int64, error) {
		return func(ctx context.Context, before models.Time) (int64, error) {
			return k.sweepThreads(ctx, whose, before, skip)
		}
	}
	return []kind{
		{Period{"record texts", "GUILDHALL_KEEP_TEXTS", d.Texts, "sealed texts of what crossed"}, (*store.Tx).OldTexts,
			func(ctx context.Context, _ models.Time) (int64, error) { return k.Ledger.TidyTexts(ctx, long(d.Texts)) }},
		{Period{"records", "GUILDHALL_KEEP_RECORDS", d.Records, "answers of the boundary, and acts with a duty"}, (*store.Tx).OldRecords,
			func(ctx context.Context, _ models.Time) (int64, error) {
				return k.Ledger.TidyRecords(ctx, long(d.Records))
			}},
		{Period{Kind: "copies under a hold", Says: "texts of deleted posts that no legal hold keeps any more"},
			func(tx *store.Tx, _ models.Time) (int64, error) { return tx.PreservedForNothing() },
			rows(func(tx *store.Tx, _ models.Time, n int) (int64, error) { return tx.DropPreserved(n) })},
		{Period{"notices", "GUILDHALL_KEEP_NOTICES", d.Notices, "notifications of people here"}, (*store.Tx).OldNotices, rows((*store.Tx).DropNotices)},
		{Period{"received bytes", "GUILDHALL_KEEP_INBOX", d.Inbox, "what other servers sent, as it came; ids stay"}, (*store.Tx).OldBodies, rows((*store.Tx).ForgetBodies)},
		{Period{"given-up work", "GUILDHALL_KEEP_JOBS", d.Jobs, "deliveries and other work that was given up"}, (*store.Tx).OldJobs, rows((*store.Tx).TidyJobs)},
		{Period{"answered wishes", "GUILDHALL_KEEP_ASKINGS", d.Askings, "wishes to follow somebody on a closed server, after the answer"}, (*store.Tx).OldAskings, rows((*store.Tx).DropAskings)},
		{Period{"files elsewhere", "GUILDHALL_MEDIA_DAYS", d.Media, "copies of other servers' files; fetched anew when somebody looks"}, (*store.Tx).CountOldBorrowed,
			func(ctx context.Context, _ models.Time) (int64, error) { return k.Borrowed(ctx) }},
		{Period{"posts elsewhere", "GUILDHALL_KEEP_REMOTE_POSTS", d.Theirs, "threads of other servers that nobody here refers to; no letters, nothing answered, favoured, shared, quoted or reported"},
			nil, threads(store.Theirs)},
		{Period{"posts of ours", "GUILDHALL_KEEP_OWN_POSTS", d.Ours, "posts of people here that nobody else took up; no letters, no notes to oneself, nothing in a community"}, nil, threads(store.Ours)},
	}
}

func long(days int) time.Duration { return time.Duration(days) * 24 * time.Hour }

func (p Period) on() bool { return p.Days > 0 || p.Setting == "" }

// whose tells whose threads a kind is of; empty for what is no thread.
func (p Period) whose() store.Whose {
	switch p.Setting {
	case "GUILDHALL_KEEP_REMOTE_POSTS":
		return store.Theirs
	case "GUILDHALL_KEEP_OWN_POSTS":
		return store.Ours
	}
	return ""
}

// Periods tells how long each kind is kept.
func (k *Keeper) Periods() []Period {
	var all []Period
	for _, one := range k.kinds() {
		all = append(all, one.Period)
	}
	return all
}

// Preview counts what a sweep of this moment would take away. It changes nothing.
func (k *Keeper) Preview(ctx context.Context) ([]Goes, error) {
	var all []Goes
	for _, one := range k.kinds() {
		g := Goes{Period: one.Period}
		if one.on() {
			before, err := k.before(ctx, one.Days)
			if err == nil && one.count == nil {
				g.Goes, err = k.countThreads(ctx, one.whose(), before)
			} else if err == nil {
				err = k.Store.Read(ctx, func(tx *store.Tx) (err error) {
					g.Goes, err = one.count(tx, before)
					return err
				})
			}
			if err != nil {
				return nil, err
			}
		}
		all = append(all, g)
	}
	return all, nil
}

// Sweep takes away what is older than it is kept, and tells how much of each kind went. What it has no time for goes the next time.
func (k *Keeper) Sweep(ctx context.Context) ([]Goes, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended == nil {
		k.ended = map[store.Whose]models.ID{}
	}
	var all []Goes
	var faults []error
	for _, one := range k.kinds() {
		g := Goes{Period: one.Period}
		if one.on() {
			before, err := k.before(ctx, one.Days)
			if err == nil {
				g.Goes, err = one.sweep(ctx, before)
			}
			faults = append(faults, err)
		}
		all = append(all, g)
	}
	return all, errors.Join(faults...)
}

// before is the moment that is some days ago.
func (k *Keeper) before(ctx context.Context, days int) (at models.Time, err error) {
	err = k.Store.Read(ctx, func(tx *store.Tx) error {
		at = tx.Now() - models.Time(long(days).Milliseconds())
		return nil
	})
	return at, err
}

// all does something in one transaction after another until it did nothing, and tells how much it did.
func (k *Keeper) all(ctx context.Context, do func(*store.Tx) (int64, error)) (sum int64, err error) {
	for {
		n := int64(0)
		if err := k.Store.Write(ctx, func(tx *store.Tx) (err error) {
			n, err = do(tx)
			return err
		}); err != nil || n == 0 {
			return sum, err
		}
		sum += n
	}
}
