package main

import (
	"net/http"
	"strings"
	"testing"
)

// An operator's monitoring asks whether the server lives, whether it can serve, and what it does. It learns no name of a peer or
// person, and strangers learn none of it.
func TestAnOperatorWatches(t *testing.T) {
	s := newShell(t)
	inside := freeAddress(t)
	v := s.serves("--listen-metrics", inside)
	watch := &served{t: t, address: inside}
	s.has("xandra")
	s.does("peer", "allow", "social.example")
	v.status("/.well-known/nodeinfo", "")
	v.status("/nothing/of/the/kind", "")
	for _, at := range []*served{v, watch} {
		for _, path := range []string{"/healthz", "/readyz"} {
			if got := at.status(path, ""); got != http.StatusOK {
				t.Errorf("%s answers %d", path, got)
			}
		}
	}
	if got := v.status("/metrics", ""); got != http.StatusNotFound {
		t.Errorf("strangers read the metrics: %d", got)
	}
	code, body := watch.asks(http.MethodGet, "/metrics", "", nil)
	text := string(body)
	for _, want := range []string{`guildhall_requests_total{status="200",who="peer"} 1`, `guildhall_requests_total{status="404",who="nothing"}`, "guildhall_database_up 1",
		"guildhall_inbox_waiting 0", "guildhall_jobs_given_up 0", `guildhall_lane_jobs{lane="work:jobs.tidy"} 1`, "guildhall_request_seconds_bucket", `guildhall_cache_bytes{cache="people"}`, `guildhall_cache_limit_bytes{cache="posts"} 1.6e+07`, "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("the metrics (%d) lack %s", code, want)
		}
	}
	for _, never := range []string{"social.example", "xandra"} {
		if strings.Contains(strings.ReplaceAll(text, "guildhall", ""), never) {
			t.Errorf("the metrics name %s", never)
		}
	}
}
