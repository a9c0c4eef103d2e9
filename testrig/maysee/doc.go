// Package maysee is a second opinion: who may see what of whom, at which door, written from the laws of the boundary alone.
//
// It shares no code with policy and imports nothing of the house. A test keeps a small world beside the real servers
// (organisations, people, follows, posts with their versions) and asks here, after each step, what every receiver might
// have seen. Where the two differ, one of them is wrong, and the text of the laws says which.
//
// World holds the facts. reach.go answers how far a post goes when it is made or edited; read.go who may read it; cross.go
// what may cross at each door. All are functions of the facts: no clock, no chance, no memory.
package maysee
