package gatherings

import (
	"slices"
	"strings"
	"unicode/utf8"

	"guildhall/events"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/notices"
	"guildhall/paths"
	"guildhall/prose"
	"guildhall/store"
)

// closed is why nobody can come to an event any more; empty while somebody can.
func closed(d *models.Details, now models.Time) string {
	switch {
	case d == nil:
		return ""
	case d.Status == "cancelled":
		return "This event was called off."
	case d.Ends != 0 && d.Ends <= now || d.Ends == 0 && d.Starts != 0 && d.Starts <= now-longest:
		return "This event is over."
	}
	return ""
}

// come notes that somebody comes to an event of ours, which lets everybody in who may read it. join is the id of what said so.
func come(tx *store.Tx, by models.Actor, event *models.PostView, join models.IRI) (bool, error) {
	a := models.Attendance{PostID: event.ID, ActorID: by.ID, IRI: join, State: models.AttendanceAccepted, Created: tx.Now()}
	fresh, err := tx.AddAttendance(a)
	if err != nil || !fresh {
		return false, err
	}
	return true, notices.Tell(tx, event.Author, models.NoticeComing, by, event.ID)
}

// Come answers somebody elsewhere who sends that they will come to an event of ours: yes, or no once nobody can come any more.
// Saying it twice is answered twice and is one coming. The caller has asked the gate whether they may read the event.
// spec: fep-8a8e
func Come(tx *store.Tx, site paths.Site, by models.Actor, event *models.PostView, join models.IRI) error {
	verb := models.Accept
	if closed(event.Details, tx.Now()) != "" {
		verb = models.Reject
	} else if _, err := come(tx, by, event, join); err != nil {
		return err
	}
	return events.Emit(tx, models.Event{Kind: models.EventAnswered, Activity: site.NewActivity(), Object: join, By: event.AuthorID, PostID: event.ID, ActorID: by.ID, Verb: verb})
}

// Stay takes back that somebody elsewhere comes to an event of ours. It tells whether they had said so.
func Stay(tx *store.Tx, by models.Actor, event models.Post) (bool, error) {
	was, err := tx.RemoveAttendance(by.ID, event.ID)
	if err != nil || !was {
		return false, err
	}
	return true, notices.TakeBack(tx, event.AuthorID, models.NoticeComing, by.ID, event.ID)
}

// What a reply says of coming. Software that knows no events answers them in words.
const (
	saysNothing = iota
	saysYes
	saysNo
)

var (
	yes = []string{"yes", "+1", "👍", "✅", "i'm in", "i am in", "count me in", "i will come", "i'll come", "i'm coming", "i am coming", "coming", "joining", "attending", "going",
		"i'm attending", "i will be there", "i'll be there", "ja", "ich komme", "oui", "je viens", "sí", "si"}
	no = []string{"no", "-1", "👎", "❌", "i can't", "i cannot", "i can not", "i won't", "not coming", "can't make it", "nein", "ich komme nicht", "non"}
)

// longestAnswer is how long a reply is at most that is taken as an answer and nothing else, in characters.
const longestAnswer = 100

// saysOf reads a reply: short, no question, and it begins with a yes or a no.
func saysOf(content string) int {
	words := strings.Fields(strings.ReplaceAll(strings.ToLower(prose.Plain(content)), "’", "'"))
	for len(words) > 0 && strings.HasPrefix(words[0], "@") {
		words = words[1:]
	}
	said := strings.Join(words, " ")
	if said == "" || strings.Contains(said, "?") || utf8.RuneCountInString(said) > longestAnswer {
		return saysNothing
	}
	begins := func(list []string) bool {
		return slices.ContainsFunc(list, func(w string) bool {
			rest, ok := strings.CutPrefix(said, w)
			return ok && (rest == "" || strings.ContainsAny(rest[:1], " ,.!;:"))
		})
	}
	switch {
	case begins(no):
		return saysNo
	case begins(yes):
		return saysYes
	}
	return saysNothing
}

// Hear takes a reply to an event of ours as an answer where it is one: a yes comes, a no comes no more. The reply stays what it
// is, and taking it back takes the coming back.
func Hear(tx *store.Tx, by models.Actor, reply models.Post) error {
	if reply.ParentID == nil || reply.Deleted != 0 {
		return nil
	}
	event, err := tx.PostView(*reply.ParentID)
	if err != nil || !event.Local || event.Kind != models.EventPost || event.Deleted != 0 || event.AuthorID == by.ID {
		return ifMissing(err)
	}
	before, err := tx.Attendance(by.ID, event.ID)
	if err != nil && !fault.Is(err, fault.Missing) {
		return err
	}
	said := saysOf(reply.Content)
	switch {
	case said == saysYes && closed(event.Details, tx.Now()) == "":
		_, err = come(tx, by, &event, reply.IRI)
	case said == saysNo, before.IRI == reply.IRI: // it said yes before it was edited
		_, err = Stay(tx, by, event.Post)
	default:
		err = nil
	}
	return err
}
