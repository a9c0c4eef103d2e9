package outbound

import (
	"guildhall/federation/courier"
	"guildhall/federation/wire"
	"guildhall/models"
)

// sums say of each server which of an actor's followers live there, so that the server can tell whether it knows the same ones.
// spec: fep-8fcf#partial-follower-collection-digest
type sums map[models.Host]*counted

type counted struct {
	sum wire.Sum
	n   int
}

func (s sums) add(host models.Host, follower models.IRI) {
	if s[host] == nil {
		s[host] = new(counted)
	}
	s[host].sum.Add(follower)
	s[host].n++
}

// digest is what a server is told; empty where more live there than can be listed.
func (s sums) digest(host models.Host) string {
	if c := s[host]; c != nil && c.n <= models.MostSynchronised {
		return c.sum.String()
	}
	return ""
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
