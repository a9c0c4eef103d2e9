package testrig_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/store"
	"guildhall/testrig"
)

// founded gives a community at acme, outward, driven by ada.
func founded(t *testing.T, w *testrig.World, ada *testrig.Person) models.Actor {
	t.Helper()
	return ada.Founds(communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "Find it an hour earlier."})
}

func TestStoryACommunityReachesAnotherOrganisation(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	c := founded(t, w, ada)
	tom.Follows("sepsis@acme.example")
	w.As("mira@acme.example").Follows("sepsis@acme.example")
	ada.Writes(conversations.Ask{Text: "Who calls, and whom?", Audience: models.Everyone, Where: conversations.Partners, Community: c.ID})
	tom.Sees("Who calls")
	w.As("mira@acme.example").Sees("Who calls")
	if n := tom.HomeShows("Who calls"); n != 1 {
		t.Errorf("the community's post stands %d times in tom's home", n)
	}
	tom.Replies("Who calls", "The one who is nearest.")
	ada.Sees("nearest")
}

func TestStoryAnAnswerInACommunityIsEditedAfterWhatItAnswersIsGone(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	c := founded(t, w, ada)
	mira.Follows("sepsis@acme.example")
	aside := ada.Writes(conversations.Ask{Text: "Between us, @mira@acme.example.", Audience: models.Named})
	answer := mira.Writes(conversations.Ask{Text: "So be it.", ReplyTo: aside.ID, Audience: models.Everyone, Community: c.ID})
	if answer.Audience != models.Named {
		t.Fatalf("an answer to what is between two is for %s", answer.Audience)
	}
	self := models.Self
	ada.Edits(aside, conversations.Change{Audience: &self})
	better := "So be it, then."
	mira.Edits(answer, conversations.Change{Text: &better})
	mira.Sees("then")
}

// Tom answers in a community of Acme, and then keeps his answer to those who follow him: its members there do not read what he wrote for
// fewer, whoever says in which community it stands.
func TestStoryWhatIsKeptToFollowersIsNotForTheCommunityItStandsIn(t *testing.T) {
	w := partners(t)
	ada, mira, tom := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("tom@guild.example")
	c := founded(t, w, ada)
	mira.Follows("sepsis@acme.example")
	tom.Follows("sepsis@acme.example")
	w.Server("acme.example").Allows("lemmy.example")
	lemmy := w.Peer("lemmy.example")
	joinsFrom(t, w, lemmy, c)
	ada.Writes(conversations.Ask{Text: "Who calls, and whom?", Audience: models.Everyone, Where: conversations.Partners, Community: c.ID})
	w.Settle()
	asked := tom.Finds("Who calls")
	answer := tom.Writes(conversations.Ask{Text: "The one who is nearest.", ReplyTo: asked.ID, Community: asked.Community.ID, Audience: models.Everyone, Where: conversations.World})
	mira.Sees("nearest")
	w.Clock.Advance(time.Minute)
	tom.Edits(answer, conversations.Change{Text: new("Between us: it was me."), Audience: new(models.Followers)})
	w.Settle()
	ada.Sees("it was me") // whom he answers
	mira.SeesNot("it was me").SeesNot("nearest")

	w.Say("somebody elsewhere writes in it for everyone, and then for followers, and says twice in which community that stands")
	first := page(lemmy, c, 1, "A sign before the fever")
	lemmy.Serves("/post/1", only(t, first))
	lemmy.Sends(c.Inbox, first)
	w.Settle()
	mira.Sees("A sign before the fever")
	narrowed := strings.NewReplacer(`"to":["`+string(c.IRI)+`","https://www.w3.org/ns/activitystreams#Public"]`, `"to":["`+string(lemmy.Nell)+`/followers"]`,
		`"type":"Create"`, `"type":"Update"`, `/activities/create/1`, `/activities/update/1`, `before the fever`, `of my own`,
		`"published":"2026-11-02T09:00:00Z"`, `"published":"2026-11-02T09:00:00Z","updated":"2026-11-02T09:05:00Z"`).Replace(first)
	lemmy.Serves("/post/1", only(t, narrowed))
	if status, body := lemmy.Sends(c.Inbox, narrowed); status != http.StatusAccepted {
		t.Fatalf("answered %d %s", status, body)
	}
	w.Settle()
	mira.SeesNot("A sign of my own").SeesNot("A sign before the fever")
}

func TestStoryAnEditBringsNothingIntoACommunity(t *testing.T) {
	w := partners(t)
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	c := founded(t, w, ada)
	asked := ada.Writes(conversations.Ask{Text: "Who calls, and whom?", Audience: models.Everyone, Where: conversations.Partners, Community: c.ID})
	own := mira.Writes(conversations.Ask{Text: "A note for myself.", ReplyTo: asked.ID, Audience: models.Self, Label: "AMBER"})
	everyone, where := models.Everyone, conversations.Partners
	mira.Edits(own, conversations.Change{Audience: &everyone, Where: &where})
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		p, err := tx.PostByID(own.ID)
		if err == nil && (p.CommunityID != nil || !p.Distance.IsInside()) {
			t.Errorf("what is AMBER and stands in no community is for %s at %s", p.Audience, p.Distance)
		}
		return err
	})
}

func TestStoryWhoLeftAHiddenCommunityStillChangesTheirOwnWords(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, mira, second := w.As("ada@acme.example"), w.As("mira@acme.example"), w.As("second@acme.example")
	var c models.Actor
	hidden := models.JoinHidden
	acme.Write(func(tx *store.Tx) (err error) {
		if c, err = communities.Create(tx, acme.Site, ada.Actor, communities.New{Handle: "quiet", Purpose: "Not for everybody.", Needs: "Few.", Measure: "None.", Driver: ada.ID, Core: []models.Actor{second.Actor}, Team: true}); err != nil {
			return err
		}
		if c, err = communities.Turn(tx, acme.Site, ada.Actor, c.ID, models.Live); err != nil {
			return err
		}
		if c, err = communities.Update(tx, acme.Site, ada.Actor, c.ID, communities.Change{JoinInside: &hidden}); err != nil {
			return err
		}
		return people.Invite(tx, acme.Site, ada.Actor, c, mira.Actor)
	})
	mira.Follows("quiet@acme.example")
	p := mira.Writes(conversations.Ask{Text: "Ward 3 is short of people.", Audience: models.Members, Community: c.ID})
	mira.Unfollows("quiet@acme.example")
	better := "Ward 4 is short of people."
	mira.Edits(p, conversations.Change{Text: &better})
	ada.Sees("Ward 4")
}

func TestStoryACommunityReachesForeignSoftwareInBothForms(t *testing.T) {
	w, ada, peer := outside(t)
	c := founded(t, w, ada)
	if status, body := peer.Sends(c.Inbox, strings.Replace(follow(peer, c.IRI), "follows/1", "follows/2", 1)); status != 202 {
		t.Fatalf("the follow was answered %d %s", status, body)
	}
	w.Settle()
	ada.Writes(conversations.Ask{Text: "For all to see.", Audience: models.Everyone, Where: conversations.World, Community: c.ID})
	whole, bare := 0, 0
	for _, a := range peer.Got() {
		if strings.Contains(a, `"type":"Announce"`) {
			if strings.Contains(a, `"type":"Create"`) {
				whole++
			} else {
				bare++
			}
		}
	}
	if whole != 1 || bare != 1 {
		t.Errorf("threaded software got %d announced activities, microblogs %d announced posts", whole, bare)
	}
}

func TestStoryALockedAccountAnswersLater(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	ada.Home.Write(func(tx *store.Tx) error {
		yes := true
		_, err := people.Update(tx, ada.Home.Site, ada.Actor, people.Profile{Locked: &yes})
		return err
	})
	tom.Follows("ada@acme.example")
	if ada.IsFollowedBy("tom@guild.example") || ada.Noticed(models.NoticeRequest) != 1 {
		t.Fatal("a locked account must be asked")
	}
	ada.Accepts("tom@guild.example")
	ada.Posts("For followers.", conversations.World)
	tom.Sees("For followers.")
	ada.Refuses("tom@guild.example")
	ada.Posts("Without tom.", conversations.World)
	if tom.HomeShows("Without tom") != 0 {
		t.Error("a follower who was removed still receives")
	}
}

func TestStoryADeadServerCostsNobodyElse(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example", "north.example")
	acme := w.Server("acme.example")
	acme.Allows("guild.example").Allows("north.example")
	w.Server("guild.example").Allows("acme.example")
	w.Server("north.example").Allows("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	tom, noor := w.As("tom@guild.example"), w.As("noor@north.example")
	tom.Follows("ada@acme.example")
	noor.Follows("ada@acme.example")
	w.Down("north.example")
	ada.Posts("While north is away.", conversations.World)
	tom.Sees("While north is away")
	noor.SeesNot("While north is away")
	w.Up("north.example")
	for range 8 { // its lane rests a little longer after each try
		w.Later(30 * 60 * 1e9)
	}
	noor.Sees("While north is away")
	if n := noor.HomeShows("While north is away"); n != 1 {
		t.Errorf("the post came %d times", n)
	}
}

func TestStoryLettersReachTheNamedOnly(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	hal, mira := w.As("halima@guild.example"), w.As("mira@acme.example")
	tom.Follows("ada@acme.example")
	hal.Follows("ada@acme.example")
	mira.Follows("ada@acme.example")
	ada.Writes(conversations.Ask{Text: "@tom@guild.example between us", Audience: models.Named})
	tom.Sees("between us")
	hal.SeesNot("between us")
	mira.SeesNot("between us")
	tom.Replies("between us", "and so it stays")
	ada.Sees("so it stays")
	mira.SeesNot("so it stays")
	hal.SeesNot("so it stays")
}

func TestStoryEditsAndDeletesArrive(t *testing.T) {
	w := partners(t)
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	tom.Follows("ada@acme.example")
	post := ada.Posts("First wording.", conversations.World)
	text := "Second wording."
	ada.Edits(post, conversations.Change{Text: &text})
	tom.Sees("Second wording")
	tom.SeesNot("First wording")
	ada.Deletes(post)
	tom.SeesNot("Second wording")
}
