// Package store is the only room that speaks SQL. It keeps nouns and finds them again; it never judges who may see what
// beyond the visibleTo clause that each list query composes.
//
// There are three ways in. Read runs a function in a transaction that cannot write and sees one moment. Write runs it in
// one transaction, commits, and then runs what was left with Tx.After. Join is Write for many small callers at once: all
// that wait while one commit runs go into the next, each behind a savepoint of its own, and each is answered after the
// commit. Nobody waits for the network inside any of them.
//
// SQLite has one connection that writes (BEGIN IMMEDIATE, synchronous FULL) and several that only read; other processes
// may write the same file and are waited for. PostgreSQL has one pool, whose
// connections send statements together. Queries are methods of Tx in a file per noun, and
// a row that is not there is a fault of kind Missing, never a nil pointer.
package store
