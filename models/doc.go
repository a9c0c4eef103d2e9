// Package models holds the nouns of Guildhall: plain structs and small types that every floor speaks of.
//
// It imports the standard library only. GORM is present as struct tags, nothing more: a model does not know how it is
// stored, and asks nobody anything. Times are milliseconds since 1970 in UTC (Time), so that SQLite and PostgreSQL
// keep the same bytes. Strings that would be dangerous to swap have a type each: ID, IRI, Host, Handle.
//
// The words of the boundary (Reach, Standing, Door, Verdict) live here too, because posts, peers and decisions are
// stored with them. Judging them is the business of package policy.
package models
