package load_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"guildhall/store"
	"guildhall/store/storetest"
)

// What is written down of many servers at once (here that they were reached, after all had failed) is brought lane by lane:
// on PostgreSQL no two commits wait for each other until one of them falls, a second later.
func TestWhatIsNotedOfManyServersWaitsForNobody(t *testing.T) {
	if os.Getenv("GUILDHALL_TEST_DATABASE") != store.Postgres {
		t.Skip("SQLite has one writer; this half is on SQLite.")
	}
	const followers, hosts = 200, 40
	near := startNear(t, 1)
	far := startFar(t, near, hosts)
	ada := near.Employs("ada")
	ada.IsFollowedBy(far, followers)
	deadlocks := func() int64 {
		time.Sleep(time.Second) // PostgreSQL tells its counts late
		return storetest.Value(t, near.DSN, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
	}
	settled := func() bool { _, waits := near.open(); return waits == 0 }
	eventually(t, time.Minute, "nothing waits", settled)
	before := deadlocks()
	for round := range 2 {
		storetest.Bulk(t, near.DSN, "UPDATE peers SET fails = 1") // so that each delivery has something to write down
		activity := ada.Says(fmt.Sprintf("Round %d.", round))
		eventually(t, time.Minute, "all have the post", func() bool { return len(far.Reached(activity)) == followers })
		eventually(t, time.Minute, "nothing waits", settled)
	}
	if n := storetest.Value(t, near.DSN, "SELECT count(*) FROM peers WHERE fails > 0"); n != 0 {
		t.Errorf("%d servers that were reached count as failing", n)
	}
	if n := deadlocks() - before; n != 0 {
		t.Errorf("%d times two commits waited for each other", n)
	}
}
