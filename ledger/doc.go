// Package ledger keeps the record of what crossed the boundary and of what administrators did (boundary.md, law 13).
//
// Every push, refusal, hold and change, and every decision about something that does not reach the world, is a row,
// written in the transaction of the act itself; so is every act of an administrator (Act). Allowed fetches of what reaches
// the world are only counted by peer and day, in memory first and flushed now and then, so that a read costs no write.
// Refusals of strangers are rows up to a limit per peer and hour, and are summed beyond it. Of a visitor neither address
// nor page is kept.
//
// Each process writes its own chain of hashes (chain.go): a link holds the digests of what was recorded since the link before,
// and joins the heads of the other chains from time to time. Digests are salted and made of parts (digest.go), so that names
// and texts can be destroyed (erase.go) while Verify still finds every record that was changed, is missing or was put in.
package ledger
