package testrig_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/access"
	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/services/moderation"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
	"guildhall/testrig"
)

// ourCommunity is @sepsis of acme.example, driven by ada, whose members include nell of a threaded program and nell of a microblog.
type ourCommunity struct {
	*paper
	ada, mira      *testrig.Person
	threads, notes *testrig.Peer
	c              models.Actor
	first          models.IRI // ada's first post in it
}

// does lets those who lead do something.
func (o *ourCommunity) does(do func(tx *store.Tx) error) {
	o.t.Helper()
	o.s.Write(do)
	o.w.Settle()
}

func (o *ourCommunity) settles(c communities.Change) {
	o.t.Helper()
	o.does(func(tx *store.Tx) error {
		_, err := communities.Update(tx, o.s.Site, o.ada.Actor, o.c.ID, c)
		return err
	})
}

func (o *ourCommunity) rules(what models.RulingKind, post, whom models.ID, reason string, back bool) {
	o.t.Helper()
	o.does(func(tx *store.Tx) error {
		d := communities.Decided{Community: o.c, By: o.ada.Actor, What: what, Post: post, Whom: whom, Reason: reason}
		if what == models.Banned && !back {
			d.Until = tx.Now() + 3*86_400_000
		}
		act := communities.Rule
		if back {
			act = communities.Revoke
		}
		done, err := act(tx, o.s.Site, d)
		if err == nil && !done {
			o.t.Errorf("%s: nothing was decided", what)
		}
		return err
	})
}

func (o *ourCommunity) member(who models.IRI) (yes bool) {
	o.s.Read(func(tx *store.Tx) error {
		a, err := tx.ActorByIRI(who)
		if err == nil {
			yes, err = tx.Follows(a.ID, o.c.ID)
		}
		return ignoreMissing(err)
	})
	return yes
}

// post is how one stands here.
func (o *ourCommunity) post(iri models.IRI) (p models.Post) {
	o.s.Read(func(tx *store.Tx) (err error) {
		p, err = tx.PostByIRI(iri)
		return ignoreMissing(err)
	})
	return p
}

func (o *ourCommunity) within(iri models.IRI) bool {
	p := o.post(iri)
	return p.CommunityID != nil && *p.CommunityID == o.c.ID && p.Deleted == 0
}

// must fails the story where what the page says has not happened.
func (p *paper) must(yes bool, what string) {
	p.t.Helper()
	if !yes {
		p.t.Errorf("this did not happen: %s", what)
	}
}

// a short activity of somebody of a peer.
func did(kind string, peer *testrig.Peer, n int, by models.IRI, object, more string) string {
	if !strings.HasPrefix(object, "{") {
		object = `"` + object + `"`
	}
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://%s/activities/%d","type":"%s","actor":"%s","object":%s%s}`, peer.Host, n, kind, by, object, more)
}

func TestThePapersOfCommunitiesAreLived(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example").Allows("threads.example").Allows("notes.example")
	o := &ourCommunity{paper: livesThrough(t, w, acme, "communities.md"), ada: w.As("ada@acme.example").GoesOutward(), mira: w.As("mira@acme.example").GoesOutward(),
		threads: w.Peer("threads.example"), notes: w.Peer("notes.example")}
	o.c = o.ada.Founds(communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "We learn to see sepsis an hour earlier."}, o.mira)
	o.calls(o.ada.IRI, "ada")
	o.calls(o.mira.IRI, "mira")
	o.calls(o.c.IRI, "sepsis")
	acme.Read(func(tx *store.Tx) error {
		org, err := tx.OrganisationActor()
		o.calls(org.IRI, "organisation")
		return err
	})
	o.comeIn()
	o.write()
	o.ask()
	o.moderate()
	o.areRefused()
	inTheirs(o)
	o.keeps()
}

func (o *ourCommunity) comeIn() {
	o.read("group", o.threads, o.c.IRI)
	o.send("join", o.threads, o.threads.Nell, o.c.Inbox, did("Follow", o.threads, 1, o.threads.Nell, string(o.c.IRI), ""))
	o.got("let-in", o.threads, "Accept Follow")
	o.must(o.member(o.threads.Nell), "a Follow is let in")
	o.sends(o.threads, o.threads.Nell, o.c.Inbox, did("Leave", o.threads, 2, o.threads.Nell, string(o.c.IRI), ""))
	o.must(!o.member(o.threads.Nell), "a Leave leaves")
	o.sends(o.threads, o.threads.Nell, o.c.Inbox, did("Join", o.threads, 3, o.threads.Nell, string(o.c.IRI), ""))
	o.got("joined", o.threads, "Accept Join")
	o.must(o.member(o.threads.Nell), "a Join joins")

	ask, byInvitation, open := models.JoinAsk, models.JoinInvite, models.JoinOpen
	o.settles(communities.Change{JoinWorld: &ask})
	o.sends(o.notes, o.notes.Nell, o.c.Inbox, did("Follow", o.notes, 1, o.notes.Nell, string(o.c.IRI), ""))
	o.must(o.notes.GotOfType("Accept")+o.notes.GotOfType("Reject") == 0, "who asks hears nothing until it is decided")
	nell := func(tx *store.Tx) models.Actor {
		a, err := tx.ActorByIRI(o.notes.Nell)
		if err != nil {
			o.t.Fatal(err)
		}
		return a
	}
	o.does(func(tx *store.Tx) error { return people.TurnAway(tx, o.s.Site, o.ada.Actor, o.c, nell(tx)) })
	o.got("turned-away", o.notes, "Reject Follow")
	o.settles(communities.Change{JoinWorld: &byInvitation})
	o.does(func(tx *store.Tx) error { return people.Invite(tx, o.s.Site, o.ada.Actor, o.c, nell(tx)) })
	o.got("invitation", o.notes, "Invite")
	o.does(func(tx *store.Tx) error { return people.Uninvite(tx, o.s.Site, o.ada.Actor, o.c, nell(tx)) })
	o.got("uninvited", o.notes, "Undo Invite")
	o.does(func(tx *store.Tx) error { return people.Invite(tx, o.s.Site, o.ada.Actor, o.c, nell(tx)) })
	o.sends(o.notes, o.notes.Nell, o.c.Inbox, did("Follow", o.notes, 2, o.notes.Nell, string(o.c.IRI), ""))
	o.must(o.member(o.notes.Nell), "who is invited is let in")
	o.send("leaving", o.notes, o.notes.Nell, o.c.Inbox, did("Undo", o.notes, 3, o.notes.Nell, did("Follow", o.notes, 2, o.notes.Nell, string(o.c.IRI), ""), ""))
	o.must(!o.member(o.notes.Nell), "an Undo of the Follow leaves")
	o.settles(communities.Change{JoinWorld: &open})
	o.sends(o.notes, o.notes.Nell, o.c.Inbox, did("Follow", o.notes, 4, o.notes.Nell, string(o.c.IRI), ""))
}

func (o *ourCommunity) write() {
	ours := o.ada.Writes(conversations.Ask{Text: "Who calls, and whom?", Audience: models.Everyone, Where: conversations.World, Community: o.c.ID})
	o.first = ours.IRI
	o.calls(ours.IRI, "who-calls")
	o.calls(ours.Context, "who-calls")
	o.got("passed-on", o.threads, "Announce Create Note")
	o.got("passed-on-post", o.threads, "Announce")

	audience := page(o.threads, o.c, 1, "A sign before the fever")
	o.threads.Serves("/post/1", only(o.t, audience))
	o.send("by-audience", o.threads, o.threads.Nell, o.c.Inbox, audience)
	o.must(o.within("https://threads.example/post/1"), "a post stands in the community that its audience names")
	o.got("yours-passed-on", o.notes, "Announce Create Page")
	for _, raw := range o.notes.Got() {
		o.must(kindOf([]byte(raw)) != "Announce Create Page" || !strings.Contains(raw, `"proof":`), "no proof of ours stands around the bytes of others")
	}
	o.must(kindsAt(o.threads, "Announce Create Page") == 0, "it does not go back where it came from")
	mentioned := mention(o.notes, o.c, 7, "We saw the same on our ward.")
	o.notes.Serves("/users/nell/statuses/7", only(o.t, mentioned))
	o.send("by-mention", o.notes, o.notes.Nell, o.c.Inbox, mentioned)
	o.must(o.within("https://notes.example/users/nell/statuses/7"), "a post stands in the community that it mentions")

	answer := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://notes.example/users/nell/statuses/8","type":"Note","attributedTo":"%s","inReplyTo":"%s","content":"<p>Whoever is nearest.</p>","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["%s"]}`,
		o.notes.Nell, ours.IRI, o.ada.IRI)
	o.notes.Serves("/users/nell/statuses/8", answer)
	o.send("answer", o.notes, o.notes.Nell, o.ada.Inbox, did("Create", o.notes, 8, o.notes.Nell, answer, `,"to":["https://www.w3.org/ns/activitystreams#Public"],"cc":["`+string(o.ada.IRI)+`"]`))
	o.must(o.within("https://notes.example/users/nell/statuses/8"), "an answer stands where what it answers stands")
	o.read("conversation", o.threads, ours.Context+"?page=1")
	changed := strings.Replace(answer, "nearest.", "nearest, by phone.", 1)
	o.notes.Serves("/users/nell/statuses/8", changed)
	o.sends(o.notes, o.notes.Nell, o.ada.Inbox, did("Update", o.notes, 9, o.notes.Nell, changed, `,"to":["https://www.w3.org/ns/activitystreams#Public"]`))
	o.must(kindsAt(o.threads, "Announce Update Note") == 1 && kindsAt(o.threads, "Update Note") == 0, "an edit is passed on once, by the community")
	o.notes.Serves("/users/nell/statuses/8", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://notes.example/users/nell/statuses/8","type":"Tombstone"}`)
	o.sends(o.notes, o.notes.Nell, o.ada.Inbox, did("Delete", o.notes, 10, o.notes.Nell, "https://notes.example/users/nell/statuses/8", ""))
	o.got("end-passed-on", o.threads, "Announce Delete")

	before := len(o.threads.Got())
	o.send("vote", o.notes, o.notes.Nell, o.ada.Inbox, did("Like", o.notes, 11, o.notes.Nell, string(ours.IRI), ""))
	o.sends(o.threads, o.threads.Nell, o.ada.Inbox, did("Dislike", o.threads, 12, o.threads.Nell, string(ours.IRI), ""))
	o.must(seenAs(o.mira, ours.IRI).Favourites == 1, "a Like counts")
	o.must(len(o.threads.Got()) == before, "votes are not passed on")
	o.must(seenAs(o.mira, ours.IRI).Downs == 0, "a Dislike does not count")
	yes, no := true, false
	o.settles(communities.Change{Downs: &yes})
	o.must(seenAs(o.mira, ours.IRI).Downs == 1, "a Dislike counts where that is settled")
	o.settles(communities.Change{Downs: &no})
}

func (o *ourCommunity) ask() {
	q := o.ada.Writes(conversations.Ask{Kind: models.QuestionPost, Title: "Which rod for cast iron?", Text: "We looked in the manual.", Audience: models.Everyone, Where: conversations.World, Community: o.c.ID})
	o.calls(q.IRI, "question")
	o.calls(q.Context, "question")
	answer := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://notes.example/users/nell/statuses/9","type":"Note","attributedTo":"%s","inReplyTo":"%s","content":"<p>Nickel, and warm it first.</p>","to":["https://www.w3.org/ns/activitystreams#Public"]}`, o.notes.Nell, q.IRI)
	o.notes.Serves("/users/nell/statuses/9", answer)
	o.sends(o.notes, o.notes.Nell, o.ada.Inbox, did("Create", o.notes, 13, o.notes.Nell, answer, `,"to":["https://www.w3.org/ns/activitystreams#Public"]`))
	if err := accepts(o.ada, o.post("https://notes.example/users/nell/statuses/9").ID); err != nil {
		o.t.Fatal(err)
	}
	o.w.Settle()
	o.got("accepted", o.threads, "Announce Update Note")
	for kind, ask := range map[string]conversations.Ask{
		"Article":  {Kind: models.Article, Title: "How we did it", Text: "At length."},
		"Page":     {Kind: models.PageDoc, Title: "The standard", Link: "https://standards.example/cables"},
		"Question": {Text: "When?", Poll: &conversations.PollAsk{Options: []string{"At five", "At six"}, Open: time.Hour}},
		"Event":    {Kind: models.EventPost, Title: "Open workshop", Event: &conversations.EventAsk{Starts: "2026-11-26T14:00", Zone: "Europe/Berlin"}},
	} {
		ask.Audience, ask.Where, ask.Community = models.Everyone, conversations.World, o.c.ID
		before := kindsAt(o.threads, "Announce Create "+kind)
		o.ada.Writes(ask)
		o.must(kindsAt(o.threads, "Announce Create "+kind) == before+1, kind+" is passed on")
	}
}

func (o *ourCommunity) moderate() {
	p := o.mira.Writes(conversations.Ask{Text: "Round and round.", Audience: models.Everyone, Where: conversations.World, Community: o.c.ID})
	o.calls(p.IRI, "round")
	o.calls(p.Context, "round")
	o.rules(models.Shut, p.ID, 0, "in circles", false)
	o.got("lock", o.threads, "Announce Lock")
	_, document := o.threads.Reads(p.IRI)
	o.must(strings.Contains(document, `"commentsEnabled":false`), "the first post of a locked thread says so")
	o.rules(models.Shut, p.ID, 0, "on second thoughts", true)
	o.got("unlock", o.threads, "Announce Undo Lock")
	o.rules(models.Removed, p.ID, 0, "off topic", false)
	o.got("removal", o.threads, "Announce Delete")
	o.rules(models.Removed, p.ID, 0, "on second thoughts", true)
	o.got("restored", o.threads, "Announce Undo Delete")
	o.must(o.within(p.IRI), "a post that is restored stands in the community again")
	var nell models.Actor
	o.s.Read(func(tx *store.Tx) (err error) { nell, err = tx.ActorByIRI(o.notes.Nell); return err })
	o.rules(models.Banned, 0, nell.ID, "rude", false)
	o.got("ban", o.notes, "Announce Block")
	late := mention(o.notes, o.c, 12, "I say it again.")
	o.notes.Serves("/users/nell/statuses/12", only(o.t, late))
	o.answered("a post by somebody who is shut out: it stands in no community", o.notes, o.notes.Nell, o.c.Inbox, late)
	o.must(!o.within("https://notes.example/users/nell/statuses/12"), "who is shut out does not write there")
	o.rules(models.Banned, 0, nell.ID, "on second thoughts", true)
	o.got("unban", o.notes, "Announce Undo Block")

	o.answered("a moderator's act by somebody who is none", o.threads, o.threads.Nell, o.c.Inbox, modAct("Delete", 20, o.threads.Nell, o.c.IRI, string(p.IRI), ""))
	o.must(o.within(p.IRI), "a mere member takes nothing out")
	o.does(func(tx *store.Tx) error {
		one, err := tx.ActorByIRI(o.threads.Nell)
		if err == nil {
			err = communities.Appoint(tx, o.s.Site, o.ada.Actor, o.c, one, models.Keeper, 0)
		}
		return err
	})
	o.read("moderators", o.threads, o.c.IRI+"/moderators")
	o.must(kindsAt(o.threads, "Update Group") > 0, "who knows the community hears that its moderators changed")
	o.send("pin-elsewhere", o.threads, o.threads.Nell, o.c.Inbox, did("Add", o.threads, 24, o.threads.Nell, string(o.first), `,"target":"`+string(o.c.IRI)+`/featured"`))
	o.got("pinned", o.notes, "Announce Add")
	o.sends(o.threads, o.threads.Nell, o.c.Inbox, did("Remove", o.threads, 27, o.threads.Nell, string(o.first), `,"target":"`+string(o.c.IRI)+`/featured"`))
	o.must(kindsAt(o.notes, "Announce Remove") == 1, "a Remove takes it off")
	remove := modAct("Delete", 21, o.threads.Nell, o.c.IRI, string(p.IRI), `,"summary":"advertising"`)
	o.send("moderator-elsewhere", o.threads, o.threads.Nell, o.c.Inbox, remove)
	o.must(!o.within(p.IRI) && kindsAt(o.notes, "Announce Delete") > 0, "a moderator elsewhere is obeyed, and it is passed on")
	o.sends(o.threads, o.threads.Nell, o.c.Inbox, undoOf(22, o.threads.Nell, o.c.IRI, remove))
	o.must(o.within(p.IRI), "a moderator elsewhere takes it back")
	o.answered("a moderator elsewhere who shuts out those who look after the community", o.threads, o.threads.Nell, o.c.Inbox,
		modAct("Block", 23, o.threads.Nell, o.c.IRI, string(o.ada.IRI), `,"target":"`+string(o.c.IRI)+`"`))
	o.s.Read(func(tx *store.Tx) error {
		o.must(access.ShutOut(tx, o.ada.Actor, o.c) == nil, "the driver is not shut out")
		return nil
	})
}

func (o *ourCommunity) areRefused() {
	ours := o.mira.Writes(conversations.Ask{Text: "Buy this.", Audience: models.Everyone, Where: conversations.World, Community: o.c.ID})
	o.calls(ours.IRI, "buy-this")
	o.send("flag", o.notes, o.notes.Nell, o.c.Inbox, did("Flag", o.notes, 26, o.notes.Nell, string(ours.IRI), `,"content":"This is advertising."`))
	o.s.Read(func(tx *store.Tx) error {
		n, err := tx.CountFlags(o.c.ID, ours.ID)
		o.must(n == 1, "a member's Flag of a post counts in the community")
		return err
	})
	o.send("report", o.notes, o.notes.Nell, o.s.Site.SharedInbox(), did("Flag", o.notes, 25, o.notes.Nell, string(o.mira.IRI), `,"content":"This is advertising."`))
	o.s.Read(func(tx *store.Tx) error {
		list, err := tx.Reports(store.ReportFilter{})
		o.must(len(list) == 1, "a Flag becomes a report")
		return err
	})
	o.answered("an `Add` to our `featured` by somebody who does not look after the community, or to our `moderators`", o.notes, o.notes.Nell, o.c.Inbox,
		did("Add", o.notes, 31, o.notes.Nell, "https://threads.example/post/1", `,"target":"`+string(o.c.IRI)+`/featured"`))
	o.answered("a post that lies on another server than its actor", o.threads, o.threads.Nell, o.c.Inbox,
		strings.Replace(page(o.threads, o.c, 32, "Forged"), "https://threads.example/post/32", "https://acme.example/post/32", 1))
	forged := strings.Replace(page(o.threads, o.c, 33, "In the name of another"), string(o.threads.Nell), string(o.notes.Nell), 2)
	o.answered("an activity of somebody else, without a proof: it is looked up where it lives", o.threads, o.threads.Nell, o.c.Inbox, forged)
	o.answered("a signature by the key of nobody", o.threads, o.threads.Nell+"/nobody", o.c.Inbox, page(o.threads, o.c, 34, "Unsigned"))
	stranger := o.w.Peer("stranger.example")
	o.answered("anything from a server that our policy does not let knock", stranger, stranger.Nell, o.c.Inbox, did("Follow", stranger, 1, stranger.Nell, string(o.c.IRI), ""))

	state := func(to models.CommunityState) {
		o.does(func(tx *store.Tx) error {
			_, err := communities.Turn(tx, o.s.Site, o.ada.Actor, o.c.ID, to)
			return err
		})
	}
	newcomer := models.IRI("https://threads.example/users/noor")
	o.threads.Serves("/users/noor", strings.ReplaceAll(o.threads.Document("/users/nell"), "nell", "noor"))
	state(models.Resting)
	resting := page(o.threads, o.c, 35, "While it rests")
	o.threads.Serves("/post/35", only(o.t, resting))
	o.answered("a post in a community that rests or is archived: it stands in none", o.threads, o.threads.Nell, o.c.Inbox, resting)
	o.must(!o.within("https://threads.example/post/35"), "while it rests nothing new stands in it")
	state(models.Archived)
	o.answered("a Follow of a community that is archived", o.threads, newcomer, o.c.Inbox, did("Follow", o.threads, 36, newcomer, string(o.c.IRI), ""))
	status, _ := o.threads.Reads(o.c.IRI)
	o.must(status == 200, "an archived community is read as before")
	state(models.Draft)
	status, _ = o.threads.Reads(o.c.IRI)
	o.must(status == 404, "a draft is nothing outside")
	o.answered("a Follow of a draft, of a community whose switch is off, or of one that is hidden from where you are", o.threads, newcomer, o.c.Inbox, did("Follow", o.threads, 37, newcomer, string(o.c.IRI), ""))
	state(models.Live)
}

func kindsAt(peer *testrig.Peer, kind string) (n int) {
	for _, raw := range peer.Got() {
		if kindOf([]byte(raw)) == kind {
			n++
		}
	}
	return n
}

// inTheirs is the page's second half: ada in @ward of threads.example, which nell moderates.
func inTheirs(o *ourCommunity) {
	ward := groupAt(o.threads, `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://threads.example/c/ward/moderators","type":"OrderedCollection","orderedItems":["https://threads.example/users/nell"]}`)
	o.threads.Serves("/c/ward", strings.Replace(o.threads.Document("/c/ward"), `"name":"Nell"`, `"name":"Ward"`, 1))
	o.shows("your-group", withoutKey(o.t, o.threads.Document("/c/ward")))
	o.shows("your-moderators", document(o.t, o.threads.Document("/c/ward/moderators")))
	group, err := o.s.Resolve.Actor(context.Background(), ward, nil)
	if err != nil {
		o.t.Fatal(err)
	}
	n := 100
	acts := func(name, kind, object, more string) { // the community's own
		o.t.Helper()
		n++
		o.send(name, o.threads, ward, o.s.Site.SharedInbox(), did(kind, o.threads, n, ward, object, more))
	}
	acts("your-invitation", "Invite", string(o.ada.IRI), `,"target":"`+string(ward)+`"`)
	o.must(strings.Contains(heard(o.ada), "invites you to come in"), "an Invite is told to whom it invites")
	o.sends(o.threads, ward, o.s.Site.SharedInbox(), did("Undo", o.threads, 150, ward, fmt.Sprintf("https://threads.example/activities/%d", n), ""))
	o.must(!strings.Contains(heard(o.ada), "invites you to come in"), "its Undo takes the notice back")
	follow := func() (f models.Following) {
		o.does(func(tx *store.Tx) (err error) {
			f, err = people.Follow(tx, o.s.Site, o.ada.Actor, group, "")
			return err
		})
		return f
	}
	f := follow()
	o.got("our-join", o.threads, "Follow")
	o.must(f.State == models.Pending, "a Follow is pending until it is answered")
	public := `,"to":["https://www.w3.org/ns/activitystreams#Public"]`
	n++
	o.send("your-answer", o.threads, ward, o.ada.Inbox, did("Accept", o.threads, n, ward, string(f.IRI), ""))

	mine := o.ada.Writes(conversations.Ask{Text: "How do you calibrate yours?", Title: "Calibration", Audience: models.Everyone, Where: conversations.World, Community: group.ID})
	o.calls(mine.IRI, "calibration")
	o.calls(mine.Context, "calibration")
	o.got("our-post", o.threads, "Create Article")

	theirs := page(o.threads, group, 40, "Twice a year")
	o.threads.Serves("/post/40", only(o.t, theirs))
	acts("your-announce", "Announce", theirs, public)
	o.ada.Sees("Twice a year")
	o.threads.Serves("/post/41", strings.ReplaceAll(only(o.t, theirs), "/40", "/41"))
	acts("your-announce-post", "Announce", "https://threads.example/post/41", public)
	o.must(o.post("https://threads.example/post/41").ID != 0, "the bare post is read where it lives")

	o.ada.Replies("Twice a year", "With which weights?")
	o.got("our-answer", o.threads, "Create Note")
	o.ada.Thanks("Twice a year")
	o.got("our-vote", o.threads, "Like")
	abroad := answered(o.notes, "users/nell/statuses/20", "Ask those who weigh.", "https://threads.example/post/41", "")
	o.sends(o.threads, ward, o.ada.Inbox, did("Announce", o.threads, 203, ward, did("Create", o.notes, 20, o.notes.Nell, abroad, ""), public))
	before := kindsAt(o.threads, "Like")
	o.ada.Thanks("those who weigh")
	o.must(kindsAt(o.notes, "Like") == 1 && kindsAt(o.threads, "Like") == before+1, "a vote reaches the author and, where it lives elsewhere, the community")
	o.does(func(tx *store.Tx) error {
		return reactions.Unfavourite(tx, o.s.Site, o.ada.Actor, o.post("https://notes.example/users/nell/statuses/20").ID)
	})
	o.must(kindsAt(o.notes, "Undo Like") == 1 && kindsAt(o.threads, "Undo Like") == 1, "and so does its end")

	o.does(func(tx *store.Tx) error {
		nell, err := tx.ActorByIRI(o.threads.Nell)
		if err == nil {
			_, err = moderation.Tell(tx, o.s.Site, moderation.Told{By: o.ada.Actor, Target: nell, Posts: []models.Post{o.post("https://threads.example/post/40")}, Comment: "This is advertising.", Forward: true})
		}
		return err
	})
	o.got("our-report", o.threads, "Flag")

	stands := func() (in, locked bool) {
		p := o.post(mine.IRI)
		return p.CommunityID != nil && *p.CommunityID == group.ID, p.Locked != 0
	}
	lock := modAct("Lock", 50, o.threads.Nell, ward, string(mine.IRI), `,"summary":"this goes round in circles"`)
	acts("your-lock", "Announce", lock, public)
	_, locked := stands()
	o.must(locked && strings.Contains(heard(o.ada), "round in circles"), "a lock is obeyed, and its author told why")
	acts("your-unlock", "Announce", undoOf(51, o.threads.Nell, ward, lock), public)
	_, locked = stands()
	o.must(!locked, "a lock is taken back")
	remove := modAct("Delete", 52, o.threads.Nell, ward, string(mine.IRI), `,"summary":"not about wards"`)
	acts("your-removal", "Announce", remove, public)
	in, _ := stands()
	o.must(!in && strings.Contains(heard(o.ada), "not about wards"), "a removal is obeyed, and its author told why")
	o.sends(o.threads, ward, o.ada.Inbox, did("Announce", o.threads, 200, ward, undoOf(53, o.threads.Nell, ward, remove), public))
	in, _ = stands()
	o.must(in, "a removal is taken back")
	acts("your-pin", "Announce", did("Add", o.threads, 54, o.threads.Nell, "https://threads.example/post/40", `,"target":"`+string(ward)+`/featured"`), public)
	o.must(strings.Contains(pinnedBy(o.t, o.ada, ward), "Twice a year"), "what is pinned there is pinned here")
	o.sends(o.threads, ward, o.ada.Inbox, did("Announce", o.threads, 201, ward, did("Remove", o.threads, 55, o.threads.Nell, "https://threads.example/post/40", `,"target":"`+string(ward)+`/featured"`), public))
	o.must(pinnedBy(o.t, o.ada, ward) == "", "it is taken off")
	block := modAct("Block", 56, o.threads.Nell, ward, string(o.ada.IRI), `,"target":"`+string(ward)+`","summary":"three warnings","endTime":"2026-11-05T09:00:00Z"`)
	acts("your-ban", "Announce", block, public)
	shut := func() (why error) {
		o.s.Read(func(tx *store.Tx) error { why = access.ShutOut(tx, o.ada.Actor, group); return nil })
		return why
	}
	o.must(shut() != nil && strings.Contains(heard(o.ada), "three warnings"), "a ban is obeyed, and told with its reason and end")
	acts("your-unban", "Announce", undoOf(57, o.threads.Nell, ward, block), public)
	o.must(shut() == nil, "a ban is taken back")
	o.answered("a community's Announce of an act of moderation by somebody whom its list does not name", o.threads, ward, o.ada.Inbox,
		did("Announce", o.threads, 202, ward, modAct("Lock", 58, "https://threads.example/users/noor", ward, string(mine.IRI), ""), public))
	_, locked = stands()
	o.must(!locked, "who moderates nothing is not obeyed")

	o.does(func(tx *store.Tx) error { return people.Unfollow(tx, o.s.Site, o.ada.Actor, group) })
	o.got("our-leaving", o.threads, "Undo Follow")
	f = follow()
	n++
	o.sends(o.threads, ward, o.ada.Inbox, did("Reject", o.threads, n, ward, string(f.IRI), ""))
	o.s.Read(func(tx *store.Tx) error {
		_, err := tx.Follow(o.ada.ID, group.ID)
		o.must(err != nil, "a Reject ends the Follow")
		return nil
	})
}

// withoutKey is a document of a peer's without the key, which is another in each world.
func withoutKey(t *testing.T, raw string) string {
	return keyPart.ReplaceAllString(document(t, raw), "")
}
