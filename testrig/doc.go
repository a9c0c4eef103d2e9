// Package testrig starts whole organisations in one process, on one fake internet with one clock, and lets tests tell
// stories about them in the users' words.
//
// NewWorld gives servers by host; As gives a person, made on first sight, with verbs (Posts, Follows, Sees); Peer is a
// scripted foreign server with a key of its own, honest or hostile; Settle lets everything that is under way happen. The
// fake internet keeps all bytes that left each server, so that a story can say what was never sent. The database is the
// real one: SQLite, or PostgreSQL when GUILDHALL_TEST_DATABASE=postgres.
package testrig
