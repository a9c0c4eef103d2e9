package web_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"guildhall/config"
	"guildhall/models"
	"guildhall/testrig"
)

// fileForm is a form of the composer with files in it, as a browser sends it.
func (d *desk) fileForm(path string, files map[string]string, form ...string) sheet {
	d.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(form); i += 2 {
		_ = m.WriteField(form[i], form[i+1])
	}
	for name, text := range files {
		w, err := m.CreateFormFile("files", name)
		if err != nil {
			d.t.Fatal(err)
		}
		_, _ = w.Write([]byte(text))
	}
	_ = m.Close()
	return d.ask(http.MethodPost, path, m.FormDataContentType(), &body)
}

var fileInForm = regexp.MustCompile(`name="file" value="(\d+)"`)

func TestFilesAreChosenDescribedPostedAndTakenOutAgain(t *testing.T) {
	w, d := town(t)
	text := []string{"text", "Look at this.", "audience", "everyone", "distance", "inside"}
	p := d.fileForm("/compose", map[string]string{"bench.jpg": pngOf(t, 90, 60)}, append(text, "do", "preview", "newalt", "a bench")...).is(http.StatusOK)
	ids := fileInForm.FindStringSubmatch(p.body)
	if ids == nil || !strings.Contains(p.body, `value="a bench"`) {
		t.Fatal("without script the file that was chosen is lost by asking who will see it")
	}
	at := d.fileForm("/compose", nil, append(text, "do", "post", "file", ids[1], "alt-"+ids[1], "a red bench")...).is(http.StatusSeeOther).header.Get("Location")
	w.Settle()
	if m := w.As("ada@acme.example").Finds("Look at this.").Media[0]; !strings.Contains(d.opens(at).body, `src="/media/`+m.Slug+`/small" alt="a red bench"`) {
		t.Error("the page of the post does not show its picture")
	}
	edit := "/posts/" + at[strings.LastIndex(at, "/")+1:] + "/edit"
	p = d.opens(edit).is(http.StatusOK)
	if !strings.Contains(p.body, `value="a red bench"`) || !strings.Contains(p.body, "bench.png") {
		t.Fatalf("the editor shows %s", words(p.body))
	}
	d.fileForm(edit, map[string]string{"notes.txt": "words"}, append(text, "do", "post", "file", ids[1], "alt-"+ids[1], "a green bench")...).is(http.StatusSeeOther)
	p = d.opens(edit)
	if len(fileInForm.FindAllString(p.body, -1)) != 2 || !strings.Contains(p.body, `value="a green bench"`) {
		t.Fatal("an edit did not add the file, or lost the words")
	}
	d.fileForm(edit, nil, append(text, "do", "post", "file", ids[1], "drop", ids[1])...).is(http.StatusSeeOther)
	if p = d.opens(edit); fileInForm.MatchString(p.body) {
		t.Error("files that were taken out are still there")
	}
	d.fileForm("/compose", map[string]string{"broken.png": "\x89PNG\r\n\x1a\nnothing"}, append(text, "do", "post")...).is(http.StatusUnprocessableEntity).says("The picture cannot be read", "Look at this.")
	d.fileForm("/compose", map[string]string{"bench.png": pngOf(t, 40, 20)}, append(text, "do", "preview", "newalt", "a bench", "newfocus", "-0.8,0.8")...).is(http.StatusOK).
		says(`value="a bench"`, `<option value="-0.8,0.8" selected`, `class="fx0 fy0"`)
	bea := signsIn(t, w, "bea@acme.example")
	bea.fileForm("/compose", nil, append(text, "do", "post", "file", ids[1])...).is(http.StatusSeeOther)
	nine := map[string]string{}
	for _, n := range strings.Split("123456789", "") {
		nine[n+".txt"] = n
	}
	d.fileForm("/compose", nine, append(text, "do", "post")...).is(http.StatusUnprocessableEntity).says("too many files")
}

func TestADocumentIsDownloadedAndNeverShown(t *testing.T) {
	w, d := town(t)
	d.fileForm("/compose", map[string]string{"page.html": "<script>alert(1)</script>"}, "text", "A page.", "audience", "everyone", "distance", "inside", "do", "post").is(http.StatusSeeOther)
	w.Settle()
	m := w.As("ada@acme.example").Finds("A page.").Media[0]
	p := d.opens("/media/" + m.Slug).is(http.StatusOK)
	h := p.header
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("Content-Type") != "text/plain" || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("a page that somebody uploaded is served with %v", h)
	}
}

// What people may upload that is something else than it says, or two things at once: it is refused in words, or made anew without what
// was hidden, or only ever downloaded.
func TestHostileUploads(t *testing.T) {
	w, d := town(t)
	script := "<script>alert(1)</script>"
	jpegHead := "\xff\xd8\xff\xfe\x00\x1b" + script
	for name, c := range map[string]struct {
		raw     string
		refused bool
		kind    string // of the file, when it is taken
	}{
		"picture-and-page.png":     {pngOf(t, 20, 10) + script, false, "image/png"},
		"picture-and-archive.png":  {pngOf(t, 20, 10) + "PK\x03\x04" + script, false, "image/png"},
		"picture-and-page.gif":     {"GIF89a/*" + script, true, ""},
		"picture-and-page.jpg":     {jpegHead, true, ""},
		"page.png":                 {"<!doctype html>" + script, false, "text/plain"},
		"drawing.svg":              {`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">` + script + `</svg>`, false, "text/plain"},
		"drawing.png":              {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">` + script + `</svg>`, false, "text/plain"},
		"document-and-page.pdf":    {"%PDF-1.7\n" + script, false, "application/pdf"},
		"a-hundred-megapixels.png": {pngSays(t, 10_000, 10_000), true, ""},
		"four-gigapixels.png":      {pngSays(t, 65_535, 65_535), true, ""},
		"cut.png":                  {pngOf(t, 200, 200)[:60], true, ""},
		"film.mp4":                 {"\x00\x00\x00\x18ftypisom" + script, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			said := d.fileForm("/compose", map[string]string{name: c.raw}, "text", "Look at "+name, "audience", "everyone", "distance", "inside", "do", "post")
			if c.refused {
				said.is(http.StatusUnprocessableEntity)
				return
			}
			said.is(http.StatusSeeOther)
			w.Settle()
			m := w.As("ada@acme.example").Finds("Look at " + name).Media[0]
			for _, at := range []string{"/media/" + m.Slug, "/media/" + m.Slug + "/small"} {
				p := d.opens(at)
				if p.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(p.header.Get("Content-Security-Policy"), "sandbox") {
					t.Errorf("%s is served with %v", at, p.header)
				}
				if m.Kind == models.PictureFile && strings.Contains(p.body, "alert") {
					t.Errorf("%s still holds what was hidden in it", at)
				}
				if m.Kind != models.PictureFile && !strings.HasPrefix(p.header.Get("Content-Disposition"), "attachment") {
					t.Errorf("%s is shown: %v", at, p.header)
				}
			}
			if m.Type != c.kind {
				t.Errorf("it is %s", m.Type)
			}
		})
	}
}

// pngSays is a PNG of a few bytes that says that it has so many pixels.
func pngSays(t *testing.T, w, h uint32) string {
	b := []byte(pngOf(t, 1, 1))
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return string(b)
}

func TestAFormWithoutADescriptionComesBackWithItsFileWhereOneIsAskedFor(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	w.As("ada@acme.example")
	w.Server("acme.example").Anew(func(s *config.Settings) { s.DescribeMedia = true })
	d := signsIn(t, w, "ada@acme.example")
	d.opens("/compose").is(http.StatusOK).says("posted with a description only")
	text := []string{"text", "Look at this.", "audience", "everyone", "distance", "inside", "do", "post"}
	p := d.fileForm("/compose", map[string]string{"bench.png": pngOf(t, 90, 60)}, text...).is(http.StatusUnprocessableEntity).says("Describe every picture", "Look at this.")
	id := fileInForm.FindStringSubmatch(p.body)
	if id == nil {
		t.Fatal("the picture is lost")
	}
	at := d.fileForm("/compose", nil, append(text, "file", id[1], "alt-"+id[1], "a red bench")...).is(http.StatusSeeOther).header.Get("Location")
	edit := "/posts/" + at[strings.LastIndex(at, "/")+1:] + "/edit"
	d.fileForm(edit, nil, append(text, "file", id[1], "alt-"+id[1], "")...).is(http.StatusUnprocessableEntity).says("Describe every picture")
	d.opens(edit).says(`value="a red bench"`)
}
