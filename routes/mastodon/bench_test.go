package mastodon_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"guildhall/clock"
	"guildhall/store"
	"guildhall/store/storetest"
)

// BenchmarkHome reads a home timeline of 20 posts by 20 people: as it is read again and again, and with no room to keep anything in.
func BenchmarkHome(b *testing.B) {
	b.Run("kept", func(b *testing.B) { home(b, newHouse(b)) })
	b.Run("nothing kept", func(b *testing.B) {
		h := newHouseIn(b, func(c clock.Clock) *store.Store { return storetest.Roomless(b, c) })
		home(b, h)
		if people, posts := h.store.Cached(); people+posts > 0 {
			b.Errorf("%d bytes of people and %d of posts were kept", people, posts)
		}
	})
}

func home(b *testing.B, h *house) {
	for i := range 20 {
		name := "p" + strconv.Itoa(i)
		h.joins(name, "read write follow")
		h.post("ada", "/api/v1/accounts/"+h.ids[name]+"/follow").is(200)
	}
	for i := range 60 {
		h.says("p"+strconv.Itoa(i%20), strings.Repeat("A few words about what is going on here. ", 4)+strconv.Itoa(i), "public")
	}
	r := httptest.NewRequest(http.MethodGet, base+"/api/v1/timelines/home", nil)
	r.Header.Set("Authorization", "Bearer "+h.tokens["ada"])
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.engine.ServeHTTP(w, r)
		if w.Code != 200 {
			b.Fatal(w.Body)
		}
		b.SetBytes(int64(w.Body.Len()))
	}
}

// BenchmarkPost writes posts through the API, many at once, so that they share commits.
func BenchmarkPost(b *testing.B) {
	h := newHouse(b)
	b.SetParallelism(16)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest(http.MethodPost, base+"/api/v1/statuses", strings.NewReader("status=hello+there&visibility=public"))
			r.Header.Set("Authorization", "Bearer "+h.tokens["ada"])
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.engine.ServeHTTP(w, r)
			if w.Code != 200 {
				b.Error(w.Body)
			}
		}
	})
}
