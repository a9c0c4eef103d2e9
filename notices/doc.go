// Package notices tells people of ours what happened to them, in the transaction in which it happened.
//
// Tell writes one notice. It is silent towards strangers, towards oneself and across a block, and the same thing told
// again stays one notice. Outward turns an actor's first outward act into the switch that boundary.md's law 6 speaks of,
// with a word to the person. Which notices a person still may read is asked again when they are listed.
package notices
