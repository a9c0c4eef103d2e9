package mastodon_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"guildhall/routes/door"
)

func TestEveryRowIsGuarded(t *testing.T) {
	h := newHouse(t)
	seen := map[string]bool{}
	for _, row := range h.rows {
		name := row.Method + " " + row.Path
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		path := strings.ReplaceAll(row.Path, ":id", "1")
		if row.Who == door.Anyone {
			if row.Scope != "" || !strings.HasPrefix(row.Judge, "none: ") {
				t.Errorf("%s is open without a reason", name)
			}
			h.asks("", row.Method, path, "").is(http.StatusOK)
			continue
		}
		if row.Who != door.App || row.Judge != "session" || row.Scope == "" {
			t.Errorf("%s is not for apps with a scope: %+v", name, row)
		}
		h.asks("", row.Method, path, "").is(http.StatusUnauthorized).object().text("error")
		h.asks("", row.Method, path, "", "Authorization", "Bearer nonsense").is(http.StatusUnauthorized)
	}
}

func TestAProgramDoesWhatItsScopesName(t *testing.T) {
	h := newHouse(t)
	for name, c := range map[string]struct {
		scopes   string
		may, not []string
	}{
		"reader":  {"read", []string{"GET timelines/home", "GET accounts/verify_credentials", "GET follow_requests"}, []string{"POST statuses", "POST notifications/clear"}},
		"poster":  {"write:statuses", []string{"POST statuses"}, []string{"GET timelines/home", "POST notifications/clear", "POST accounts/1/follow"}},
		"suitor":  {"follow", []string{"GET follow_requests"}, []string{"GET timelines/home", "POST statuses"}},
		"watcher": {"read:notifications", []string{"GET notifications"}, []string{"GET timelines/home", "POST notifications/clear"}},
		"writer":  {"write", []string{"POST notifications/clear"}, []string{"GET notifications"}},
		"pusher":  {"push", nil, []string{"GET notifications", "POST statuses"}},
	} {
		h.joins(name, c.scopes)
		for _, what := range c.may {
			method, path, _ := strings.Cut(what, " ")
			if a := h.asks(name, method, "/api/v1/"+path, ""); a.status == 401 || a.status == 403 {
				t.Errorf("%s with %s: %d %s", what, c.scopes, a.status, a.body)
			}
		}
		for _, what := range c.not {
			method, path, _ := strings.Cut(what, " ")
			h.asks(name, method, "/api/v1/"+path, "").is(http.StatusForbidden).object().text("error")
		}
	}
}

// What somebody may not read is answered exactly as what never was, at every path that an id can be put into.
func TestHiddenPostsAreNotTold(t *testing.T) {
	h := newHouse(t)
	h.joins("cid", "read write follow")
	for _, visibility := range []string{"direct", "private"} {
		id := h.says("ada", "@cid a secret of ours", visibility)
		for _, row := range h.rows {
			if !strings.HasPrefix(row.Path, "/api/v1/statuses/:id") {
				continue
			}
			body := ""
			if row.Method == http.MethodPut {
				body = "status=mine"
			}
			hidden := h.asks("bea", row.Method, strings.Replace(row.Path, ":id", id, 1), body).is(http.StatusNotFound)
			never := h.asks("bea", row.Method, strings.Replace(row.Path, ":id", "123456789", 1), body).is(http.StatusNotFound)
			if string(hidden.body) != string(never.body) || fmt.Sprint(hidden.header) != fmt.Sprint(never.header) {
				t.Errorf("%s %s: %s is not %s", row.Method, row.Path, hidden.body, never.body)
			}
		}
		h.post("bea", "/api/v1/statuses", "status", "what?", "in_reply_to_id", id).is(http.StatusNotFound)
		h.get("cid", "/api/v1/statuses/"+id)
		if found := h.get("bea", "/api/v2/search?resolve=true&q="+base+"/@ada/"+id).object(); len(found.m["statuses"].([]any)) != 0 {
			t.Error("the search tells of it")
		}
		for _, list := range []string{"/api/v1/timelines/public", "/api/v1/timelines/home", "/api/v1/accounts/" + h.ids["ada"] + "/statuses"} {
			if slices.Contains(ids(h.get("bea", list).list()), id) {
				t.Errorf("%s tells of it", list)
			}
		}
	}
	if n := h.get("bea", "/api/v1/accounts/"+h.ids["ada"]).object().m["statuses_count"]; n != 0.0 {
		t.Errorf("Bea is told of %v posts", n)
	}
	h.get("bea", "/api/v1/accounts/"+h.ids["ada"])
	h.asks("bea", http.MethodGet, "/api/v1/statuses/nonsense", "").is(http.StatusNotFound)
}

func TestAMistakeHasASentence(t *testing.T) {
	h := newHouse(t)
	for what, status := range map[string]int{
		"POST statuses ": 422,
		"POST statuses status=a&visibility=everybody":                                422,
		"POST statuses status=a&media_ids[]=1":                                       422,
		"POST statuses status=a&scheduled_at=2030-01-01":                             422,
		"POST statuses status=a&poll[options][]=x":                                   422,
		"POST statuses status=a&in_reply_to_id=abc":                                  422,
		"POST statuses {\"status\":":                                                 400,
		"POST statuses status=" + strings.Repeat("x", 5001):                          422,
		"POST statuses status=" + strings.Repeat("x", 2<<20):                         413,
		"GET timelines/home?max_id=abc ":                                             422,
		"GET accounts/999 ":                                                          404,
		"GET accounts/lookup?acct=nobody ":                                           404,
		"GET accounts/lookup?acct=ada@elsewhere.example ":                            404,
		"POST accounts/999/follow ":                                                  404,
		"POST follow_requests/999/authorize ":                                        404,
		"PATCH accounts/update_credentials source[privacy]=all&locked=true":          422,
		"PATCH accounts/update_credentials display_name=" + strings.Repeat("x", 200): 422,
		"GET notifications/999 ":                                                     404,
	} {
		method, rest, _ := strings.Cut(what, " ")
		path, body, _ := strings.Cut(rest, " ")
		a := h.asks("ada", method, "/api/v1/"+path, body)
		if a.status != status {
			t.Errorf("%.80s: %d %s", what, a.status, a.body)
		}
		a.object().text("error")
	}
	h.asks("ada", http.MethodGet, "/api/v2/search", "").is(422).object().text("error")
	if h.get("ada", "/api/v1/accounts/verify_credentials").object().m["locked"] != false {
		t.Error("half of a refused change was kept")
	}
}
