// Package ap is the front door for other servers: inboxes, documents, collections, and the discovery that leads to them.
//
// A handler reads and bounds the request, asks who it is (routes/door), hands over to federation/inbound or
// federation/present, and writes the answer. It judges nothing. What depends on who asks is never cached.
package ap
