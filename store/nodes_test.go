package store_test

import (
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/store/storetest"
)

// What a node had leased is taken up soon after it is gone, long before its leases end; while it lives, nobody touches it.
func TestWhatADeadNodeHadTakenIsTakenUp(t *testing.T) {
	dsn := storetest.FreshDSN(t, store.Postgres)
	here := storetest.OpenDSN(t, nil, dsn)
	there := storetest.OpenDSN(t, nil, dsn)
	listens(t, there) // and so holds the lock that says that it lives

	var lanes []models.Lane
	write(t, there, func(tx *store.Tx) error {
		return tx.AddJobs([]models.Job{{Lane: "host:b.example", Kind: "deliver", RunAt: tx.Now()}})
	})
	write(t, there, func(tx *store.Tx) (err error) {
		lanes, err = tx.ClaimLanes(there.Node()+"/runner", store.Shares{Inner: 10, Well: 10, Ailing: 10}, tx.Now()+60*minute)
		return err
	})
	far := models.At(time.Now()) + 60*minute
	post(t, there, "https://a.example/handed-over", far)
	post(t, there, "https://a.example/waits", 0)
	write(t, there, func(tx *store.Tx) error {
		items, err := tx.ClaimInbox(10, tx.Now()+60*minute)
		if len(items) != 1 {
			t.Errorf("%d activities were claimed", len(items))
		}
		return err
	})
	if len(lanes) != 1 {
		t.Fatalf("%d lanes were claimed", len(lanes))
	}

	taken := func() (n int) {
		write(t, here, func(tx *store.Tx) error {
			lanes, err := tx.ClaimLanes(here.Node()+"/runner", store.Shares{Inner: 10, Well: 10, Ailing: 10}, tx.Now()+60*minute)
			if err != nil {
				return err
			}
			items, err := tx.ClaimInbox(10, tx.Now()+60*minute)
			n = len(lanes) + len(items)
			return err
		})
		return n
	}
	time.Sleep(5 * time.Second) // two looks and more
	if n := taken(); n != 0 {
		t.Fatalf("%d things of a node that lives were taken", n)
	}
	if err := there.Close(); err != nil { // its connections end as those of a dead process do
		t.Fatal(err)
	}
	n := 0
	for until := time.Now().Add(time.Minute); n < 3 && time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		n += taken()
	}
	if n != 3 {
		t.Errorf("%d of 3 things of a dead node were taken up", n)
	}
}
