package web_test

import (
	"testing"

	"guildhall/jobs"
	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

// What was given up is seen, tried again and dropped on a page, by administrators alone.
func TestStoryWorkThatWasGivenUpIsSeenOnThePage(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, bo := w.As("ada@acme.example"), w.As("bo@acme.example")
	holds(ada, models.Admin)
	var first, second models.ID
	ada.Home.Write(func(tx *store.Tx) error {
		lane := jobs.Host("slow.example")
		if err := jobs.Add(tx, jobs.Work{Lane: lane, Kind: "deliver", Once: "1"}, jobs.Work{Lane: lane, Kind: "deliver", Once: "2"}); err != nil {
			return err
		}
		list, err := tx.Jobs(store.JobFilter{Lane: lane})
		if err != nil {
			return err
		}
		first, second = list[0].ID, list[1].ID
		if err := tx.GiveUpJob(first, "No answer for seven days."); err != nil {
			return err
		}
		return tx.GiveUpJob(second, "Refused: status 403.")
	})
	a, b := signedIn(t, ada), signedIn(t, bo)
	b.opens("/admin/jobs").is(403)
	b.sends("/admin/jobs/"+first.String(), "do", "drop").is(403)
	a.opens("/admin/jobs").is(200).says("slow.example", "No answer for seven days.", "Refused: status 403.")
	a.sends("/admin/jobs/"+first.String(), "do", "drop").leadsTo("/admin/jobs")
	a.opens("/admin/jobs").is(200).saysNot("No answer for seven days.")
	a.sends("/admin/jobs/"+second.String(), "do", "burn").is(422).says("Choose what to do")
	a.sends("/admin/jobs/"+second.String(), "do", "retry").leadsTo("/admin/jobs")
	a.opens("/admin/jobs").is(200).says("Nothing was given up.")
	ada.Home.Read(func(tx *store.Tx) error {
		j, err := tx.Job(second)
		if err == nil && (j.Dead || j.Attempt != 0) {
			t.Errorf("it does not start over: %+v", j)
		}
		return err
	})
}
