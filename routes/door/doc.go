// Package door knows who is asking: a session's cookie, a token, a signature, an address. It stands below the pages and
// decides nothing about what they may read. Row is the form of the one table that lists every path.
package door
