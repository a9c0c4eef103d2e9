package mastodon_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
)

func TestPinnedPostsStandByThemselves(t *testing.T) {
	h := newHouse(t)
	ada := h.ids["ada"]
	first, second := h.says("ada", "first", "public"), h.says("ada", "second", "private")
	h.post("ada", "/api/v1/statuses/"+first+"/pin").is(200).object().has(map[string]any{"id": first, "pinned": true})
	h.clock.Advance(1e9)
	h.post("ada", "/api/v1/statuses/"+second+"/pin").is(200).object().has(map[string]any{"pinned": true})
	if got := ids(h.get("ada", "/api/v1/accounts/"+ada+"/statuses?pinned=true").list()); !slices.Equal(got, []string{second, first}) {
		t.Errorf("Ada's pinned posts are %v", got)
	}
	if got := ids(h.get("bea", "/api/v1/accounts/"+ada+"/statuses?pinned=true").list()); !slices.Equal(got, []string{first}) {
		t.Errorf("Bea, who does not follow her, reads %v", got)
	}
	if got := h.get("ada", "/api/v1/accounts/"+ada+"/statuses?pinned=true&max_id="+first).list(); len(got) != 0 {
		t.Errorf("a second page holds %v", got)
	}
	h.post("bea", "/api/v1/statuses/"+first+"/pin").is(422)
	h.post("bea", "/api/v1/statuses/"+second+"/pin").is(404)
	h.post("ada", "/api/v1/statuses/"+first+"/unpin").is(200).object().has(map[string]any{"pinned": false})
	h.post("ada", "/api/v1/statuses/"+first+"/unpin").is(200)
	for i := range 4 {
		h.post("ada", "/api/v1/statuses/"+h.says("ada", fmt.Sprint(i), "public")+"/pin").is(200)
	}
	h.post("ada", "/api/v1/statuses/"+first+"/pin").is(http.StatusUnprocessableEntity)
	h.post("ada", "/api/v1/statuses/"+h.says("ada", "@bea a letter", "direct")+"/pin").is(422)
}
