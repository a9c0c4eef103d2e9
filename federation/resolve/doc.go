// Package resolve learns what this server does not know yet: who signed a request, who lives behind an address, a post
// that somebody shared, the posts above a reply, what software a peer runs.
//
// There is a file per thing sought. Finding goes out to the network and opens no transaction meanwhile; keeping stores
// what was found, in the transaction of whoever needs it. Every request leaves through courier with a pass that the gate
// gave for that very host, also after a redirect, and is signed by the organisation's own actor. A fetch that a post
// causes is judged as a crossing of that post.
//
// Others' words are believed about their own things only: a document counts when the address that it names as its id
// served it, a key when it and its owner name each other, an address when the domain leads to the actor and the actor
// back to the domain.
//
// An errand has an end: a number of requests, a time, and so many requests to one peer in a minute. Equal fetches under
// way are joined. Text stays as it came; services clean it when they keep it.
package resolve
