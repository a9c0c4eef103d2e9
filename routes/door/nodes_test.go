package door_test

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"guildhall/clock"
	"guildhall/fault"
	"guildhall/routes/door"
	"guildhall/store"
	"guildhall/store/storetest"
)

// Whoever is limited at one node is so at another that shares its PostgreSQL: what they may ask for does not grow with the number
// of nodes. An installation beside them in the same database counts for itself.
func TestNodesShareLimits(t *testing.T) {
	c := clock.At(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	opens := func(dsn string) *door.Door {
		d, err := door.New(door.Options{Clock: c, Base: "https://acme.example", RateLimits: true, News: storetest.OpenDSN(t, c, dsn)})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	dsn := storetest.FreshDSN(t, store.Postgres)
	here, there, strange := opens(dsn), opens(dsn), opens(storetest.FreshDSN(t, store.Postgres))
	hears := func(d *door.Door, limit door.Limit, who string, left float64) {
		t.Helper()
		for until := time.Now().Add(time.Minute); d.Left(limit, who) > left; time.Sleep(time.Millisecond) {
			if time.Now().After(until) {
				t.Fatalf("the other node still gives %s %.0f", limit.Name, d.Left(limit, who))
			}
		}
	}
	asks := func(d *door.Door, limit door.Limit, who string, times int) (given int) {
		for range times {
			if d.Pace(httptest.NewRecorder(), limit, who) == nil {
				given++
			}
		}
		return given
	}
	for i := 0; ; i++ { // until both listen
		ear := strconv.Itoa(i)
		asks(here, door.SignIns, ear, 1)
		asks(there, door.SignIns, "b"+ear, 1)
		time.Sleep(10 * time.Millisecond)
		if there.Left(door.SignIns, ear) < 10 && here.Left(door.SignIns, "b"+ear) < 10 {
			break
		}
		if i > 6000 {
			t.Fatal("the nodes do not hear each other")
		}
	}

	const who = "192.0.2.7"
	if n := asks(here, door.SignIns, who, 30); n != door.SignIns.Burst {
		t.Fatalf("one node lets somebody try %d passwords at once", n)
	}
	hears(there, door.SignIns, who, 0)
	w := httptest.NewRecorder()
	if err := there.Pace(w, door.SignIns, who); !fault.Is(err, fault.TooMany) || w.Header().Get("Retry-After") == "" {
		t.Errorf("the other node lets them go on: %v", err)
	}
	if n := asks(there, door.SignIns, "192.0.2.8", 1); n != 1 {
		t.Error("somebody else pays for it")
	}

	// Half here and half there is one whole, but for what is not told yet, a twentieth.
	half := door.Peers.Burst / 2
	asks(here, door.Peers, who, half)
	hears(there, door.Peers, who, float64(door.Peers.Burst-half))
	if n, most := asks(there, door.Peers, who, door.Peers.Burst), half+door.Peers.Burst/20; n < half || n > most {
		t.Errorf("a peer that asked %d times here may ask %d times there", half, n)
	}
	if left := strange.Left(door.SignIns, who); left != float64(door.SignIns.Burst) {
		t.Errorf("another installation in the same database was told: %v left", left)
	}
	c.Advance(time.Hour)
	if n := asks(there, door.SignIns, who, 1); n != 1 {
		t.Error("an hour later it is still too much")
	}
}
