package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/routes/door"
	"guildhall/testrig"
)

// Every path has a decision, or says why it needs none; every kind of work too. A new row or job without one fails here.
func TestEveryRouteHasItsJudge(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	s := w.Server("acme.example")
	may := map[door.Who][]string{
		door.Anyone:    {"none"},
		door.PeerAsks:  {"pull", "none"},
		door.PeerTells: {"in"},
		door.Visitor:   {"page", "pull page", "none"},
		door.Member:    {"session"},
		door.App:       {"session"},
	}
	seen := map[string]bool{}
	for _, r := range s.Table.Rows {
		name := r.Method + " " + r.Path
		if seen[name] {
			t.Errorf("%s stands twice in the table", name)
		}
		seen[name] = true
		judge, reason, _ := strings.Cut(r.Judge, ": ")
		ok := false
		for _, j := range may[r.Who] {
			ok = ok || judge == j
		}
		if !ok || judge == "none" && len(reason) < 10 {
			t.Errorf("%s lets in %q and names the judge %q: say pull, in, page, session, or none with its reason", name, r.Who, r.Judge)
		}
		if r.Handle == nil {
			t.Errorf("%s has no handler", name)
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d rows: is a room missing?", len(seen))
	}
}

// What a kind of work lets out, and what judges it.
var judges = map[string]string{
	"endings.keep":          "none: copies names of what ended to a file of ours",
	"portraits.sweep":       "none: removes pictures that nobody wears",
	"borrow.sweep":          "none: removes copies of what other servers have",
	"publish":               "out: judged for each receiver, recorded with the deliveries",
	"sift":                  "out: each delivery that waits is judged again, and taken out with its reason",
	"deliver":               "out: judged again before each attempt",
	"home":                  "none: rows of people of ours",
	"compare-followers":     "fetch: the list is asked for by the gate first; what it takes back is published",
	"software":              "fetch: each peer is asked for by the gate first",
	"asked":                 "out: the gate is asked before the follow, and judges it again when it is published",
	"askings":               "none: rows of people of ours; the follows are work of their own",
	"media.strays":          "none: removes bytes that no row knows",
	"media.sweep":           "none: removes files that waited for a post too long",
	"jobs.tidy":             "none: removes rows that nothing refers to",
	"held.expire":           "none: ends what nobody answered, and tells its author; what waited is not sent",
	"retention":             "none: removes what is older than it is kept; the end of a post of ours is published as an event, which is judged",
	"move":                  "out: each follow is asked for by the gate first, and judged again when it is published",
	"communities":           "none: the purpose clock and the succession of drivers, with notices for people of ours; a changed face is published as an event",
	"communities.recurring": "none: begins a thread as its community's post, which is published as an event and judged there",
	"erasures":              "none: ends posts of somebody who is erased; what tells others is published as events",
	"event-remind":          "none: notices for people of ours",
	"poll-close":            "none: notices for people of ours; what goes out is published as an event",
	"poll-tell":             "none: the counts are published as an event, which is judged",
}

func TestEveryJobHasItsJudge(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	for _, kind := range w.Server("acme.example").Jobs.Kinds() {
		if judges[kind] == "" {
			t.Errorf("the work %q has no judge: say in this table what asks the gate before it lets anything out", kind)
		}
	}
}

// A stranger who knocks at every door with made-up ids finds nothing, and no door answers with an error of ours.
func TestAStrangerFindsNothingAtAnyDoor(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.As("ada@acme.example")
	for _, r := range w.Server("acme.example").Table.Rows {
		if r.Method != http.MethodGet {
			continue
		}
		path := strings.NewReplacer(":slug", "0000000000000000000000", ":id", "0000000000000000000000", ":name", "ada", ":host", "peer.example", "*file", "nothing", ":version", "9").Replace(r.Path)
		for _, accept := range []string{"text/html", "application/activity+json"} {
			answer := w.Stranger("acme.example", path, accept)
			if answer.StatusCode >= 500 {
				t.Errorf("%s as %s: %d", path, accept, answer.StatusCode)
			}
			public := r.Who == door.Anyone || strings.HasPrefix(r.Judge, "none") || r.Path == "/"
			if !public && answer.StatusCode == http.StatusOK {
				t.Errorf("%s as %s gave a stranger something", path, accept)
			}
		}
	}
}

// Without a database no door breaks: each that needs one says that it does not serve, and when to come again.
func TestWithoutADatabaseEveryDoorSaysWhenToComeAgain(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.As("ada@acme.example")
	s := w.Server("acme.example")
	if err := s.Store.Close(); err != nil {
		t.Fatal(err)
	}
	without := map[string]bool{"/healthz": true, "/.well-known/security.txt": true, "/static/*file": true, "/api/guildhall/v1/openapi.yaml": true, "/inbox": true, "/actors/:slug/inbox": true} // the last two refuse by type
	for _, row := range s.Table.Rows {
		path := strings.NewReplacer(":slug", "0000000000000000000000", ":id", "0000000000000000000000", ":name", "ada", ":host", "peer.example", "*file", "nothing", ":version", "9").Replace(row.Path)
		for head, secret := range map[string]string{"Authorization": "Bearer none", "Cookie": "__Host-guildhall=none"} {
			r := httptest.NewRequest(row.Method, "https://acme.example"+path, strings.NewReader("{}"))
			r.Header.Set(head, secret)
			answer := httptest.NewRecorder()
			s.Handler.ServeHTTP(answer, r)
			wait := answer.Header().Get("Retry-After")
			away := answer.Code == http.StatusServiceUnavailable && wait != ""
			if !away && (answer.Code >= 500 || head == "Cookie" && !without[row.Path]) {
				t.Errorf("%s %s with %s: %d, Retry-After %q", row.Method, path, head, answer.Code, wait)
			}
		}
	}
}
