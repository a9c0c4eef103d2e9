package wire

import (
	"fmt"
	"strings"
	"testing"
)

func TestAQuoteIsReadInEverySpelling(t *testing.T) {
	const quoted = "https://guild.example/notes/7"
	line := `<p>Look</p><p class=\"quote-inline\">RE: <a href=\"` + quoted + `\"><span class=\"invisible\">https://</span>x</a></p>`
	for name, more := range map[string]string{
		"quote":       `"quote":"` + quoted + `"`,
		"quoteUrl":    `"quoteUrl":"` + quoted + `"`,
		"quoteURL":    `"quoteURL":"` + quoted + `"`,
		"quoteUri":    `"quoteUri":"` + quoted + `"`,
		"misskey":     `"_misskey_quote":"` + quoted + `"`,
		"an object":   `"quote":{"id":"` + quoted + `","type":"Note"}`,
		"a link":      `"tag":[{"type":"Link","rel":"https://misskey-hub.net/ns#_misskey_quote","href":"` + quoted + `"}]`,
		"in the text": `"content":"` + line + `"`,
		"both":        `"content":"` + line + `","quote":"` + quoted + `"`,
	} {
		d, err := Parse([]byte(`{"id":"https://acme.example/notes/1","type":"Note","attributedTo":"https://acme.example/users/ada",` + more + `}`))
		if err != nil || d.Note.Quote != quoted {
			t.Errorf("%s: quotes %q, %v", name, d.Note.Quote, err)
			continue
		}
		if got := WithoutQuoteLine(d.Note.ContentHTML); strings.Contains(got, "RE:") || strings.Contains(d.Note.ContentHTML, "Look") && got != "<p>Look</p>" {
			t.Errorf("%s: the text is %q", name, got)
		}
	}
	for _, more := range []string{`"quote":"https://acme.example/notes/1"`, `"quote":"a text"`, `"tag":[{"type":"Link","href":"` + quoted + `"}]`, `"content":"RE: ` + quoted + `"`} {
		if d, err := Parse([]byte(`{"id":"https://acme.example/notes/1","type":"Note","attributedTo":"https://acme.example/users/ada",` + more + `}`)); err != nil || d.Note.Quote != "" {
			t.Errorf("%s quotes %q, %v", more, d.Note.Quote, err)
		}
	}
}

func TestTheLineOfAQuoteIsFoundWhole(t *testing.T) {
	for html, want := range map[string]string{
		`<p>A<span class="quote-inline"><br/>QT: <a href="https://x.example/1"><span>https://</span>x</a></span>B</p>`: `<p>AB</p>`,
		`A<br><br><span class="quote-inline">RE: x</span>`:                                                             `A`,
		`<p>A</p><p class="quote-inline">RE: never closed`:                                                             `<p>A</p>`,
		`<p>the class quote-inline in words</p>`:                                                                       `<p>the class quote-inline in words</p>`,
		`<div class="x quote-inline y"><div>1</div>2</div>3`:                                                           `3`,
		`<span class="quote-inline">` + strings.Repeat(`<span>`, 3):                                                    ``,
	} {
		if got := WithoutQuoteLine(html); got != want {
			t.Errorf("%s is %q without it", html, got)
		}
	}
}

func TestAStampAndARuleAreRead(t *testing.T) {
	d, err := Parse([]byte(`{"id":"https://a.example/s/1","type":"QuoteAuthorization","attributedTo":"https://a.example/users/ada","interactingObject":"https://b.example/n/2","interactionTarget":"https://a.example/n/1"}`))
	if err != nil || d.Note.Consent == nil || *d.Note.Consent != (Consent{"https://b.example/n/2", "https://a.example/n/1"}) {
		t.Errorf("the stamp is %+v, %v", d.Note, err)
	}
	for rule, want := range map[string]string{
		`{"canQuote":{"automaticApproval":["as:Public"],"manualApproval":[]}}`:                    "[https://www.w3.org/ns/activitystreams#Public] []",
		`{"canQuote":{"automaticApproval":"https://a.example/f","manualApproval":["as:Public"]}}`: "[https://a.example/f] [https://www.w3.org/ns/activitystreams#Public]",
		`{"canQuote":{"always":["as:Public"]}}`:                                                   "[https://www.w3.org/ns/activitystreams#Public] []",
		`{"canQuote":{}}`:                                                                         "[] []",
		`{"canReply":{"always":["as:Public"]}}`:                                                   "nothing",
		`[1]`:                                                                                     "nothing",
	} {
		d, err := Parse([]byte(`{"id":"https://a.example/n/1","type":"Note","attributedTo":"https://a.example/users/ada","interactionPolicy":` + rule + `}`))
		got := "nothing"
		if r := d.Note.CanQuote; r != nil {
			got = fmt.Sprint(r.Automatic, r.Manual)
		}
		if err != nil || got != want {
			t.Errorf("%s is read as %s, %v", rule, got, err)
		}
	}
}

func FuzzQuoteLine(f *testing.F) {
	f.Add(`<p>A<span class="quote-inline"><br/>RE: <a href="https://x.example/1">x</a></span></p>`)
	f.Fuzz(func(t *testing.T, html string) {
		if got := WithoutQuoteLine(html); len(got) > len(html) {
			t.Error("it grew")
		}
		if q := quotedInWords(html); q != "" && !isWeb(string(q)) {
			t.Errorf("%q is no address", q)
		}
	})
}
