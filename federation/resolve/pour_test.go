package resolve_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/federation/resolve"
	"guildhall/models"
	"guildhall/store"
)

// filmHead is how a film begins.
var filmHead = "\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42" + strings.Repeat("f", 2000)

// comingFilm puts a film at an address whose bytes come as the test writes them.
func (w *world) comingFilm(at string, size int64) *io.PipeWriter {
	out, in := io.Pipe()
	w.does(at, func(*http.Request) *http.Response {
		a := reply(http.StatusOK, "video/mp4", "")
		a.Body, a.ContentLength = out, size
		return a
	})
	return in
}

func (w *world) borrows(at string, whole bool) (resolve.Lent, error) {
	world := models.Reach{Audience: models.Everyone, Distance: models.World()}
	return w.find.Borrow(w.t.Context(), resolve.Loan{Address: at, Kind: models.FilmFile, Cause: &world, Whole: whole})
}

func (w *world) readsOf(from io.Reader, n int) string {
	w.t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(from, b); err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

func TestAFilmIsShownWhileItComesAndInPartsOnceItIsHere(t *testing.T) {
	w := newWorld(t, models.OpenMode)
	const at = "https://peer.example/film.mp4"
	rest := strings.Repeat("g", 5000)
	film := w.comingFilm(at, int64(len(filmHead+rest)))
	w.requests()
	go func() { _, _ = io.WriteString(film, filmHead) }()
	first, err := w.borrows(at, false) // comes back although the film is not here
	if err != nil || first.Stream == nil || first.Bytes != int64(len(filmHead+rest)) || first.Type != "video/mp4" {
		t.Fatalf("%+v, %v", first, err)
	}
	if got := w.readsOf(first.Stream, len(filmHead)); got != filmHead {
		t.Errorf("the beginning is %q", got)
	}
	second, err := w.borrows(at, false) // looks at the same film
	if err != nil || second.Stream == nil {
		t.Fatalf("%+v, %v", second, err)
	}
	parts := make(chan string, 1)
	go func() { // wants the middle of it, and so waits for the whole
		third, err := w.borrows(at, true)
		if err != nil || third.Stream != nil {
			parts <- "no part"
			return
		}
		defer func() { _ = third.Close() }()
		_, err = third.Seek(int64(len(filmHead)), io.SeekStart)
		b, err2 := io.ReadAll(third)
		if errors.Join(err, err2) != nil {
			b = nil
		}
		parts <- string(b)
	}()
	select {
	case got := <-parts:
		t.Fatalf("a part was given of a film that is not here: %q", got)
	case <-time.After(50 * time.Millisecond):
	}
	_ = first.Close() // one goes away, and it comes on for the others
	_, _ = io.WriteString(film, rest)
	_ = film.Close()
	if all, err := io.ReadAll(second.Stream); err != nil || string(all) != filmHead+rest {
		t.Errorf("the other reads %d bytes: %v", len(all), err)
	}
	_ = second.Close()
	if got := <-parts; got != rest {
		t.Errorf("the part is %d bytes", len(got))
	}
	last, err := w.borrows(at, false)
	if err != nil || last.Stream != nil || last.Size() != int64(len(filmHead+rest)) {
		t.Fatalf("once it is here: %+v, %v", last, err)
	}
	_ = last.Close()
	if asked := w.requests(); len(asked) != 1 {
		t.Errorf("the other server was asked %v", asked)
	}
}

func TestHostileFilmsAreNotPouredOut(t *testing.T) {
	for name, c := range map[string]struct {
		head string
		end  error
		size int64
		open bool // its beginning is shown
	}{
		"a page that calls itself a film":        {head: "<!doctype html><script>alert(1)</script>" + strings.Repeat(" ", 3000), size: -1},
		"a drawing with a script":                {head: `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>` + strings.Repeat(" ", 3000), size: -1},
		"a film that breaks off":                 {head: filmHead, end: io.ErrUnexpectedEOF, size: 1 << 20, open: true},
		"a film that is shorter than was said":   {head: filmHead, size: 1 << 20, open: true},
		"a film that says that it is endless":    {head: filmHead, size: 1 << 40},
		"a picture with a film's name, in parts": {head: "\x89PNG\r\n\x1a\n" + strings.Repeat("x", 3000), size: -1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, models.OpenMode)
			const at = "https://peer.example/film.mp4"
			film := w.comingFilm(at, c.size)
			go func() {
				_, _ = io.WriteString(film, c.head)
				time.Sleep(20 * time.Millisecond)
				_ = film.CloseWithError(c.end)
			}()
			lent, err := w.borrows(at, false)
			if c.open {
				if err != nil || lent.Stream == nil {
					t.Fatalf("%+v, %v", lent, err)
				}
				if got := w.readsOf(lent.Stream, 100); got != c.head[:100] {
					t.Errorf("it begins with %q", got)
				}
				if _, err := io.ReadAll(lent.Stream); err == nil {
					t.Error("what broke off was taken for the whole")
				}
				_ = lent.Close()
			} else if !fault.Is(err, fault.Missing) {
				t.Fatalf("%+v, %v", lent, err)
			}
			for range 100 { // the fetch has ended, and it is not asked for again at once
				if lent, err = w.borrows(at, false); err != nil {
					break
				}
				_ = lent.Close()
				time.Sleep(10 * time.Millisecond)
			}
			if err == nil {
				t.Error("it is lent")
			}
			w.write(func(tx *store.Tx) error {
				if n, err := tx.BorrowedBytes(); n != 0 || err != nil {
					t.Errorf("%d bytes of it are kept: %v", n, err)
				}
				return nil
			})
		})
	}
}
