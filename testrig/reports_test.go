package testrig_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/moderation"
	"guildhall/store"
	"guildhall/testrig"
)

// moderatorAt makes somebody a moderator.
func moderatorAt(w *testrig.World, address string) *testrig.Person {
	p := w.As(address)
	p.Home.Write(func(tx *store.Tx) error { return accounts.Grant(tx, models.Actor{}, p.Actor, models.Moderator, 0, "") })
	return p
}

// reportsAt are the reports of a server, the newest first.
func reportsAt(s *testrig.Server) (list []models.Report) {
	s.Read(func(tx *store.Tx) (err error) {
		list, err = tx.Reports(store.ReportFilter{})
		return err
	})
	return list
}

// reporting tells the moderators, and lets the word travel.
func reporting(w *testrig.World, p *testrig.Person, t moderation.Told) models.Report {
	w.T.Helper()
	t.By = p.Actor
	var r models.Report
	p.Home.Write(func(tx *store.Tx) (err error) {
		r, err = moderation.Tell(tx, p.Home.Site, t)
		return err
	})
	w.Settle()
	return r
}

// Bea at guild reports what Ada of acme wrote, and lets acme know. Acme's moderator learns what it is about and from which
// organisation, and nothing of Bea: neither by the Flag, nor by guild's record of what crossed.
func TestStoryWhoReportsIsShielded(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	acme, guild := w.Server("acme.example").Partners("guild.example"), w.Server("guild.example").Partners("acme.example")
	ada, bea := w.As("ada@acme.example").GoesOutward(), w.As("bea@guild.example")
	mo, mia := moderatorAt(w, "mo@acme.example"), moderatorAt(w, "mia@guild.example")
	bea.Follows("ada@acme.example")
	w.Settle()
	ada.Posts("All pumps of the competition leak.", conversations.World)
	bea.Sees("All pumps of the competition leak.")
	shown := w.As("bea@guild.example").Finds("All pumps of the competition leak.")

	r := reporting(w, bea, moderation.Told{Target: shown.Author, Posts: []models.Post{shown.Post}, Comment: "This is a lie about us.", Forward: true})
	if mia.Noticed(models.NoticeReport) != 1 || mo.Noticed(models.NoticeReport) != 1 || ada.Noticed(models.NoticeReport) != 0 || bea.Noticed(models.NoticeReport) != 0 {
		t.Error("the moderators of both, and nobody else, should have been told")
	}
	there := reportsAt(acme)
	if len(there) != 1 || there[0].TargetID != ada.ID || there[0].Comment != "This is a lie about us." || there[0].Host != "guild.example" || there[0].Activity != r.Activity {
		t.Fatalf("acme has %+v", there)
	}
	acme.Read(func(tx *store.Tx) error {
		posts, err := tx.ReportPosts(there[0].ID)
		if err != nil || len(posts) != 1 {
			t.Errorf("it names %v, %v", posts, err)
		}
		from, err := tx.ActorByID(there[0].ReporterID)
		if from.Kind != models.Service && from.Kind != models.Organisation {
			t.Errorf("it comes from %s, a %s", from.Address(), from.Kind)
		}
		return err
	})
	acme.Read(func(tx *store.Tx) error {
		item, err := tx.InboxByActivity(r.Activity)
		if text := string(item.Body); strings.Contains(text, string(bea.IRI)) || strings.Contains(text, "bea") || !strings.Contains(text, string(shown.IRI)) {
			t.Errorf("what was sent is %s", text)
		}
		return err
	})
	for _, d := range decisions(guild, store.DecisionFilter{Door: models.Out}) {
		if d.Verb == models.Flag && strings.Contains(fmt.Sprintf("%+v", d), string(bea.IRI)) {
			t.Errorf("the record names who reported: %+v", d)
		}
	}
	// Told again, it is one report.
	w.Settle()
	if len(reportsAt(acme)) != 1 || len(reportsAt(guild)) != 1 {
		t.Error("a report became two")
	}
}

// What arrives is read in every way in which others write it, and only as far as they may know.
func TestStoryReportsOfOthersAreHeard(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	mo := moderatorAt(w, "mo@acme.example")
	eve := w.As("eve@acme.example") // never went outward
	post := ada.Posts("A word too many.", conversations.World)
	inside := ada.Posts("Only here.", conversations.Inside)
	flag := func(n int, object, words string) string {
		return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://peer.example/flags/%d","type":"Flag","actor":"%s","object":%s,%s}`, n, peer.Nell, object, words)
	}
	sends := func(activity string) {
		t.Helper()
		if status, body := peer.Sends(ada.Inbox, activity); status != http.StatusAccepted {
			t.Errorf("it is answered with %d %s", status, body)
		}
		w.Settle()
	}
	sends(flag(1, fmt.Sprintf(`["%s","%s"]`, ada.IRI, post.IRI), `"content":"rude"`))
	sends(flag(2, fmt.Sprintf(`"%s"`, post.IRI), `"summary":"rude as well"`))
	sends(flag(3, fmt.Sprintf(`["%s",{"id":"%s","type":"Note"}]`, post.IRI, ada.IRI), `"content":"<p>rude</p>"`))
	sends(flag(1, fmt.Sprintf(`["%s"]`, ada.IRI), `"content":"told twice"`))
	list := reportsAt(acme)
	if len(list) != 3 || list[2].Comment != "rude" || list[1].Comment != "rude as well" || list[1].TargetID != ada.ID {
		t.Fatalf("heard %+v", list)
	}
	// Nobody is there whom they may not know, and no post that they may not read.
	sends(flag(4, fmt.Sprintf(`"%s"`, eve.IRI), `"content":"who is this"`))
	sends(flag(5, fmt.Sprintf(`"%s"`, inside.IRI), `"content":"what is this"`))
	sends(flag(6, `"https://acme.example/posts/0000000000000000000000"`, `"content":"nothing"`))
	sends(flag(7, fmt.Sprintf(`["%s","%s"]`, ada.IRI, inside.IRI), `"content":"both"`))
	list = reportsAt(acme)
	if len(list) != 4 {
		t.Fatalf("heard %+v", list)
	}
	acme.Read(func(tx *store.Tx) error {
		posts, err := tx.ReportPosts(list[0].ID)
		if len(posts) != 0 {
			t.Error("a report from outside names what only we may read")
		}
		return err
	})
	if mo.Noticed(models.NoticeReport) != 4 {
		t.Errorf("the moderator was told %d times", mo.Noticed(models.NoticeReport))
	}
}

// A moderator takes a post down, and lets nothing more of an account in. Each act has its reason; nobody judges their own.
func TestStoryAModeratorActs(t *testing.T) {
	w, ada, peer := outside(t)
	acme := w.Server("acme.example")
	mo := moderatorAt(w, "mo@acme.example")
	post := ada.Posts("A word too many.", conversations.World)
	peer.Sends(ada.Inbox, note(peer, 1, "nells first words", ""))
	w.Settle()
	ada.Sees("nells first words")
	nell := w.As("ada@acme.example").Finds("nells first words").Author

	about := reporting(w, w.As("bo@acme.example"), moderation.Told{Target: ada.Actor, Posts: []models.Post{post}, Comment: "rude"})
	acts := func(by *testrig.Person, r models.Report, what models.Measure, p models.ID, reason string) error {
		return acme.Store.Write(context.Background(), func(tx *store.Tx) error { return moderation.Act(tx, by.Actor, r.ID, what, p, reason) })
	}
	for name, err := range map[string]error{
		"no reason":       acts(mo, about, models.TookDown, post.ID, " "),
		"another post":    acts(mo, about, models.TookDown, post.ID+1, "x"),
		"no moderator":    acts(w.As("bo@acme.example"), about, models.Noted, 0, "x"),
		"an account here": acts(mo, about, models.Suspended, 0, "x"),
		"no measure":      acts(mo, about, "burn", 0, "x"),
	} {
		if err == nil {
			t.Errorf("%s: it was done", name)
		}
	}
	if err := acts(mo, about, models.TookDown, post.ID, "Against our guidelines."); err != nil {
		t.Fatal(err)
	}
	acme.Write(func(tx *store.Tx) error {
		return conversations.TakeDown(tx, acme.Site, mo.Actor, post.ID, "Against our guidelines.")
	})
	w.Settle()
	ada.SeesNot("A word too many.")
	if ada.Noticed(models.NoticeRefused) != 1 || peer.GotOfType("Delete") != 1 {
		t.Error("the author, or the server that had it, was not told")
	}

	of := reporting(w, ada, moderation.Told{Target: nell, Comment: "floods"})
	if err := acts(mo, of, models.Suspended, 0, "Floods."); err != nil {
		t.Fatal(err)
	}
	peer.Sends(ada.Inbox, note(peer, 2, "nells second words", ""))
	w.Settle()
	ada.SeesNot("nells second words")
	if err := acts(mo, of, models.Unsuspended, 0, "She calmed down."); err != nil {
		t.Fatal(err)
	}
	peer.Sends(ada.Inbox, note(peer, 3, "nells third words", ""))
	w.Settle()
	ada.Sees("nells third words")

	own := reporting(w, ada, moderation.Told{Target: mo.Actor, Comment: "abuses his power"})
	if err := acts(mo, own, models.Resolved, 0, ""); !fault.Is(err, fault.Missing) {
		t.Errorf("a moderator resolves a report about himself: %v", err)
	}
	if mo.Noticed(models.NoticeReport) != 2 {
		t.Errorf("the moderator was told of %d reports, of which one is about himself", mo.Noticed(models.NoticeReport))
	}
	acme.Read(func(tx *store.Tx) error {
		acts, err := tx.ModerationActs(of.ID)
		if len(acts) != 2 || acts[0].Reason != "Floods." || acts[0].ByID != mo.ID {
			t.Errorf("noted is %+v", acts)
		}
		return err
	})
}
