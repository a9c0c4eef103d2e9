package mastodon_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/store"
)

// filled puts an id and a handle into a path.
func filled(path, id, handle string) string {
	return strings.NewReplacer("%s", id, "%h", handle).Replace(path)
}

// A community that is being founded is nobody to an app of somebody who has no part in it, however it is asked for.
func TestADraftOfACommunityIsNobodyToApps(t *testing.T) {
	h := newHouse(t)
	var c models.Actor
	h.write(func(tx *store.Tx) error {
		id, err := strconv.ParseInt(h.ids["ada"], 10, 64)
		if err != nil {
			return err
		}
		by, err := tx.ActorByID(models.ID(id))
		if err == nil {
			c, err = communities.Create(tx, h.site, by, communities.New{Handle: "merger", Purpose: "Who we buy.", Driver: by.ID})
		}
		return err
	})
	id := c.ID.String()
	h.get("ada", "/api/v1/accounts/"+id).object().has(map[string]any{"username": "merger"})
	for _, path := range []string{"/api/v1/accounts/%s", "/api/v1/accounts/%s/statuses", "/api/v1/accounts/%s/followers", "/api/v1/accounts/lookup?acct=%h"} {
		there := h.asks("bea", http.MethodGet, filled(path, id, "merger"), "")
		never := h.asks("bea", http.MethodGet, filled(path, "117000000000000001", "nothing_of_the_kind"), "")
		there.is(http.StatusNotFound)
		if string(there.body) != string(never.body) {
			t.Errorf("%s tells a draft apart: %s, %s", path, there.body, never.body)
		}
	}
	for _, verb := range []string{"follow", "unfollow", "block"} {
		h.post("bea", "/api/v1/accounts/"+id+"/"+verb).is(http.StatusNotFound)
	}
	if got := h.get("bea", "/api/v1/accounts/relationships?id[]="+id).list(); len(got) != 0 {
		t.Errorf("the app is told %v", got)
	}
	for _, q := range []string{"merger", "@merger", string(c.IRI), h.site.Base + "/@merger"} {
		if got := h.get("bea", "/api/v2/search?q="+q).object().m["accounts"].([]any); len(got) != 0 {
			t.Errorf("a search for %s finds %v", q, got)
		}
	}
}
