package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// numberOf is the last part of where a post was shown after posting.
func numberOf(s sheet) string {
	at := s.header.Get("Location")
	return at[strings.LastIndexByte(at, '/')+1:]
}

func TestFacesArePressedWithoutScript(t *testing.T) {
	w, ada := town(t)
	bea := signsIn(t, w, "bea@acme.example")
	at := ada.posts("Lactate at five.", "everyone", "inside").header.Get("Location")
	id := at[strings.LastIndexByte(at, '/')+1:]
	bea.opens(at).is(http.StatusOK).says("React", `aria-label="Well done"`, "/posts/"+id+"/react")
	bea.sends("/posts/"+id+"/react", "face", "🎉", "back", at).to(at)
	bea.opens(at).says("🎉 1", "Well done: 1 person", `aria-pressed="true"`)
	ada.opens("/notices").says("Bea put a face under what you wrote", "🎉")
	ada.sends("/posts/"+id+"/react", "face", "🎉", "back", at).to(at)
	ada.opens(at).says("🎉 2", "Well done: 2 people")
	bea.sends("/posts/"+id+"/unreact", "face", "🎉", "back", at).to(at)
	ada.opens(at).says("🎉 1")
	bea.sends("/posts/"+id+"/react", "face", "hello", "back", at).is(http.StatusUnprocessableEntity)
	visits(t, w, "acme.example").sends("/posts/"+id+"/react", "face", "🎉").is(http.StatusSeeOther)
}

func TestAPostIsQuotedOnPagesAndTakenOut(t *testing.T) {
	w, ada := town(t)
	bea := signsIn(t, w, "bea@acme.example")
	first := ada.posts("Lactate at five.", "everyone", "inside")
	bea.opens(first.header.Get("Location")).says("/compose?quote=" + numberOf(first))
	bea.opens("/compose?quote="+numberOf(first)).is(http.StatusOK).says("Quotes Ada", "Lactate at five.", `name="quote" value="`+numberOf(first)+`"`)
	second := bea.posts("She is right.", "everyone", "world", "quote", numberOf(first))
	at := second.header.Get("Location")
	bea.opens(at).is(http.StatusOK).says("She is right.", "Quoted: Ada", "Lactate at five.", "Stays inside")
	if strings.Contains(bea.opens(at).body, "Take my post out") {
		t.Error("Bea may take Ada's post out")
	}
	ada.opens("/notices").says("Bea quotes you")
	ada.opens(at).says("Take my post out of this quote")
	ada.sends("/posts/"+numberOf(second)+"/unquote", "back", at).to(at)
	ada.opens(at).says("Your post is taken out", "Its author took the post out of this quote.")
	if strings.Contains(bea.opens(at).body, "Lactate at five.") {
		t.Error("it still stands in the quote")
	}
	ada.sends("/posts/"+numberOf(first)+"/quotable", "quotable", "nobody", "back", "/").to("/")
	bea.posts("Again.", "everyone", "inside", "quote", numberOf(first)).is(http.StatusUnprocessableEntity).says("Ada lets nobody quote this post")
	closed := ada.posts("Just us.", "self", "inside")
	bea.opens("/compose?quote=" + numberOf(closed)).is(http.StatusNotFound)
}

func TestATagShowsEachTheirOwn(t *testing.T) {
	w, ada := town(t)
	bea, stranger := signsIn(t, w, "bea@acme.example"), visits(t, w, "acme.example")
	for _, tag := range []string{"Größe", "溶接", "לחם"} {
		at := "/tags/" + url.PathEscape(tag)
		stranger.opens(at).is(http.StatusNotFound)
		ada.posts("inside words #"+tag, "everyone", "inside")
		stranger.opens(at).is(http.StatusNotFound)
		ada.posts("world words #"+tag, "everyone", "world")
		ada.posts("own words #"+tag, "self", "inside")
		ada.opens(at).is(http.StatusOK).says("inside words", "world words", "own words")
		if seen := bea.opens(at).is(http.StatusOK).says("inside words", "world words"); strings.Contains(seen.body, "own words") {
			t.Errorf("Bea reads what is Ada's own under %s", tag)
		}
		if seen := stranger.opens(at).is(http.StatusOK).says("world words"); strings.Contains(seen.body, "inside words") || strings.Contains(seen.body, "own words") {
			t.Errorf("a stranger reads too much under %s", tag)
		}
	}
}

func TestAQuoteIsAnsweredOnPages(t *testing.T) {
	w, ada := town(t)
	bea := signsIn(t, w, "bea@acme.example")
	ada.sends("/settings/profile", "name", "Ada", "default_distance", "inside", "quotable", "ask").to("/settings/profile")
	ada.opens("/settings/profile").says(`<option value="ask" selected`)
	ada.opens("/compose").says(`<option value="ask" selected`)
	first := ada.posts("Lactate at five.", "everyone", "inside", "quotable", "ask")
	for verb, seen := range map[string]string{"allow": "Lactate at five.", "refuse": "Its author did not let this be quoted."} {
		second := bea.posts("She is right.", "everyone", "inside", "quote", numberOf(first))
		at := second.header.Get("Location")
		bea.opens(at).says("Ada is asked whether this may be quoted.")
		ada.opens("/notices").says("Bea asks to quote you", "1 request waits for your answer")
		list := ada.opens("/requests").is(http.StatusOK).says("Who asks to quote you", "Bea asks to quote you", "Lactate at five.", "She is right.", "Let it quote me").body
		_, id, _ := strings.Cut(list, "/requests/quotes/")
		id, _, _ = strings.Cut(id, "/")
		ada.opens(at).says("It asks whether it may quote you.", "/requests/quotes/"+id+"/allow")
		bea.sends("/requests/quotes/" + id + "/allow").to("/requests") // not hers to say: nothing happens
		bea.opens(at).says("Ada is asked whether this may be quoted.")
		ada.sends("/requests/quotes/" + id + "/" + verb).to("/requests")
		ada.opens("/requests").says("Nobody is waiting.")
		bea.opens(at).says(seen)
		ada.sends("/requests/quotes/" + id + "/allow").to("/requests")
		if verb == "refuse" {
			bea.opens(at).says(seen)
		}
	}
	ada.sends("/settings/profile", "name", "Ada", "default_distance", "inside", "quotable", "some").is(http.StatusUnprocessableEntity)
}
