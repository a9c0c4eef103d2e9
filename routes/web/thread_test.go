package web_test

import (
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

func TestPinningOnThePage(t *testing.T) {
	w, d := town(t)
	at := d.posts("Grease it weekly.", "everyone", "world").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	d.opens(at).says("/posts/" + id + "/pin")
	d.sends("/posts/"+id+"/pin", "back", at).to(at)
	d.opens(at).says("Pinned to the top of your profile.", "/posts/"+id+"/unpin")
	name := at[:strings.LastIndex(at, "/")]
	d.opens(name).says("Pinned", "Grease it weekly.")
	inside := d.posts("The salary bands.", "everyone", "inside").header.Get("Location")
	d.sends("/posts/"+inside[strings.LastIndex(inside, "/")+1:]+"/pin", "back", at).to(at)
	visits(t, w, "acme.example").opens(name).says("Pinned", "Grease it weekly.").hides("salary bands")
	bea := signsIn(t, w, "bea@acme.example")
	bea.opens(at).hides("/posts/" + id + "/pin")
	bea.opens(name).says("Pinned", "Grease it weekly.")
	d.sends("/posts/"+id+"/unpin", "back", at).to(at)
	d.opens(at).says("It is not pinned any more.", "/posts/"+id+"/pin")
	w.Settle()
}

// A conversation of another server is looked for when it is opened; the page says so, and shows what came when it is opened
// again.
func TestStoryTheAnswersElsewhereComeToWhoeverLooks(t *testing.T) {
	w := three(t)
	tom, ada, hal := w.As("tom@guild.example"), w.As("ada@acme.example"), w.As("hal@guild.example").GoesOutward()
	ada.Follows("tom@guild.example")
	post := tom.Posts("Who measures leaks?", conversations.World)
	hal.Replies("Who measures leaks?", "We do, on Mondays.")
	var at string
	ada.Home.Read(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(post.IRI)
		at = "/@tom@guild.example/" + p.ID.String()
		return err
	})
	b := signedIn(t, ada)
	b.opens(at).is(200).says("Who measures leaks?", "for more of this conversation", "Show what has come")
	for range 5000 { // it goes on after the page
		if p, busy := ada.Home.Resolve.Conversation(models.Post{ThreadID: models.ParseID(at[strings.LastIndex(at, "/")+1:])}); p == nil && !busy {
			break
		}
		w.Settle()
	}
	b.opens(at).is(200).says("We do, on Mondays.").saysNot("for more of this conversation")
}

// Where two people talk on and on below one answer, the page shows how that began and folds the rest, so that whoever
// looks for the other answers finds them.
func TestStoryALongBranchOfAConversationIsFolded(t *testing.T) {
	w := three(t)
	ada, bea := w.As("ada@acme.example"), w.As("bea@acme.example")
	post := ada.Posts("Who measures leaks?", conversations.Inside)
	last := "Who measures leaks?"
	for i, text := range []string{"We do so.", "How often?", "Weekly we go.", "And in winter?", "Then as well.", "By whom then?"} {
		who := bea
		if i%2 == 1 {
			who = ada
		}
		who.Replies(last, text)
		last = text
	}
	bea.Replies("Who measures leaks?", "The town does.")
	at := "/@ada/" + post.ID.String()
	page := signedIn(t, ada).opens(at).is(200).body
	open, rest, found := strings.Cut(page, `<details class="more branch">`)
	if !found {
		t.Fatal("nothing is folded")
	}
	folded, after, _ := strings.Cut(rest, "The town does.")
	for text, part := range map[string]string{"We do so.": open, "Weekly we go.": open, "3 more answers in this branch": folded, "And in winter?": folded, "By whom then?": folded} {
		if !strings.Contains(part, text) {
			t.Errorf("%q does not stand where it should", text)
		}
	}
	if strings.Contains(after, "more branch") || after == "" {
		t.Error("the other answer does not stand open")
	}
}
