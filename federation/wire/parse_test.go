package wire

import (
	"strings"
	"testing"
	"time"

	"guildhall/fault"
	"guildhall/models"
)

func reads(t *testing.T, s string) Document {
	t.Helper()
	d, err := Parse([]byte(s))
	if err != nil {
		t.Fatalf("%v\n%s", err, s)
	}
	return d
}

func note(t *testing.T, members string) *Note {
	t.Helper()
	return reads(t, `{"id":"https://a.example/1","type":"Note","attributedTo":"https://a.example/ada",`+members+`}`).Note
}

func TestWhatCannotBeReadIsRefusedAndNothingElse(t *testing.T) {
	deep := strings.Repeat(`{"a":`, MaxDepth+1) + "1" + strings.Repeat("}", MaxDepth+1)
	wide := `{"type":"Note","id":"https://a.example/1","a":[` + strings.Repeat("1,", MaxValues) + `1]}`
	crowd := `{"type":"Follow","actor":"https://a.example/ada","to":[` + strings.Repeat(`"https://b.example/bob",`, MaxRecipients) + `"https://b.example/eve"]}`
	for name, c := range map[string]struct {
		body string
		kind fault.Kind
	}{
		"nothing":                {"", fault.Malformed},
		"half a document":        {`{"type":"Note"`, fault.Malformed},
		"two documents":          {`{"type":"Note"}{}`, fault.Malformed},
		"a comma too many":       {`{"type":"Note",}`, fault.Malformed},
		"bytes that are no text": {"{\"type\":\"\xff\"}", fault.Malformed},
		"a line end in a text":   {"{\"type\":\"No\nte\"}", fault.Malformed},
		"a list":                 {`[{"type":"Note"}]`, fault.Malformed},
		"a number as id":         {`{"type":"Note","id":4}`, fault.Malformed},
		"a number as type":       {`{"type":16,"id":"https://a.example/1"}`, fault.Malformed},
		"a number as actor":      {`{"type":"Like","actor":9,"object":"https://a.example/1"}`, fault.Malformed},
		"a number as object":     {`{"type":"Like","actor":"https://a.example/ada","object":9}`, fault.Malformed},
		"no actor":               {`{"type":"Like","object":"https://a.example/1"}`, fault.Malformed},
		"another vocabulary":     {`{"@type":"Person","name":"Ada"}`, fault.Malformed},
		"an endless id":          {`{"type":"Note","id":"https://a.example/` + strings.Repeat("a", MaxIRI) + `"}`, fault.Malformed},
		"an endless object":      {`{"type":"Like","actor":"https://a.example/ada","object":"https://a.example/` + strings.Repeat("a", MaxIRI) + `"}`, fault.Malformed},
		"too deep":               {deep, fault.TooLarge},
		"too many values":        {wide, fault.TooLarge},
		"too large":              {`"` + strings.Repeat("a", MaxBytes) + `"`, fault.TooLarge},
		"too many recipients":    {crowd, fault.TooLarge},
	} {
		if _, err := Parse([]byte(c.body)); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheLastOfTwoMembersCounts(t *testing.T) {
	d := reads(t, `{"type":"Note","id":"https://a.example/1","id":"https://a.example/2","to":"as:Public","to":null,"\u0069d":"https://a.example/3"}`)
	if d.ID != "https://a.example/3" || d.Note.Addressing("") != NoReach {
		t.Errorf("id %s, for %s", d.ID, d.Note.Addressing(""))
	}
}

func TestTextsComeOutAsTheyWereMeant(t *testing.T) {
	n := note(t, `"content":"\"\\\/\b\f\n\r\t \u00e4 \ud83d\ude00 \ud83d \ude00x \u0000.","summary":["Fire",null]`)
	if want := "\"\\/\b\f\n\r\t ä 😀 \ufffd \ufffdx \ufffd."; n.ContentHTML != want || n.Warning() != "Fire" {
		t.Errorf("%q, %q", n.ContentHTML, n.Warning())
	}
}

func TestPublicIsPublicInEverySpellingAndNothingElseIs(t *testing.T) {
	for to, want := range map[string]Addressing{
		`"to":"as:Public"`: World, `"to":["Public"]`: World, `"to":{"id":"https://www.w3.org/ns/activitystreams#Public"}`: World,
		`"to":[],"cc":["as:Public"]`:                                  WorldQuiet,
		`"to":"https://a.example/ada/followers"`:                      ForFollowers,
		`"to":"https://b.example/bob","cc":null`:                      Named,
		`"to":"acct:bob@b.example"`:                                   Named,
		`"to":"https://b.example/g","audience":"https://b.example/g"`: ForCommunity,
		`"to":null`:                             NoReach,
		`"to":"public"`:                         Named,
		`"bto":"as:Public"`:                     NoReach,
		`"audience":["https://b.example/club"]`: ForCommunity,
		`"to":"https://b.example/club/followers","audience":"https://b.example/club"`:                               ForCommunity,
		`"to":"https://b.example/bob","cc":"https://b.example/club","audience":"https://b.example/club"`:            ForCommunity,
		`"to":"https://a.example/ada/followers","audience":"https://b.example/club"`:                                ForFollowers,
		`"to":"https://a.example/ada/followers","cc":"https://b.example/bob","audience":"https://b.example/club"`:   ForFollowers,
		`"to":"https://b.example/bob","audience":"https://b.example/club"`:                                          Named,
		`"to":"https://a.example/ada/followers","audience":["https://a.example/partners","https://b.example/club"]`: ForPartners,
	} {
		if got := note(t, to).Addressing(""); got != want {
			t.Errorf("%s is for %s, not %s", to, got, want)
		}
	}
	n := note(t, `"to":"https://a.example/x/followers"`)
	if n.Addressing("https://a.example/ada/fans") != Named {
		t.Error("somebody's followers were taken for the author's")
	}
}

func TestTimesAreReadInEveryShape(t *testing.T) {
	want := time.Date(2023, 8, 12, 12, 34, 56, 0, time.UTC)
	for _, s := range []string{`"2023-08-12T12:34:56Z"`, `"2023-08-12T12:34:56.0000001Z"`, `"2023-08-12T14:34:56+02:00"`, `"2023-08-12T12:34:56"`,
		`"Sat, 12 Aug 2023 12:34:56 GMT"`, `"2023-08-12 12:34:56"`, `1691843696000`, `1691843696`} {
		if got := note(t, `"published":`+s).Published; got != models.At(want) {
			t.Errorf("%s became %s", s, got.Go())
		}
	}
	for _, s := range []string{`"yesterday"`, `-5`, `1e99`, `true`, `"9999-12-31T23:59:59Z"`, `null`} {
		if got := note(t, `"published":`+s).Published; got != 0 {
			t.Errorf("%s became %s", s, got.Go())
		}
	}
	now := models.At(want)
	if p := note(t, `"published":"2199-01-01T00:00:00Z","updated":"2199-01-02T00:00:00Z"`).Model(now); p.Published != now || p.Edited != 0 {
		t.Errorf("a post from the future is kept for %v, %v", p.Published.Go(), p.Edited.Go())
	}
}

func TestAVoteIsNoPost(t *testing.T) {
	create := func(note string) *Activity {
		return reads(t, `{"type":"Create","actor":"https://a.example/ada","object":{"type":"Note","id":"https://a.example/1",`+note+`}}`).Activity
	}
	vote := create(`"name":"orange","inReplyTo":"https://b.example/poll"`)
	if vote.Kind != Vote || vote.Note.Choice != "orange" || vote.Note.Author != "https://a.example/ada" {
		t.Errorf("it became %s %+v", vote.Kind, vote.Note)
	}
	for _, post := range []string{`"name":"orange"`, `"name":"orange","inReplyTo":"https://b.example/p","content":"x"`, `"inReplyTo":"https://b.example/p"`} {
		if a := create(post); a.Kind != Create {
			t.Errorf("%s became a %s", post, a.Kind)
		}
	}
}

func TestAReactionShowsOneEmoji(t *testing.T) {
	for said, want := range map[string]Kind{"👍": Reaction, "❤️": Reaction, "👩🏽‍💻": Reaction, "🇩🇪": Reaction, "1️⃣": Reaction, ":blob:": Reaction,
		"": Like, "well said": Like, "👍👍": Like, "x": Like, "1": Like, "🇩🇪🇫🇷": Like, ":a b:": Like} {
		a := reads(t, `{"type":"Like","actor":"https://a.example/ada","object":"https://b.example/1","content":"`+said+`"}`).Activity
		if a.Kind != want || (want == Reaction) != (a.Emoji == said && said != "") {
			t.Errorf("%q became %s with %q", said, a.Kind, a.Emoji)
		}
	}
}

func TestOnlyAKeyOfThisActorIsItsKey(t *testing.T) {
	const pair = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
	actor := func(key string) *ActorView {
		return reads(t, `{"type":"Person","id":"https://a.example/ada","inbox":"https://a.example/in","assertionMethod":[`+key+`]}`).Actor
	}
	key := func(id, owner, text string) string {
		return `{"id":"` + id + `","type":"Multikey","controller":"` + owner + `","publicKeyMultibase":"` + text + `"}`
	}
	if a := actor(key("https://a.example/ada#k", "https://a.example/ada", pair)); len(a.Keys) != 1 || a.Keys[0].Kind != models.Ed25519 || multikey(a.Keys[0].DER) != pair {
		t.Errorf("its own key became %+v", a.Keys)
	}
	for name, k := range map[string]string{
		"another owner":     key("https://a.example/ada#k", "https://a.example/eve", pair),
		"another host":      key("https://b.example/ada#k", "https://a.example/ada", pair),
		"no id":             key("", "https://a.example/ada", pair),
		"another alphabet":  key("https://a.example/ada#k", "https://a.example/ada", "zIO0l"),
		"another encoding":  key("https://a.example/ada#k", "https://a.example/ada", "f"+pair[1:]),
		"a key cut short":   key("https://a.example/ada#k", "https://a.example/ada", pair[:40]),
		"a number":          `7`,
		"a key by its name": `"https://a.example/ada#k"`,
	} {
		if a := actor(k); len(a.Keys) != 0 {
			t.Errorf("%s was believed: %+v", name, a.Keys)
		}
	}
	if a := actor(`"https://a.example/ada/key","https://b.example/key"`); len(a.KeyRefs) != 1 || a.KeyRefs[0] != "https://a.example/ada/key" {
		t.Errorf("keys elsewhere are %v", a.KeyRefs)
	}
}

func TestADocumentSpeaksOnlyForItsOrigin(t *testing.T) {
	act := func(kind, id, object string) string {
		return `{"type":"` + kind + `","id":"` + id + `","actor":"https://a.example/ada","object":` + object + `}`
	}
	for name, c := range map[string]struct {
		body string
		ok   bool
	}{
		"its own":                       {act("Like", "https://a.example/1", `"https://b.example/1"`), true},
		"without id":                    {act("Like", "", `"https://b.example/1"`), true},
		"another host":                  {act("Like", "https://b.example/1", `"https://b.example/1"`), false},
		"another port":                  {act("Like", "https://a.example:8443/1", `"https://b.example/1"`), false},
		"a default port":                {act("Like", "https://a.example:443/1", `"https://b.example/1"`), true},
		"somebody else's post":          {act("Create", "https://a.example/1", `{"type":"Note","id":"https://a.example/n","attributedTo":"https://a.example/eve"}`), false},
		"a post elsewhere":              {act("Create", "https://a.example/1", `{"type":"Note","id":"https://b.example/n","attributedTo":"https://a.example/ada"}`), false},
		"one of its authors":            {act("Create", "https://a.example/1", `{"type":"Video","id":"https://a.example/n","attributedTo":[{"type":"Person","id":"https://a.example/ada"},"https://a.example/channel"]}`), true},
		"somebody else's account":       {act("Update", "https://a.example/1", `{"type":"Person","id":"https://a.example/eve","inbox":"https://a.example/in"}`), false},
		"its own account":               {act("Update", "https://a.example/1", `{"type":"Person","id":"https://a.example/ada","inbox":"https://a.example/in"}`), true},
		"moving somebody else":          {act("Move", "https://a.example/1", `"https://a.example/eve"`), false},
		"undoing somebody else's":       {act("Undo", "https://a.example/1", `{"type":"Like","id":"https://a.example/2","actor":"https://a.example/eve","object":"https://b.example/1"}`), false},
		"a post on its author's":        {`{"type":"Note","id":"https://a.example/n","attributedTo":"https://a.example/ada"}`, true},
		"a post on another":             {`{"type":"Note","id":"https://b.example/n","attributedTo":"https://a.example/ada"}`, false},
		"a post of nobody":              {`{"type":"Note","id":"https://a.example/n"}`, false},
		"a host with a name before it":  {`{"type":"Note","id":"https://a.example@b.example/n","attributedTo":"https://b.example/bob"}`, false},
		"an actor that is no address":   {`{"type":"Person","id":"ada","inbox":"https://a.example/in"}`, false},
		"a collection on its own place": {`{"type":"Collection","id":"https://a.example/c"}`, true},
	} {
		err := reads(t, c.body).Origin()
		if (err == nil) != c.ok || (err != nil && !fault.Is(err, fault.Forbidden)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatAnAnnounceEmbedsIsNotBelieved(t *testing.T) {
	a := reads(t, `{"type":"Announce","actor":"https://a.example/ada","object":{"type":"Note","id":"https://b.example/1","content":"forged"}}`).Activity
	if a.Kind != AnnounceObject || a.Object != "https://b.example/1" || a.Note != nil || a.Post() != nil {
		t.Errorf("it became %+v", a)
	}
}

func TestActivitiesNestWithinBounds(t *testing.T) {
	s := `"https://a.example/1"`
	for range 12 {
		s = `{"type":"Undo","actor":"https://a.example/ada","object":` + s + `}`
	}
	depth := 0
	for a := reads(t, s).Activity; a != nil; a = a.Inner {
		depth++
	}
	if depth != maxInner+1 {
		t.Errorf("%d levels were read", depth)
	}
}

func TestAnAnswerWhoseFollowCannotBeReadKeepsItsID(t *testing.T) {
	a := reads(t, `{"type":"Accept","actor":"https://a.example/ada","object":{"type":"Follow","id":"https://b.example/f"}}`).Activity
	if a.Inner == nil || a.Inner.ID != "https://b.example/f" || a.Inner.Kind != Follow || a.Object != "https://b.example/f" {
		t.Errorf("it became %+v", a)
	}
}

func TestSmallRulesOfNotes(t *testing.T) {
	n := note(t, `"quoteUrl":"https://a.example/1","_misskey_quote":"https://b.example/q","inReplyTo":[null,{"type":"Note"},{"id":"https://b.example/p"}],
		"tag":{"type":["Hashtag"],"name":"Welding"},"attachment":[{"type":"Link","href":"https://b.example/x"},{"type":"Document","url":[{"href":"https://b.example/a b.png"}]}],
		"url":["https://a.example/v.mp4",{"type":"Link","mediaType":"text/html","href":"https://a.example/page"}],"contentMap":{"und":"Hallo","de":"Hallo"}`)
	switch {
	case n.Quote != "https://b.example/q":
		t.Errorf("it quotes %s", n.Quote)
	case n.ReplyTo != "https://b.example/p":
		t.Errorf("it answers %s", n.ReplyTo)
	case len(n.Hashtags) != 1 || n.Hashtags[0] != "welding":
		t.Errorf("its tags are %v", n.Hashtags)
	case len(n.Attachments) != 1 || n.Attachments[0].URL != "https://b.example/a%20b.png":
		t.Errorf("its attachments are %v", n.Attachments)
	case n.URL != "https://a.example/page" || n.ContentHTML != "Hallo" || n.Language != "":
		t.Errorf("%s %q %q", n.URL, n.ContentHTML, n.Language)
	}
	for tag, ok := range map[string]bool{"en": true, "en-GB": true, "zh-Hant-TW": true, "sr-Latn": true, "und": false, "de-419-DE": false, "": false, "e": false, "en_GB": false, "en-u-nu-latn": true} {
		if tagged(tag) != ok {
			t.Errorf("%q is a language: %v", tag, !ok)
		}
	}
}

func TestACollectionDoesNotFollowItself(t *testing.T) {
	c := reads(t, `{"type":"CollectionPage","id":"https://a.example/c","next":"https://a.example/c","items":[7,"https://a.example/1",{"type":"Note"}],"totalItems":-3}`).Collection
	if c.Next != "" || len(c.Items) != 2 || c.Total != nil || c.Items[1].Raw == nil {
		t.Errorf("it became %+v", c)
	}
}
