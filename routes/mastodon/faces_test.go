package mastodon_test

import (
	"net/http"
	"net/url"
	"testing"
)

// facesIn are the objects of a list inside an object.
func facesIn(o object, name string) (out []object) {
	list, _ := o.m[name].([]any)
	for _, one := range list {
		if m, ok := one.(map[string]any); ok {
			out = append(out, object{o.t, m})
		}
	}
	return out
}

func TestFacesUnderAPost(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "It works", "public")
	at := "/api/v1/pleroma/statuses/" + id + "/reactions"
	face := at + "/" + url.PathEscape("🎉")
	h.asks("bea", http.MethodPut, face, "").is(200)
	h.asks("bea", http.MethodPut, at+"/"+url.PathEscape("👀"), "").is(200)
	h.asks("ada", http.MethodPut, face, "").is(200)
	seen := h.get("bea", "/api/v1/statuses/"+id).object()
	rows := facesIn(seen, "emoji_reactions")
	if len(rows) != 2 || rows[0].m["name"] != "🎉" || rows[0].m["count"] != 2.0 || rows[0].m["me"] != true || rows[1].m["name"] != "👀" {
		t.Errorf("Bea sees %v", rows)
	}
	if rows := facesIn(seen.at("pleroma"), "emoji_reactions"); len(rows) != 2 {
		t.Errorf("under pleroma Bea sees %v", rows)
	}
	if rows := h.get("ada", at).list(); len(rows) != 2 || len(facesIn(rows[0], "accounts")) != 2 || facesIn(rows[1], "accounts")[0].text("id") != h.ids["bea"] || rows[1].m["me"] != false {
		t.Errorf("Ada is told %v", rows)
	}
	if rows := h.get("ada", face).list(); len(rows) != 1 || rows[0].m["name"] != "🎉" {
		t.Errorf("of one face Ada is told %v", rows)
	}
	if told := h.get("ada", "/api/v1/notifications").list(); len(told) != 2 || told[1].text("type") != "pleroma:emoji_reaction" || told[1].text("emoji") != "🎉" || told[1].at("status").text("id") != id {
		t.Errorf("Ada is told %v", told)
	}
	h.asks("bea", http.MethodDelete, face, "").is(200)
	if rows := facesIn(h.get("bea", "/api/v1/statuses/"+id).object(), "emoji_reactions"); len(rows) != 2 || rows[1].m["count"] != 1.0 || rows[1].m["me"] != false {
		t.Errorf("after taking it back Bea sees %v", rows)
	}
	h.asks("bea", http.MethodPut, at+"/hello", "").is(422)
	secret := h.says("ada", "not for Bea", "direct")
	h.asks("bea", http.MethodPut, "/api/v1/pleroma/statuses/"+secret+"/reactions/"+url.PathEscape("🎉"), "").is(404)
	h.asks("bea", http.MethodGet, "/api/v1/pleroma/statuses/"+secret+"/reactions", "").is(404)
}
