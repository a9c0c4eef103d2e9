// Package present answers strangers: documents of people, communities and posts, keys, collections, WebFinger, NodeInfo.
//
// Everything it gives is a policy.Copy made by the gate for this very reader, written by federation/wire. What is missing
// and what is hidden leave by the same error. It decides nothing itself.
package present
