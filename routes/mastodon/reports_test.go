package mastodon_test

import "testing"

func TestAnAppReportsToTheModerators(t *testing.T) {
	h := newHouse(t)
	id := h.says("ada", "Rude words", "public")
	secret := h.says("ada", "Not for bea", "direct")
	h.post("bea", "/api/v1/reports", "account_id", h.ids["ada"], "status_ids[]", id, "comment", "Rude.", "category", "spam").is(200).object().has(map[string]any{
		"comment": "Rude.", "action_taken": false, "forwarded": false, "status_ids": []any{id}})
	h.post("bea", "/api/v1/reports", "account_id", h.ids["ada"], "status_ids[]", secret).is(404)
	h.post("bea", "/api/v1/reports", "account_id", h.ids["bea"]).is(422)
	h.post("bea", "/api/v1/reports", "account_id", "x").is(404)
}
