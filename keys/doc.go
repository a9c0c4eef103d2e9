// Package keys is the ring: the private keys of our actors, and the public keys of everybody that we know.
//
// Each actor of ours has two keys, RSA of 2048 bits for reach and Ed25519 for speed. Ensure makes them before their first
// use, outside any transaction, because making one takes a tenth of a second. The private half is sealed by the vault for
// this one key id before it reaches the database, and is opened again for a Signer.
//
// Verifying a request needs the public key under a keyId, thousands of times a second, so Public keeps parsed keys in a
// bounded cache, and Signer does the same with parsed private ones. Whoever changes a key's row says Forget after the
// commit. A retired key is no key. The ring fetches nothing: what is not in the database is Missing, and package resolve
// goes to look for it.
package keys
