// Package signature makes and checks the signatures of requests between servers: mathematics and message, nothing else.
//
// A request comes in three steps. Read takes the claim out of its headers without cost: which key is said to have signed,
// and what is covered. The caller screens the host of that key and finds the key. Check then holds the request against
// its body, the time, our host and the key. Whose key it is, and what the signer may do, is judged elsewhere.
//
// One form is draft-cavage, through go-fed/httpsig. That library signs and verifies a message and believes the rest, so
// the rest is here: what must be covered, the digest of the body, the window of time, the size of the key, and the
// algorithm, which the kind of the key decides and the text of the header never does. The window is 12 hours back and
// one hour ahead, as others practise; a (created) of the draft may lie 10 seconds ahead.
//
// The other form is RFC 9421 (rfc9421.go), by the same rules: the method, the whole address and the digest of a body are
// covered, the time is in it, and the key decides the algorithm.
//
// Every refusal is of kind Unsigned, with a sentence that tells the other side's programmer what to mend.
package signature
