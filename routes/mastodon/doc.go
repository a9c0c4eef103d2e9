// Package mastodon speaks the part of the Mastodon client API that lets programs written for it work here.
//
// Every request goes the same way: bind (query, form or JSON become one input), call (a verb of services inside
// store.Join, or a view of store inside store.Read; whom or what is not known yet is first looked for on the network by
// resolve), show (one function per entity writes it). Rows is the table of what there is, with the scope that a token
// needs. Nothing but the description of the instance is given without a token, so the gate is never asked here:
// whoever comes this way is one of ours.
//
// Apps know four words for reach and we know more, so visibility.go says what each means here, and takes care that
// nothing widens when an app reads a post and writes it again (boundary.md, Reach in the words of others). What a person
// may not read is answered like what does not exist. Pictures of others are never linked to: an app that fetched
// them would show its address to another server.
package mastodon
