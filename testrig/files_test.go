package testrig_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guildhall/blobs"
	"guildhall/fault"
	"guildhall/models"
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
