package mastodon_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestAppsWriteSettleAndListKindsThatMastodonHasNoWordFor(t *testing.T) {
	h := newHouse(t)
	q := h.says("ada", "The manual says bronze.", "public", "kind", "question", "title", "Which bearing?")
	o := h.get("bea", "/api/v1/statuses/"+q).object()
	o.has(map[string]any{"kind": "question", "title": "Which bearing?", "accepted_answer_id": nil, "locked": false, "poll": nil})
	if text := o.text("content"); !strings.HasPrefix(text, "<p><strong>Which bearing?</strong></p>") || !strings.Contains(text, "bronze") {
		t.Errorf("an app that knows no kinds shows %q", text)
	}
	if list := h.get("bea", "/api/guildhall/v1/questions?state=unanswered").list(); len(list) != 1 {
		t.Errorf("%d questions are unanswered", len(list))
	}
	answer := h.says("bea", "Steel", "public", "in_reply_to_id", q)
	h.post("bea", "/api/guildhall/v1/statuses/"+answer+"/accept").is(http.StatusForbidden)
	h.post("ada", "/api/guildhall/v1/statuses/"+answer+"/accept").is(200)
	h.get("bea", "/api/v1/statuses/"+q).object().has(map[string]any{"accepted_answer_id": answer})
	if list := h.get("bea", "/api/guildhall/v1/questions?state=unanswered").list(); len(list) != 0 {
		t.Errorf("%d questions are unanswered after the answer", len(list))
	}
	h.post("ada", "/api/guildhall/v1/statuses/"+q+"/lock").is(200).object().has(map[string]any{"locked": true})
	h.post("bea", "/api/v1/statuses", "status", "more", "in_reply_to_id", q).is(http.StatusForbidden)

	e := h.says("ada", "", "public", "kind", "event", "title", "Open workshop", "parts[about]", "Bring gloves.", "event[starts]", "2026-12-03T14:00", "event[zone]", "Europe/Berlin", "event[place]", "Hall 3")
	h.get("bea", "/api/v1/statuses/"+e).object().at("card").has(map[string]any{"title": "Open workshop", "description": "3 Dec 2026, 13:00 UTC · Hall 3"})
	h.post("bea", "/api/guildhall/v1/statuses/"+e+"/attend").is(200)
	if list := h.get("bea", "/api/guildhall/v1/kinds/event").list(); len(list) != 1 {
		t.Errorf("%d events are listed", len(list))
	}
	h.asks("bea", "GET", "/api/guildhall/v1/kinds/nonsense", "").is(404)
	h.post("ada", "/api/v1/statuses", "status", "x", "kind", "nonsense").is(422)
	h.post("ada", "/api/v1/statuses", "kind", "problem", "title", "Pump 3", "parts[fix]", "Dry it").is(422)
}
