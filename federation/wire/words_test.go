package wire

import (
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/policy"
)

func TestWordsAreFoundWhereverTheyStand(t *testing.T) {
	for _, c := range []struct{ members, content, title, warning, lang, mediaType string }{
		{`"content":"<p>a</p>"`, "<p>a</p>", "", "", "", ""},
		{`"content":"<p>b</p>","contentMap":{"de":"<p>x</p>","fr":"<p>b</p>"}`, "<p>b</p>", "", "", "fr", ""},
		{`"contentMap":{"de":"<p>x</p>"}`, "<p>x</p>", "", "", "de", ""},
		{`"summaryMap":{"de":"Achtung"},"content":"<p>a</p>"`, "<p>a</p>", "", "Achtung", "", ""},
		{`"source":{"content":"**a**","mediaType":"text/markdown"}`, "**a**", "", "", "", "text/plain"},
		{`"source":{"content":"<b>a</b>","mediaType":"text/html"}`, "<b>a</b>", "", "", "", ""},
		{`"content":"<p>a</p>","source":{"content":"z","mediaType":"text/markdown"}`, "<p>a</p>", "", "", "", ""},
		{`"source":"a","contentMap":[],"summaryMap":7`, "", "", "", "", ""},
	} {
		d, err := Parse([]byte(`{"id":"https://a.example/1","type":"Note","attributedTo":"https://a.example/u",` + c.members + `}`))
		if err != nil {
			t.Fatal(err)
		}
		n := d.Note
		if n.ContentHTML != c.content || n.Warning() != c.warning || n.Language != c.lang || n.MediaType != c.mediaType {
			t.Errorf("%s is read as %q, warning %q, in %q, %q", c.members, n.ContentHTML, n.Warning(), n.Language, n.MediaType)
		}
	}
	d, err := Parse([]byte(`{"id":"https://a.example/1","type":"Article","attributedTo":"https://a.example/u","nameMap":{"de":"Titel"},"contentMap":{"de":"x"}}`))
	if err != nil || d.Note.Title != "Titel" || d.Note.Language != "de" {
		t.Errorf("an article with maps alone is read as %+v, %v", d.Note, err)
	}
}

func TestSourceIsSentUnlessSomebodyInItIsWithheld(t *testing.T) {
	p := &models.PostView{Author: models.Actor{IRI: "https://acme.example/actors/a", Local: true, Host: "acme.example", Outward: 1}}
	p.IRI, p.Local, p.Kind, p.Reach = "https://acme.example/posts/1", true, models.Note, models.Reach{Audience: models.Everyone, Distance: models.World()}
	p.Content, p.Source = "<p>Hi <em>all</em></p>", "Hi _all_"
	crossing := policy.Crossing{Door: models.Out, Verb: models.Create, Peer: policy.Peer{Host: "b.example", Standing: models.Allowed}, Subject: policy.Subject{Post: p}}
	raw, err := Write(site, policy.Decide(crossing, nil).Copy(policy.Hands{}))
	if err != nil || !strings.Contains(string(raw), `"source":{"content":"Hi _all_","mediaType":"text/markdown"}`) {
		t.Errorf("sent as %s, %v", raw, err)
	}
	p.People = []models.PersonNamed{{Actor: models.Actor{ID: 7, IRI: "https://acme.example/actors/b", Local: true}, Mention: true}}
	raw, err = Write(site, policy.Decide(crossing, nil).Copy(policy.Hands{}))
	if err != nil || strings.Contains(string(raw), "source") {
		t.Errorf("with somebody withheld it is sent as %s, %v", raw, err)
	}
}

func TestLengthsAreReadInSeconds(t *testing.T) {
	for s, want := range map[string]int64{"PT5151S": 5151, "PT2H": 7200, "PT1H2M3.5S": 3723, "P1DT1S": 86401, "": 0, "PT": 0, "P1Y": 0, "1H": 0, "PT-5S": 0, "PT1": 0, "PTS": 0,
		"PT99999999999S": 0, "P1M": 0, "PT" + strings.Repeat("9", 60) + "S": 0, "PT1.1.1S": 0} {
		if got := duration(s); got != want {
			t.Errorf("%q is %d seconds", s, got)
		}
	}
}
