// Package conversations holds the verbs about posts: write, edit, delete, and keep what others wrote.
//
// Settle answers how far a post will go before it is written: what its author asked for, cut by the ceilings of the
// moment (parent, label, community, partners), and whom it names. The composer's preview calls it and writes nothing;
// Post stores its answer, which nothing widens later but the author's own edit (boundary.md, law 2). A reply is read by
// those who may read what it answers (law 3); who may not read is not tagged and stays a word in the text. Whether a
// copy leaves, and for whom, is asked of the gate when the event is published; nothing here waits for it.
package conversations
