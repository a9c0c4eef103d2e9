package mastodon_test

import (
	"net/http"
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/store"
)

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

func TestAModeratorsAppIsToldOfReports(t *testing.T) {
	h := newHouse(t)
	h.joins("mo", "read write follow")
	h.write(func(tx *store.Tx) error {
		mo, err := tx.ActorByID(models.ParseID(h.ids["mo"]))
		if err != nil {
			return err
		}
		return accounts.Grant(tx, models.Actor{}, mo, models.Moderator, 0, "")
	})
	id := h.says("ada", "Rude words", "public")
	h.post("bea", "/api/v1/reports", "account_id", h.ids["ada"], "status_ids[]", id, "comment", "Rude.").is(200)
	for _, list := range []string{"/api/v1/notifications", "/api/v1/notifications?types[]=admin.report"} {
		told := h.get("mo", list).list()
		if len(told) != 1 || told[0].text("type") != "admin.report" || told[0].at("account").text("acct") != "bea" || told[0].at("report").at("target_account").text("acct") != "ada" ||
			told[0].at("report").text("comment") != "Rude." {
			t.Fatalf("the moderator is told %v", told)
		}
		told[0].at("report").has(map[string]any{"status_ids": []any{id}, "action_taken": false, "action_taken_at": nil})
		h.get("mo", "/api/v1/notifications/"+told[0].text("id")).object().has(map[string]any{"type": "admin.report"})
		h.asks("ada", http.MethodGet, "/api/v1/notifications/"+told[0].text("id"), "").is(404)
	}
	for _, who := range []string{"ada", "bea"} {
		if told := h.get(who, "/api/v1/notifications?types[]=admin.report").list(); len(told) != 0 {
			t.Errorf("%s is told %v", who, told)
		}
	}
}
