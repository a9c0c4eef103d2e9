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

func TestAQuoteWaitsForItsAuthor(t *testing.T) {
	h := newHouse(t)
	h.asks("ada", http.MethodPatch, "/api/v1/accounts/update_credentials", `{"source[quote_policy]":"ask"}`).is(200).object().at("source").has(map[string]any{"quote_policy": "ask"})
	h.get("ada", "/api/v1/preferences").object().has(map[string]any{"posting:default:quote_policy": "ask"})
	id := h.says("ada", "It works", "public")
	h.get("bea", "/api/v1/statuses/"+id).object().at("quote_approval").has(map[string]any{"automatic": []any{}, "current_user": "manual"})
	answers := map[string]string{"authorize": "accepted", "reject": "rejected"}
	for verb, state := range answers {
		by := h.says("bea", "She says so", "public", "quoted_status_id", id)
		h.get("bea", "/api/v1/statuses/"+by).object().at("quote").has(map[string]any{"state": "pending", "quoted_status": nil})
		if told := h.get("ada", "/api/v1/notifications?types[]=pending.quote").list(); len(told) != 1 || told[0].at("status").text("id") != by {
			t.Fatalf("Ada is told %v", told)
		}
		list := h.get("ada", "/api/v1/interaction_requests").list()
		if len(list) != 1 || list[0].text("type") != "quote" || list[0].at("account").text("acct") != "bea" || list[0].at("quote").text("id") != by || list[0].at("status").text("id") != id {
			t.Fatalf("there wait %v", list)
		}
		at := "/api/v1/interaction_requests/" + list[0].text("id")
		h.get("ada", at).object().has(map[string]any{"accepted_at": nil, "rejected_at": nil})
		h.asks("bea", http.MethodGet, at, "").is(404)
		h.post("bea", at+"/authorize").is(404)
		h.post("ada", at+"/"+verb).is(200)
		h.post("ada", at+"/"+verb).is(404)
		h.get("bea", "/api/v1/statuses/"+by).object().at("quote").has(map[string]any{"state": state})
		if left := h.get("ada", "/api/v1/interaction_requests").list(); len(left) != 0 {
			t.Errorf("there still wait %v", left)
		}
		if told := h.get("ada", "/api/v1/notifications?types[]=pending.quote").list(); len(told) != 0 {
			t.Errorf("Ada is still told %v", told)
		}
	}
}
