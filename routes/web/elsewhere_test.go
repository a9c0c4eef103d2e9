package web_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/models"
	"guildhall/store"
	"guildhall/testrig"
)

// pngOf is a picture of a size.
func pngOf(t *testing.T, w, h int) string {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// lends lets a server answer its files by path, each with the type that it claims.
func lends(p *testrig.Peer, claimed string, files map[string]string) {
	p.Instead = func(w http.ResponseWriter, r *http.Request) bool {
		body, ok := files[r.URL.Path]
		if ok {
			w.Header().Set("Content-Type", claimed)
			_, _ = w.Write([]byte(body))
		}
		return ok
	}
}

// lent counts how often a file was asked for on the network, and fails when anybody but our server asked.
func lent(t *testing.T, w *testrig.World, host, path string) (n int) {
	t.Helper()
	for _, x := range w.Net.Exchanges() {
		if x.To == models.Host(host) && x.Path == path {
			n++
			if x.From != "acme.example" || x.Header.Get("Signature") == "" && x.Header.Get("Signature-Input") == "" || x.Header.Get("Cookie") != "" {
				t.Errorf("%s asked for %s with %v", x.From, path, x.Header)
			}
		}
	}
	return n
}

var shownFrom = regexp.MustCompile(`(?:src|srcset|poster|style|background|url|data)="?([^" >]+)|href="(/elsewhere/[^" >]+)`)

// lentPaths are the addresses of ours that a page shows what others have by; it fails when the page shows anything from elsewhere itself.
func lentPaths(t *testing.T, body string) (out []string) {
	t.Helper()
	for _, m := range shownFrom.FindAllStringSubmatch(body, -1) {
		switch at := m[1] + m[2]; {
		case strings.HasPrefix(at, "/elsewhere/"):
			if !slices.Contains(out, at) {
				out = append(out, at)
			}
		case !strings.HasPrefix(at, "/"), strings.HasPrefix(at, "//"):
			t.Errorf("the page shows %s", m[0])
		}
	}
	return out
}

// withFace gives nell a face and a banner at the addresses.
func withFace(p *testrig.Peer, face, banner string) {
	doc := strings.TrimSuffix(p.Document("/users/nell"), "}")
	p.Serves("/users/nell", doc+fmt.Sprintf(`,"icon":{"type":"Image","url":%q},"image":{"type":"Image","url":%q}}`, face, banner))
}

func TestStoryAFaceElsewhereIsShownThroughOurOwnOrigin(t *testing.T) {
	w := testrig.NewWorld(t, "acme.example")
	ada := w.As("ada@acme.example")
	acme := w.Server("acme.example").Allows("peer.example")
	peer, files := w.Peer("peer.example"), w.Peer("files.example")
	lends(files, "text/html", map[string]string{"/nell.png": pngOf(t, 40, 40), "/wide.png": pngOf(t, 90, 30)})
	withFace(peer, "https://files.example/nell.png", "https://files.example/wide.png")
	b := signedIn(t, ada)

	w.Say("the page of somebody elsewhere shows their face by a path of ours, and fetches nothing for that")
	paths := lentPaths(t, b.opens("/@nell@peer.example").is(200).body)
	if len(paths) < 2 || lent(t, w, "files.example", "/nell.png") != 0 {
		t.Fatalf("faces by %q", paths)
	}
	var face string
	for _, p := range paths {
		if strings.Contains(p, "/face/") {
			face = p
		}
	}

	w.Say("the host that has the file is not allowed: it is not asked")
	b.opens(face).is(404)
	if len(lentAll(w, "files.example")) != 0 {
		t.Error("a host that is not allowed was asked")
	}
	acme.Allows("files.example")

	w.Say("a stranger gets nothing and causes no fetch; a path that we did not write shows nothing")
	stranger(t, acme).opens(face).is(404)
	stranger(t, acme).opens(face + "?as=1.2.3").is(404)
	b.opens(face[:len(face)-1] + "x").is(404)
	if lent(t, w, "files.example", "/nell.png") != 0 {
		t.Error("somebody else caused a fetch")
	}

	w.Say("whoever looks first has it fetched, once; its type is what its bytes say")
	for range 3 {
		p := b.opens(face).is(200)
		if p.body != pngOf(t, 40, 40) || p.head.Get("Content-Type") != "image/png" || p.head.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(p.head.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the face came with %v", p.head)
		}
	}
	if n := lent(t, w, "files.example", "/nell.png"); n != 1 {
		t.Errorf("fetched %d times", n)
	}
	for _, p := range paths {
		b.opens(p).is(200)
	}

	w.Say("a month later it is let go, and fetched anew when somebody looks")
	w.Later(31 * 24 * time.Hour)
	if _, err := acme.Resolve.TidyBorrowed(t.Context(), 1<<40, 30); err != nil {
		t.Fatal(err)
	}
	signedIn(t, ada).opens(face).is(200)
	if n := lent(t, w, "files.example", "/nell.png"); n != 2 {
		t.Errorf("fetched %d times", n)
	}
	if _, err := acme.Resolve.TidyBorrowed(t.Context(), 0, 30); err != nil {
		t.Fatal(err)
	}
	acme.Read(func(tx *store.Tx) error {
		if n, err := tx.BorrowedBytes(); n != 0 || err != nil {
			t.Errorf("%d bytes are kept where none may be: %v", n, err)
		}
		return nil
	})
	if err := acme.Resolve.SweepBorrowed(t.Context()); err != nil {
		t.Error(err)
	}
}

func lentAll(w *testrig.World, host string) (out []string) {
	for _, x := range w.Net.Exchanges() {
		if x.To == models.Host(host) {
			out = append(out, x.Path)
		}
	}
	return out
}

// What a server sends in the place of a face: none of it reaches a browser as something that it might run or choke on, and none is asked
// for again at once.
func TestHostileFacesAreNotShown(t *testing.T) {
	bomb := []byte(pngOf(t, 1, 1))
	copy(bomb[16:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff}) // says that it is 65535 pixels wide and high
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"a picture of four gigapixels": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bomb) },
		"a page with 200": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("<!doctype html><script>alert(1)</script>"))
		},
		"a drawing with a script": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/svg+xml")
			_, _ = w.Write([]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`))
		},
		"nothing": func(http.ResponseWriter, *http.Request) {},
		"a picture packed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb)
		},
		"a loop": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/face", http.StatusFound) },
		"a way to us": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://acme.example/", http.StatusFound)
		},
		"a way to a host that is not allowed": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/face", http.StatusFound)
		},
		"too much": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(pngOf(t, 1, 1) + strings.Repeat("x", 16_000_000)))
		},
		"a film": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := testrig.NewWorld(t, "acme.example")
			w.Server("acme.example").Allows("peer.example")
			peer := w.Peer("peer.example")
			evil := w.Peer("evil.example")
			lends(evil, "image/png", map[string]string{"/face": pngOf(t, 4, 4)})
			peer.Instead = func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/face" {
					return false
				}
				answer(w, r)
				return true
			}
			withFace(peer, "https://peer.example/face", "")
			b := signedIn(t, w.As("ada@acme.example"))
			face := lentPaths(t, b.opens("/@nell@peer.example").is(200).body)[0]
			for range 3 {
				if p := b.opens(face); p.status != 404 || strings.Contains(p.body, "alert") {
					t.Errorf("it answers %d with %q", p.status, p.body)
				}
			}
			if n := lent(t, w, "peer.example", "/face"); n > 4 || name != "a loop" && n != 1 {
				t.Errorf("asked %d times", n)
			}
			if len(lentAll(w, "evil.example")) != 0 {
				t.Error("a host that is not allowed was asked")
			}
		})
	}
}

// arrivesWith lets nell send a post with more members of its object, and gives the path of its page.
func arrivesWith(t *testing.T, w *testrig.World, peer *testrig.Peer, to *testrig.Person, n int, more string) string {
	t.Helper()
	id := fmt.Sprintf("https://%s/notes/%d", peer.Host, n)
	peer.Sends(to.Inbox, fmt.Sprintf(`{"@context":"https://www.w3.org/ns/activitystreams","id":"%s/create","type":"Create","actor":%q,
		"to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":%q,"attributedTo":%q,"to":["https://www.w3.org/ns/activitystreams#Public"],"published":%q,%s}}`,
		id, peer.Nell, id, peer.Nell, peer.Now().UTC().Format(time.RFC3339), more))
	w.Settle()
	at := ""
	w.Server("acme.example").Read(func(tx *store.Tx) error {
		p, err := tx.PostByIRI(models.IRI(id))
		at = "/@nell@" + string(peer.Host) + "/" + p.ID.String()
		return err
	})
	return at
}

func TestStoryFilesElsewhereAreSeenHeardAndDownloadedHere(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer := w.Peer("peer.example")
	film, sound := "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", "ID3\x04\x00\x00\x00\x00\x00\x00"
	lends(peer, "application/x-anything", map[string]string{"/a.png": pngOf(t, 8, 6), "/480.mp4": film, "/song.mp3": sound, "/plan.html": "<script>alert(1)</script>"})
	ada.Follows("nell@peer.example")
	w.Settle()
	for _, got := range peer.Got() {
		if strings.Contains(got, `"Follow"`) {
			peer.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://peer.example/accepts/1","type":"Accept","actor":%q,"object":%s}`, peer.Nell, got))
		}
	}
	w.Settle()
	b := signedIn(t, ada)
	sees := func(page string, more string) []string {
		t.Helper()
		p := b.opens(page).is(200)
		if !strings.Contains(p.body, more) {
			t.Errorf("the page does not show %s", more)
		}
		return lentPaths(t, p.body)
	}
	w.Say("a picture with words for those who cannot see it, and the colour that it will have")
	at := arrivesWith(t, w, peer, ada, 1, `"type":"Note","content":"<p>The valve <img src=\"https://spy.example/x.png\"></p>","attachment":[
		{"type":"Document","mediaType":"image/png","url":"https://peer.example/a.png","name":"A \"blue\" valve","width":8,"height":6,"blurhash":"LEHV6nWB2yk8pyo0adR*.7kCMdnj"}]`)
	shown := sees(at, `alt="A &#34;blue&#34; valve"`)
	if len(shown) != 1 {
		t.Fatalf("it is shown by %q", shown)
	}
	sees(at, `fill="#979695"`)
	if p := b.opens(shown[0]).is(200); p.head.Get("Content-Type") != "image/png" || p.head.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the picture came with %v", p.head)
	}
	stranger(t, w.Server("acme.example")).opens(shown[0]).is(404)

	w.Say("a film, from a server that hides it in a playlist's list: the best that is not too large")
	at = arrivesWith(t, w, peer, ada, 2, `"type":"Video","name":"Pumps","content":"How it runs.","duration":"PT65S","url":[{"type":"Link","mediaType":"text/html","href":"https://peer.example/w/2"},
		{"type":"Link","mediaType":"application/x-mpegURL","href":"https://peer.example/m.m3u8","tag":[{"type":"Link","mediaType":"video/mp4","href":"https://peer.example/1080.mp4","height":1080},
		{"type":"Link","mediaType":"application/json","href":"https://peer.example/x.json","height":720},{"type":"Link","mediaType":"video/mp4","href":"https://peer.example/480.mp4","height":480},
		{"type":"Link","mediaType":"video/mp4","href":"https://peer.example/240.mp4","height":240}]}]`)
	shown = sees(at, "<video")
	if p := b.opens(shown[0]).is(200); p.body != film || p.head.Get("Content-Type") != "video/mp4" || lent(t, w, "peer.example", "/480.mp4") != 1 {
		t.Errorf("the film came with %v", p.head)
	}

	w.Say("a sound, behind a warning; and a page, which is downloaded and runs nothing")
	at = arrivesWith(t, w, peer, ada, 3, `"type":"Note","content":"<p>Listen</p>","summary":"Loud","sensitive":true,"attachment":[
		{"type":"Audio","mediaType":"audio/mpeg","url":"https://peer.example/song.mp3"},{"type":"Document","mediaType":"text/html","url":"https://peer.example/plan.html","name":"Plan"}]`)
	shown = sees(at, "<audio")
	body := b.opens(at).body
	if warned := strings.Index(body, `<details class="warned">`); warned < 0 || strings.Index(body, "<audio") < warned {
		t.Error("the sound stands outside of the warning")
	}
	b.opens(shown[0]).is(200)
	if p := b.opens(shown[1]).is(200); p.head.Get("Content-Type") != "application/octet-stream" || p.head.Get("Content-Disposition") != "attachment" {
		t.Errorf("the page came with %v", p.head)
	}
	if n := len(sees("/", "Loud")); n != 4 {
		t.Errorf("home shows %d files", n)
	}

	w.Say("the picture is taken out of the post: its path shows nothing any more")
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://peer.example/u/1","type":"Update","actor":%q,"to":["https://www.w3.org/ns/activitystreams#Public"],"object":{"id":"https://peer.example/notes/3","type":"Note",
		"attributedTo":%q,"to":["https://www.w3.org/ns/activitystreams#Public"],"content":"Nothing to hear.","updated":%q}}`, peer.Nell, peer.Nell, peer.Now().Add(time.Second).UTC().Format(time.RFC3339)))
	w.Settle()
	if len(lentPaths(t, b.opens(at).is(200).body)) != 0 {
		t.Error("the files are still shown")
	}
	b.opens(shown[0]).is(404)
	for _, x := range w.Net.Exchanges() {
		if x.To == "spy.example" {
			t.Error("a picture within the text was fetched")
		}
	}
}

func TestStoryEmojiElsewhereAreShownHere(t *testing.T) {
	w := testrig.NewOpenWorld(t, "acme.example")
	ada := w.As("ada@acme.example").GoesOutward()
	peer := w.Peer("peer.example")
	lends(peer, "image/png", map[string]string{"/v.png": pngOf(t, 8, 8), "/w.png": pngOf(t, 9, 9)})
	peer.Serves("/users/nell", strings.Replace(strings.TrimSuffix(peer.Document("/users/nell"), "}"), `"Nell"`, `"Nell :valve:"`, 1)+
		`,"tag":[{"type":"Emoji","name":":valve:","icon":{"type":"Image","url":"https://peer.example/v.png"}}]}`)
	mine := ada.Posts("Which valve?", "world")
	at := arrivesWith(t, w, peer, ada, 1, `"type":"Note","content":"<p title=\":wave:\">Hi :wave: and :nothing: <a href=\"https://peer.example/:wave:\">there</a></p>",
		"tag":[{"type":"Emoji","name":":wave:","icon":{"type":"Image","url":"https://peer.example/w.png"}},{"type":"Emoji","name":":x\"><script>:","icon":{"type":"Image","url":"https://peer.example/x.png"}}]`)
	b := signedIn(t, ada)
	p := b.opens(at).is(200).says(":nothing:").saysNot("<script>")
	shown := lentPaths(t, p.body)
	if len(shown) != 2 || !strings.Contains(p.body, `alt=":wave:"`) || !strings.Contains(p.body, `alt=":valve:"`) || !strings.Contains(p.body, `href="https://peer.example/:wave:"`) {
		t.Fatalf("shown by %q in\n%s", shown, p.body)
	}
	for _, path := range shown {
		if got := b.opens(path).is(200); got.head.Get("Content-Type") != "image/png" {
			t.Errorf("the emoji came with %v", got.head)
		}
		stranger(t, w.Server("acme.example")).opens(path).is(404)
	}
	w.Say("nell puts one under a post of ours")
	peer.Sends(ada.Inbox, fmt.Sprintf(`{"id":"https://peer.example/r/1","type":"EmojiReact","actor":%q,"object":%q,"content":":wave:","to":[%q],
		"tag":[{"type":"Emoji","name":":wave:","icon":{"type":"Image","url":"https://peer.example/w.png"}}]}`, peer.Nell, mine.IRI, ada.IRI))
	w.Settle()
	own := b.opens("/@ada/" + mine.ID.String()).is(200)
	if got := lentPaths(t, own.body); len(got) != 1 || !strings.Contains(own.body, `alt=":wave:"`) {
		t.Errorf("the reaction is shown by %q", got)
	}
	if got := lentPaths(t, stranger(t, w.Server("acme.example")).opens("/@ada/"+mine.ID.String()).body); len(got) != 0 {
		t.Errorf("a stranger is shown %q", got)
	}
}
