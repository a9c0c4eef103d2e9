package web_test

import (
	"fmt"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// A member reports a post on its page; a moderator reads it, takes the post down with a reason, and resolves the report. Nobody else
// sees any of it.
func TestStoryAReportIsFiledAndLookedAtOnThePages(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, bo, mo := w.As("ada@acme.example"), w.As("bo@acme.example"), w.As("mo@acme.example")
	holds(mo, models.Moderator)
	post := ada.Posts("Those of the night shift are lazy.", conversations.Inside)
	a, b, m := signedIn(t, ada), signedIn(t, bo), signedIn(t, mo)

	b.opens(fmt.Sprintf("/@ada/%s", post.ID)).is(200).says("Report")
	b.opens(fmt.Sprintf("/@ada/report?post=%s", post.ID)).is(200).says("Those of the night shift", "What is wrong?")
	b.sends("/@ada/report", "post", post.ID.String()).is(422).says("Say what is wrong")
	b.sends("/@ada/report", "post", post.ID.String(), "comment", "This is about us.").leadsTo("/@ada")
	b.sends("/@bo/report", "comment", "I am bad.").is(422).says("Nobody can report themselves")
	b.opens("/@nobody/report").is(404)
	b.opens("/admin/reports").is(403)
	a.opens("/notices").is(200).saysNot("report")

	m.opens("/notices").is(200).says("Somebody reports")
	m.opens("/admin/reports").is(200).says("This is about us.", "About", "From")
	var report string
	mo.Home.Read(func(tx *store.Tx) error {
		list, err := tx.Reports(store.ReportFilter{Open: true})
		report = "/admin/reports/" + list[0].ID.String()
		return err
	})
	m.opens(report).is(200).says("Those of the night shift are lazy.", "This is about us.")
	b.opens(report).is(403)
	a.sends(report, "do", "resolved").is(403)
	m.sends(report, "do", "took down", "post", post.ID.String()).is(422).says("Say why")
	m.sends(report, "do", "took down", "reason", "Not how we speak of each other.").is(422).says("Tick the posts")
	m.sends(report, "do", "took down", "post", post.ID.String(), "reason", "Not how we speak of each other.").leadsTo(report)
	m.opens(report).is(200).says("took down a post", "Not how we speak of each other.")
	b.opens(fmt.Sprintf("/@ada/%s", post.ID)).is(410)
	a.opens("/notices").is(200).says("A moderator took down a post of yours: Not how we speak of each other.")
	m.sends(report, "do", "resolved").leadsTo(report)
	m.opens("/admin/reports").is(200).saysNot("This is about us.")
	m.opens("/admin/reports?all=on").is(200).says("This is about us.", "Resolved")

	// A report about the moderator is none to them.
	b.sends("/@mo/report", "comment", "He closes what he dislikes.").leadsTo("/@mo")
	m.opens("/admin/reports").is(200).saysNot("He closes")
}
