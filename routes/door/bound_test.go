package door_test

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"guildhall/routes/door"
)

// Ten thousand addresses that each ask once fill no more memory than counters were given.
func TestCountersHaveABound(t *testing.T) {
	const room = 64_000
	d, err := door.New(door.Options{Base: "https://acme.example", RateLimits: true, Memory: room})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10_000 {
		if err := d.Pace(httptest.NewRecorder(), door.Strangers, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		if n := d.Held(); n > room || n == 0 {
			t.Fatalf("%d bytes", n)
		}
	}
}
