package interop_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
)

// What crosses only as far as its author chose.
func whatStays(t *testing.T) {
	h, ada, ines := friends(t)
	omar := StartPeer(t, "omar") // allowed as well, and follows nobody
	h.Stands(models.Allowed, omar)
	inside := ada.Says("The salaries are on the wall.", "visibility", "local")
	followers := ada.Writes(conversations.Ask{Text: "For those who follow me.", Audience: models.Followers, Where: conversations.World})
	got := ines.Has(string(followers.IRI))
	if len(got.To) != 1 || got.To[0] != string(ada.FollowersIRI) || len(got.CC) != 0 {
		t.Errorf("a post for followers is addressed to %v and %v", got.To, got.CC)
	}
	ines.NeverHeard("salaries")
	for _, at := range []struct {
		who    *Peer
		what   string
		signed bool
		status int
	}{
		{ines, inside.URI, true, http.StatusNotFound},
		{ines, inside.URI + "/activity", true, http.StatusNotFound},
		{ines, string(followers.IRI), true, http.StatusOK},
		{ines, string(followers.IRI), false, http.StatusNotFound},
		{omar, string(followers.IRI), true, http.StatusNotFound},
		{omar, string(ada.FollowersIRI), false, http.StatusNotFound},
	} {
		if f := at.who.Fetch(at.what, at.signed); f.Status != at.status {
			t.Errorf("%s asks for %s, signed %v, and is answered %d %s", at.who.Handle, at.what, at.signed, f.Status, f.Body)
		}
	}
	if f := ines.Fetch(string(ada.OutboxIRI), true); f.Status != http.StatusOK || strings.Contains(f.Body, inside.URI) {
		t.Errorf("the outbox is answered %d %s", f.Status, f.Body)
	}
	for _, accept := range []string{"text/html", "application/activity+json"} {
		if s := h.Visits(inside.URI, accept); s != http.StatusNotFound {
			t.Errorf("a visitor asks for a post inside as %s and is answered %d", accept, s)
		}
	}

	// An answer of Ines to what she must not know is taken, and nobody sees it.
	guess := `{"@context":"https://www.w3.org/ns/activitystreams","id":"` + ines.Origin + `/likes/guess","type":"Like","actor":"` + ines.Actor + `","object":"` + inside.URI + `"}`
	ines.do("send", ask{"to": ada.Handle, "activity": parsed(t, guess)}, nil)
	h.Takes(ines.Origin+"/likes/guess", models.NoEffect)
	mine := ines.Says(Said{Text: "For those who follow me, too.", Visibility: "followers"})
	if s := ada.Reads(mine); s.Visibility != "private" {
		t.Errorf("a post for followers reads as %q", s.Visibility)
	}
	if s, _ := ada.Here(inside.URI); s.Favourites != 0 {
		t.Error("somebody outside thanked for a post inside")
	}
	bob := h.Employs("bob")
	if _, here := bob.Here(mine); here {
		t.Error("Bob reads what is for the followers of Ines")
	}
	if n := len(omar.State().Received); n != 0 {
		t.Errorf("Omar, who follows nobody, received %d activities", n)
	}
	h.Trusted(ines)
}

func whatIsForPartners(t *testing.T) {
	h, ada, ines := friends(t)
	omar := StartPeer(t, "omar")
	h.Stands(models.Allowed, omar)
	partners := func(text string) string {
		return string(ada.Writes(conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.Partners}).IRI)
	}
	before := partners("Before the agreement.")
	h.Stands(models.Partner, ines)
	during := partners("Our shared plan.")
	got := ines.Has(during)
	if len(got.To) != 1 || got.To[0] != string(ada.FollowersIRI) || len(got.Audience) != 1 || got.Audience[0] != string(h.Site.Partners()) {
		t.Errorf("it is addressed to %v for %v", got.To, got.Audience)
	}
	answer := ines.Says(Said{Text: "Agreed.", InReplyTo: during, Visibility: "direct"})
	Eventually(t, "Ada is answered", func() bool { return ada.Notified("mention", ines, answer) })
	ines.NeverHeard("Before the agreement")
	theirs := func(name string) string {
		id := ines.Origin + "/notes/" + name
		addressed := `"to":["` + ines.Actor + `/followers"],"audience":["` + ines.Origin + `/partners"]`
		ines.do("send", ask{"to": ada.Handle, "activity": note(t, id+"/create", id, ines.Actor, "For our partners.", addressed)}, nil)
		return id
	}
	if s := ada.Reads(theirs("welcome")); s.Visibility != "private" {
		t.Errorf("what a partner wrote for partners reads as %q", s.Visibility)
	}
	wants := func(who *Peer, what string, signed bool, status int) {
		t.Helper()
		if f := who.Fetch(what, signed); f.Status != status {
			t.Errorf("%s asks for %s, signed %v, and is answered %d %s", who.Handle, what, signed, f.Status, f.Body)
		}
	}
	wants(ines, during, true, http.StatusOK)
	wants(ines, before, true, http.StatusNotFound)
	wants(ines, during, false, http.StatusNotFound)
	wants(omar, during, true, http.StatusNotFound)
	for _, accept := range []string{"text/html", "application/activity+json"} {
		if s := h.Visits(during, accept); s != http.StatusNotFound {
			t.Errorf("a visitor asks for it as %s and is answered %d", accept, s)
		}
	}
	h.Stands(models.Allowed, ines)
	unwelcome := theirs("unwelcome") // whoever is no partner any more writes to partners in vain
	h.Takes(unwelcome+"/create", models.Refused)
	if _, here := ada.Here(unwelcome); here {
		t.Error("what is meant for partners came from a host that is none")
	}
	after := partners("After the agreement.")
	public := ada.Says("Everybody may know.")
	ines.Has(public.URI)
	ines.NeverHeard("After the agreement")
	wants(ines, after, true, http.StatusNotFound)
	wants(ines, during, true, http.StatusForbidden) // she had it, so that it exists is no secret
	h.Trusted(ines)
}

func aLockedDoor(t *testing.T) {
	h, ada, ines := neighbours(t)
	ada.does(http.MethodPatch, "/api/v1/accounts/update_credentials", url.Values{"locked": {"true"}}, nil)
	ines.Follow(ada.Handle)
	Eventually(t, "Ada is asked", func() bool { return ada.Notified("follow_request", ines, "") })
	quiet := ada.Writes(conversations.Ask{Text: "Nobody follows me yet.", Audience: models.Followers, Where: conversations.World})
	if s := ines.State(); s.Follows(string(ada.IRI)) != "pending" {
		t.Errorf("Ines is %q", s.Follows(string(ada.IRI)))
	}
	if f := ines.Fetch(string(quiet.IRI), true); f.Status != http.StatusNotFound {
		t.Errorf("before she is let in, Ines asks for what is for followers and is answered %d %s", f.Status, f.Body)
	}
	var waiting []struct{ ID, Acct string }
	ada.does(http.MethodGet, "/api/v1/follow_requests", nil, &waiting)
	if len(waiting) != 1 || "@"+waiting[0].Acct != ines.Handle {
		t.Fatalf("there wait %v", waiting)
	}
	ada.does(http.MethodPost, "/api/v1/follow_requests/"+waiting[0].ID+"/authorize", nil, nil)
	Eventually(t, "Ines is accepted", func() bool { return ines.State().Follows(string(ada.IRI)) == "accepted" })
	loud := ada.Writes(conversations.Ask{Text: "Now somebody does.", Audience: models.Followers, Where: conversations.World})
	ines.Has(string(loud.IRI))
	if f := ines.Fetch(string(quiet.IRI), true); f.Status != http.StatusOK {
		t.Errorf("once she is let in, Ines asks for it again and is answered %d %s", f.Status, f.Body)
	}

	omar := StartPeer(t, "omar")
	h.Stands(models.Allowed, omar)
	omar.Follow(ada.Handle)
	Eventually(t, "Ada is asked again", func() bool { return ada.Notified("follow_request", omar, "") })
	ada.does(http.MethodGet, "/api/v1/follow_requests", nil, &waiting)
	ada.does(http.MethodPost, "/api/v1/follow_requests/"+waiting[0].ID+"/reject", nil, nil)
	Eventually(t, "Omar is not accepted", func() bool { return omar.State().Follows(string(ada.IRI)) == "rejected" })
	h.Trusted(ines)
	h.Trusted(omar)
}
