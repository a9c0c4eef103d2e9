package testrig_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"guildhall/fault"
	"guildhall/federation/inbound"
	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

// A server that sends too much is counted by what its signature proves, whatever address it comes from: what is beyond leaves
// nothing behind, and packed bodies are not unpacked.
func TestHostileAFloodIsCountedByWhoSigned(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	counted := models.Host("")
	var got error
	h := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body := []byte(note(peer, 5, "one too many", ""))
		got = acme.In.Receive(r.Context(), inbound.Request{HTTP: r, Body: body, Count: func(host models.Host) error {
			counted = host
			return fault.New(fault.TooMany, "test", "Later.")
		}})
	})
	before := inboxOf(acme.Store)
	h.ServeHTTP(nil, signedBy(peer, ada.Inbox, note(peer, 5, "one too many", "")))
	if counted != "peer.example" || !fault.Is(got, fault.TooMany) || inboxOf(acme.Store) != before {
		t.Errorf("counted %q, answered %v, and %d rows became %d", counted, got, before, inboxOf(acme.Store))
	}
	r := signedBy(peer, ada.Inbox, note(peer, 6, "packed", ""))
	r.Header.Set("Content-Encoding", "gzip")
	if status, _ := peer.Does(r); status != http.StatusUnsupportedMediaType {
		t.Errorf("a packed body is answered with %d", status)
	}
}

// inboxOf counts the activities that were stored.
func inboxOf(st *store.Store) (n int) {
	_ = st.Read(context.Background(), func(tx *store.Tx) error {
		list, err := tx.Inbox(store.InboxFilter{})
		n = len(list)
		return err
	})
	return n
}

// signedBy is a POST of a peer's person, signed.
func signedBy(p *testrig.Peer, to models.IRI, body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, string(to), bytes.NewReader([]byte(body)))
	r.Header.Set("Content-Type", "application/activity+json")
	if err := signature.Sign(r, signature.Digest([]byte(body)), models.IRI(p.Nell+"#main-key"), p.Key, p.Now()); err != nil {
		panic(err)
	}
	return r
}
