package mastodon_test

import (
	"slices"
	"testing"
)

// A hashtag that somebody follows brings what carries it home, as far as they may read it.
func TestAppsFollowHashtags(t *testing.T) {
	h := newHouse(t)
	h.post("bea", "/api/v1/tags/Pumps/follow").is(200).object().has(map[string]any{"name": "pumps", "following": true, "history": []any{}})
	h.post("bea", "/api/v1/tags/no%20tag/follow").is(422)
	seen := h.says("ada", "A leak at #pumps three.", "public")
	h.says("ada", "For followers, #pumps.", "private")
	h.says("ada", "Nothing to see.", "public")
	h.says("ada", "For @ada alone about #pumps.", "direct")
	if got := ids(h.get("bea", "/api/v1/timelines/home").list()); !slices.Equal(got, []string{seen}) {
		t.Errorf("home shows %v, not %s alone", got, seen)
	}
	h.get("ada", "/api/v1/tags/pumps").object().has(map[string]any{"following": false})
	if list := h.get("bea", "/api/v1/followed_tags").list(); len(list) != 1 || list[0].text("name") != "pumps" {
		t.Errorf("she follows %v", list)
	}
	h.post("bea", "/api/v1/tags/pumps/unfollow").is(200).object().has(map[string]any{"following": false})
	h.says("ada", "Another at #pumps.", "public")
	if got := ids(h.get("bea", "/api/v1/timelines/home").list()); !slices.Equal(got, []string{seen}) {
		t.Errorf("after she left the tag home shows %v", got)
	}
}
