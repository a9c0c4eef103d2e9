package wire

import (
	"encoding/json"
	"reflect"
	"testing"

	"guildhall/models"
	"guildhall/policy"
)

// mediaExamples are the documents with files that the papers show.
func mediaExamples() map[string]policy.Subject {
	ada := models.Actor{IRI: "https://acme.example/actors/3q0Yxk8nE2vTbK7uW1rJdA", Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada", Domain: "acme.example"}
	post := models.PostView{Author: ada, Post: models.Post{IRI: "https://acme.example/posts/0pQr5StUvWxYz1A2bC3dEf", Local: true, Kind: models.Note, Content: "<p>Our new bench.</p>",
		Language: "en", Published: moment, URL: "https://acme.example/@ada/116000000000000000", Reach: models.Reach{Audience: models.Everyone, Distance: models.World()}}}
	post.Media = []models.Media{{Slug: "4uVwXyZ0a1B2c3D4e5F6gH", Kind: models.PictureFile, Type: "image/jpeg", Alt: "A red bench under a tree", Width: 4000, Height: 3000,
		Blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj", FocusX: 250, FocusY: -100}}
	return map[string]policy.Subject{"post-with-picture": {Post: &post}}
}

func TestFilesAreReadAsTheyAreWritten(t *testing.T) {
	s := mediaExamples()["post-with-picture"]
	s.Post.Media = append(s.Post.Media,
		models.Media{Slug: "a", Kind: models.FilmFile, Type: "video/mp4", Width: 320, Height: 240, Duration: 2500, Lent: "https://acme.example/lent/sealed"},
		models.Media{Slug: "b", Kind: models.DocumentFile, Type: "application/pdf", Name: "plan.pdf"},
		models.Media{Slug: "c", Kind: models.PictureFile, Remote: "https://b.example/not-ours.png"})
	raw, err := write(site, s)
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := []Attachment{
		{Type: "Image", URL: "https://acme.example/media/4uVwXyZ0a1B2c3D4e5F6gH", MediaType: "image/jpeg", Alt: "A red bench under a tree", Width: 4000, Height: 3000,
			Blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj", FocusX: 250, FocusY: -100},
		{Type: "Video", URL: "https://acme.example/lent/sealed", MediaType: "video/mp4", Width: 320, Height: 240, Seconds: 2},
		{Type: "Document", URL: "https://acme.example/media/b", MediaType: "application/pdf", Alt: "plan.pdf"},
	}
	if d.Note == nil || !reflect.DeepEqual(d.Note.Attachments, want) {
		t.Errorf("what was written is read as %+v", d.Note)
	}
	var doc struct {
		Attachment []map[string]any `json:"attachment"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil || doc.Attachment[1]["duration"] != "PT2.5S" {
		t.Errorf("the film says %v, %v", doc.Attachment, err)
	}
}
