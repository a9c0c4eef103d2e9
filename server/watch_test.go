package server

import (
	"testing"
	"testing/synctest"
	"time"
)

// A proxy asks every five seconds whether a node is ready. The node goes on until the proxy has heard that it stops.
func TestANodeThatStopsGoesOnUntilItsProxyKnows(t *testing.T) {
	for name, c := range map[string]struct {
		before, after []time.Duration // when somebody asks, from the stop on
		took          time.Duration
	}{
		"a proxy that asks every five seconds": {[]time.Duration{-7 * time.Second, -2 * time.Second}, []time.Duration{3 * time.Second, 8 * time.Second}, 4 * time.Second},
		"a proxy that asks no more":            {[]time.Duration{-7 * time.Second, -2 * time.Second}, nil, 10 * time.Second},
		"a script that asked once":             {[]time.Duration{-2 * time.Second}, nil, 0},
		"somebody who asked long ago":          {[]time.Duration{-50 * time.Second, -45 * time.Second}, nil, 0},
		"nobody":                               {nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var w watch
				stop := time.Now().Add(time.Minute)
				for _, at := range append(c.before, c.after...) {
					go func() {
						time.Sleep(time.Until(stop.Add(at)))
						w.asked()
					}()
				}
				time.Sleep(time.Until(stop))
				w.farewell()
				if took := time.Since(stop); took != c.took {
					t.Errorf("it took %s, not %s", took, c.took)
				}
				time.Sleep(time.Minute)
			})
		})
	}
}
