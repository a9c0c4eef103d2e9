package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
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
