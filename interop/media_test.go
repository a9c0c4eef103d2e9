package interop_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/services/conversations"
	"guildhall/store"
)

// uploads sends a picture as an app does, and gives its id.
func (w *Worker) uploads(alt string) string {
	w.home.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("description", alt)
	part, err := form.CreateFormFile("file", "bench.png")
	if err == nil {
		err = png.Encode(part, image.NewRGBA(image.Rect(0, 0, 40, 30)))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		w.home.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(w.home.t.Context(), http.MethodPost, w.home.Site.Base+"/api/v2/media", &body)
	if err != nil {
		w.home.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token)
	req.Header.Set("Content-Type", form.FormDataContentType())
	status, answer := exchange(w.home.t, req)
	var file struct{ ID, Description string }
	if err := json.Unmarshal(answer, &file); err != nil || status != http.StatusOK || file.Description != alt {
		w.home.t.Fatalf("the upload is answered %d %s", status, answer)
	}
	return file.ID
}

// A picture of ours is seen there and one of theirs here, each with its description.
func theySharePictures(t *testing.T) {
	h, ada, ines := friends(t)
	ours := ada.Says("Our new bench.", "media_ids[]", ada.uploads("a red bench"))
	got := ines.Has(ours.URI).Attachments
	if len(got) != 1 || got[0].Name != "a red bench" || got[0].MediaType != "image/png" {
		t.Fatalf("Ines sees %+v", got)
	}
	if f := ines.Fetch(got[0].URL, false); f.Status != http.StatusOK || f.Type != "image/png" {
		t.Errorf("the picture answers %d %s", f.Status, f.Type)
	}

	theirs := ines.Says(Said{Text: "And ours.", Picture: "a blue bench"})
	Eventually(t, "Ada has the picture", func() bool {
		s, ok := ada.Here(theirs)
		if !ok {
			return false
		}
		return len(h.mediaOf(models.ParseID(s.ID))) == 1
	})
	s, _ := ada.Here(theirs)
	if m := h.mediaOf(models.ParseID(s.ID))[0]; m.Alt != "a blue bench" || m.Kind != models.PictureFile || m.Remote == "" {
		t.Errorf("Ada sees %+v", m)
	}

	var shown struct {
		Media []struct {
			URL, Type, Description string
		} `json:"media_attachments"`
	}
	ada.does(http.MethodGet, "/api/v1/statuses/"+s.ID, nil, &shown)
	if len(shown.Media) != 1 || shown.Media[0].Description != "a blue bench" || shown.Media[0].Type != "image" || !strings.HasPrefix(shown.Media[0].URL, h.Site.Base) {
		t.Fatalf("Ada's app is shown %+v", shown.Media)
	}
	if status := h.Visits(shown.Media[0].URL, "image/*"); status != http.StatusOK {
		t.Errorf("through our own origin their picture answers %d", status)
	}

	// Below the world its own address answers nobody there, and the one that was made for them answers them.
	h.Stands(models.Partner, ines)
	file := models.ParseID(ada.uploads("a secret bench"))
	post := ada.Writes(conversations.Ask{Text: "For partners.", Where: conversations.Partners, Audience: models.Everyone, Files: []models.ID{file}})
	lent := ines.Has(string(post.IRI)).Attachments[0]
	own := h.Site.Media(h.mediaOf(post.ID)[0].Slug)
	if lent.URL == own || ines.Fetch(lent.URL, false).Status != http.StatusOK {
		t.Errorf("the partner's address is %s and answers %d", lent.URL, ines.Fetch(lent.URL, false).Status)
	}
	if status := h.Visits(own, "image/*"); status != http.StatusNotFound {
		t.Errorf("its own address answers %d", status)
	}
	h.Stands(models.Allowed, ines)
	if f := ines.Fetch(lent.URL, false); f.Status != http.StatusNotFound {
		t.Errorf("after the agreement the address answers %d", f.Status)
	}
}

func (h *House) mediaOf(post models.ID) (list []models.Media) {
	h.t.Helper()
	h.Does(func(tx *store.Tx) (err error) {
		list, err = tx.MediaOf(post)
		return err
	})
	return list
}
