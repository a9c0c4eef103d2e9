package mastodon_test

import (
	"testing"
	"time"
)

func (h *house) pollBy(who string, more ...string) string {
	h.t.Helper()
	return h.says(who, "Which rod?", "public", append([]string{"poll[options][]", "6013", "poll[options][]", "7018", "poll[expires_in]", "3600"}, more...)...)
}

func TestAPollIsAskedVotedInOnceAndEnds(t *testing.T) {
	h := newHouse(t)
	h.joins("cy", "read write follow")
	id := h.pollBy("ada")
	h.get("bea", "/api/v1/statuses/"+id).object().at("poll").has(map[string]any{
		"id": id, "expires_at": "2026-11-23T13:00:01.000Z", "expired": false, "multiple": false, "votes_count": 0, "voters_count": 0,
		"voted": false, "own_votes": []any{}, "emojis": []any{},
		"options": []any{map[string]any{"title": "6013", "votes_count": 0}, map[string]any{"title": "7018", "votes_count": 0}},
	})
	h.get("ada", "/api/v1/polls/"+id).object().has(map[string]any{"voted": true, "own_votes": []any{}})
	votes := "/api/v1/polls/" + id + "/votes"
	for _, wrong := range []string{"", "2", "-1", "x"} {
		h.post("bea", votes, "choices[]", wrong).is(422)
	}
	h.post("bea", votes, "choices[]", "0", "choices[]", "1").is(422)
	h.post("ada", votes, "choices[]", "0").is(422)
	h.post("bea", votes, "choices[]", "1").is(200).object().has(map[string]any{"votes_count": 1, "voters_count": 1, "voted": true, "own_votes": []any{1}})
	h.post("bea", votes, "choices[]", "0").is(422)
	h.asks("cy", "POST", votes, `{"choices":[1]}`).is(200).object().has(map[string]any{"votes_count": 2,
		"options": []any{map[string]any{"title": "6013", "votes_count": 0}, map[string]any{"title": "7018", "votes_count": 2}}})
	h.get("ada", "/api/v1/statuses/"+id).object().at("poll").has(map[string]any{"votes_count": 2, "own_votes": []any{}})
	h.clock.Advance(time.Hour)
	h.get("ada", "/api/v1/polls/"+id).object().has(map[string]any{"expired": true})
	h.joins("dee", "read write follow")
	h.post("dee", votes, "choices[]", "1").is(422)
}

func TestCountsOfAPollAreSecretUntilItsEnd(t *testing.T) {
	h := newHouse(t)
	id := h.pollBy("ada", "poll[hide_totals]", "true", "poll[multiple]", "1")
	secret := []any{map[string]any{"title": "6013", "votes_count": nil}, map[string]any{"title": "7018", "votes_count": nil}}
	h.post("bea", "/api/v1/polls/"+id+"/votes", "choices[]", "0", "choices[]", "1").is(200).object().has(map[string]any{
		"options": secret, "own_votes": []any{0, 1}, "multiple": true, "votes_count": 2, "voters_count": 1})
	h.get("ada", "/api/v1/polls/"+id).object().has(map[string]any{"options": secret})
	h.clock.Advance(time.Hour)
	h.get("ada", "/api/v1/polls/"+id).object().has(map[string]any{
		"options": []any{map[string]any{"title": "6013", "votes_count": 1}, map[string]any{"title": "7018", "votes_count": 1}}})
}

func TestAPollThatMayNotBeReadIsNotThere(t *testing.T) {
	h := newHouse(t)
	id := h.pollBy("ada", "visibility", "direct")
	other := h.says("ada", "No question", "public")
	for _, path := range []string{id, other, "77", "x"} {
		h.asks("bea", "GET", "/api/v1/polls/"+path, "").is(404)
		h.post("bea", "/api/v1/polls/"+path+"/votes", "choices[]", "0").is(404)
	}
}

func TestPollsThatCannotBeAsked(t *testing.T) {
	h := newHouse(t)
	for _, wrong := range [][]string{
		{"poll[options][]", "one", "poll[expires_in]", "3600"},
		{"poll[options][]", "one", "poll[options][]", " one ", "poll[expires_in]", "3600"},
		{"poll[options][]", "one", "poll[options][]", "two", "poll[expires_in]", "60"},
		{"poll[options][]", "one", "poll[options][]", "two", "poll[expires_in]", "99999999"},
		{"poll[options][]", "one", "poll[options][]", "two"},
	} {
		h.post("ada", "/api/v1/statuses", append([]string{"status", "Which?"}, wrong...)...).is(422)
	}
	h.post("ada", "/api/v1/statuses", "poll[options][]", "one", "poll[options][]", "two", "poll[expires_in]", "3600").is(422)
}

func TestOtherAnswersBeginAPollAnew(t *testing.T) {
	h := newHouse(t)
	id := h.pollBy("ada")
	h.post("bea", "/api/v1/polls/"+id+"/votes", "choices[]", "1").is(200)
	h.asks("ada", "PUT", "/api/v1/statuses/"+id, "status=Which+rod+then%3F").is(200).object().at("poll").has(map[string]any{"votes_count": 1})
	same := "status=Which+rod%3F&poll[options][]=6013&poll[options][]=7018&poll[expires_in]=7200"
	h.asks("ada", "PUT", "/api/v1/statuses/"+id, same).is(200).object().at("poll").has(map[string]any{"votes_count": 1, "expires_at": "2026-11-23T14:00:01.000Z"})
	other := "status=Which+rod%3F&poll[options][]=6013&poll[options][]=6010&poll[expires_in]=7200"
	h.asks("ada", "PUT", "/api/v1/statuses/"+id, other).is(200).object().at("poll").has(map[string]any{"votes_count": 0})
	h.get("bea", "/api/v1/polls/"+id).object().has(map[string]any{"voted": false})
}
