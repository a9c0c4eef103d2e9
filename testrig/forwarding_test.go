package testrig_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/federation/signature"
	"guildhall/models"
	"guildhall/multibase"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/testrig"
)

// provingKey gives the person of a peer a key for proofs, beside the one for requests.
func provingKey(p *testrig.Peer) ed25519.PrivateKey {
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat("n", ed25519.SeedSize)))
	public := multibase.Encode(append([]byte{0xed, 0x01}, private.Public().(ed25519.PublicKey)...))
	p.Serves("/users/nell", strings.Replace(p.Document("/users/nell"), `"inbox":`,
		fmt.Sprintf(`"assertionMethod":[{"id":"%[1]s#proofs","type":"Multikey","controller":"%[1]s","publicKeyMultibase":"%[2]s"}],"inbox":`, p.Nell, public), 1))
	return private
}

// replyBy is a public reply of a peer's person, told as a Create that names more addressees.
func replyBy(p *testrig.Peer, n int, text string, to models.Post, cc ...string) string {
	id := fmt.Sprintf("https://%s/notes/%d", p.Host, n)
	list := `"` + strings.Join(append([]string{string(p.Nell) + "/followers"}, cc...), `","`) + `"`
	return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%[1]s/create","type":"Create","actor":"%[2]s","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[%[5]s],`+
		`"object":{"id":"%[1]s","type":"Note","attributedTo":"%[2]s","inReplyTo":"%[4]s","content":"<p>%[3]s</p>","to":["https://www.w3.org/ns/activitystreams#Public"],"cc":[%[5]s]}}`, id, p.Nell, text, to.IRI, list)
}

// objectOf is the post inside an activity, as its server would answer.
func objectOf(create string) string {
	i := strings.Index(create, `"object":`) + len(`"object":`)
	return `{"@context":"https://www.w3.org/ns/activitystreams",` + create[i+1:len(create)-1]
}

// A reply that somebody else passes on is taken by its author's proof, or looked up where it lives; never by the word of
// whoever passes it on.
func TestStoryAReplyThatIsPassedOnIsProvedOrLookedUp(t *testing.T) {
	w, ada, carrier := outside(t)
	author := w.Peer("author.example")
	w.Server("acme.example").Allows("author.example")
	key := provingKey(author)
	post := ada.Posts("How do you weld thin sheet?", conversations.World)
	passes := func(activity string, want int) {
		t.Helper()
		if status, body := carrier.Sends(ada.Inbox, activity); status != want {
			t.Errorf("what was passed on is answered with %d %s, not %d", status, body, want)
		}
		w.Settle()
	}
	proves := func(activity string, at time.Time) string {
		doc, err := signature.Prove([]byte(activity), models.IRI(author.Nell+"#proofs"), key, at)
		if err != nil {
			t.Fatal(err)
		}
		return string(doc)
	}

	passes(replyBy(author, 1, "never written", post), http.StatusAccepted)
	ada.SeesNot("never written")

	served := replyBy(author, 2, "with short pulses", post)
	author.Serves("/notes/2", objectOf(served))
	passes(strings.Replace(served, "short pulses", "long pulses", 1), http.StatusAccepted)
	ada.Sees("with short pulses").SeesNot("with long pulses")

	passes(proves(replyBy(author, 3, "with copper behind it", post), w.Clock.Now()), http.StatusAccepted)
	ada.Sees("with copper behind it")

	passes(strings.Replace(proves(replyBy(author, 4, "in argon", post), w.Clock.Now()), "in argon", "in fluorine", 1), http.StatusUnauthorized)
	ada.SeesNot("in fluorine").SeesNot("in argon")

	old := replyBy(author, 5, "said last week", post)
	passes(proves(old, w.Clock.Now().Add(-4*24*time.Hour)), http.StatusAccepted) // looked up, and not there
	ada.SeesNot("said last week")

	ld := strings.Replace(replyBy(author, 6, "signed in the old way", post), `"type":"Create"`, `"signature":{"type":"RsaSignature2017","signatureValue":"AAAA"},"type":"Create"`, 1)
	passes(ld, http.StatusAccepted)
	ada.SeesNot("signed in the old way")

	// The author's own word for the same activity is heard, although others spoke of it before.
	author.Sends(ada.Inbox, replyBy(author, 1, "written after all", post))
	w.Settle()
	ada.Sees("written after all")

	// A Delete is believed when the post is gone there.
	gone := func(n, again int) string {
		return fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://author.example/notes/%[1]d/delete/%[3]d","type":"Delete","actor":"%[2]s","object":"https://author.example/notes/%[1]d"}`, n, author.Nell, again)
	}
	passes(gone(2, 1), http.StatusAccepted)
	ada.Sees("with short pulses")
	author.Serves("/notes/2", `{"@context":"https://www.w3.org/ns/activitystreams","id":"https://author.example/notes/2","type":"Tombstone"}`)
	passes(gone(2, 2), http.StatusAccepted)
	ada.SeesNot("with short pulses")

	// Nothing else is taken from others.
	passes(follow(author, ada.IRI), http.StatusUnauthorized)
}

// What a server that is held at arm's length wrote does not come in through another.
func TestStoryALimitedServersWordsAreNotPassedOn(t *testing.T) {
	w, ada, carrier := outside(t)
	author := w.Peer("author.example")
	w.Server("acme.example").Allows("author.example")
	key := provingKey(author)
	post := ada.Posts("How do you weld thin sheet?", conversations.World)
	w.Server("acme.example").Limits("author.example")
	served := replyBy(author, 1, "not from there", post)
	author.Serves("/notes/1", objectOf(served))
	doc, err := signature.Prove([]byte(served), models.IRI(author.Nell+"#proofs"), key, w.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	carrier.Sends(ada.Inbox, served)
	carrier.Sends(ada.Inbox, string(doc))
	w.Settle()
	ada.SeesNot("not from there")
}

// A public reply to a public post of ours that names its author's followers goes on to them byte for byte, and so do its
// change and its end; not back, and not to others.
func TestStoryAReplyGoesOnToTheFollowersOfWhomItAnswers(t *testing.T) {
	w, ada, reader := outside(t)
	replier, stranger := w.Peer("replier.example"), w.Peer("stranger.example")
	acme := w.Server("acme.example")
	acme.Allows("replier.example")
	acme.Allows("stranger.example")
	replier.Sends(ada.Inbox, follow(replier, ada.IRI))
	w.Settle()
	post := ada.Posts("How do you weld thin sheet?", conversations.World)
	followers := string(ada.IRI) + "/followers"
	heard := func(p *testrig.Peer, raw string) (n int) {
		for _, got := range p.Got() {
			if got == raw {
				n++
			}
		}
		return n
	}

	quiet := replyBy(replier, 1, "for my own readers", post)
	spoken := replyBy(replier, 2, "with short pulses", post, followers)
	replier.Sends(ada.Inbox, quiet)
	replier.Sends(ada.Inbox, spoken)
	replier.Sends(ada.Inbox, spoken)
	w.Settle()
	if heard(reader, spoken) != 1 || heard(reader, quiet) != 0 || heard(replier, spoken) != 0 || heard(stranger, spoken) != 0 {
		t.Errorf("the reader heard %d and %d, the replier %d, a stranger %d", heard(reader, spoken), heard(reader, quiet), heard(replier, spoken), heard(stranger, spoken))
	}

	change := strings.NewReplacer("/create", "/update", `"Create"`, `"Update"`, "short", "very short").Replace(spoken)
	change = strings.Replace(change, `"content":`, `"updated":"2099-01-01T00:00:00Z","content":`, 1)
	replier.Sends(ada.Inbox, change)
	w.Settle()
	end := fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"https://replier.example/notes/2/delete","type":"Delete","actor":"%s","object":"https://replier.example/notes/2","to":["https://www.w3.org/ns/activitystreams#Public"]}`, replier.Nell)
	replier.Sends(ada.Inbox, end)
	w.Settle()
	if heard(reader, change) != 1 || heard(reader, end) != 1 || heard(replier, end) != 0 {
		t.Errorf("the reader heard the change %d times and the end %d times", heard(reader, change), heard(reader, end))
	}

	inside := ada.Writes(conversations.Ask{Text: "Only for followers.", Audience: models.Followers, Where: conversations.World})
	secret := replyBy(replier, 3, "a secret", inside, followers)
	replier.Sends(ada.Inbox, secret)
	w.Settle()
	if heard(reader, secret) != 0 {
		t.Error("a reply to what is for followers was passed on")
	}
}

// What is for the whole world carries a proof, so that others may pass it on; what is for some carries none.
func TestStoryWhatIsForTheWorldIsProved(t *testing.T) {
	w, ada, reader := outside(t)
	world := ada.Posts("For everyone.", conversations.World)
	ada.Writes(conversations.Ask{Text: "For followers.", Audience: models.Followers, Where: conversations.World})
	again := "For everyone, again."
	ada.Edits(world, conversations.Change{Text: &again})
	ada.Deletes(world)
	w.Settle()
	var ring ed25519.PublicKey
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		keys, err := tx.KeysOf(ada.ID)
		for _, k := range keys {
			if k.Kind == models.Ed25519 {
				public, _ := x509.ParsePKIXPublicKey(k.Public)
				ring = public.(ed25519.PublicKey)
			}
		}
		return err
	})
	proved := map[string]bool{}
	for _, got := range reader.Got() {
		kind, _, _ := strings.Cut(got[strings.Index(got, `"type":"`)+len(`"type":"`):], `"`)
		for _, k := range []string{"Create", "Update", "Delete", "Accept"} {
			if strings.Contains(got, `"type":"`+k+`"`) {
				kind = k
				break
			}
		}
		p, err := signature.ReadProof([]byte(got))
		if err == nil {
			if err := p.Fits(ring); err != nil || p.Method.Host() != "acme.example" {
				t.Errorf("the proof of a %s does not hold: %v", kind, err)
			}
		}
		if strings.Contains(got, "For followers.") {
			kind += " for followers"
		}
		proved[kind] = err == nil
	}
	for kind, want := range map[string]bool{"Create": true, "Update": true, "Delete": true, "Create for followers": false, "Accept": false} {
		if got, there := proved[kind]; !there || got != want {
			t.Errorf("%s: there %v, proved %v, want %v", kind, there, got, want)
		}
	}
}
