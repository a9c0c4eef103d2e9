package web

import (
	"net/http"
	"strings"

	"guildhall/frontend"
	"guildhall/gate"
	"guildhall/models"
	"guildhall/policy"
	"guildhall/routes/door"
	"guildhall/services/accounts"
	"guildhall/store"
)

func rowsOfEvents(w *Web) []door.Row {
	return []door.Row{
		w.visitor(get, frontend.PathEventFile, "page", (*visit).eventFile),
		w.visitor(get, frontend.PathEventsFile, "page", (*visit).eventsFile),
		w.member(get, frontend.PathCalendar, (*visit).calendar),
		w.calendarBy(),
	}
}

// eventFile is one event for other programs: to a member whatever they may read, to a stranger what the gate lets them see.
func (v *visit) eventFile() error {
	id, err := v.target()
	if err != nil {
		return err
	}
	if v.who == nil {
		judged, err := v.Gate.Page(v.ctx(), func(tx *store.Tx) (policy.Subject, error) {
			view, err := tx.PostView(id)
			if err != nil || !view.Local || view.Kind != models.EventPost {
				return policy.Subject{}, elseHidden(err)
			}
			return policy.Subject{Post: &view}, nil
		})
		if err != nil {
			return err
		}
		return v.calendarOf(frontend.PublicCalendar(v.Settings.Name, []policy.Copy{judged}))
	}
	var event models.PostShown
	err = v.read(func(tx *store.Tx) (err error) {
		event, err = tx.ShowPost(v.me(), id)
		if err == nil && event.Kind != models.EventPost {
			err = nothing()
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.calendarOf(frontend.Calendar(v.Settings.Name, []models.PostView{event.PostView}))
}

// mostEvents is how many events one calendar has.
const mostEvents = 200

// eventsFile is the calendar of a person or community of ours, likewise. Who may see none of it sees what never was.
func (v *visit) eventsFile() error {
	if v.who == nil {
		var copies []policy.Copy
		err := v.read(func(tx *store.Tx) error {
			a, err := v.named(tx, v.name())
			if err != nil {
				return err
			}
			list, err := tx.WorldEvents(a.ID, mostEvents)
			if err == nil {
				copies, err = v.Gate.Sheets(tx, gate.Stranger, list)
			}
			return err
		})
		if err == nil && len(copies) == 0 {
			err = nothing()
		}
		if err != nil {
			return err
		}
		return v.calendarOf(frontend.PublicCalendar(v.name(), copies))
	}
	var events []models.PostView
	err := v.read(func(tx *store.Tx) error {
		a, err := v.named(tx, v.name())
		if err == nil {
			events, err = tx.EventsOf(v.me(), a.ID, mostEvents)
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.calendarOf(frontend.Calendar(v.name(), events))
}

// calendar is what the viewer comes to.
func (v *visit) calendar() error {
	var events []models.PostView
	err := v.read(func(tx *store.Tx) (err error) {
		events, err = tx.EventsAttended(v.me(), mostEvents)
		return err
	})
	if err != nil {
		return err
	}
	return v.calendarOf(frontend.Calendar(v.Settings.Name, events))
}

// calendarBy is the same for a calendar program, which shows the secret of the address in place of a session. Only the people's
// listener has it, as it has all that is for people of ours.
func (w *Web) calendarBy() door.Row {
	row := w.visitor(get, frontend.PathCalendarBy, "none: the secret in the address stands for the session of the person whose it is", (*visit).calendarBySecret)
	row.At = door.ForPeople
	return row
}

func (v *visit) calendarBySecret() error {
	secret, ok := strings.CutSuffix(v.gin.Param("secret"), ".ics")
	if !ok {
		return nothing()
	}
	var events []models.PostView
	err := v.read(func(tx *store.Tx) error {
		whose, err := accounts.CalendarOf(tx, secret)
		if err == nil {
			events, err = tx.EventsAttended(whose.ID, mostEvents)
		}
		return err
	})
	if err != nil {
		return nothingIf(err)
	}
	return v.calendarOf(frontend.Calendar(v.Settings.Name, events))
}

func (v *visit) calendarOf(text []byte) error {
	h := v.gin.Writer.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Security-Policy", frontend.ContentSecurityPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Disposition", `attachment; filename="events.ics"`)
	v.gin.Data(http.StatusOK, frontend.CalendarType, text)
	return nil
}
