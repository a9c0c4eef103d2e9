package server

import (
	"context"

	"guildhall/services/communities"
	"guildhall/services/farewell"
)

// FinishErasures takes away what people made who are being erased, passes on the communities that they drove, and removes the bytes of
// their files and pictures. Periodic work does the same; whoever erases somebody need not wait for it.
func (s *Server) FinishErasures(ctx context.Context) error {
	for _, part := range []func(context.Context) error{
		func(ctx context.Context) error { return farewell.Finish(ctx, s.Store, s.Site) },
		func(ctx context.Context) error { return communities.Tick(ctx, s.Store, s.Site) },
		s.Files.Sweep,
		func(ctx context.Context) error { return s.Portraits.Sweep(ctx, s.Store, s.Site) },
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}
