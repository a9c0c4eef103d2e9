package interop_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The program is tried on itself first: what it cannot do with its own kind, it cannot show about us.

func TestTwoOfTheOtherMakeTalk(t *testing.T) {
	ines, omar := StartPeer(t, "ines"), StartPeer(t, "omar")

	finger := ines.Fetch(ines.Origin+"/.well-known/webfinger?resource="+url.QueryEscape("acct:"+strings.TrimPrefix(ines.Handle, "@")), false)
	var jrd struct {
		Subject string
		Links   []struct{ Rel, Href string }
	}
	if err := json.Unmarshal([]byte(finger.Body), &jrd); err != nil || finger.Status != http.StatusOK || !strings.Contains(finger.Body, ines.Actor) {
		t.Fatalf("WebFinger answers %d %s", finger.Status, finger.Body)
	}
	if id, kind := omar.Lookup(ines.Handle); id != ines.Actor || kind != "Person" {
		t.Fatalf("Omar finds %s, a %s", id, kind)
	}
	if info := omar.Fetch(ines.Origin+"/nodeinfo/2.1", false); !strings.Contains(info.Body, "guildhall-interop") {
		t.Errorf("NodeInfo: %+v", info)
	}

	ines.Follow(omar.Handle)
	omar.Follow(ines.Handle)
	Eventually(t, "each follows the other", func() bool {
		return ines.State().Follows(omar.Actor) == "accepted" && omar.State().Follows(ines.Actor) == "accepted" && len(omar.State().Followers) == 1
	})

	note := ines.Says(Said{Text: "How do you weld <thin> sheet? #welding"})
	Eventually(t, "Omar has the note", func() bool { _, ok := omar.State().Post(note); return ok })
	if got, _ := omar.State().Post(note); got.Content != "<p>How do you weld &lt;thin&gt; sheet? #welding</p>" || got.Actor != ines.Actor {
		t.Errorf("Omar reads %+v", got)
	}
	answer := omar.Says(Said{Text: "With short pulses.", InReplyTo: note, Visibility: "direct"})
	Eventually(t, "Ines has the answer", func() bool { got, ok := ines.State().Post(answer); return ok && got.InReplyTo == note })

	like, boost := omar.Like(note), omar.Boost(note)
	Eventually(t, "both reactions arrive", func() bool {
		s := ines.State()
		return s.Reacted("Like", omar.Actor, note) && s.Reacted("Announce", omar.Actor, note)
	})
	omar.Undo(like)
	omar.Undo(boost)
	Eventually(t, "both are taken back", func() bool {
		s := ines.State()
		return !s.Reacted("Like", omar.Actor, note) && !s.Reacted("Announce", omar.Actor, note)
	})

	ines.Edit(note, "How do you weld thin sheet?")
	Eventually(t, "the edit arrives", func() bool {
		got, _ := omar.State().Post(note)
		return got.Edits == 1 && !strings.Contains(got.Content, "&lt;")
	})
	ines.Delete(note)
	Eventually(t, "the delete arrives", func() bool { got, _ := omar.State().Post(note); return got.Deleted })

	omar.Unfollow(ines.Handle)
	Eventually(t, "Omar follows no more", func() bool { return len(ines.State().Followers) == 0 })

	for _, p := range []*Peer{ines, omar} {
		if len(p.State().Received) < 3 {
			t.Errorf("%s received %d activities only", p.Handle, len(p.State().Received))
		}
		for _, r := range p.State().Received {
			if !r.Signature.Verified || r.Signature.Scheme != "draft-cavage" || r.Signature.Owner != r.Actor || r.Status/100 != 2 {
				t.Errorf("%s got a %s signed %+v and answered %d", p.Handle, r.Type, r.Signature, r.Status)
			}
		}
	}
}

// One of them reads and writes RFC 9421 alone, and they do all that the stories with us ask of them.
func TestTwoOfTheOtherMakeGoBeyondTalking(t *testing.T) {
	ines, omar := StartPeer(t, "ines", "--signs", "rfc9421"), StartPeer(t, "omar")
	ines.Follow(omar.Handle)
	omar.Follow(ines.Handle)
	Eventually(t, "each follows the other", func() bool {
		return ines.State().Follows(omar.Actor) == "accepted" && omar.State().Follows(ines.Actor) == "accepted"
	})

	picture := ines.Says(Said{Text: "Our new bench.", Picture: "a red bench"})
	Eventually(t, "Omar has the picture", func() bool { p, _ := omar.State().Post(picture); return len(p.Attachments) == 1 })
	if a := post(t, omar, picture).Attachments[0]; a.Name != "a red bench" || a.Type != "Document" || omar.Fetch(a.URL, false).Type != "image/png" {
		t.Errorf("Omar sees %+v", a)
	}

	poll := ines.Says(Said{Text: "When?", Poll: &Poll{Options: []string{"Monday", "Tuesday"}}})
	Eventually(t, "Omar has the poll", func() bool { p, _ := omar.State().Post(poll); return len(p.Options) == 2 })
	omar.do("vote", ask{"object": poll, "choice": "Tuesday"}, nil)
	Eventually(t, "the vote arrives", func() bool { n := ines.State().Notes; return len(n) > 1 && n[1].Votes[1] == 1 })
	ines.do("tell", ask{"id": poll}, nil)
	Eventually(t, "the tally arrives", func() bool { return post(t, omar, poll).Options[1].Votes == 1 })

	quote := omar.id("quote", ask{"text": "Look at this bench.", "object": picture})
	Eventually(t, "Ines consents", func() bool { return omar.State().Quotes[quote].State == "accepted" })
	omar.do("stamped", ask{"id": quote}, nil)
	Eventually(t, "the quote arrives", func() bool { p, _ := ines.State().Post(quote); return p.Quote == picture && p.QuoteAuthorization != "" })

	omar.do("emoji", ask{"object": picture, "emoji": "🔥"}, nil)
	omar.do("report", ask{"handle": ines.Handle, "posts": []string{picture}, "text": "too red"}, nil)
	omar.do("alias", ask{"actor": ines.Actor}, nil)
	ines.do("move", ask{"to": omar.Handle}, nil)
	Eventually(t, "all the rest arrives", func() bool {
		i, o := ines.State(), omar.State()
		return i.Reacted("EmojiReact", omar.Actor, picture) && len(i.Reports) == 1 && i.Reports[0].Content == "too red" &&
			len(o.Moves) == 1 && o.Moves[0].Target == omar.Actor
	})
	for p, scheme := range map[*Peer]string{omar: "rfc9421", ines: "rfc9421"} {
		for _, r := range p.State().Received {
			if !r.Signature.Verified || r.Signature.Scheme != scheme {
				t.Errorf("%s got a %s signed %+v", p.Handle, r.Type, r.Signature)
			}
		}
	}
}

// A community of one lets the other in, tells of what is done in it and of what is decided.
func TestACommunityOfTheOtherMake(t *testing.T) {
	ines, omar := StartPeer(t, "ines", "--group", "ward"), StartPeer(t, "omar")
	ines.do("door", ask{"open": false}, nil)
	omar.Follow(ines.groupHandle())
	Eventually(t, "Omar is sent away", func() bool { return omar.State().Follows(ines.Group) == "rejected" })
	ines.do("door", ask{"open": true}, nil)
	omar.Joins(ines.groupHandle(), ines.Group)
	note := ines.Says(Said{Title: "A sign", Text: "Look at the breath.", Audience: ines.groupHandle()})
	Eventually(t, "Omar has it by the community", func() bool { return omar.State().Reacted("Announce", ines.Group, note) })
	if p := omar.Has(note); p.Name != "A sign" || p.Actor != ines.Actor || p.Type != "Page" {
		t.Errorf("Omar sees %+v", p)
	}
	answer := omar.Says(Said{Text: "And at the skin.", InReplyTo: note, Audience: ines.groupHandle()})
	Eventually(t, "the answer stands there", func() bool {
		g := ines.State().Group
		return len(g.Posts) == 2 && g.Posts[1].ID == answer && g.Posts[1].InReplyTo == note
	})
	ines.rules("Lock", note, "in circles", nil)
	ines.rules("Lock", note, "", ask{"back": true})
	Eventually(t, "Omar hears what is decided", func() bool {
		d := omar.State().Decisions
		return len(d) == 2 && d[0].Type == "Lock" && d[0].Reason == "in circles" && d[0].Object == note && d[1].Back
	})
	omar.Unfollow(ines.groupHandle())
	Eventually(t, "Omar has left", func() bool { return len(ines.State().Group.Members) == 0 })
}

func post(t *testing.T, p *Peer, id string) PostSeen {
	t.Helper()
	seen, ok := p.State().Post(id)
	if !ok {
		t.Fatalf("%s does not have %s", p.Handle, id)
	}
	return seen
}

func TestTheOtherMakeRefusesWhatIsNotSigned(t *testing.T) {
	ines := StartPeer(t, "ines")
	forged := `{"@context":"https://www.w3.org/ns/activitystreams","id":"http://127.0.0.1:9/a","type":"Follow","actor":"http://127.0.0.1:9/x","object":"` + ines.Actor + `"}`
	resp, err := http.Post(ines.Actor+"/inbox", "application/activity+json", strings.NewReader(forged))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got := ines.State().Received
	if resp.StatusCode != http.StatusUnauthorized || len(got) != 1 || got[0].Signature.Verified || got[0].Signature.Scheme != "none" || len(ines.State().Followers) != 0 {
		t.Errorf("answered %d, kept %+v", resp.StatusCode, got)
	}
	var no *Refused
	if err := ines.Try("follow", ask{"handle": "@nobody@" + strings.TrimPrefix(ines.Origin, "http://")}, nil); !errors.As(err, &no) || no.Status != http.StatusNotFound {
		t.Errorf("following nobody: %v", err)
	}
}
