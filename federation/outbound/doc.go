// Package outbound turns what people here did into what others hear of it.
//
// The journey on one page: a verb in services emits an event in its own transaction. Publish (publish.go) runs as a job:
// plan.go says which activities the event means and who they are for; the gate judges each receiver; what may cross
// is written once per variant (federation/wire) and becomes one job per inbox, in the lane of its host. Deliver
// (deliver.go) runs in that lane: it asks the gate again, in full when anything that went into the first decision has
// changed, signs and posts. Foresee (foresee.go) is the composer's preview: the same plan, the same gate, nothing written.
//
// A dead peer can never fail a local act, and repeats carry the same activity id.
package outbound
