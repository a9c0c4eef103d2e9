// Package people holds the verbs between people: follow and its answers, block, and what one tells of oneself.
//
// Each verb is a function over a transaction with an explicit actor, ours or another server's, and is the same for the
// web, the client API and what arrives from outside. The act of somebody outside comes with the id of its activity; for
// an act of ours one is made. What others may have to hear of is left as an event: nothing here waits for the network,
// and nothing here asks what may cross.
package people
