package testrig_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/services/accounts"
	"guildhall/services/conversations"
	"guildhall/services/files"
	"guildhall/store"
	"guildhall/testrig"
)

// fileOf uploads a picture for somebody.
func fileOf(t *testing.T, p *testrig.Person, alt string) models.Media {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	m, err := p.Home.Files.Upload(context.Background(), p.Actor, files.Upload{Name: "bench.png", Alt: alt, Focus: "0.5,-0.25", Body: &b})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fileAddress reads the address of the one attachment out of what a peer was sent last.
func fileAddress(t *testing.T, sent []string) (url, name string) {
	t.Helper()
	for _, s := range sent {
		var a struct {
			Object struct {
				Attachment []struct{ Type, URL, Name, MediaType string }
			}
		}
		if json.Unmarshal([]byte(s), &a) == nil && len(a.Object.Attachment) == 1 && a.Object.Attachment[0].Type == "Image" {
			url, name = a.Object.Attachment[0].URL, a.Object.Attachment[0].Name
		}
	}
	if url == "" {
		t.Fatalf("no picture was sent: %v", sent)
	}
	return url, name
}

func TestStoryAPictureForPartnersIsThereForNobodyElse(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	mira := w.As("mira@acme.example")
	partner, other := w.Peer("partner.example"), w.Peer("other.example")
	acme.Partners("partner.example")
	acme.Allows("other.example")
	for _, p := range []*testrig.Peer{partner, other} {
		p.Sends(ada.Inbox, follow(p, ada.IRI))
	}
	w.Settle()
	m := fileOf(t, ada, "a red bench")
	own := acme.Site.Media(m.Slug)
	read := func(address string) int {
		return w.Stranger("acme.example", strings.TrimPrefix(address, "https://acme.example"), "image/*").StatusCode
	}
	if _, err := acme.Gate.FileOf(context.Background(), mira.ID, m.Slug); err == nil {
		t.Error("mira sees a file that ada has not posted yet")
	}
	post := ada.Writes(conversations.Ask{Text: "For partners.", Where: conversations.Partners, Audience: models.Everyone, Files: []models.ID{m.ID}})
	ticket, name := fileAddress(t, partner.Got())
	if name != "a red bench" || strings.Contains(ticket, m.Slug) {
		t.Errorf("the partner got %s, %q", ticket, name)
	}
	if got := read(ticket); got != http.StatusOK {
		t.Errorf("the address that was made for the partner answers %d", got)
	}
	if h := w.Stranger("acme.example", strings.TrimPrefix(ticket, "https://acme.example"), "image/*").Header; strings.Contains(h.Get("ETag"), m.Slug) {
		t.Errorf("the tag of what was lent tells the file's own address: %v", h)
	}
	if got, _ := partner.Reads(models.IRI(own)); got != http.StatusOK {
		t.Errorf("the partner's signature opens %d", got)
	}
	if _, err := acme.Gate.FileOf(context.Background(), mira.ID, m.Slug); err != nil {
		t.Errorf("mira may read the post, and not see its picture: %v", err)
	}
	none, noneBody := other.Reads("https://acme.example/media/0000000000000000000000")
	for _, address := range []string{own, own + "/small"} {
		if got := read(address); got != http.StatusNotFound {
			t.Errorf("a stranger who knows %s is answered %d", address, got)
		}
		if got, body := other.Reads(models.IRI(address)); got != none || none != http.StatusNotFound || !strings.HasPrefix(body, noneBody[:20]) {
			t.Errorf("another server is answered %d", got)
		}
	}
	forged := ticket[:len(ticket)-2] + "AA"
	if got := read(forged); got != http.StatusNotFound {
		t.Errorf("a forged address answers %d", got)
	}
	acme.Allows("partner.example") // the agreement is over
	if got := read(ticket); got != http.StatusNotFound {
		t.Errorf("after the agreement the address answers %d", got)
	}
	acme.Partners("partner.example")
	w.Later(8 * 24 * time.Hour)
	if got := read(ticket); got != http.StatusNotFound {
		t.Errorf("after eight days the address answers %d", got)
	}
	ada.Deletes(post)
	if got, _ := partner.Reads(models.IRI(own)); got != http.StatusNotFound {
		t.Errorf("of a deleted post the picture answers %d", got)
	}
}

func TestStoryAPictureForTheWorldIsSeenByEverybody(t *testing.T) {
	w, ada, peer := outside(t)
	m := fileOf(t, ada, "a bench")
	ada.Writes(conversations.Ask{Text: "Look.", Where: conversations.World, Audience: models.Everyone, Files: []models.ID{m.ID}})
	url, _ := fileAddress(t, peer.Got())
	if url != "https://acme.example/media/"+m.Slug {
		t.Errorf("the address is %s", url)
	}
	answer := w.Stranger("acme.example", "/media/"+m.Slug, "image/*")
	h := answer.Header
	if answer.StatusCode != http.StatusOK || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("ETag") == "" {
		t.Errorf("it answers %d %v", answer.StatusCode, h)
	}
}

func TestStoryWhatWaitsTooLongEnds(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme, ada := w.Server("acme.example"), w.As("ada@acme.example")
	waits, used := fileOf(t, ada, ""), fileOf(t, ada, "")
	ada.Writes(conversations.Ask{Text: "With it.", Where: conversations.Inside, Audience: models.Everyone, Files: []models.ID{used.ID}})
	if err := acme.Files.Blobs.Put(context.Background(), "media/astray", strings.NewReader("x"), 1); err != nil {
		t.Fatal(err)
	}
	if err := acme.Files.Blobs.Put(context.Background(), "elsewhere/another", strings.NewReader("x"), 1); err != nil {
		t.Fatal(err)
	}
	w.Later(25 * time.Hour)
	old := w.Clock.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(filepath.Join(acme.Settings.Blobs.Folder, "media", "as", "astray"), old, old); err != nil {
		t.Fatal(err)
	}
	for _, round := range []func(context.Context) error{acme.Files.Sweep, acme.Files.Strays} {
		if err := round(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	there := func(name string) bool {
		f, err := acme.Files.Blobs.Open(context.Background(), name)
		if err == nil {
			_ = f.Close()
		}
		return err == nil
	}
	if there("media/astray") {
		t.Error("bytes that no row knows are still there")
	}
	if there("media/"+waits.Slug) || there("media/"+waits.Slug+".small") {
		t.Error("a file that nobody posted is still there")
	}
	if !there("media/"+used.Slug) || !there("elsewhere/another") {
		t.Error("a file that is used, or another room's, is gone")
	}
	acme.Read(func(tx *store.Tx) error {
		if n, err := tx.MediaBytes(ada.ID); err != nil || n != used.Bytes {
			t.Errorf("ada's files take %d, %v", n, err)
		}
		return nil
	})
}

func TestStoryWhoFillsTheirRoomIsToldAndNothingIsKept(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme, ada := w.Server("acme.example"), w.As("ada@acme.example")
	send := func(n int) error {
		_, err := acme.Files.Upload(context.Background(), ada.Actor, files.Upload{Name: "notes.txt", Body: strings.NewReader(strings.Repeat("x", n))})
		return err
	}
	acme.Files.Most, acme.Files.Quota = 1000, 1500
	if err := send(1001); fault.Status(err) != http.StatusRequestEntityTooLarge || !strings.Contains(fault.Say(err), "too large") {
		t.Errorf("a file over the limit: %v", err)
	}
	if err := send(0); err == nil {
		t.Error("an empty file is taken")
	}
	if err := send(900); err != nil {
		t.Fatal(err)
	}
	if err := send(700); err == nil || !strings.Contains(fault.Say(err), "fill the room") {
		t.Errorf("more than the quota: %v", err)
	}
	kept := 0
	if err := acme.Files.Blobs.Walk(context.Background(), "media", func(blobs.Found) error { kept++; return nil }); err != nil || kept != 1 {
		t.Errorf("%d files are kept, %v", kept, err)
	}
}

// By whichever address a picture below the world has, or could be guessed to have: whoever may not see it is answered as if it never was.
func TestStoryAPictureForPartnersHasNoOtherDoor(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme := w.Server("acme.example")
	ada, bob := w.As("ada@acme.example").GoesOutward(), w.As("bob@acme.example")
	partner, former, other := w.Peer("partner.example"), w.Peer("former.example"), w.Peer("other.example")
	acme.Partners("partner.example").Partners("former.example").Allows("other.example")
	for _, p := range []*testrig.Peer{partner, former, other} {
		p.Sends(ada.Inbox, follow(p, ada.IRI))
	}
	w.Settle()
	m := fileOf(t, ada, "a red bench")
	ada.Writes(conversations.Ask{Text: "For partners.", Where: conversations.Partners, Audience: models.Everyone, Files: []models.ID{m.ID}})
	named := fileOf(t, ada, "a letter") // for one person there
	ada.Writes(conversations.Ask{Text: "For @nell@partner.example alone.", Where: conversations.Partners, Audience: models.Named, Files: []models.ID{named.ID}})
	ended, _ := fileAddress(t, former.Got())
	acme.Allows("former.example") // the agreement with them is over
	var token string
	acme.Write(func(tx *store.Tx) error {
		who, err := accounts.Member(tx, bob.ID)
		if err == nil {
			token, err = accounts.NewToken(tx, who, "script", "read write")
		}
		return err
	})
	asks := func(method, address, accept string, change func(*http.Request)) (int, string) {
		r := httptest.NewRequest(method, "https://acme.example"+strings.TrimPrefix(address, "https://acme.example"), nil)
		r.Header.Set("Accept", accept)
		if change != nil {
			change(r)
		}
		answer := httptest.NewRecorder()
		acme.Table.ServeHTTP(answer, r)
		return answer.Code, answer.Header().Get("Content-Type")
	}
	app := func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
	for _, file := range []models.Media{m, named} {
		own, id := acme.Site.Media(file.Slug), file.ID.String()
		addresses := []string{own, own + "/small", own + "/", own + "?x=1", strings.ToUpper(own[len("https://acme.example"):]), "/media/" + id, "/media/" + id + "/small",
			"/media//" + file.Slug, "/media/../media/" + file.Slug, "/lent/" + file.Slug, "/lent/" + file.Slug + "/small",
			"/elsewhere/file/" + id + "/" + paths.Stamp(""), "/elsewhere/file/" + id + "/" + paths.Stamp(own), "/elsewhere/poster/" + id + "/" + paths.Stamp(""), "/emoji/" + file.Slug + ".png"}
		if file.ID == m.ID {
			addresses = append(addresses, ended, ended+"/small", ended+"?x=1")
		}
		for _, address := range addresses {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				for _, accept := range []string{"image/*", "text/html", "application/activity+json", "*/*"} {
					if status, kind := asks(method, address, accept, nil); status != http.StatusNotFound || strings.HasPrefix(kind, "image/") {
						t.Errorf("a stranger who asks %s %s as %s is answered %d %s", method, address, accept, status, kind)
					}
				}
			}
			for _, p := range []*testrig.Peer{other, former} {
				if status, _ := p.Reads(models.IRI("https://acme.example" + strings.TrimPrefix(address, "https://acme.example"))); status != http.StatusNotFound {
					t.Errorf("%s asks for %s and is answered %d", p.Host, address, status)
				}
			}
		}
		for _, api := range []string{"/api/v1/media/" + id, "/api/v2/media/" + id} {
			if status, _ := asks(http.MethodGet, api, "application/json", nil); status != http.StatusUnauthorized && status != http.StatusNotFound {
				t.Errorf("without a token %s answers %d", api, status)
			}
			if status, _ := asks(http.MethodGet, api, "application/json", app); status != http.StatusNotFound {
				t.Errorf("to the app of somebody else %s answers %d", api, status)
			}
		}
	}
	if _, err := acme.Gate.FileOf(context.Background(), bob.ID, named.Slug); err == nil {
		t.Error("bob sees the picture of a letter to somebody else")
	}
	if _, err := acme.Gate.FileOf(context.Background(), bob.ID, m.Slug); err != nil {
		t.Error("bob does not see what is for everyone here")
	}
}

// Where the organisation asks for it, nothing that is seen or heard is posted without words for those who cannot, by no door; what
// stood there before may be edited on.
func TestStoryAPictureIsNotPostedWithoutADescriptionWhereTheOrganisationAsksForOne(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	acme, ada := w.Server("acme.example"), w.As("ada@acme.example")
	posts := func(text string, needed bool, files ...models.Media) (p models.Post, err error) {
		ask := conversations.Ask{By: ada.Actor, Text: text, Where: conversations.Inside, Described: needed}
		for _, m := range files {
			ask.Files = append(ask.Files, m.ID)
		}
		err = acme.Store.Write(context.Background(), func(tx *store.Tx) error {
			p, err = conversations.Post(tx, acme.Site, ask)
			return err
		})
		return p, err
	}
	edits := func(p models.Post, c conversations.Change) error {
		c.Described = true
		return acme.Store.Write(context.Background(), func(tx *store.Tx) error {
			_, err := conversations.Edit(tx, acme.Site, ada.Actor, p.ID, c)
			return err
		})
	}
	refused := func(what string, err error) {
		t.Helper()
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Say(err), "Describe every picture") {
			t.Errorf("%s: %v", what, err)
		}
	}
	silent, told := fileOf(t, ada, ""), fileOf(t, ada, "a red bench")
	_, err := posts("Look.", true, told, silent)
	refused("a picture without words", err)
	ada.SeesNot("Look.")
	old, err := posts("From before.", false, silent)
	if err != nil {
		t.Fatal(err)
	}
	text, none, words := "From before, mended.", "", "a blue bench"
	if err := edits(old, conversations.Change{Text: &text}); err != nil {
		t.Errorf("an old post cannot be edited any more: %v", err)
	}
	more := []models.ID{silent.ID, fileOf(t, ada, "").ID}
	refused("a new picture without words", edits(old, conversations.Change{Files: &more}))
	if err := edits(old, conversations.Change{Words: []conversations.FileWords{{ID: silent.ID, Alt: &words}}}); err != nil {
		t.Fatal(err)
	}
	refused("words taken away", edits(old, conversations.Change{Words: []conversations.FileWords{{ID: silent.ID, Alt: &none}}}))
	if _, err := posts("With words.", true, told); err != nil {
		t.Error(err)
	}
	notes, err := acme.Files.Upload(context.Background(), ada.Actor, files.Upload{Name: "notes.txt", Body: strings.NewReader("Notes of the shift.")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := posts("What is read needs no words.", true, notes); err != nil {
		t.Error(err)
	}
}
