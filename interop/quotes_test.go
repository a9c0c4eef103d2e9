package interop_test

import (
	"net/http"
	"net/url"
	"testing"
)

// quoteShown is a post as apps are told of its quote and its reactions.
type quoteShown struct {
	Quote *struct {
		State  string
		Quoted *Status `json:"quoted_status"`
	}
	Reactions []struct {
		Name  string
		Count int
		Me    bool
	} `json:"emoji_reactions"`
}

// quoteOf asks for a post with its quote and its reactions.
func (w *Worker) quoteOf(id string) (s quoteShown) {
	w.home.t.Helper()
	w.does(http.MethodGet, "/api/v1/statuses/"+id, nil, &s)
	return s
}

// quotes tells in which state a post quotes another.
func (s quoteShown) quotes(id string) string {
	switch {
	case s.Quote == nil:
		return "nothing"
	case s.Quote.Quoted == nil || s.Quote.Quoted.ID != id:
		return s.Quote.State + " alone"
	}
	return s.Quote.State
}

// Faces are put under posts both ways, and taken back.
func theyReact(t *testing.T) {
	h, ada, ines := friends(t)
	ours := ada.Says("The rod holds.")
	ines.Has(ours.URI)
	var put struct{ Activity string }
	ines.do("emoji", ask{"object": ours.URI, "emoji": "🎉"}, &put)
	Eventually(t, "Ada sees the face", func() bool {
		r := ada.quoteOf(ours.ID).Reactions
		return len(r) == 1 && r[0].Name == "🎉" && r[0].Count == 1 && !r[0].Me
	})
	if put.Activity != "" {
		ines.Undo(put.Activity)
		Eventually(t, "the face is gone", func() bool { return len(ada.quoteOf(ours.ID).Reactions) == 0 })
	}
	theirs := ines.Says(Said{Text: "So does mine."})
	seen := ada.Reads(theirs)
	at := "/api/v1/pleroma/statuses/" + seen.ID + "/reactions/" + url.PathEscape("👀")
	ada.does(http.MethodPut, at, nil, nil)
	found := func(undone bool) bool {
		for _, r := range ines.State().Reactions {
			if r.Type == "Like" && r.Content == "👀" && r.Object == theirs && r.Actor == string(ada.IRI) && r.Undone == undone {
				return true
			}
		}
		return false
	}
	Eventually(t, "Ines sees Ada's face", func() bool { return found(false) })
	ada.does(http.MethodDelete, at, nil, nil)
	Eventually(t, "Ada's face is gone there", func() bool { return found(true) })
	h.Trusted(ines)
}

// Posts are quoted both ways, each with its author's consent, and ours is taken out again.
func theyQuote(t *testing.T) {
	h, ada, ines := friends(t)
	ours := ada.Says("Short pulses, said the book.")
	ines.Has(ours.URI)
	quoting := ines.id("quote", ask{"text": "The book is right.", "object": ours.URI})
	Eventually(t, "Ada's post may be quoted", func() bool { return ines.State().Quotes[quoting].State == "accepted" })
	stamp := ines.State().Quotes[quoting].Stamp
	if f := ines.Fetch(stamp, true); f.Status != http.StatusOK {
		t.Fatalf("the stamp is answered %d %s", f.Status, f.Body)
	}
	ines.do("stamped", ask{"id": quoting}, nil)
	seen := ada.Reads(quoting)
	if got := ada.quoteOf(seen.ID).quotes(ours.ID); got != "accepted" {
		t.Errorf("Ada reads a quote that is %s", got)
	}
	ada.does(http.MethodPost, "/api/v1/statuses/"+ours.ID+"/quotes/"+seen.ID+"/revoke", url.Values{}, nil)
	Eventually(t, "the stamp is gone", func() bool { return ines.Fetch(stamp, true).Status == http.StatusNotFound })
	if got := ada.quoteOf(seen.ID).quotes(ours.ID); got != "revoked alone" {
		t.Errorf("taken out, Ada reads a quote that is %s", got)
	}

	byHand := ada.Says("Ask me before you quote this.", "quote_approval_policy", "ask")
	ines.Has(byHand.URI)
	waits := ines.id("quote", ask{"text": "She may have said so.", "object": byHand.URI})
	var wishes []struct {
		ID      string
		Account struct{ Acct string }
	}
	Eventually(t, "Ada is asked", func() bool {
		ada.does(http.MethodGet, "/api/v1/interaction_requests", nil, &wishes)
		return len(wishes) == 1
	})
	if got := ines.State().Quotes[waits].State; got == "accepted" || got == "rejected" {
		t.Errorf("before Ada has answered the quote is %s", got)
	}
	ada.does(http.MethodPost, "/api/v1/interaction_requests/"+wishes[0].ID+"/authorize", url.Values{}, nil)
	Eventually(t, "Ines may quote it now", func() bool { return ines.State().Quotes[waits].State == "accepted" })

	theirs := ines.Says(Said{Text: "Ten milliseconds, says the machine."})
	mine := ada.Says("Believe the machine.", "quoted_status_id", ada.Reads(theirs).ID)
	Eventually(t, "Ines lets Ada quote", func() bool { return ada.quoteOf(mine.ID).quotes(ada.Reads(theirs).ID) == "accepted" })
	Eventually(t, "Ines has the quote with her stamp", func() bool {
		got, _ := ines.State().Post(mine.URI)
		return got.Quote == theirs && got.QuoteAuthorization != ""
	})
	h.Trusted(ines)
}
