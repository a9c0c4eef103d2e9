// Package multibase writes bytes as base58btc with the prefix that says so, and reads them back: keys and proofs of the
// fediverse come in it. It knows nothing of what the bytes mean.
package multibase
