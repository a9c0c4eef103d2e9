package outbound

import (
	"guildhall/federation/courier"
	"guildhall/federation/wire"
	"guildhall/models"
)

// digests sums up, for each server, which of an actor's followers live there, so that the server can tell whether it knows
// the same ones. A server with more than can be listed gets none.
// spec: fep-8fcf#partial-follower-collection-digest
func digests(followers []models.Actor) map[models.Host]string {
	sums, counts := map[models.Host]*wire.Sum{}, map[models.Host]int{}
	for i := range followers {
		h := followers[i].Host
		if sums[h] == nil {
			sums[h] = new(wire.Sum)
		}
		sums[h].Add(followers[i].IRI)
		counts[h]++
	}
	out := make(map[models.Host]string, len(sums))
	for h, s := range sums {
		if counts[h] <= models.MostSynchronised {
			out[h] = s.String()
		}
	}
	return out
}

// heads are what goes into the head of a delivery beside what each has: to followers, whom we count as such there.
// spec: fep-8fcf#the-collection-synchronization-http-header
func (o *Outbound) heads(by models.IRI, digest string) []courier.Head {
	if digest == "" {
		return nil
	}
	s := wire.Synchronization{Collection: o.site.Followers(by), URL: o.site.Synchronization(by), Digest: digest}
	return []courier.Head{{Name: wire.SynchronizationHeader, Value: s.String()}}
}
