package mastodon_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"guildhall/frontend"
)

// The members of each entity as Mastodon documents them, with what they are when there is nothing to tell.
func TestAnAccountHasItsDocumentedShape(t *testing.T) {
	h := newHouse(t)
	h.asks("ada", http.MethodPatch, "/api/v1/accounts/update_credentials",
		"display_name=Ada+L.&note=I+*weld*&locked=true&discoverable=true&fields_attributes[0][name]=Site&fields_attributes[0][value]=https://ada.example&"+
			"source[privacy]=unlisted&source[language]=de&source[sensitive]=true&hide_collections=true").is(200)
	h.says("ada", "hello", "public")
	face := base + frontend.StaticPath("face.svg")
	a := h.get("bea", "/api/v1/accounts/"+h.ids["ada"]).object()
	a.has(map[string]any{
		"id": h.ids["ada"], "username": "ada", "acct": "ada", "display_name": "Ada L.", "locked": true, "bot": false,
		"discoverable": true, "indexable": false, "group": false, "noindex": true, "created_at": "2026-11-23T00:00:00.000Z",
		"url": base + "/@ada", "avatar": face, "avatar_static": face, "header": face, "header_static": face,
		"followers_count": 0, "following_count": 0, "statuses_count": 1, "last_status_at": "2026-11-23", "hide_collections": true,
		"moved": nil, "memorial": false, "emojis": []any{}, "roles": []any{}, "origin": "inside",
	})
	if !strings.Contains(a.text("note"), "<em>weld</em>") || !strings.HasPrefix(a.text("uri"), base+"/actors/") {
		t.Errorf("note is %s, uri %s", a.text("note"), a.text("uri"))
	}
	field := a.m["fields"].([]any)[0].(map[string]any)
	if field["name"] != "Site" || !strings.Contains(field["value"].(string), `href="https://ada.example"`) || field["verified_at"] != nil {
		t.Errorf("the field is %v", field)
	}
	w := httptest.NewRecorder()
	frontend.Static().ServeHTTP(w, httptest.NewRequest(http.MethodGet, face, nil))
	if w.Code != 200 {
		t.Errorf("the picture of whoever has none is answered with %d", w.Code)
	}
	if _, private := a.m["source"]; private {
		t.Error("Bea sees what only Ada is told")
	}
	mine := h.get("ada", "/api/v1/accounts/verify_credentials").object()
	mine.has(map[string]any{"id": h.ids["ada"], "statuses_count": 1})
	mine.at("source").has(map[string]any{
		"privacy": "unlisted", "sensitive": true, "language": "de", "note": "I *weld*", "follow_requests_count": 0,
		"hide_collections": true, "discoverable": true, "indexable": false, "attribution_domains": []any{}, "quote_policy": "public",
		"fields": []any{map[string]any{"name": "Site", "value": "https://ada.example", "verified_at": nil}},
	})
	mine.at("role").has(map[string]any{"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": false})
	h.get("ada", "/api/v1/preferences").object().has(map[string]any{
		"posting:default:visibility": "unlisted", "posting:default:sensitive": true, "posting:default:language": "de",
		"reading:expand:media": "default", "reading:expand:spoilers": false,
	})
}

func TestAStatusHasItsDocumentedShape(t *testing.T) {
	h := newHouse(t)
	first := h.says("ada", "What do you weld with?", "public")
	h.post("ada", "/api/v1/statuses/"+first+"/favourite").is(200)
	id := h.says("bea", "@ada with *gas*, see #Welding", "unlisted", "in_reply_to_id", first, "spoiler_text", "hot", "language", "en")
	s := h.get("ada", "/api/v1/statuses/"+id).object()
	s.has(map[string]any{
		"id": id, "url": base + "/@bea/" + id, "created_at": "2026-11-23T12:00:02.000Z", "edited_at": nil,
		"in_reply_to_id": first, "in_reply_to_account_id": h.ids["ada"], "visibility": "unlisted", "local_only": false, "origin": "inside", "tlp": nil,
		"sensitive": true, "spoiler_text": "hot", "language": "en", "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
		"quotes_count": 0, "favourited": false, "reblogged": false, "muted": false, "bookmarked": false, "reblog": nil,
		"application": nil, "media_attachments": []any{}, "emojis": []any{}, "card": nil, "poll": nil, "quote": nil, "quote_approval": map[string]any{"automatic": []any{"public"}, "manual": []any{}, "current_user": "automatic"}, "filtered": []any{},
		"tags":     []any{map[string]any{"name": "welding", "url": base + "/tags/welding"}},
		"mentions": []any{map[string]any{"id": h.ids["ada"], "username": "ada", "acct": "ada", "url": base + "/@ada"}},
	})
	s.at("account").has(map[string]any{"id": h.ids["bea"], "acct": "bea"})
	if !strings.Contains(s.text("content"), "<em>gas</em>") || !strings.HasPrefix(s.text("uri"), base+"/posts/") {
		t.Errorf("content is %s, uri %s", s.text("content"), s.text("uri"))
	}
	if _, there := s.m["text"]; there {
		t.Error("the source is for the author alone")
	}
	h.get("ada", "/api/v1/statuses/"+first).object().has(map[string]any{
		"in_reply_to_id": nil, "in_reply_to_account_id": nil, "favourited": true, "favourites_count": 1, "replies_count": 1, "language": nil,
		"visibility": "public", "pinned": false,
	})
	h.get("ada", "/api/v1/statuses/"+first+"/context").object().has(map[string]any{"ancestors": []any{}})
	up := h.get("ada", "/api/v1/statuses/"+id+"/context").object()
	if len(up.m["ancestors"].([]any)) != 1 || len(up.m["descendants"].([]any)) != 0 {
		t.Errorf("the thread is %v", up.m)
	}
}

func TestABoostHasTheStatusInside(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "pass it on", "public")
	b := h.post("bea", "/api/v1/statuses/"+id+"/reblog").is(200).object()
	if b.text("id") == id || b.at("account").text("acct") != "bea" {
		t.Errorf("the boost is %v", b.m)
	}
	b.has(map[string]any{"content": "", "visibility": "public", "in_reply_to_id": nil, "mentions": []any{}, "reblogged": true})
	b.at("reblog").has(map[string]any{"id": id, "reblogged": true, "reblogs_count": 1, "reblog": nil})
	b.at("reblog").at("account").has(map[string]any{"acct": "ada"})

	h.get("ada", "/api/v1/statuses/"+b.text("id")).object().at("reblog").has(map[string]any{"id": id, "reblogged": false})
	h.post("ada", "/api/v1/statuses/"+b.text("id")+"/favourite").is(200).object().has(map[string]any{"id": id, "favourited": true})
	for _, which := range []string{id, b.text("id")} {
		if got := h.get("ada", "/api/v1/statuses/"+which+"/reblogged_by").list(); len(got) != 1 || got[0].text("acct") != "bea" {
			t.Errorf("boosted by %v", got)
		}
		if got := h.get("ada", "/api/v1/statuses/"+which+"/favourited_by").list(); len(got) != 1 || got[0].text("acct") != "ada" {
			t.Errorf("favoured by %v", got)
		}
	}
	if got := ids(h.get("ada", "/api/v1/accounts/"+h.ids["bea"]+"/statuses").list()); !slices.Equal(got, []string{b.text("id")}) {
		t.Errorf("Bea's posts are %v", got)
	}
	if got := h.get("ada", "/api/v1/accounts/"+h.ids["bea"]+"/statuses?exclude_reblogs=true").list(); len(got) != 0 {
		t.Errorf("Bea's own posts are %v", got)
	}
	h.post("bea", "/api/v1/statuses/"+id+"/unreblog").is(200).object().has(map[string]any{"id": id, "reblogged": false, "reblogs_count": 0})
	h.asks("ada", http.MethodGet, "/api/v1/statuses/"+b.text("id"), "").is(404)
	h.post("ada", "/api/v1/statuses/"+id+"/unfavourite").is(200).object().has(map[string]any{"favourited": false, "favourites_count": 0})
}

func TestTheOrganisationDescribesItselfToAnybody(t *testing.T) {
	h := newHouse(t)
	v2 := h.get("", "/api/v2/instance").object()
	v2.has(map[string]any{"domain": "acme.example", "title": "Acme", "source_url": "https://code.example/guildhall", "description": "",
		"languages": []any{"en"}, "rules": []any{}, "icon": []any{}})
	if !strings.HasSuffix(v2.text("version"), "(compatible; Guildhall 0.1.0)") {
		t.Errorf("version is %s", v2.text("version"))
	}
	v2.at("usage").at("users").has(map[string]any{"active_month": 0})
	v2.at("thumbnail").has(map[string]any{"url": base + frontend.StaticPath("mark.svg"), "blurhash": nil, "versions": map[string]any{}})
	v2.at("registrations").has(map[string]any{"enabled": false, "approval_required": false, "message": nil})
	v2.at("contact").has(map[string]any{"email": "", "account": nil})
	conf := v2.at("configuration")
	conf.at("urls").has(map[string]any{"streaming": "wss://acme.example"})
	conf.at("vapid").has(map[string]any{"public_key": ""})
	conf.at("translation").has(map[string]any{"enabled": false})
	v1 := h.get("", "/api/v1/instance").object()
	v1.has(map[string]any{"uri": "acme.example", "title": "Acme", "short_description": "", "description": "", "email": "",
		"thumbnail": base + frontend.StaticPath("mark.svg"), "registrations": false, "approval_required": false, "invites_enabled": false, "contact_account": nil, "rules": []any{}})
	v1.at("stats").has(map[string]any{"user_count": 0, "status_count": 0, "domain_count": 0})
	v1.at("urls").has(map[string]any{"streaming_api": "wss://acme.example"})
	for _, c := range []object{conf, v1.at("configuration")} {
		c.at("accounts").has(map[string]any{"max_featured_tags": 0})
		c.at("statuses").has(map[string]any{"max_characters": 5000, "max_media_attachments": 8, "characters_reserved_per_url": 23})
		c.at("media_attachments").has(map[string]any{"description_limit": 1500, "image_size_limit": 40000000, "image_matrix_limit": 50000000,
			"video_size_limit": 40000000})
		c.at("polls").has(map[string]any{"max_options": 10, "max_characters_per_option": 100, "min_expiration": 300, "max_expiration": 2678400})
	}
	for _, path := range []string{"/api/v1/custom_emojis", "/api/v1/filters", "/api/v2/filters", "/api/v1/lists"} {
		if got := h.get("ada", path).list(); len(got) != 0 {
			t.Errorf("%s has %v", path, got)
		}
	}
}
