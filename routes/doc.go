// Package routes is the table of every path: whom it lets in, what judges what leaves by it, and its handler, one row each.
//
// The rooms below (ap for other servers, mastodon for programs, web for people) list their own rows; here they become one
// table, guarded the same way, with one writer of refusals for each kind of asker. Paths that are a document and a page
// are told apart here, by the Accept header.
package routes
