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
