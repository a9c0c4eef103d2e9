package server

import (
	"context"

	"guildhall/federation/courier"
	"guildhall/models"
	"guildhall/store"
)

// manners keep with its row how each server wants to be signed to. What cannot be read or written now is found out anew.
func (s *Server) manners() courier.Manners {
	return courier.Manners{
		Room: s.share(mannersShare),
		Load: func(ctx context.Context, host models.Host) (m models.Manner) {
			err := s.Store.Read(ctx, func(tx *store.Tx) error {
				p, err := tx.Peer(host)
				m = p.Manner
				return err
			})
			if err != nil {
				s.log.Debug("how a server takes signatures was not read", "host", string(host), "err", err)
			}
			return m
		},
		Save: func(ctx context.Context, host models.Host, m models.Manner) {
			if err := s.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetManner(host, m) }); err != nil {
				s.log.Debug("how a server takes signatures was not kept", "host", string(host), "err", err)
			}
		},
	}
}
