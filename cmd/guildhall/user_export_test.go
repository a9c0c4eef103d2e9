package main

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/server"
	"guildhall/services/archives"
	"guildhall/services/conversations"
	"guildhall/services/people"
	"guildhall/services/reactions"
	"guildhall/store"
)

// changes does something in the installation as its own programs do.
func (s *shell) changes(do func(srv *server.Server, tx *store.Tx) error) {
	s.t.Helper()
	c := &call{ctx: context.Background(), environ: s.env, out: bufio.NewWriter(io.Discard), errs: io.Discard, log: quiet(io.Discard)}
	if err := c.write(do); err != nil {
		s.t.Fatal(err)
	}
}

func TestWhatIsAdasOwnGoesWithHerAndNobodyElsesWordsDo(t *testing.T) {
	s := newShell(t)
	for _, who := range []string{"ada", "bob", "eve"} {
		s.has(who)
	}
	s.changes(func(srv *server.Server, tx *store.Tx) error {
		by := map[string]models.Actor{}
		for _, name := range []string{"ada", "bob", "eve"} {
			m, err := member(tx, name)
			if err != nil {
				return err
			}
			by[name] = m.Actor
		}
		says := func(who, text string, to models.ID, audience models.Audience) models.Post {
			p, err := conversations.Post(tx, srv.Site, conversations.Ask{By: by[who], Text: text, ReplyTo: to, Audience: audience})
			if err != nil {
				t.Error(err)
			}
			return p
		}
		for range 90 { // more than one page
			says("ada", "Steel is blue.", 0, models.Everyone)
		}
		says("ada", "Bring the key, @bob.", 0, models.Named)
		heard := says("bob", "Iron is red.", 0, models.Everyone)
		says("bob", "Eve alone, @eve.", 0, models.Named)
		says("ada", "So it is.", heard.ID, "")
		narrowed := says("bob", "Zinc is dull.", 0, models.Everyone)
		for _, p := range []models.Post{heard, narrowed} {
			if _, err := reactions.Favourite(tx, srv.Site, by["ada"], p.ID, ""); err != nil {
				return err
			}
		}
		narrowed.Audience = models.Self
		if err := tx.SavePost(&narrowed, nil, nil); err != nil {
			return err
		}
		if _, err := people.Follow(tx, srv.Site, by["ada"], by["bob"], ""); err != nil {
			return err
		}
		_, err := people.Block(tx, srv.Site, by["ada"], by["eve"], "")
		return err
	})
	file := filepath.Join(t.TempDir(), "ada.zip")
	if _, errs := s.gives(wrong, "user", "export", "ada", "--out", file); !strings.Contains(errs, "Say why") {
		t.Errorf("without a reason: %s", errs)
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("a refused export left a file")
	}
	made := tells[archives.Made](s, "user", "export", "ada", "--out", file, "--reason", "She asked for it.")
	if want := (archives.Made{Posts: 92, Likes: 1, Following: 1, Blocks: 1}); made != want {
		t.Errorf("it holds %+v, want %+v", made, want)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v %v", info, err)
	}
	if _, errs := s.gives(failed, "user", "export", "ada", "--out", file, "--reason", "Again."); !strings.Contains(errs, "overwrites nothing") {
		t.Errorf("an export was overwritten: %s", errs)
	}
	in := unzipped(t, file)
	var outbox struct {
		TotalItems   int
		OrderedItems []struct{ Type string }
	}
	if err := json.Unmarshal([]byte(in["outbox.json"]), &outbox); err != nil || outbox.TotalItems != 92 || len(outbox.OrderedItems) != 92 {
		t.Errorf("the outbox holds %d of %d: %v", len(outbox.OrderedItems), outbox.TotalItems, err)
	}
	if !strings.Contains(in["outbox.json"], "Bring the key") {
		t.Error("her own letter is not in it")
	}
	if in["following_accounts.csv"] != "Account address,Show boosts,Notify on new posts,Languages\nbob@acme.example,true,false,\n" || in["blocked_accounts.csv"] != "eve@acme.example\n" {
		t.Errorf("the lists are %q and %q", in["following_accounts.csv"], in["blocked_accounts.csv"])
	}
	for name, text := range in {
		for _, never := range []string{"Iron is red", "Eve alone", "Zinc", "PRIVATE KEY", "argon2", "@example.org"} {
			if strings.Contains(text, never) {
				t.Errorf("%s holds %q", name, never)
			}
		}
		if strings.HasSuffix(name, ".json") && !json.Valid([]byte(text)) {
			t.Errorf("%s is no JSON", name)
		}
	}
	if acts := tells[[]acted](s, "decisions", "acts"); !slices.ContainsFunc(acts, func(a acted) bool {
		return a.Verb == "account.exported" && a.What == "@ada@acme.example" && a.Reason == "She asked for it."
	}) {
		t.Errorf("the record says nothing of it: %+v", acts)
	}
	s.gives(absent, "user", "export", "nobody", "--reason", "x")
}

func unzipped(t *testing.T, file string) map[string]string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = z.Close() }()
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(text)
	}
	return out
}

// What somebody wrote leaves as what it is: an event with its time and place, a poll with its answers, a question with its kind.
func TestAnArchiveKeepsTheKindsOfPosts(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	s.changes(func(srv *server.Server, tx *store.Tx) error {
		m, err := member(tx, "ada")
		if err != nil {
			return err
		}
		for _, ask := range []conversations.Ask{
			{Title: "How we weld", Text: "At length."},
			{Kind: models.EventPost, Title: "Welding evening", Text: "Come.", Event: &conversations.EventAsk{Starts: "2027-03-04T19:00", Zone: "Europe/Berlin", Place: "Hall 3"}},
			{Kind: models.QuestionPost, Title: "Which gas?", Text: "For steel."},
			{Kind: models.PageDoc, Title: "The norm", Text: "Worth it.", Link: "https://norm.example/1"},
			{Text: "Which rod?", Poll: &conversations.PollAsk{Options: []string{"6013", "7018"}, Open: time.Hour}},
		} {
			ask.By, ask.Audience = m.Actor, models.Everyone
			if _, err := conversations.Post(tx, srv.Site, ask); err != nil {
				return err
			}
		}
		return nil
	})
	file := filepath.Join(t.TempDir(), "ada.zip")
	tells[archives.Made](s, "user", "export", "ada", "--out", file, "--reason", "She asked for it.")
	var outbox struct {
		OrderedItems []struct {
			Object struct {
				Type, Name, PostKind, StartTime string
				Location                        []struct{ Type, Name string }
				Attachment                      []struct{ Type, Href string }
				OneOf                           []struct{ Name string }
			}
		}
	}
	if err := json.Unmarshal([]byte(unzipped(t, file)["outbox.json"]), &outbox); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range outbox.OrderedItems {
		got = append(got, strings.TrimSpace(fmt.Sprint(i.Object.Type, " ", i.Object.Name, " ", i.Object.PostKind, " ", i.Object.StartTime, i.Object.Location, i.Object.Attachment, i.Object.OneOf)))
	}
	want := []string{"Question   [] [] [{6013} {7018}]", "Page The norm  [] [{Link https://norm.example/1}] []", "Note Which gas? question [] [] []",
		"Event Welding evening  2027-03-04T19:00:00+01:00[{Place Hall 3}] [] []", "Article How we weld  [] [] []"}
	if !slices.Equal(got, want) {
		t.Errorf("the outbox holds\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
