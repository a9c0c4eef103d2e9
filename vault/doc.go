// Package vault seals the secrets that the database keeps: private keys, second factors, tokens of other services.
//
// A sealed secret is worthless to whoever has the database alone. The sealing key is a file beside it, secret.key in the
// data folder, made at the first start and readable by its owner only; two processes that start at once agree on one.
//
// What is sealed says for what: Seal and Open take a purpose ("key:https://..."), and a secret that was moved to another
// row does not open there. A sealed secret begins with a format byte and the id of its key, so that a later rotation can
// tell old from new. The vault keeps no list of secrets and never writes one down.
package vault
