package store_test

import (
	"slices"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// Two nodes on one PostgreSQL: what one adds wakes the other, long before its next look, and so does news for people. A
// third installation in the same database hears nothing.
func TestNodesWakeEachOther(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.Postgres)
	here, there := storetest.OpenDSN(t, nil, dsn), storetest.OpenDSN(t, nil, dsn)
	other := storetest.OpenDSN(t, nil, storetest.FreshDSN(t, store.Postgres))
	work, news, strange := make(chan bool, 100), make(chan []models.ID, 100), make(chan bool, 100)
	there.OnWork(func() { work <- true })
	there.OnStir(func(owners []models.ID) { news <- owners })
	other.OnStir(func([]models.ID) { strange <- true })

	add := func() {
		write(t, here, func(tx *store.Tx) error {
			return tx.AddJobs([]models.Job{{Lane: "work:x", Kind: "x", RunAt: tx.Now()}})
		})
	}
	// The other side may not listen yet: it says so by taking it that there is work, and then hears each word.
	soon(t, work, add)
	for len(work) > 0 {
		<-work
	}
	soon(t, work, add)

	everybody := make([]models.ID, 1000)
	for i := range everybody {
		everybody[i] = models.ID(i + 1)
	}
	write(t, here, func(tx *store.Tx) error { tx.Stir(everybody...); return nil })
	var heard []models.ID
	for len(heard) < len(everybody) {
		select {
		case some := <-news:
			heard = append(heard, some...)
		case <-time.After(time.Minute):
			t.Fatalf("news for %d of %d people arrived", len(heard), len(everybody))
		}
	}
	if slices.Sort(heard); !slices.Equal(heard, everybody) {
		t.Error("the news is for others than it was told for")
	}
	if len(strange) > 0 {
		t.Error("another installation in the same database was told")
	}
}

// soon does something again and again until a word of it arrives.
func soon(t *testing.T, heard <-chan bool, do func()) {
	t.Helper()
	for range 600 { // a minute: other tests may have the machine
		do()
		select {
		case <-heard:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	t.Fatal("the other node heard nothing")
}

// A connection that breaks is made again, and what was added meanwhile is looked for.
func TestANodeThatWasCutOffHearsAgain(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.Postgres)
	here := storetest.OpenDSN(t, nil, dsn)
	work := make(chan bool, 100)
	here.OnWork(func() { work <- true })
	listens(t, here)
	for quiet := false; !quiet; { // it takes it that there is work, and says so when it begins to listen
		select {
		case <-work:
		case <-time.After(time.Second):
			quiet = true
		}
	}
	soon(t, work, func() {
		read(t, here, func(tx *store.Tx) error {
			return tx.DB().Exec("SELECT pg_terminate_backend(pid) "+listeners, here.Node()).Error
		})
	})
}

// listeners are the connections on which a node hears the others: each holds a lock for as long.
const listeners = `FROM pg_locks WHERE granted AND locktype = 'advisory' AND mode = 'ShareLock'
	AND (classid::bigint << 32) | objid::bigint = hashtextextended('guildhall:' || current_schema() || '/' || ?, 0)`

// listens waits until a node hears the others.
func listens(t *testing.T, s *store.Store) {
	t.Helper()
	for range 600 {
		var n int
		read(t, s, func(tx *store.Tx) error { return tx.DB().Raw("SELECT count(*) "+listeners, s.Node()).Scan(&n).Error })
		if n > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the node does not listen")
}
