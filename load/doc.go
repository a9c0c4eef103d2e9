// Package load puts whole servers, each a process of its own, under load and under bad luck.
//
// Near is a guildhall serve that tests start, ask, kill and start again; Far plays other servers on loopback names
// (h000.localhost, ...), whose people are followed, follow, post and count what reaches them. Tests use nothing but what
// any operator, app or peer could, and look into the database only to count what was still open at a kill.
//
// In make check each story runs once and small. make kill and make nodes run them at length.
package load
