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
