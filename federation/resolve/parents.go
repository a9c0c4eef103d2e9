package resolve

import (
	"context"
	"slices"

	"guildhall/models"
)

const mostParents = 10

// parents finds the posts above a reply that are not stored yet, the root first. It stops without an error at the first
// that cannot be had, at the bound, and where the errand ends: a thread may have a torn edge.
func (e *errand) parents(ctx context.Context, of *FoundPost) []FoundPost {
	var above []FoundPost
	_ = e.with(causeOf(of), func() error {
		seen := map[models.IRI]bool{of.Post.IRI: true}
		for next := of.Post.ReplyTo; next != "" && len(above) < mostParents && !seen[next]; {
			seen[next] = true
			p, err := e.post(ctx, next)
			if err != nil || p.Post.ID != 0 || seen[p.Post.IRI] && p.Post.IRI != next {
				return err
			}
			above = append(above, p)
			e.cause = both(e.cause, causeOf(&p))
			next = p.Post.ReplyTo
		}
		return nil
	})
	slices.Reverse(above)
	return above
}

// both is a reach cut by another: who may learn of a look-up that two posts cause.
func both(a, b *models.Reach) *models.Reach {
	if a == nil || b == nil {
		return b
	}
	return &models.Reach{Audience: b.Audience, Distance: a.Distance.Cut(b.Distance)}
}
