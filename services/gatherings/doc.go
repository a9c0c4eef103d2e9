// Package gatherings holds the verbs about coming to events: say that one will come, take it back, hear the answer, and give one.
//
// An event is a post, which conversations writes. Ours lets everybody in who may read it: by a Join, by a press on a page, or by a
// reply that says yes, for software that knows no events. Those of ours who come are reminded. Whether a Join or Leave leaves is asked of the gate when
// its event is published, as everywhere.
package gatherings
