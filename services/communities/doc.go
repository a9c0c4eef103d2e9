// Package communities holds the verbs about communities: found one with a purpose and a driver, and hand it on.
//
// A community is an actor of its own that people follow to hear of what is posted there. Its driver posts in it through
// the verbs of conversations. Its handle is unique among people and communities alike.
package communities
