package mastodon_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
)

func TestFollowingAndWhatItBrings(t *testing.T) {
	h := newHouse(t)
	ada, bea := h.ids["ada"], h.ids["bea"]
	h.post("bea", "/api/v1/accounts/"+ada+"/follow").is(200).object().has(map[string]any{
		"id": ada, "following": true, "showing_reblogs": true, "notifying": false, "languages": []any{}, "followed_by": false, "blocking": false,
		"blocked_by": false, "muting": false, "muting_notifications": false, "requested": false, "requested_by": false,
		"domain_blocking": false, "endorsed": false, "note": "",
	})
	h.get("bea", "/api/v1/accounts/"+ada).object().has(map[string]any{"followers_count": 1})
	h.get("bea", "/api/v1/accounts/"+bea).object().has(map[string]any{"following_count": 1})
	id := h.says("ada", "for my followers", "private")
	if got := ids(h.get("bea", "/api/v1/timelines/home").list()); !slices.Equal(got, []string{id}) {
		t.Errorf("Bea's home is %v", got)
	}
	if got := h.get("bea", "/api/v1/accounts/"+ada+"/followers").list(); len(got) != 1 || got[0].text("id") != bea {
		t.Errorf("Ada's followers are %v", got)
	}
	if got := h.get("ada", "/api/v1/accounts/"+bea+"/following").list(); len(got) != 1 || got[0].text("id") != ada {
		t.Errorf("Bea follows %v", got)
	}
	rel := h.get("ada", "/api/v1/accounts/relationships?id[]="+bea+"&id[]="+ada+"&id[]=999").list()
	if len(rel) != 2 || rel[0].text("id") != bea || rel[0].m["followed_by"] != true || rel[1].m["followed_by"] != false {
		t.Errorf("Ada is told %v", rel)
	}
	h.post("bea", "/api/v1/accounts/"+ada+"/unfollow").is(200).object().has(map[string]any{"following": false})
	h.asks("bea", http.MethodGet, "/api/v1/statuses/"+id, "").is(404)
}

func TestAskingToFollow(t *testing.T) {
	h := newHouse(t)
	ada, bea := h.ids["ada"], h.ids["bea"]
	h.joins("cid", "read write follow")
	h.asks("ada", http.MethodPatch, "/api/v1/accounts/update_credentials", `{"locked":true}`).is(200).object().has(map[string]any{"locked": true})
	for _, name := range []string{"bea", "cid"} {
		h.post(name, "/api/v1/accounts/"+ada+"/follow").is(200).object().has(map[string]any{"following": false, "requested": true})
	}
	waiting := h.get("ada", "/api/v1/follow_requests").list()
	if len(waiting) != 2 || waiting[1].text("id") != bea {
		t.Fatalf("waiting are %v", waiting)
	}
	h.get("ada", "/api/v1/accounts/verify_credentials").object().at("source").has(map[string]any{"follow_requests_count": 2})
	if got := h.get("ada", "/api/v1/notifications?types[]=follow_request").list(); len(got) != 2 {
		t.Errorf("Ada is told %v", got)
	}
	h.post("ada", "/api/v1/follow_requests/"+bea+"/authorize").is(200).object().has(map[string]any{"id": bea, "followed_by": true, "requested_by": false})
	h.post("ada", "/api/v1/follow_requests/"+h.ids["cid"]+"/reject").is(200).object().has(map[string]any{"followed_by": false, "requested_by": false})
	h.post("ada", "/api/v1/follow_requests/"+h.ids["cid"]+"/reject").is(404)
	if got := h.get("ada", "/api/v1/follow_requests").list(); len(got) != 0 {
		t.Errorf("still waiting are %v", got)
	}
}

func TestABlockParts(t *testing.T) {
	h := newHouse(t)
	ada, bea := h.ids["ada"], h.ids["bea"]
	id := h.says("ada", "hello", "public")
	h.post("ada", "/api/v1/accounts/"+bea+"/block").is(200).object().has(map[string]any{"blocking": true, "blocked_by": false})
	h.asks("bea", http.MethodGet, "/api/v1/statuses/"+id, "").is(404)
	h.post("bea", "/api/v1/accounts/"+ada+"/follow").is(403)
	h.post("ada", "/api/v1/accounts/"+bea+"/unblock").is(200).object().has(map[string]any{"blocking": false})
	h.get("bea", "/api/v1/statuses/"+id)
}

func TestWritingChangingAndTakingBack(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "first *words*", "public", "spoiler_text", "")
	h.clock.Advance(time.Minute)
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+id, `{"status":"better words","spoiler_text":"mind","media_ids":[]}`).is(200).object().has(map[string]any{
		"content": "<p>better words</p>", "spoiler_text": "mind", "edited_at": "2026-11-23T12:01:01.000Z", "visibility": "public",
	})
	h.get("ada", "/api/v1/statuses/"+id+"/source").object().has(map[string]any{"id": id, "text": "better words", "spoiler_text": "mind"})
	h.asks("bea", http.MethodGet, "/api/v1/statuses/"+id+"/source", "").is(403)
	h.asks("bea", http.MethodPut, "/api/v1/statuses/"+id, "status=mine").is(403)
	h.asks("bea", http.MethodDelete, "/api/v1/statuses/"+id, "").is(403)
	gone := h.asks("ada", http.MethodDelete, "/api/v1/statuses/"+id, "").is(200).object()
	gone.has(map[string]any{"id": id, "text": "better words", "spoiler_text": "mind", "visibility": "public"})
	if _, there := gone.m["content"]; there {
		t.Error("a deleted post has no content")
	}
	h.asks("ada", http.MethodGet, "/api/v1/statuses/"+id, "").is(404)
	h.asks("ada", http.MethodDelete, "/api/v1/statuses/"+id, "").is(404)
}

func TestTheSameRequestTwiceIsOnePost(t *testing.T) {
	h := newHouse(t)
	once := func(who, key string) string {
		return h.asks(who, http.MethodPost, "/api/v1/statuses", "status=hello", "Idempotency-Key", key).is(200).object().text("id")
	}
	first := once("ada", "k1")
	if once("ada", "k1") != first {
		t.Error("a repeat made a second post")
	}
	if once("ada", "k2") == first || once("bea", "k1") == first {
		t.Error("another request got the first one's post")
	}
	h.asks("ada", http.MethodPost, "/api/v1/statuses", "status=hello", "Idempotency-Key", strings.Repeat("k", 201)).is(422)
}

func TestWhereWhatAppsWriteGoes(t *testing.T) {
	h := newHouse(t)
	reach := func(id string) models.Reach {
		n, _ := strconv.ParseInt(id, 10, 64)
		var r models.Reach
		h.write(func(tx *store.Tx) error {
			p, err := tx.PostByID(models.ID(n))
			r = p.Reach
			return err
		})
		return r
	}
	for _, c := range []struct {
		said, reads string
		localOnly   bool
		want        models.Reach
	}{
		{"", "public", false, models.Reach{Audience: models.Everyone, Distance: models.World()}},
		{"public", "public", false, models.Reach{Audience: models.Everyone, Distance: models.World()}},
		{"unlisted", "unlisted", false, models.Reach{Audience: models.Everyone, Distance: models.World()}},
		{"private", "private", false, models.Reach{Audience: models.Followers, Distance: models.Inside()}},
		{"local", "private", true, models.Reach{Audience: models.Everyone, Distance: models.Inside()}},
	} {
		id := h.says("ada", "hello", c.said)
		if got := reach(id); got.Audience != c.want.Audience || got.Distance.String() != c.want.Distance.String() {
			t.Errorf("%q goes to %s within %s", c.said, got.Audience, got.Distance)
		}
		h.get("ada", "/api/v1/statuses/"+id).object().has(map[string]any{"visibility": c.reads, "local_only": c.localOnly})
	}
	amber := h.says("ada", "between us", "public", "tlp", "TLP:Amber")
	if got := reach(amber); !got.Distance.IsInside() {
		t.Errorf("what is AMBER goes within %s", got.Distance)
	}
	h.get("ada", "/api/v1/statuses/"+amber).object().has(map[string]any{"visibility": "private", "tlp": "AMBER"})
	clear := h.says("ada", "for all", "public", "tlp", "CLEAR")
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+clear, "status=for+few&tlp=AMBER%2BSTRICT").is(200).object().has(map[string]any{"visibility": "private", "tlp": "AMBER+STRICT"})
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+clear, "status=for+all+again&tlp=CLEAR").is(200)
	if got := reach(clear); !got.Distance.IsInside() {
		t.Errorf("an edit of the label alone widened it to %s", got.Distance)
	}
	h.post("ada", "/api/v1/statuses", "status", "x", "tlp", "ORCHID").is(422)
	h.post("ada", "/api/v1/statuses", "status", "x", "tlp", "RED").is(422)
	inside := h.says("ada", "among us", "local")
	answer := h.says("bea", "@ada yes", "private", "in_reply_to_id", inside)
	if got := reach(answer); got.Audience != models.Everyone || !got.Distance.IsInside() {
		t.Errorf("an answer with its parent's word goes to %s within %s", got.Audience, got.Distance)
	}
	if got := reach(h.says("ada", "only here", "", "local_only", "true")); !got.Distance.IsInside() {
		t.Errorf("local_only goes within %s", got.Distance)
	}
}

func TestNotificationsAreToldAndCleared(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "hello", "public")
	h.post("bea", "/api/v1/statuses/"+id+"/favourite").is(200)
	h.clock.Advance(time.Second)
	h.post("bea", "/api/v1/statuses/"+id+"/reblog").is(200)
	h.clock.Advance(time.Second)
	h.post("bea", "/api/v1/accounts/"+h.ids["ada"]+"/follow").is(200)
	reply := h.says("bea", "@ada hello back", "public")
	all := h.get("ada", "/api/v1/notifications").list()
	kinds := make([]string, len(all))
	for i, n := range all {
		kinds[i] = n.text("type")
		n.at("account").has(map[string]any{"acct": "bea"})
	}
	if !slices.Equal(kinds, []string{"mention", "follow", "reblog", "favourite"}) {
		t.Fatalf("Ada is told of %v", kinds)
	}
	all[0].has(map[string]any{"created_at": "2026-11-23T12:00:04.000Z", "group_key": "ungrouped-" + all[0].text("id")})
	all[0].at("status").has(map[string]any{"id": reply})
	all[3].at("status").has(map[string]any{"id": id})
	if _, there := all[1].m["status"]; there {
		t.Error("a follow is about no post")
	}
	if got := h.get("ada", "/api/v1/notifications?types[]=mention&types[]=follow").list(); len(got) != 2 {
		t.Errorf("two kinds are %v", got)
	}
	if got := h.get("ada", "/api/v1/notifications?exclude_types[]=mention").list(); len(got) != 3 {
		t.Errorf("without mentions there are %v", got)
	}
	if got := h.get("ada", "/api/v1/notifications?types[]=poll").list(); len(got) != 0 {
		t.Errorf("polls are %v", got)
	}
	h.get("ada", "/api/v1/notifications/"+all[3].text("id")).object().has(map[string]any{"type": "favourite"})
	h.asks("bea", http.MethodGet, "/api/v1/notifications/"+all[3].text("id"), "").is(404)
	h.post("ada", "/api/v1/notifications/clear").is(200)
	if got := h.get("ada", "/api/v1/notifications").list(); len(got) != 0 {
		t.Errorf("after clearing there are %v", got)
	}
}

func TestSearching(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "hello", "public")
	uri := h.get("ada", "/api/v1/statuses/"+id).object().text("uri")
	actor := h.get("ada", "/api/v1/accounts/"+h.ids["ada"]).object().text("uri")
	for q, want := range map[string][2]int{
		"ada": {1, 0}, "Ada": {1, 0}, "@ada": {1, 0}, "@ada@acme.example": {1, 0}, "nobody": {0, 0},
		uri: {0, 1}, base + "/@ada/" + id: {0, 1}, actor: {1, 0}, base + "/@ada": {1, 0}, "https://elsewhere.example/x": {0, 0},
	} {
		for _, also := range []string{"", "&resolve=true"} {
			got := h.get("bea", "/api/v2/search?q="+q+also).object()
			got.has(map[string]any{"hashtags": []any{}})
			if people, posts := len(got.m["accounts"].([]any)), len(got.m["statuses"].([]any)); people != want[0] || posts != want[1] {
				t.Errorf("%s%s finds %d people and %d posts", q, also, people, posts)
			}
		}
	}
	got := h.get("bea", "/api/v2/search?type=statuses&q=ada").object()
	if len(got.m["accounts"].([]any)) != 0 {
		t.Error("people were found among posts")
	}
	if got := h.get("bea", "/api/v2/search?following=true&q=ada").object(); len(got.m["accounts"].([]any)) != 0 {
		t.Error("somebody was found who is not followed")
	}
	h.get("bea", "/api/v1/accounts/lookup?acct=@ada@ACME.example").object().has(map[string]any{"id": h.ids["ada"]})
}

func TestPublicTimelines(t *testing.T) {
	h := newHouse(t)
	shown := h.says("ada", "for all", "public")
	local := h.says("ada", "for us", "local")
	h.says("ada", "quiet", "unlisted")
	h.says("ada", "followers", "private")
	h.says("bea", "an answer", "public", "in_reply_to_id", shown)
	if got := ids(h.get("bea", "/api/v1/timelines/public").list()); !slices.Equal(got, []string{local, shown}) {
		t.Errorf("the public list is %v", got)
	}
	if got := h.get("bea", "/api/v1/timelines/public?local=true").list(); len(got) != 2 {
		t.Errorf("the list of our own is %v", got)
	}
	if got := h.get("bea", "/api/v1/timelines/public?remote=true").list(); len(got) != 0 {
		t.Errorf("the list of others is %v", got)
	}
}

// Cursors lead through 60 rows in both directions without a loss or a repetition.
func TestCursorsWalkAList(t *testing.T) {
	h := newHouse(t)
	h.post("bea", "/api/v1/accounts/"+h.ids["ada"]+"/follow").is(200)
	var posts, people []string
	for i := range 60 {
		posts = append(posts, h.says("ada", "number "+strconv.Itoa(i), "public"))
		name := "p" + strconv.Itoa(i)
		h.joins(name, "read write follow")
		people = append(people, h.ids[name])
		h.clock.Advance(time.Second)
		h.post(name, "/api/v1/statuses/"+posts[0]+"/favourite").is(200)
		h.post(name, "/api/v1/accounts/"+h.ids["bea"]+"/follow").is(200)
	}
	slices.Reverse(posts)
	slices.Reverse(people)
	for path, want := range map[string][]string{
		"/api/v1/timelines/home":                                             posts,
		"/api/v1/timelines/public":                                           posts,
		"/api/v1/accounts/" + h.ids["ada"] + "/statuses":                     posts,
		"/api/v1/statuses/" + posts[59] + "/favourited_by":                   people,
		"/api/v1/accounts/" + h.ids["bea"] + "/followers":                    people,
		"/api/v1/notifications?exclude_types[]=mention&types[]=follow&types": nil,
	} {
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		var down []string
		var first answer
		for next := path + sign + "limit=7"; next != ""; {
			a := h.get("bea", next)
			if first.body == nil {
				first = a
			}
			down = append(down, ids(a.list())...)
			next = a.link("next")
			if len(down) > 100 {
				t.Fatalf("%s has no end", path)
			}
		}
		if want == nil {
			want = down
		}
		if len(down) != 60 || !slices.Equal(down, want) {
			t.Errorf("%s, downwards: %d rows, %v", path, len(down), down)
			continue
		}
		// up again from the last row, by min_id
		up := []string{}
		var oldest answer
		for next := path + sign + "limit=60"; next != ""; {
			a := h.get("bea", next)
			if l := a.list(); len(l) > 0 {
				oldest = a
			}
			next = a.link("next")
		}
		_, cursor, _ := strings.Cut(oldest.link("next"), "max_id=")
		cursor, _, _ = strings.Cut(cursor, "&")
		for next := path + sign + "limit=7&min_id=" + cursor; next != ""; {
			a := h.get("bea", next)
			up = append(ids(a.list()), up...)
			next = a.link("prev")
			if len(up) > 100 {
				t.Fatalf("%s has no beginning", path)
			}
		}
		if !slices.Equal(up, want[:59]) {
			t.Errorf("%s, upwards: %d rows, %v", path, len(up), up)
		}
		if got := h.get("bea", path+sign+"limit=1000").list(); len(got) > 80 {
			t.Errorf("%s gives %d rows at once", path, len(got))
		}
		if l := first.link("prev"); l == "" || len(h.get("bea", l).list()) != 0 {
			t.Errorf("%s: there is something newer than the newest: %s", path, l)
		}
	}
}
