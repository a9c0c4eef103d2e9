// Package inbound takes an activity from the inbox POST to its effect.
//
// The journey on one page. Receive (receive.go): parse; resolve.Signer screens the hosts of key and actor, then fetches
// the key and verifies; the bytes become a row in a group commit, and only then the sender is answered (400, 401, 403
// or 202; an id already known is 202 again). The row is the job: after the commit it is handed over in memory, and a
// sweep finds what a crash left behind. Process (process.go): resolve.Find reads what is missing, with no transaction
// open; then in one transaction the gate judges, what was found is kept, the verb is applied (apply_<noun>.go calls
// services) and the row is settled with its rule and reason. A released item re-enters at apply.
//
// It decides nothing about permission itself, and an activity that names what its sender may not read is answered and
// dropped as if that did not exist.
package inbound
