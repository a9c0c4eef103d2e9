package mastodon_test

import (
	"net/http"
	"net/url"
	"testing"
)

func TestQuotingAndWhoMay(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "It works", "public")
	by := h.says("bea", "She says so", "public", "quoted_status_id", id)
	seen := h.get("bea", "/api/v1/statuses/"+by).object().at("quote")
	if seen.text("state") != "accepted" || seen.at("quoted_status").text("id") != id {
		t.Errorf("Bea sees %v", seen.m)
	}
	again := h.says("ada", "And I say", "public", "quote_id", by)
	inner := h.get("ada", "/api/v1/statuses/"+again).object().at("quote").at("quoted_status").at("quote")
	if inner.m["quoted_status_id"] != id || inner.m["quoted_status"] != nil {
		t.Errorf("inside the quote stands %v", inner.m)
	}
	h.get("ada", "/api/v1/statuses/"+id).object().has(map[string]any{"quotes_count": 1,
		"quote_approval": map[string]any{"automatic": []any{"public"}, "manual": []any{}, "current_user": "automatic"}})
	if got := ids(h.get("ada", "/api/v1/statuses/"+id+"/quotes").list()); len(got) != 1 || got[0] != by {
		t.Errorf("it is quoted by %v", got)
	}
	if told := h.get("ada", "/api/v1/notifications?types[]=quote").list(); len(told) != 1 || told[0].at("status").text("id") != by {
		t.Errorf("Ada is told %v", told)
	}
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+id, `{"status":"It works well"}`).is(200)
	if told := h.get("bea", "/api/v1/notifications?types[]=quoted_update").list(); len(told) != 1 || told[0].at("status").text("id") != by {
		t.Errorf("Bea is told %v", told)
	}
	h.post("bea", "/api/v1/statuses/"+id+"/quotes/"+by+"/revoke").is(404)
	h.post("ada", "/api/v1/statuses/"+again+"/quotes/"+by+"/revoke").is(404)
	h.post("ada", "/api/v1/statuses/"+id+"/quotes/"+by+"/revoke").is(200).object().at("quote").has(map[string]any{"state": "revoked", "quoted_status": nil})
	if got := h.get("ada", "/api/v1/statuses/"+id+"/quotes").list(); len(got) != 0 {
		t.Errorf("taken out, it is still quoted by %v", got)
	}
	h.asks("bea", http.MethodPut, "/api/v1/statuses/"+id+"/interaction_policy", `{"quote_approval_policy":"nobody"}`).is(403)
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+id+"/interaction_policy", `{"quote_approval_policy":"some"}`).is(422)
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+id+"/interaction_policy", `{"quote_approval_policy":"nobody"}`).is(200)
	h.post("bea", "/api/v1/statuses", "status", "Again", "quoted_status_id", id).is(422)
	h.get("bea", "/api/v1/statuses/"+id).object().at("quote_approval").has(map[string]any{"automatic": []any{}, "current_user": "denied"})
	secret := h.says("ada", "not for Bea", "direct")
	h.post("bea", "/api/v1/statuses", "status", "Look", "quoted_status_id", secret).is(404)
	h.asks("bea", http.MethodGet, "/api/v1/statuses/"+secret+"/quotes", "").is(404)
}

func TestAQuoteOfWhatOneMayNotReadNamesNothing(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "for my followers", "private")
	h.post("bea", "/api/v1/accounts/"+h.ids["ada"]+"/follow").is(200)
	by := h.says("ada", "again, friends", "private", "quoted_status_id", id)
	if got := h.get("bea", "/api/v1/statuses/"+by).object().at("quote").at("quoted_status"); got.text("id") != id {
		t.Errorf("Bea sees %v", got.m)
	}
	h.post("bea", "/api/v1/accounts/"+h.ids["ada"]+"/unfollow").is(200)
	h.asks("bea", http.MethodGet, "/api/v1/statuses/"+by, "").is(404)
	h.post("ada", "/api/v1/statuses", "status", "everyone", "visibility", "public", "quoted_status_id", id).is(422)
}

func TestATagInEveryScript(t *testing.T) {
	h := newHouse(t)
	for _, tag := range []string{"Schweißen", "溶接", "لحام", "вода", "वेल्डिंग", "ค่าน้ำ"} {
		id := h.says("ada", "about #"+tag, "public")
		h.says("ada", "about #"+tag+" for me", "direct")
		for _, asked := range []string{tag, "#" + tag} {
			if got := ids(h.get("bea", "/api/v1/timelines/tag/"+url.PathEscape(asked)).list()); len(got) != 1 || got[0] != id {
				t.Errorf("with %s there are %v", asked, got)
			}
		}
	}
}
