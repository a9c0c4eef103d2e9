// Package retention lets go of what is older than the organisation keeps it, kind by kind, in small parts.
//
// Preview counts what the next sweep would take away, and changes nothing; Sweep takes away exactly that, by the same conditions, which
// stand with the queries of the store. Nothing goes that somebody refers to, no thread goes in part, and nothing that a legal hold
// keeps. There is no count by person.
package retention
