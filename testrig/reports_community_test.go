package testrig_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/moderation"
	"guildhall/store"
	"guildhall/testrig"
)

// flagsAt are the Flags that a server got.
func flagsAt(peer *testrig.Peer) (list []map[string]any) {
	for _, raw := range peer.Got() {
		var a map[string]any
		if json.Unmarshal([]byte(raw), &a) == nil && a["type"] == "Flag" {
			list = append(list, a)
		}
	}
	return list
}

// Ada reports what somebody wrote in a community elsewhere: those who look after it hear of it in the form that their software reads, and
// the author's server too. Nobody there learns that it was her.
func TestStoryWhatIsReportedInACommunityElsewhereReachesItsModerators(t *testing.T) {
	w, ada, peer, group, mine := inWard(t)
	far := w.Peer("far.example")
	acme := w.Server("acme.example").Allows("far.example")
	passes := func(n int, doc string) models.Post {
		t.Helper()
		var it struct{ ID string }
		if err := json.Unmarshal([]byte(doc), &it); err != nil {
			t.Fatal(err)
		}
		peer.SendsAs(string(group.IRI)+"#main-key", ada.Inbox, announcedBy(group.IRI, n, `"`+it.ID+`"`))
		w.Settle()
		p := seenAs(ada, models.IRI(it.ID))
		if !p.Elsewhere() {
			t.Fatalf("%s stands in no community elsewhere", it.ID)
		}
		return p.Post
	}
	within := fmt.Sprintf(`,"audience":"%s","cc":["%s"]`, group.IRI, group.IRI)
	theirs := passes(301, answered(peer, "notes/301", "Buy my scales.", "", within))
	guests := passes(302, answered(far, "notes/302", "Buy my weights.", "", within))
	author := func(p models.Post) (a models.Actor) {
		acme.Read(func(tx *store.Tx) (err error) { a, err = tx.ActorByID(p.AuthorID); return err })
		return a
	}
	is := func(a map[string]any, to, object, audience string) {
		t.Helper()
		raw, _ := json.Marshal(a)
		if fmt.Sprint(a["to"]) != "["+to+"]" || fmt.Sprint(a["object"]) != object || fmt.Sprint(a["audience"]) != audience || a["summary"] != "This is advertising." {
			t.Errorf("what was sent is %s", raw)
		}
		if strings.Contains(string(raw), string(ada.IRI)) {
			t.Errorf("it says who reported: %s", raw)
		}
	}
	reporting(w, ada, moderation.Told{Target: author(theirs), Posts: []models.Post{theirs}, Comment: "This is advertising."})
	if n := len(flagsAt(peer)); n != 0 {
		t.Fatalf("nobody was to be told, and %d Flags went out", n)
	}
	reporting(w, ada, moderation.Told{Target: author(theirs), Posts: []models.Post{theirs}, Comment: "This is advertising.", Forward: true})
	if got := flagsAt(peer); len(got) != 1 {
		t.Errorf("the one server of author and community got %d Flags", len(got))
	} else {
		is(got[0], string(group.IRI), string(theirs.IRI), string(group.IRI))
	}
	reporting(w, ada, moderation.Told{Target: author(guests), Posts: []models.Post{guests}, Comment: "This is advertising.", Forward: true})
	if got := flagsAt(peer); len(got) != 2 {
		t.Errorf("of what a guest wrote, the community's server got %d Flags", len(got)-1)
	} else {
		is(got[1], string(group.IRI), string(guests.IRI), string(group.IRI))
	}
	if got := flagsAt(far); len(got) != 1 {
		t.Errorf("the guest's own server got %d Flags", len(got))
	} else {
		is(got[0], string(far.Nell), fmt.Sprintf("[%s %s]", far.Nell, guests.IRI), "<nil>")
	}
	// A colleague reports ada's own post there; their moderators alone can be told.
	bo := w.As("bo@acme.example")
	if r := reporting(w, bo, moderation.Told{Target: ada.Actor, Posts: []models.Post{mine}, Comment: "This is advertising.", Forward: true}); !r.Forwarded {
		t.Error("nobody was told of what stands in a community elsewhere")
	}
	if got := flagsAt(peer); len(got) != 3 {
		t.Errorf("of what one of ours wrote, the community's server got %d Flags", len(got)-2)
	} else {
		is(got[2], string(group.IRI), string(mine.IRI), string(group.IRI))
	}
}

// What somebody of another Guildhall reports in a community of ours reaches our moderators, also where a third server's member wrote it.
func TestStoryAReportOfWhatAThirdWroteInOurCommunityIsHeard(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	acme, guild := w.Server("acme.example").Allows("peer.example"), w.Server("guild.example").Allows("peer.example")
	mo, peer := moderatorAt(w, "mo@acme.example"), w.Peer("peer.example")
	c := ada.Founds(communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "Find it an hour earlier."})
	tom.Follows("sepsis@acme.example")
	joinsFrom(t, w, peer, c)
	create := page(peer, c, 1, "Buy my weights")
	peer.Serves("/post/1", only(t, create))
	peer.Sends(c.Inbox, create)
	w.Settle()
	tom.Sees("Buy my weights")
	shown := tom.Finds("Buy my weights")
	r := reporting(w, tom, moderation.Told{Target: shown.Author, Posts: []models.Post{shown.Post}, Comment: "Advertising.", Forward: true})
	there := reportsAt(acme)
	if len(there) != 1 || there[0].Host != "guild.example" || there[0].Comment != "Advertising." || mo.Noticed(models.NoticeReport) != 1 {
		t.Fatalf("acme has %+v of %+v; %d Flags reached peer", there, r, len(flagsAt(peer)))
	}
	if strings.Contains(fmt.Sprintf("%+v", decisions(guild, store.DecisionFilter{Door: models.Out})), string(tom.IRI)+" Flag") {
		t.Error("the record names who reported")
	}
	if got := flagsAt(peer); len(got) != 1 {
		t.Errorf("the author's server got %d Flags", len(got))
	}
}
