// Package courier carries signed requests to other servers, one try at a time.
//
// It sends nothing without a policy.Pass for that very host and door, and only the judge makes one: a way around the gate
// does not compile. Post delivers (door out) and follows no redirect. Get fetches (door fetch) and follows at most three;
// each host on the way is brought back to the caller, who asks the gate again for a new pass, and each hop is signed anew.
//
// The answer of a stranger is bounded: ten seconds in all, one mebibyte of body, the types that were asked for, and a
// length that keeps its word. Post reads an answer only as far as its status.
//
// Errors tell what to do next: after ErrGone nobody is there any more, after ErrRefused the same request will never be
// taken, after ErrLater it may be. Trying again is the lanes' business, and each try is a new request with a new date.
// Which addresses may be dialled is judged below, by the transport of package egress.
package courier
