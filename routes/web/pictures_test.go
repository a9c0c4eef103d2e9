package web_test

import (
	"bytes"
	"image"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

// sendsPictures fills in the form of one's pictures.
func (b tab) sendsPictures(files map[string]string, fields ...string) page {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, raw := range files {
		part, _ := form.CreateFormFile(name, name+".png")
		_, _ = part.Write([]byte(raw))
	}
	for _, name := range fields {
		_ = form.WriteField(name, "on")
	}
	_ = form.Close()
	r := httptest.NewRequest("POST", "https://acme.example/settings/pictures", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.ask(r)
}

func TestStoryAFaceOfOursIsSeenHereAndAtAPartner(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example", "guild.example")
	w.Server("acme.example").Partners("guild.example")
	w.Server("guild.example").Partners("acme.example")
	ada, tom := w.As("ada@acme.example"), w.As("tom@guild.example")
	b := signedIn(t, ada)
	b.opens("/settings/profile").is(200).says("Your picture", `enctype="multipart/form-data"`)
	b.sendsPictures(map[string]string{"face": "<svg/>"}).is(422).says("cannot be read")
	b.sendsPictures(map[string]string{"face": pngOf(t, 900, 500), "banner": pngOf(t, 600, 600)}).leadsTo("/settings/profile")
	adas := func() (a models.Actor) {
		ada.Home.Read(func(tx *store.Tx) (err error) { a, err = tx.ActorByIRI(ada.IRI); return err })
		return a
	}
	face := strings.TrimPrefix(adas().Icon, "https://acme.example")
	if !strings.HasPrefix(face, "/actors/") || !strings.Contains(b.opens("/@ada").is(200).body, `src="`+face+`"`) {
		t.Fatalf("the face is at %q", face)
	}
	p := b.opens(face).is(200)
	if c, kind, err := image.DecodeConfig(strings.NewReader(p.body)); err != nil || c.Width != 400 || c.Height != 400 || p.head.Get("Content-Type") != "image/"+kind {
		t.Errorf("the face is %d by %d, %s: %v", c.Width, c.Height, kind, err)
	}

	w.Say("nobody outside sees the face of who is inside")
	hidden := stranger(t, w.Server("acme.example")).opens(face).is(404)
	same(t, hidden, stranger(t, w.Server("acme.example")).opens("/actors/xxxxxxxxxxxxxxxxxxxxxx/face/x.png"))

	w.Say("ada goes outward: a partner learns of the face, and shows it through its own origin")
	ada.GoesOutward()
	tom.Follows("ada@acme.example")
	w.Settle()
	there := signedIn(t, tom)
	shown := lentPaths(t, there.opens("/@ada@acme.example").is(200).body)
	if len(shown) != 2 {
		t.Fatalf("shown there by %q", shown)
	}
	for _, path := range shown {
		there.opens(path).is(200)
	}

	w.Say("she takes it off again")
	b.sendsPictures(nil, "no-face").leadsTo("/settings/profile")
	w.Settle()
	b.opens(face).is(404)
	if adas().Icon != "" || adas().Image == "" {
		t.Error("the wrong picture went")
	}
	if got := lentPaths(t, there.opens("/@ada@acme.example").is(200).body); len(got) != 1 {
		t.Errorf("shown there by %q", got)
	}
}

func TestStoryAnEmojiOfOursIsMadePutAndTakenAway(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada, mira := w.As("ada@acme.example"), w.As("mira@acme.example")
	holds(ada, models.Admin)
	b, other := signedIn(t, ada), signedIn(t, mira)
	sends := func(b tab, name, picture string) page {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("name", name)
		part, _ := form.CreateFormFile("picture", "x.png")
		_, _ = part.Write([]byte(picture))
		_ = form.Close()
		r := httptest.NewRequest("POST", "https://acme.example/admin/emoji", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return b.ask(r)
	}
	b.opens("/admin/emoji").is(200).says("There are none yet.", `enctype="multipart/form-data"`)
	other.opens("/admin/emoji").is(403)
	sends(other, "valve", pngOf(t, 300, 300)).is(403)
	sends(b, "valve open", pngOf(t, 300, 300)).is(422).says("letters from a to z")
	sends(b, "valve", "<svg onload=alert(1)>").is(422).says("cannot be read")
	sends(b, ":valve:", pngOf(t, 300, 300)).leadsTo("/admin/emoji")
	list := b.opens("/admin/emoji").is(200).says("<code>:valve:</code>").body
	_, at, _ := strings.Cut(list, `src="/emoji/`)
	at, _, _ = strings.Cut("/emoji/"+at, `"`)
	for _, who := range []tab{b, other, stranger(t, w.Server("acme.example"))} { // as public as the organisation itself
		p := who.opens(at).is(200)
		if c, _, err := image.DecodeConfig(strings.NewReader(p.body)); err != nil || c.Width != 128 || c.Height != 128 {
			t.Errorf("the picture is %d by %d: %v", c.Width, c.Height, err)
		}
	}
	post := mira.Posts("The :valve: is open.", "inside")
	page := "/@mira/" + post.ID.String()
	other.opens(page).is(200).says(`alt=":valve:"`, `value=":valve:"`)
	other.sends("/posts/"+post.ID.String()+"/react", "face", ":valve:").is(303)
	other.opens(page).says(`aria-pressed="true"`)
	_, id, _ := strings.Cut(list, "/admin/emoji/")
	id, _, _ = strings.Cut(id, "/")
	other.sends("/admin/emoji/" + id + "/drop").is(403)
	b.sends("/admin/emoji/" + id + "/drop").leadsTo("/admin/emoji")
	b.opens(at).is(404)
	other.opens(page).says(":valve:")
}
