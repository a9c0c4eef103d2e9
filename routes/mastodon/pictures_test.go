package mastodon_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"
)

func TestAnAppChangesItsPersonsFace(t *testing.T) {
	h := newHouse(t)
	var raw, body bytes.Buffer
	if err := png.Encode(&raw, image.NewGray(image.Rect(0, 0, 64, 64))); err != nil {
		t.Fatal(err)
	}
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("avatar", "me.png")
	_, _ = part.Write(raw.Bytes())
	_ = form.WriteField("display_name", "Ada L.")
	_ = form.Close()
	mine := h.asks("ada", "PATCH", "/api/v1/accounts/update_credentials", body.String(), "Content-Type", form.FormDataContentType()).is(200).object()
	u, err := url.Parse(mine.text("avatar"))
	if err != nil || !strings.Contains(u.Path, "/face/") || u.Query().Get("as") == "" || mine.text("display_name") != "Ada L." {
		t.Fatalf("the avatar is %s", mine.text("avatar"))
	}
	if strings.Contains(mine.text("header"), "/banner/") {
		t.Errorf("the header is %s", mine.text("header"))
	}
	h.asks("ada", "DELETE", "/api/v1/profile/header", "").is(200)
	if after := h.asks("ada", "DELETE", "/api/v1/profile/avatar", "").is(200).object(); strings.Contains(after.text("avatar"), "/face/") {
		t.Errorf("the avatar is still %s", after.text("avatar"))
	}
}
