package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatChangedInAPostIsShownToThoseWhoMayReadIt(t *testing.T) {
	w, d := town(t)
	at := d.posts("Lactate at six, please.", "everyone", "inside").header.Get("Location")
	id := at[strings.LastIndex(at, "/")+1:]
	bea := signsIn(t, w, "bea@acme.example")
	bea.opens(at).hides("What changed")
	d.sends("/posts/"+id+"/edit", "do", "post", "text", "Lactate at five, please.", "audience", "everyone", "distance", "inside").is(http.StatusSeeOther)
	bea.opens(at).says("What changed", "/posts/"+id+"/history")
	bea.opens("/posts/"+id+"/history").is(http.StatusOK).says("<del>six, </del>", "<ins>five, </ins>", "As it was first")

	hidden := bea.opens("/posts/" + id + "999/history").is(http.StatusNotFound)
	visits(t, w, "acme.example").opens("/posts/" + id + "/history").hides("Lactate")
	mine := d.posts("Mine: the <b>boiler</b>.", "self", "inside").header.Get("Location")
	mineID := mine[strings.LastIndex(mine, "/")+1:]
	if never := bea.opens("/posts/" + mineID + "/history").is(http.StatusNotFound); never.body != hidden.body {
		t.Error("a hidden post's history can be told from none")
	}
	// What was for its author alone stays theirs when the post is opened to all.
	d.sends("/posts/"+mineID+"/edit", "do", "post", "text", "The heating is repaired.", "audience", "everyone", "distance", "inside").is(http.StatusSeeOther)
	bea.opens("/posts/" + mineID + "/history").is(http.StatusOK).says("heating").hides("boiler")
	d.opens("/posts/"+mineID+"/history").says("heating", "boiler")
	d.sends("/posts/" + mineID + "/delete").is(http.StatusSeeOther)
	d.opens("/posts/"+mineID+"/history").hides("boiler", "heating")
}
