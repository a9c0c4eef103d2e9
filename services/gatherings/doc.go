// Package gatherings holds the verbs about coming to events: say that one will come, take it back, and hear the answer.
//
// Events live on other servers; hosting them is not of this house yet. Whether a Join or Leave leaves is asked of the gate when
// its event is published, as everywhere.
package gatherings
