package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/ledger"
	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
	"guildhall/vault"
)

// house is a store with a clock, and a process that records.
type house struct {
	t     *testing.T
	clock *clock.Moved
	st    *store.Store
	l     *ledger.Ledger
	v     *vault.Vault
	dsn   string
}

func each(t *testing.T, story func(h *house)) { on(t, story, store.SQLite, store.Postgres) }

func on(t *testing.T, story func(h *house), dialects ...string) {
	for _, dialect := range dialects {
		t.Run(dialect, func(t *testing.T) {
			h := &house{t: t, clock: clock.At(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)), dsn: storetest.FreshDSN(t, dialect)}
			h.st = storetest.OpenDSN(t, h.clock, h.dsn)
			var err error
			h.v, err = vault.WithKey(make([]byte, 32))
			h.must(err)
			h.l = ledger.New(h.st, h.v)
			h.must(h.l.Join(t.Context()))
			story(h)
		})
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) write(fn func(tx *store.Tx) error) {
	h.t.Helper()
	h.must(h.st.Write(h.t.Context(), fn))
}

func (h *house) crosses(n int) {
	h.t.Helper()
	for i := range n {
		h.clock.Advance(time.Second)
		h.write(func(tx *store.Tx) error {
			return h.l.Record(tx, ledger.Crossed{Decision: models.Decision{Door: models.Out, Verb: models.Create, Peers: "peer.example", Object: models.IRI(fmt.Sprintf("https://acme.example/posts/%d", i)),
				Audience: "everyone", Distance: "world", Verdict: models.Allow, Rule: "passed", Why: "Nothing stops it.", Steps: "[]"}})
		})
	}
	h.must(h.l.Flush(h.t.Context()))
}

func (h *house) act(what string) {
	h.t.Helper()
	h.write(func(tx *store.Tx) error {
		return ledger.Act(tx, models.Actor{}, models.Act{Verb: "peer.allowed", What: what, Before: "open", After: "allowed", Reason: "a story"})
	})
}

func (h *house) verify(known ...string) ledger.Report {
	h.t.Helper()
	r, err := h.l.Verify(context.Background(), known...)
	h.must(err)
	return r
}

func (h *house) sql(statements ...string) {
	h.t.Helper()
	storetest.Tamper(h.t, h.dsn, statements...)
}

func TestTheRecordVerifies(t *testing.T) {
	each(t, func(h *house) {
		h.crosses(5)
		h.act("peer.example")
		h.crosses(3)
		r := h.verify()
		if !r.Sound() || r.Decisions != 8 || r.Acts != 1 || r.Unlinked != 0 || r.Before != 0 || r.Unsealed != 0 {
			t.Errorf("an untouched record: %+v", r)
		}
		h.clock.Advance(ledger.JoinEvery)
		h.must(h.l.Join(t.Context()))
		kept := h.verify().Heads[0]
		h.crosses(2)
		if r := h.verify(kept); !r.Sound() {
			t.Errorf("a head that was kept: %+v", r)
		}
	})
}

func TestVerifyFindsWhatWasChangedIsMissingOrWasMoved(t *testing.T) {
	nth := func(table string, n int) string {
		return fmt.Sprintf("(SELECT id FROM (SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %d) AS one)", table, n)
	}
	for name, c := range map[string]struct {
		do   []string
		find string
	}{
		"a verdict":             {[]string{"UPDATE decisions SET verdict = 'deny' WHERE id = " + nth("decisions", 2)}, "was changed"},
		"a peer":                {[]string{"UPDATE decisions SET peers = ' other.example ' WHERE id = " + nth("decisions", 0)}, "was changed"},
		"a sentence":            {[]string{"UPDATE decisions SET why = 'Well.' WHERE id = " + nth("decisions", 1)}, "was changed"},
		"what rules saw":        {[]string{"UPDATE decisions SET input = '{}' WHERE id = " + nth("decisions", 1)}, "was changed"},
		"a false erasure":       {[]string{"UPDATE decisions SET erased = 1, why = '' WHERE id = " + nth("decisions", 1)}, "was changed"},
		"a reason":              {[]string{"UPDATE acts SET reason = 'other'"}, "act"},
		"a decision gone":       {[]string{"DELETE FROM decisions WHERE id = " + nth("decisions", 3)}, "is missing"},
		"the last one gone":     {[]string{"DELETE FROM decisions WHERE id = (SELECT max(id) FROM (SELECT id FROM decisions) AS all_of_them)"}, "is missing"},
		"an act gone":           {[]string{"DELETE FROM acts"}, "is missing"},
		"two swapped":           {[]string{"UPDATE decisions SET id = -1 WHERE id = " + nth("decisions", 1), "UPDATE decisions SET id = -2 WHERE id = " + nth("decisions", 2)}, "is missing"},
		"a link gone":           {[]string{"DELETE FROM chain_links WHERE seq = 2"}, "are missing"},
		"a link changed":        {[]string{"UPDATE chain_links SET at = at + 1 WHERE seq = 3"}, "was changed"},
		"the end cut off":       {[]string{"DELETE FROM decisions WHERE id = (SELECT max(id) FROM (SELECT id FROM decisions) AS all_of_them)", "DELETE FROM chain_links WHERE seq = (SELECT max(seq) FROM (SELECT seq FROM chain_links) AS all_of_them)"}, "its head is"},
		"the beginning cut off": {[]string{"DELETE FROM chain_links WHERE seq = 1"}, "nobody tidied them away"},
		"one put in":            {[]string{"INSERT INTO acts SELECT id + 1, at, verb, by_id, by_name, about, what, before, after, reason, salt, erased, names FROM acts"}, "was put in"},
	} {
		t.Run(name, func(t *testing.T) {
			on(t, func(h *house) {
				h.crosses(3)
				h.act("peer.example")
				h.crosses(3)
				if r := h.verify(); !r.Sound() {
					t.Fatalf("before: %+v", r)
				}
				h.sql(c.do...)
				if r := h.verify(); r.Sound() || !strings.Contains(strings.Join(r.Faults, "\n"), c.find) {
					t.Errorf("%s was not found: %+v", name, r)
				}
			}, store.SQLite)
		})
	}
}

func TestTheEndCannotBeRewrittenWhenItsHeadWasKept(t *testing.T) {
	each(t, func(h *house) {
		h.crosses(3)
		kept := h.verify().Heads[0]
		h.sql("DELETE FROM decisions", "DELETE FROM chain_links", "DELETE FROM chains")
		h.crosses(1)
		if r := h.verify(); len(r.Faults) != 0 {
			t.Logf("without the head: %v", r.Faults)
		}
		if r := h.verify(kept); r.Sound() {
			t.Error("the whole record was written anew, and nobody saw")
		}
		if r := h.verify("nonsense"); r.Sound() {
			t.Error("what is no head was taken for one")
		}
	})
}

func TestWhatAProcessThatDiedLeftIsLinkedLater(t *testing.T) {
	each(t, func(h *house) {
		h.crosses(2)
		dead := ledger.New(h.st, h.v) // it records, and dies before its next link
		h.write(func(tx *store.Tx) error {
			return dead.Record(tx, ledger.Crossed{Decision: models.Decision{Door: models.In, Verb: models.Follow, Peers: "peer.example", Verdict: models.Deny, Rule: "standing", Steps: "[]"}})
		})
		if r := h.verify(); r.Unlinked != 1 || !r.Sound() {
			t.Errorf("at once: %+v", r)
		}
		h.clock.Advance(ledger.JoinEvery)
		h.must(h.l.Join(t.Context()))
		if r := h.verify(); r.Unlinked != 0 || !r.Sound() || r.Decisions != 3 {
			t.Errorf("after the next join: %+v", r)
		}
	})
}

func TestChainsOfOtherProcessesAreJoined(t *testing.T) {
	each(t, func(h *house) {
		h.crosses(2)
		other := storetest.OpenDSN(t, h.clock, h.dsn)
		h.must(other.Write(t.Context(), func(tx *store.Tx) error {
			return ledger.Act(tx, models.Actor{}, models.Act{Verb: "role.granted", What: "@ada", After: "auditor"})
		}))
		h.clock.Advance(ledger.JoinEvery)
		h.must(h.l.Join(t.Context()))
		if r := h.verify(); !r.Sound() || r.Chains != 2 {
			t.Fatalf("two processes: %+v", r)
		}
		h.sql("DELETE FROM acts", "DELETE FROM chain_links WHERE node IN (SELECT node FROM chains WHERE seq = 1)", "DELETE FROM chains WHERE seq = 1")
		if r := h.verify(); r.Sound() {
			t.Errorf("a whole chain went, and nobody saw: %+v", r)
		}
	})
}

// Two nodes that add up what crossed at the same time take the rows of peers and rules in one order: neither waits until PostgreSQL lets one of
// them fall.
func TestNodesThatSumUpAtOnceDoNotWaitForEachOther(t *testing.T) {
	on(t, func(h *house) {
		nodes := []*ledger.Ledger{h.l, ledger.New(storetest.OpenDSN(t, h.clock, h.dsn), h.v)}
		deadlocks := func() int64 {
			time.Sleep(time.Second) // PostgreSQL tells its counts late
			return storetest.Value(t, h.dsn, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
		}
		const rounds, hosts = 10, 300
		before := deadlocks()
		for range rounds {
			var both sync.WaitGroup
			for _, l := range nodes {
				for i := range hosts {
					l.Count(models.Host(fmt.Sprintf("h%d.example", i)), models.Out, models.Allow, models.At(h.clock.Now()))
				}
				both.Go(func() {
					if err := l.Flush(h.t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
		}
		if n := deadlocks() - before; n != 0 {
			t.Errorf("%d times both waited for each other", n)
		}
		if n := storetest.Value(t, h.dsn, "SELECT sum(n) FROM peer_days"); n != 2*rounds*hosts {
			t.Errorf("%d crossings are counted, not %d", n, 2*rounds*hosts)
		}
	}, store.Postgres)
}
