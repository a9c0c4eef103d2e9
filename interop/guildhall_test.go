package interop_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
	"guildhall/store"
)

// A whole Guildhall and a server of another make talk over real HTTP, each with its own idea of the protocol. Each story
// starts both anew.
func TestGuildhallAndTheOtherMake(t *testing.T) {
	t.Run("strangers meet and part", strangersMeet)
	BothWays(t, "they talk", theyTalk)
	t.Run("they thank and share", theyThank)
	BothWays(t, "they vote", theyVote)
	BothWays(t, "they share pictures", theySharePictures)
	BothWays(t, "they react", theyReact)
	BothWays(t, "they quote", theyQuote)
	BothWays(t, "they change, and have enough of each other", theyChange)
	t.Run("a thread with three servers", threeServers)
	BothWays(t, "a community is heard outside", aCommunity)
	t.Run("what is not for them does not reach them", whatStays)
	BothWays(t, "what is for partners", whatIsForPartners)
	t.Run("what is for partners is had through no other door", partnersAlone)
	t.Run("who becomes a partner late, and who was one", lateAndFormer)
	t.Run("what grows narrower, and what could have grown wider", narrowerNeverWider)
	t.Run("what an app reads, deletes and writes again", redrafted)
	t.Run("whoever locks the door opens it", aLockedDoor)
	BothWays(t, "what is not signed changes nothing", notSigned)
	t.Run("an administrator limits their host", aLimit)
	t.Run("an administrator blocks their host", aBlock)
}

// neighbours are a house with Ada, and Ines on the other make, whose host is allowed.
func neighbours(t *testing.T) (*House, *Worker, *Peer) {
	h, ines := StartHouse(t), StartPeer(t, "ines")
	h.Stands(models.Allowed, ines)
	return h, h.Employs("ada"), ines
}

// friends are neighbours who follow each other.
func friends(t *testing.T) (*House, *Worker, *Peer) {
	h, ada, ines := neighbours(t)
	ines.Joins(ada.Handle, string(ada.IRI))
	ada.Follows(ines)
	return h, ada, ines
}

// Joins follows somebody at the house and waits to be accepted.
func (p *Peer) Joins(handle, actor string) {
	p.t.Helper()
	p.Follow(handle)
	Eventually(p.t, p.Handle+" is accepted by "+handle, func() bool { return p.State().Follows(actor) == "accepted" })
}

// Has waits until the program has a post, and gives it.
func (p *Peer) Has(post string) (got PostSeen) {
	p.t.Helper()
	Eventually(p.t, p.Handle+" has "+post, func() bool {
		var ok bool
		got, ok = p.State().Post(post)
		return ok
	})
	return got
}

func strangersMeet(t *testing.T) {
	h, ada, ines := neighbours(t)
	early := ines.Says(Said{Text: "I wrote this before anybody at the house knew me."})
	if id, kind := ines.Lookup(ada.Handle); id != string(ada.IRI) || kind != "Person" {
		t.Fatalf("Ines looks Ada up and finds %s, a %s", id, kind)
	}
	if f := ines.Fetch(string(ada.IRI), false); f.Status != http.StatusNotFound {
		t.Errorf("who does not sign is answered %d %s", f.Status, f.Body)
	}
	ines.Joins(ada.Handle, string(ada.IRI))
	if !ada.Notified("follow", ines, "") {
		t.Error("Ada was not told that Ines follows her")
	}

	ada.Follows(ines)
	account := ada.Finds(ines)
	if r := ada.Related(account); !r.FollowedBy {
		t.Errorf("Ada's app shows %+v", r)
	}
	var shown []Status
	ada.does(http.MethodGet, "/api/v1/accounts/"+account+"/statuses", nil, &shown)
	if len(shown) != 1 || shown[0].URI != early {
		t.Errorf("the profile of Ines shows %v", shown)
	}
	note := ines.Says(Said{Text: "Good morning, hospital."})
	if s := ada.Reads(note); s.Content != "<p>Good morning, hospital.</p>" || s.Visibility != "public" {
		t.Errorf("Ada reads %+v", s)
	}
	hello := ada.Says("Good morning, *Ines*.")
	if got := ines.Has(hello.URI); got.Content != "<p>Good morning, <em>Ines</em>.</p>" || got.Actor != string(ada.IRI) {
		t.Errorf("Ines reads %+v", got)
	}

	ines.Unfollow(ada.Handle)
	Eventually(t, "Ines follows no more", func() bool { return !ada.Related(account).FollowedBy })
	ada.does(http.MethodPost, "/api/v1/accounts/"+account+"/unfollow", nil, nil)
	Eventually(t, "Ada follows no more", func() bool { return len(ines.State().Followers) == 0 })
	ada.Says("Nobody outside hears this.")
	late := ines.Says(Said{Text: "Nobody at the house hears this."})
	ines.Joins(ada.Handle, string(ada.IRI)) // what was on its way has arrived by then
	ines.NeverHeard("Nobody outside")
	if _, here := ada.Here(late); here {
		t.Error("a post arrived for nobody")
	}
	h.Trusted(ines)
}

func theyTalk(t *testing.T) {
	h, ada, ines := friends(t)
	question := ada.Says("How do you weld <thin> sheet? #welding", "spoiler_text", "shop talk")
	got := ines.Has(question.URI)
	if !strings.Contains(got.Content, "&lt;thin&gt;") || got.Summary != "shop talk" || !got.Sensitive {
		t.Errorf("Ines reads %+v", got)
	}
	answer := ines.Says(Said{Text: "With short pulses.", InReplyTo: question.URI})
	seen := ada.Reads(answer)
	if seen.InReplyToID != question.ID || !ada.Notified("mention", ines, answer) {
		t.Errorf("Ada reads %+v", seen)
	}
	thanks := ada.Says("How short?", "in_reply_to_id", seen.ID)
	if got := ines.Has(thanks.URI); got.InReplyTo != answer {
		t.Errorf("Ines reads %+v", got)
	}
	last := ines.Says(Said{Text: "Ten milliseconds.", InReplyTo: thanks.URI})
	ada.Reads(last)
	above, below := ada.Thread(seen.ID)
	if len(above) != 1 || above[0].ID != question.ID || len(below) != 2 || below[0].ID != thanks.ID || below[1].URI != last {
		t.Errorf("the thread has %v above and %v below", above, below)
	}

	ada.does(http.MethodPut, "/api/v1/statuses/"+question.ID, url.Values{"status": {"How do you weld sheet of 0.5 mm?"}}, nil)
	Eventually(t, "Ada's edit reaches Ines", func() bool {
		got, _ := ines.State().Post(question.URI)
		return got.Edits == 1 && strings.Contains(got.Content, "0.5 mm")
	})
	ines.Edit(answer, "With pulses of ten milliseconds.")
	Eventually(t, "the edit of Ines reaches Ada", func() bool {
		s, _ := ada.Here(answer)
		return strings.Contains(s.Content, "pulses of ten") && s.EditedAt != ""
	})

	ada.does(http.MethodDelete, "/api/v1/statuses/"+thanks.ID, nil, nil)
	Eventually(t, "Ada's delete reaches Ines", func() bool { got, _ := ines.State().Post(thanks.URI); return got.Deleted })
	if f := ines.Fetch(thanks.URI, true); f.Status != http.StatusGone {
		t.Errorf("who had a post asks for it after its end and is answered %d", f.Status)
	}
	ines.Delete(answer)
	Eventually(t, "the delete of Ines reaches Ada", func() bool { _, here := ada.Here(answer); return !here })
	if status, _ := ada.Asks(http.MethodGet, "/api/v1/statuses/"+seen.ID, nil, nil); status != http.StatusNotFound {
		t.Errorf("a deleted post is answered %d", status)
	}

	word := ines.Says(Said{Text: "Between us.", Mention: []string{ada.Handle}, Visibility: "direct"})
	Eventually(t, "Ada has a letter", func() bool { return ada.Notified("mention", ines, word) })
	letter, _ := ada.Here(word)
	if letter.Visibility != "direct" {
		t.Errorf("the letter is %q", letter.Visibility)
	}
	reply := ada.Says("Of course.", "in_reply_to_id", letter.ID, "visibility", "direct")
	if got := ines.Has(reply.URI); len(got.To) != 1 || got.To[0] != ines.Actor || len(got.CC) != 0 {
		t.Errorf("Ada's letter is addressed to %v and %v", got.To, got.CC)
	}
	h.Trusted(ines)
}

func theyThank(t *testing.T) {
	h, ada, ines := friends(t)
	ours := ada.Says("The new ward opens on Monday.")
	ines.Has(ours.URI)
	like, boost := ines.Like(ours.URI), ines.Boost(ours.URI)
	Eventually(t, "Ada is thanked and shared", func() bool {
		s, _ := ada.Here(ours.URI)
		return s.Favourites == 1 && s.Boosts == 1 && ada.Notified("favourite", ines, ours.URI) && ada.Notified("reblog", ines, ours.URI)
	})
	ines.Undo(like)
	ines.Undo(boost)
	Eventually(t, "both are taken back", func() bool {
		s, _ := ada.Here(ours.URI)
		return s.Favourites == 0 && s.Boosts == 0 && !ada.Notified("favourite", ines, "")
	})

	theirs := ines.Says(Said{Text: "We are hiring."})
	seen := ada.Reads(theirs)
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/favourite", nil, nil)
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/reblog", nil, nil)
	Eventually(t, "Ines is thanked and shared", func() bool {
		s := ines.State()
		return s.Reacted("Like", string(ada.IRI), theirs) && s.Reacted("Announce", string(ada.IRI), theirs)
	})
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/unfavourite", nil, nil)
	ada.does(http.MethodPost, "/api/v1/statuses/"+seen.ID+"/unreblog", nil, nil)
	Eventually(t, "both are taken back", func() bool {
		s := ines.State()
		return !s.Reacted("Like", string(ada.IRI), theirs) && !s.Reacted("Announce", string(ada.IRI), theirs)
	})
	h.Trusted(ines)
}

func theyChange(t *testing.T) {
	h, ada, ines := friends(t)
	ada.does(http.MethodPatch, "/api/v1/accounts/update_credentials", url.Values{"display_name": {"Ada of Ward 7"}}, nil)
	Eventually(t, "Ada's new name reaches Ines", func() bool {
		for _, r := range ines.State().Received {
			if r.Type == "Update" && r.Object == string(ada.IRI) && strings.Contains(r.Body, "Ada of Ward 7") {
				return true
			}
		}
		return false
	})
	hello := ada.Says("Hello.")
	ines.Has(hello.URI)
	for accept, want := range map[string]int{"text/html": http.StatusOK, "application/activity+json": http.StatusNotFound} {
		if got := h.Visits(hello.URI, accept); got != want { // a closed federation is not a closed website
			t.Errorf("a visitor asks for what reaches the world as %s and is answered %d", accept, got)
		}
	}

	account := ada.Finds(ines)
	ines.Block(ada.Handle)
	Eventually(t, "nobody follows any more", func() bool { r := ada.Related(account); return !r.Following && !r.FollowedBy })
	ada.Says("Ines shall not hear this.")
	if status, why := ada.Asks(http.MethodPost, "/api/v1/accounts/"+account+"/follow", nil, nil); status != http.StatusForbidden || why == "" {
		t.Errorf("Ada wants to follow whoever blocks her and is told %d %q", status, why)
	}

	bob := h.Employs("bob")
	ines.Joins(bob.Handle, string(bob.IRI))
	bob.does(http.MethodPost, "/api/v1/accounts/"+account+"/block", nil, nil)
	Eventually(t, "Bob's block reaches Ines", func() bool { return ines.Got("Block") == 1 })
	bob.Says("Nor this.")
	ines.Follow(bob.Handle)
	Eventually(t, "Ines is refused", func() bool { return ines.State().Follows(string(bob.IRI)) == "rejected" })
	bob.does(http.MethodPost, "/api/v1/accounts/"+account+"/unblock", nil, nil)
	Eventually(t, "Bob's change of mind reaches Ines", func() bool { return ines.Got("Undo") == 1 })
	ines.Joins(bob.Handle, string(bob.IRI))
	ines.Has(bob.Says("Welcome back.").URI)
	ines.NeverHeard("shall not hear")
	ines.NeverHeard("Nor this")
	h.Trusted(ines)
}

// Ines answers somebody whom nobody at the house knows, and shares a post of his: both are read where they live.
func threeServers(t *testing.T) {
	h, ada, ines := friends(t)
	omar := StartPeer(t, "omar")
	root := omar.Says(Said{Text: "Who has a spare bed?"})
	h.Stands(models.Allowed, omar)
	answer := ines.Says(Said{Text: "We have two.", InReplyTo: root})
	seen := ada.Reads(answer)
	above, _ := ada.Thread(seen.ID)
	if len(above) != 1 || above[0].URI != root || "@"+above[0].Account.Acct != omar.Handle {
		t.Errorf("above the answer stands %v", above)
	}
	other := omar.Says(Said{Text: "And a spare doctor?"})
	ines.Boost(other)
	Eventually(t, "Ada has what Ines shares", func() bool {
		for _, s := range ada.Home() {
			if s.Reblog != nil && s.Reblog.URI == other && "@"+s.Account.Acct == ines.Handle {
				return true
			}
		}
		return false
	})
	// Ada writes to him by his address alone.
	letter := ada.Says(omar.Handle+" We have a doctor.", "visibility", "direct")
	if got := omar.Has(letter.URI); len(got.To) != 1 || got.To[0] != omar.Actor {
		t.Errorf("Omar's letter is addressed to %v", got.To)
	}
	ines.NeverHeard("We have a doctor")
	h.Trusted(ines)
	h.Trusted(omar)
}

func aCommunity(t *testing.T) {
	h, ada, ines := neighbours(t)
	mira := h.Employs("mira")
	var welding models.Actor
	h.Does(func(tx *store.Tx) (err error) {
		welding, err = communities.Opened(tx, h.Site, ada.Actor, communities.New{Handle: "welding", Name: "Welding", Purpose: "We join what belongs together.", Driver: ada.ID, Core: []models.Actor{mira.Actor}})
		return err
	})
	handle := "@welding@" + string(h.Site.Host)
	if id, kind := ines.Lookup(handle); id != string(welding.IRI) || kind != "Group" {
		t.Fatalf("Ines looks the community up and finds %s, a %s", id, kind)
	}
	ines.Joins(handle, string(welding.IRI))
	post := ada.Writes(conversations.Ask{Text: "Our first meeting is on Tuesday.", Community: welding.ID, Where: conversations.World})
	if got := ines.Has(string(post.IRI)); got.Actor != string(ada.IRI) || !strings.Contains(got.Content, "Tuesday") {
		t.Errorf("Ines reads %+v", got)
	}
	Eventually(t, "the community announces it", func() bool { return ines.State().Reacted("Announce", string(welding.IRI), string(post.IRI)) })
	if n := ines.Got("Create"); n != 0 {
		t.Errorf("Ines follows the community and not Ada, and got %d posts from her", n)
	}
	answer := ines.Says(Said{Text: "I shall be there.", InReplyTo: string(post.IRI)})
	Eventually(t, "the answer is in the thread", func() bool {
		_, below := ada.Thread(post.ID.String())
		return len(below) == 1 && below[0].URI == answer
	})
	ada.does(http.MethodDelete, "/api/v1/statuses/"+post.ID.String(), nil, nil)
	Eventually(t, "its end reaches Ines", func() bool { got, _ := ines.State().Post(string(post.IRI)); return got.Deleted })
	h.Trusted(ines)
}
