// Package gate stands at all five doors of the boundary. It gathers the facts of a crossing from the store, asks
// policy.Decide, of which it is the only caller, and has the answer recorded.
//
// Out and In work inside the caller's transaction: what is decided, recorded and done stands or falls together. Pull,
// Page and Fetch answer a request: they read, decide, and record before they hand anything out below the world; a
// refusal is recorded after the answer. Gate looks at no document and never touches the network.
package gate
