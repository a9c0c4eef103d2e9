package testrig

import (
	"context"

	"guildhall/models"
	"guildhall/services/boundary"
	"guildhall/store"
)

// Obeys puts a policy file in force at this server, as activating it does in the end.
func (s *Server) Obeys(text string) *Server {
	s.w.T.Helper()
	s.w.Say("%s has a new policy", s.Host)
	s.Write(func(tx *store.Tx) error {
		p := models.Policy{Text: text, Author: "boundary", Reason: "a story"}
		if err := tx.AddPolicy(&p); err != nil {
			return err
		}
		return tx.SetPolicy(p.Version)
	})
	return s
}

// Waiting lists what waits for reviewers at this server, the oldest first.
func (s *Server) Waiting() (items []models.HeldItem) {
	s.w.T.Helper()
	s.Read(func(tx *store.Tx) (err error) {
		items, err = boundary.Queue(tx)
		return err
	})
	return items
}

// Has gives the person a role.
func (p *Person) Has(role models.Role) *Person {
	p.w.T.Helper()
	p.w.Say("%s becomes %s", p.Address(), role)
	p.Home.Write(func(tx *store.Tx) error {
		return tx.SaveGrant(&models.RoleGrant{ActorID: p.in(tx).ID, Role: role})
	})
	return p
}

// Releases is the person's yes to something that waits; it tells whether that was the last one needed.
func (p *Person) Releases(h models.HeldItem) (free bool, err error) {
	p.w.T.Helper()
	p.w.Say("%s lets it go", p.Address())
	err = p.Home.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
		free, err = boundary.Release(tx, p.in(tx), h.ID, "Fine by me.")
		return err
	})
	p.w.Settle()
	return free, err
}

// RefusesToRelease is the person's no.
func (p *Person) RefusesToRelease(h models.HeldItem) error {
	p.w.T.Helper()
	p.w.Say("%s does not let it go", p.Address())
	err := p.Home.Store.Write(context.Background(), func(tx *store.Tx) error {
		return boundary.Refuse(tx, p.in(tx), h.ID, "Not before May.")
	})
	p.w.Settle()
	return err
}
