package courier_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"guildhall/federation/courier"
	"guildhall/models"
)

// modern is a server that knows RFC 9421 alone.
func modern(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Signature-Input") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	if r.Method == http.MethodGet {
		document("application/activity+json", `{"ok":true}`)(w, r)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// A server that refuses our signature is asked once more in the other manner; what it takes is kept, and used from then on.
func TestASecondKnockIsRemembered(t *testing.T) {
	c, n := with(t, map[string]http.HandlerFunc{"guild.example": modern})
	saved := map[models.Host]models.Manner{}
	c.Manners.Save = func(_ context.Context, host models.Host, m models.Manner) { saved[host] = m }
	for range 2 {
		if code, _, err := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer); code != 202 || err != nil {
			t.Fatalf("%d, %v", code, err)
		}
	}
	if a, err := c.Get(t.Context(), pass(t, models.Fetch, "guild.example"), "https://guild.example/x", courier.Document, signer, never); err != nil || string(a.Body) != `{"ok":true}` {
		t.Fatalf("%+v, %v", a, err)
	}
	n.saw("POST https://guild.example/inbox signed", "POST https://guild.example/inbox signed by rfc9421",
		"POST https://guild.example/inbox signed by rfc9421", "GET https://guild.example/x signed by rfc9421")
	if saved["guild.example"] != models.RFC9421 {
		t.Errorf("saved %v", saved)
	}

	// After a restart it is known from what was saved; a server that has changed its mind is learnt anew.
	again, n := with(t, map[string]http.HandlerFunc{"guild.example": func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Signature-Input") != "" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusAccepted)
	}})
	again.Manners.Load = func(context.Context, models.Host) models.Manner { return models.RFC9421 }
	for range 2 {
		if code, _, err := again.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer); code != 202 || err != nil {
			t.Fatalf("%d, %v", code, err)
		}
	}
	n.saw("POST https://guild.example/inbox signed by rfc9421", "POST https://guild.example/inbox signed", "POST https://guild.example/inbox signed")
}

// A server that refuses both has another reason: it is not asked twice each time.
func TestAServerThatRefusesBothIsNotAskedTwiceEachTime(t *testing.T) {
	c, n := with(t, map[string]http.HandlerFunc{"guild.example": status(http.StatusForbidden)})
	for range 3 {
		if code, _, _ := c.Post(t.Context(), pass(t, models.Out, "guild.example"), "https://guild.example/inbox", note, courier.Digest(note), signer); code != 403 {
			t.Fatalf("%d", code)
		}
	}
	if len(n.log) != 4 || !strings.HasSuffix(n.log[1], "rfc9421") {
		t.Errorf("sent %q", n.log)
	}
}
