package wire_test

import (
	"testing"

	"guildhall/federation/wire"
)

func TestWhatAServerSaysOfItselfIsReadInBothForms(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want string
	}{
		"v2":       {`{"domain":"social.example","title":"Social","description":"A place","contact":{"email":"it@social.example","account":{"url":"https://social.example/@it"}},"rules":[{"id":"1","text":"Be kind."},{"id":"2","text":" "}]}`, "Social|A place|it@social.example|Be kind."},
		"v1":       {`{"uri":"social.example","title":"Social","short_description":"Short","description":"Long","email":"it@social.example","rules":[]}`, "Social|Short|it@social.example|"},
		"no email": {`{"title":"S","contact":{"account":{"url":"https://social.example/@it"}}}`, "S||https://social.example/@it|"},
	} {
		in, err := wire.ParseInstance([]byte(c.body))
		got := in.Title + "|" + in.About + "|" + in.Contact + "|"
		for _, r := range in.Rules {
			got += r
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %s %v", name, got, err)
		}
	}
	for _, bad := range []string{"", "null", "[]", "{}", `{"title":1}`, `<html>`, `{"rules":"be kind"}`} {
		if in, err := wire.ParseInstance([]byte(bad)); err == nil {
			t.Errorf("%q was read: %+v", bad, in)
		}
	}
}

func FuzzInstance(f *testing.F) {
	f.Add([]byte(`{"title":"S","contact":{"email":"a@b"},"rules":[{"text":"x"}]}`))
	f.Add([]byte(`{"contact":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if in, err := wire.ParseInstance(body); err == nil && len(in.Rules) > 50 {
			t.Error("too many rules")
		}
	})
}
