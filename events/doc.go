// Package events is the way back up: a verb tells what it did, and higher floors hear of it from a job.
//
// Emit writes the event as work in the caller's own transaction, so that it is there exactly when the act is, and no
// dead peer can fail a local act. The id of the activity is made with the event: publishing it twice is the same
// activity. Events of one actor are published one after the other.
package events
