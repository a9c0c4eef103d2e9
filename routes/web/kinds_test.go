package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/store"
	"guildhall/testrig"
)

func TestEachKindIsWrittenWithItsFormAndNoScript(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, bea := w.As("ada@acme.example"), w.As("bea@acme.example")
	b := signedIn(t, ada)
	for kind, fields := range map[models.PostKind][]string{
		models.QuestionPost: {"title", "Which bearing?", "text", "The manual says bronze."},
		models.Article:      {"title", "On bearings", "text", "They turn."},
		models.EventPost:    {"title", "Open workshop", "part-about", "Bring gloves.", "starts", "2026-11-26T14:00", "ends", "2026-11-26T16:00", "zone", "Europe/Berlin", "place", "Hall 3"},
		models.PollPost:     {"text", "When?", "option", "At five", "option", "At six", "poll-open", "1440"},
		models.PageDoc:      {"title", "Cables", "text", "Page 4", "link", "https://standards.example/cables"},
		models.DecisionPost: {"title", "Bronze goes", "part-decided", "We buy steel.", "part-why", "Two cracked."},
		models.ProblemPost:  {"title", "Pump 3 stops", "part-symptom", "It hums.", "part-fix", "Dry it."},
		models.StoryPost:    {"title", "The dry run", "part-tried", "No water", "part-failed", "It melted"},
		models.WorkNotePost: {"part-done", "The board is live", "part-stuck", "No printer"},
	} {
		t.Run(string(kind), func(t *testing.T) {
			form := b.opens("/compose?kind=" + string(kind))
			form.is(http.StatusOK)
			for i := 0; i < len(fields); i += 2 {
				if !strings.Contains(form.body, `name="`+fields[i]+`"`) {
					t.Errorf("the form has no field %q", fields[i])
				}
			}
			all := append([]string{"kind", string(kind), "audience", "everyone", "distance", "inside", "do", "preview"}, fields...)
			shown := b.sends("/compose", all...)
			shown.is(http.StatusOK)
			if !strings.Contains(shown.body, "can see this") || strings.Contains(shown.body, "data-gate-do disabled") {
				t.Errorf("the preview does not say who sees it:\n%s", shown.body)
			}
			all[7] = "post"
			b.sends("/compose", all...).is(http.StatusSeeOther)
			p := postOf(t, ada)
			if p.Kind != kind {
				t.Fatalf("it became a %s", p.Kind)
			}
			page := b.opens("/@ada/" + p.ID.String())
			page.is(http.StatusOK)
			for i := 1; i < len(fields); i += 2 {
				if name := fields[i-1]; name == "title" || name == "text" || strings.HasPrefix(name, "part-") {
					if !strings.Contains(page.body, fields[i]) {
						t.Errorf("its page lacks %q", fields[i])
					}
				}
			}
			list := signedIn(t, bea).opens("/kinds/" + string(kind))
			if !strings.Contains(list.body, p.ID.String()) {
				t.Error("the list of its kind lacks it")
			}
			edit := b.opens("/posts/" + p.ID.String() + "/edit")
			edit.is(http.StatusOK)
			for i := 1; i < len(fields); i += 2 {
				if !strings.HasPrefix(fields[i-1], "option") && !strings.HasPrefix(fields[i-1], "poll") && !strings.Contains(edit.body, fields[i]) {
					t.Errorf("the form that edits it lacks %s: %q", fields[i-1], fields[i])
				}
			}
			if kind == models.PollPost {
				return
			}
			for i := range fields {
				if i%2 == 0 && (fields[i] == "text" || strings.HasPrefix(fields[i], "part-")) {
					fields[i+1] += " Changed"
					break
				}
			}
			b.sends("/posts/"+p.ID.String()+"/edit", append([]string{"audience", "everyone", "distance", "inside", "do", "post"}, fields...)...).is(http.StatusSeeOther)
			var after models.PostView
			ada.Home.Read(func(tx *store.Tx) (err error) {
				after, err = tx.PostView(p.ID)
				return err
			})
			if after.Kind != kind || !strings.Contains(after.Content, "Changed") || after.Version != 2 {
				t.Errorf("after the edit it is a %s: %q", after.Kind, after.Content)
			}
			if kind == models.EventPost && (after.Details == nil || after.Details.Place != "Hall 3") {
				t.Errorf("the edit lost where it takes place: %+v", after.Details)
			}
		})
	}
	for _, odd := range []string{"nonsense", "card", "video"} {
		b.sends("/compose", "kind", odd, "text", "x", "audience", "everyone", "distance", "inside", "do", "post").is(http.StatusUnprocessableEntity)
	}
}

func TestACalendarTellsNobodyOfWhatTheyMayNotRead(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	b, web := signedIn(t, ada), stranger(t, w.Server("acme.example"))
	write := func(title, distance string) models.Post {
		b.sends("/compose", "kind", "event", "title", title, "starts", "2026-11-26T14:00", "audience", "everyone", "distance", distance, "do", "post").is(http.StatusSeeOther)
		return postOf(t, ada)
	}
	inside := write("Closed workshop", "inside")
	same(t, web.opens("/posts/"+inside.ID.String()+"/event.ics"), web.opens("/posts/4711/event.ics"))
	same(t, web.opens("/@ada/events.ics"), web.opens("/@zoe/events.ics"))
	open := write("Open workshop", "world")
	one := web.opens("/posts/" + open.ID.String() + "/event.ics")
	one.is(http.StatusOK)
	feed := web.opens("/@ada/events.ics")
	feed.is(http.StatusOK)
	if !strings.Contains(one.body, "SUMMARY:Open workshop") || !strings.Contains(feed.body, "SUMMARY:Open workshop") || strings.Contains(feed.body, "Closed") {
		t.Errorf("a stranger gets\n%s\n%s", one.body, feed.body)
	}
	if own := b.opens("/@ada/events.ics"); !strings.Contains(own.body, "Closed") {
		t.Errorf("ada gets\n%s", own.body)
	}
	b.sends("/posts/" + inside.ID.String() + "/attend").is(http.StatusSeeOther)
	if mine := b.opens("/calendar.ics"); !strings.Contains(mine.body, "Closed") || strings.Contains(mine.body, "Open") {
		t.Errorf("what ada comes to:\n%s", mine.body)
	}
}

var calendarAddress = regexp.MustCompile(`https://acme.example(/calendar/[\w-]+\.ics)`)

func TestACalendarProgramReadsWhatItsPersonComesToUntilTheAddressEnds(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	b, program := signedIn(t, ada), stranger(t, w.Server("acme.example"))
	makes := func() string {
		page := b.sends("/settings/calendar")
		page.is(http.StatusOK)
		found := calendarAddress.FindStringSubmatch(page.body)
		if found == nil {
			t.Fatalf("no address is shown:\n%s", page.body)
		}
		if again := b.opens("/settings/calendar"); strings.Contains(again.body, found[1]) || !strings.Contains(again.body, "There is an address") {
			t.Errorf("looked at later, the page says\n%s", again.body)
		}
		return found[1]
	}
	first := makes()
	b.sends("/compose", "kind", "event", "title", "Open workshop", "starts", "2026-11-26T14:00", "audience", "everyone", "distance", "inside", "do", "post").is(http.StatusSeeOther)
	if got := program.opens(first); got.status != http.StatusOK || strings.Contains(got.body, "Open workshop") {
		t.Errorf("before ada comes to anything it reads\n%s", got.body)
	}
	b.sends("/posts/" + postOf(t, ada).ID.String() + "/attend").is(http.StatusSeeOther)
	if got := program.opens(first); !strings.Contains(got.body, "SUMMARY:Open workshop") {
		t.Errorf("it reads\n%s", got.body)
	}
	second := makes()
	same(t, program.opens(first), program.opens("/calendar/made-up.ics"))
	program.opens(second).is(http.StatusOK)
	same(t, program.opens(strings.TrimSuffix(second, ".ics")), program.opens("/calendar/made-up.ics"))
	var token string
	ada.Home.Write(func(tx *store.Tx) error {
		m, err := accounts.Member(tx, ada.ID)
		if err == nil {
			token, err = accounts.NewToken(tx, m, "reader", "read write follow")
		}
		return err
	})
	same(t, program.opens("/calendar/"+token+".ics"), program.opens("/calendar/made-up.ics"))
	b.sends("/settings/calendar/end").is(http.StatusSeeOther)
	same(t, program.opens(second), program.opens("/calendar/made-up.ics"))
}
