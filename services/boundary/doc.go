// Package boundary is what administrators do to the boundary: what a peer is to us.
//
// A change raises the epoch, so that whatever waits to be sent is judged again. Follows across a closed peer are kept and
// come back with it; nothing is destroyed by closing.
package boundary
