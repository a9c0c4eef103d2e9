package frontend

import (
	"strings"
	"testing"

	"guildhall/models"
)

func TestACalendarIsWrittenAsTheFormatWantsIt(t *testing.T) {
	p := models.PostView{Details: &models.Details{Starts: 1793901600000, Ends: 1793908800000, Place: "Hall 3; dock, 4", Status: "cancelled"}}
	p.IRI, p.Title, p.Content, p.URL = "https://acme.example/posts/x", strings.Repeat("Schweißen ", 20), "<p>Bring\ngloves,</p><p>END:VEVENT\r\nBEGIN:VALARM</p>", "https://acme.example/@ada/7\r\nBEGIN:VALARM"
	text := string(Calendar("Acme\r\nX", []models.PostView{p}))
	for _, want := range []string{"DTSTART:20261105T180000Z\r\n", "DTEND:20261105T200000Z\r\n", "LOCATION:Hall 3\\; dock\\, 4\r\n", "STATUS:CANCELLED\r\n", "UID:https://acme.example/posts/x\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	for _, line := range strings.Split(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d octets: %q", len(line), line)
		}
		if strings.ContainsAny(line, "\r\n") || line == "BEGIN:VALARM" {
			t.Errorf("a text broke out of its line: %q", line)
		}
	}
	if unfolded := strings.ReplaceAll(text, "\r\n ", ""); !strings.Contains(unfolded, "SUMMARY:"+strings.Repeat("Schweißen ", 20)) {
		t.Error("folding changed the title")
	}
	p.Details.Starts = 0
	if strings.Contains(string(Calendar("", []models.PostView{p})), "VEVENT") {
		t.Error("an event without a time is in the calendar")
	}
}
