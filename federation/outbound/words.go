package outbound

import (
	"cmp"

	"guildhall/federation/wire"
)

// Words is what somebody reads of an activity before it is let go or in.
type Words struct {
	Title, Warning, Label string
	HTML                  string   // as written, not made safe; empty where nothing is said
	Files                 []string // their descriptions, or what they are where nobody described them
	Reason                string   // of a report
}

// WordsOf reads the words out of the bytes of an activity, as its receiver would. Bytes that are none have no words.
func WordsOf(body []byte) (w Words) {
	doc, err := wire.Parse(body)
	if err != nil || doc.Activity == nil {
		return w
	}
	w.Reason = doc.Activity.Reason
	note := doc.Activity.Note
	if note == nil {
		return w
	}
	w.Title, w.Warning, w.Label, w.HTML = note.Title, note.Summary, note.Label, note.ContentHTML
	for _, a := range note.Attachments {
		w.Files = append(w.Files, cmp.Or(a.Alt, a.MediaType, a.Type))
	}
	return w
}
