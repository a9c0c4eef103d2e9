// Package server assembles an installation: it is the only package that knows everybody.
//
// Open connects the parts over a database, for commands and for servers alike. Start takes the lock of a single server,
// listens, and sets the workers going; Stop drains them. Everything that a test or the demo wants to replace (the clock,
// the way out to the network, the making of keys) is an option.
package server
