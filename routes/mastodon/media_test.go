package mastodon_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"testing"

	"guildhall/routes/mastodon"
)

// uploadOf is the form in which an app sends a picture.
func uploadOf(t *testing.T, fields ...string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	form := multipart.NewWriter(body)
	part, err := form.CreateFormFile("file", "bench.png")
	if err == nil {
		err = png.Encode(part, image.NewRGBA(image.Rect(0, 0, 800, 600)))
	}
	for i := 0; i+1 < len(fields) && err == nil; i += 2 { // behind the file: some apps do so
		err = form.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return form.FormDataContentType(), body
}

func TestAnAppUploadsDescribesAndPostsAPicture(t *testing.T) {
	h := newHouse(t)
	kind, body := uploadOf(t, "description", "a bench", "focus", "0.5,-0.25")
	m := h.asks("ada", http.MethodPost, "/api/v2/media", body.String(), "Content-Type", kind).object()
	m.has(map[string]any{"type": "image", "description": "a bench", "remote_url": nil, "text_url": nil})
	m.at("meta").at("focus").has(map[string]any{"x": 0.5, "y": -0.25})
	m.at("meta").at("original").has(map[string]any{"width": 800, "height": 600, "size": "800x600"})
	m.at("meta").at("small").has(map[string]any{"width": 640, "height": 480, "size": "640x480"})
	id := m.text("id")
	h.asks("bea", http.MethodGet, "/api/v1/media/"+id, "").is(http.StatusNotFound)
	h.asks("bea", http.MethodPut, "/api/v1/media/"+id, "description=mine", "Content-Type", "application/x-www-form-urlencoded").is(http.StatusNotFound)
	h.asks("ada", http.MethodPut, "/api/v1/media/"+id, "description=a+red+bench", "Content-Type", "application/x-www-form-urlencoded").object().has(map[string]any{"description": "a red bench"})
	h.post("bea", "/api/v1/statuses", "status", "Mine?", "media_ids[]", id).is(http.StatusUnprocessableEntity)
	s := h.post("ada", "/api/v1/statuses", "media_ids[]", id).object()
	if list, _ := s.m["media_attachments"].([]any); len(list) != 1 {
		t.Fatalf("the post has %v", s.m["media_attachments"])
	}
	h.post("ada", "/api/v1/statuses", "status", "Again.", "media_ids[]", id).is(http.StatusUnprocessableEntity)
	h.says("ada", "Nothing to see. #bench", "public")
	h.post("ada", "/api/v1/statuses", "status", "Look at a #bench.").is(200)
	for where, want := range map[string]string{
		"/api/v1/timelines/public?only_media=true":                                              s.text("id"),
		"/api/v1/accounts/" + h.ids["ada"] + "/statuses?only_media=true":                        s.text("id"),
		"/api/v1/accounts/" + h.ids["bea"] + "/statuses?only_media=true":                        "",
		"/api/v1/timelines/tag/bench?only_media=true":                                           "",
		"/api/v1/accounts/" + h.ids["ada"] + "/statuses?only_media=true&max_id=" + s.text("id"): "",
	} {
		got := ""
		for _, x := range h.get("bea", where).list() {
			got += x.text("id")
		}
		if got != want {
			t.Errorf("%s lists %q, wanted %q", where, got, want)
		}
	}
	edit := "status=Look.&media_ids[]=" + id + "&media_attributes[][id]=" + id + "&media_attributes[][description]=a+green+bench"
	s = h.asks("ada", http.MethodPut, "/api/v1/statuses/"+s.text("id"), edit, "Content-Type", "application/x-www-form-urlencoded").object()
	object{t, s.m["media_attachments"].([]any)[0].(map[string]any)}.has(map[string]any{"description": "a green bench"})
	kind, body = uploadOf(t)
	h.asks("", http.MethodPost, "/api/v2/media", body.String(), "Content-Type", kind).is(http.StatusUnauthorized)
	h.asks("ada", http.MethodPost, "/api/v2/media", "status=x", "Content-Type", "application/x-www-form-urlencoded").is(http.StatusUnsupportedMediaType)
}

func TestAnAppIsToldThatAPictureNeedsADescriptionWhereOneIsAskedFor(t *testing.T) {
	h := newHouse(t, func(d *mastodon.Deps) { d.Described = true })
	kind, body := uploadOf(t)
	id := h.asks("ada", http.MethodPost, "/api/v2/media", body.String(), "Content-Type", kind).object().text("id")
	h.post("ada", "/api/v1/statuses", "status", "Look.", "media_ids[]", id).is(http.StatusUnprocessableEntity)
	h.asks("ada", http.MethodPut, "/api/v1/media/"+id, "description=a+bench", "Content-Type", "application/x-www-form-urlencoded").is(http.StatusOK)
	s := h.post("ada", "/api/v1/statuses", "status", "Look.", "media_ids[]", id).object()
	edit := "status=Look.&media_ids[]=" + id + "&media_attributes[][id]=" + id + "&media_attributes[][description]="
	h.asks("ada", http.MethodPut, "/api/v1/statuses/"+s.text("id"), edit, "Content-Type", "application/x-www-form-urlencoded").is(http.StatusUnprocessableEntity)
}
