package testrig

import (
	"context"
	"net/http"
	"net/http/httptest"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/store"
)

// Signed makes a GET that an actor of the organisation signed: one of its people, or, without one, the organisation itself.
func (s *Server) Signed(by *Person, iri models.IRI, accept string) *http.Request {
	s.w.T.Helper()
	var who models.Actor
	if by != nil {
		who = by.Actor
	} else {
		s.Read(func(tx *store.Tx) (err error) {
			who, err = tx.OrganisationActor()
			return err
		})
	}
	ctx := context.Background()
	if err := s.Keys.Ensure(ctx, who); err != nil {
		s.w.T.Fatal(err)
	}
	kind := models.RSA
	if s.w.swift {
		kind = models.Ed25519
	}
	key, err := s.Keys.Signer(ctx, who.ID, kind)
	if err != nil {
		s.w.T.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, string(iri), nil)
	r.RequestURI = ""
	r.Header.Set("Accept", accept)
	if err := signature.Sign(r, "", key.KeyID, key.Private, s.w.Clock.Now()); err != nil {
		s.w.T.Fatal(err)
	}
	return r
}

// Carry sends a request from a host as it is, and gives the answer.
func (w *World) Carry(from models.Host, r *http.Request) *http.Response {
	w.T.Helper()
	r.RequestURI = ""
	answer, err := w.Net.from(from).RoundTrip(r)
	if err != nil {
		w.T.Fatal(err)
	}
	return answer
}
