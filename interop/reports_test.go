package interop_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"guildhall/models"
	"guildhall/store"
)

// Ines reports what Ada wrote; Ada reports what Ines wrote and lets her server know. Each side learns what it is about, and the
// house's words name the organisation, never Ada.
func TestReportsBothWays(t *testing.T) {
	BothWays(t, "reports", func(t *testing.T) {
		h, ada, ines := friends(t)
		ours := ada.Says("All pumps of the competition leak.")
		ines.Has(ours.URI)
		ines.do("report", ask{"handle": ada.Handle, "posts": []string{ours.URI}, "text": "a lie"}, nil)
		Eventually(t, "the moderators have it", func() bool {
			var list []models.Report
			h.Does(func(tx *store.Tx) (err error) {
				list, err = tx.Reports(store.ReportFilter{})
				return err
			})
			return len(list) == 1 && list[0].Comment == "a lie" && list[0].TargetID == ada.ID && list[0].Host != ""
		})

		theirs := ines.Says(Said{Text: "All pumps of the house leak."})
		there := ada.Reads(theirs)
		ada.does(http.MethodPost, "/api/v1/reports", url.Values{"account_id": {ada.Finds(ines)}, "status_ids[]": {there.ID}, "comment": {"no, yours"}, "forward": {"true"}}, nil)
		Eventually(t, "Ines has it", func() bool { return len(ines.State().Reports) == 1 })
		got := ines.State().Reports[0]
		if got.Content != "no, yours" || got.Actor == string(ada.IRI) || !slices.Equal(got.Objects, []string{ines.Actor, theirs}) {
			t.Errorf("Ines got %+v", got)
		}
		h.Trusted(ines)
	})
}
