package mastodon_test

import (
	"strings"
	"testing"
	"time"
)

func TestAProgramReadsWhatAPostSaidBefore(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "Lactate at six", "public")
	if all := h.get("bea", "/api/v1/statuses/"+id+"/history").list(); len(all) != 1 {
		t.Errorf("a post that was not edited has %d versions", len(all))
	}
	h.clock.Advance(time.Minute)
	h.asks("ada", "PUT", "/api/v1/statuses/"+id, "status=Lactate+at+five&spoiler_text=Blood").is(200)
	all := h.get("bea", "/api/v1/statuses/"+id+"/history").list()
	if len(all) != 2 || !strings.Contains(all[0].text("content"), "at six") || !strings.Contains(all[1].text("content"), "at five") {
		t.Fatalf("the history is %v", all)
	}
	all[0].has(map[string]any{"spoiler_text": "", "sensitive": false, "created_at": "2026-11-23T12:00:01.000Z", "media_attachments": []any{}, "emojis": []any{}})
	all[1].has(map[string]any{"spoiler_text": "Blood", "sensitive": true, "created_at": "2026-11-23T12:01:01.000Z"})
	all[1].at("account").has(map[string]any{"id": h.ids["ada"]})
	h.get("ada", "/api/v1/statuses/"+id+"/source").object().has(map[string]any{"text": "Lactate at five", "spoiler_text": "Blood"})

	poll := h.pollBy("ada")
	h.asks("ada", "PUT", "/api/v1/statuses/"+poll, "status=Which%3F&poll[options][]=a&poll[options][]=b&poll[expires_in]=7200").is(200)
	h.get("bea", "/api/v1/statuses/"+poll+"/history").list()[0].at("poll").has(map[string]any{"options": []any{map[string]any{"title": "6013"}, map[string]any{"title": "7018"}}})

	secret := h.says("ada", "Only me", "direct")
	for _, path := range []string{secret, "77", "x"} {
		h.asks("bea", "GET", "/api/v1/statuses/"+path+"/history", "").is(404)
	}
}
