package mastodon_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/paths"
	"guildhall/services/conversations"
	"guildhall/store"
	"guildhall/vault"
)

// An app gets addresses of ours alone for what another server has, each for its person and for a while.
func TestAppsGetOurOwnAddressesForWhatOthersHave(t *testing.T) {
	h := newHouse(t)
	var id models.ID
	h.write(func(tx *store.Tx) error {
		tom := models.Actor{IRI: "https://guild.example/users/tom", Kind: models.Person, Host: "guild.example", Handle: "tom", Domain: "guild.example", Name: "Tom",
			Icon: "https://files.example/tom.png", Image: "https://files.example/wide.png", Fields: []models.Field{}}
		if err := tx.KeepActor(&tom); err != nil {
			return err
		}
		p, err := conversations.Keep(tx, models.Post{IRI: "https://guild.example/notes/1", AuthorID: tom.ID, Kind: models.Note, Content: "<p>A valve</p>",
			URL: "https://guild.example/n/1", Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}, nil, nil)
		if err != nil {
			return err
		}
		id = p.ID
		return conversations.KeepFacts(tx, h.site, p, conversations.Facts{Media: []models.Media{
			{Kind: models.PictureFile, Type: "image/png", Alt: "A blue valve", Width: 800, Height: 600, Blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj", Remote: "https://files.example/a.png"},
			{Kind: models.DocumentFile, Type: "application/pdf", Remote: "https://files.example/a.pdf"}}})
	})
	a := h.get("ada", "/api/v1/statuses/"+id.String())
	if strings.Contains(string(a.body), "files.example") {
		t.Errorf("the answer names the other server's files: %s", a.body)
	}
	s := a.object()
	files := s.m["media_attachments"].([]any)
	picture, file := object{t, files[0].(map[string]any)}, object{t, files[1].(map[string]any)}
	picture.has(map[string]any{"type": "image", "description": "A blue valve", "remote_url": nil, "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj"})
	file.has(map[string]any{"type": "unknown", "preview_url": nil, "description": nil})
	for _, at := range []string{s.at("account").text("avatar"), s.at("account").text("header"), picture.text("url"), picture.text("preview_url"), file.text("url")} {
		u, err := url.Parse(at)
		if err != nil || !strings.HasPrefix(at, h.site.Base+"/elsewhere/") {
			t.Fatalf("an address is %s", at)
		}
		mark := u.Query().Get(paths.MarkParameter)
		now := models.At(h.clock.Now())
		for _, c := range []struct {
			path, mark string
			after      time.Duration
			holds      bool
		}{
			{u.Path, mark, 0, true},
			{u.Path, mark, 7 * 24 * time.Hour, true},
			{u.Path, mark, 14 * 24 * time.Hour, false},
			{u.Path, mark, -7 * 24 * time.Hour, false},
			{u.Path + "x", mark, 0, false},
			{u.Path, "1" + mark, 0, false},
			{u.Path, mark[:len(mark)-1] + "!", 0, false},
			{u.Path, "", 0, false},
		} {
			if who, ok := paths.Marked(sealing(t), c.path, c.mark, now+models.Time(c.after.Milliseconds())); ok != c.holds || ok && who == 0 {
				t.Errorf("%s as %q after %s holds: %v", c.path, c.mark, c.after, ok)
			}
		}
	}
}

// sealing is the vault of the house.
func sealing(t testing.TB) *vault.Vault {
	v, err := vault.WithKey(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
