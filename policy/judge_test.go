package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/models"
)

func when(expr, then, rest string) string {
	return ruleWith(">\n      "+expr, then, rest)
}

func saying(words string) *Input {
	return &Input{Crossing: CrossingSeen{Direction: "out", Door: "out", Time: time.Date(2026, 3, 2, 22, 30, 0, 0, time.UTC)}, Peer: PeerSeen{Domain: "guild.example", Standing: "allowed"},
		Actor: ActorSeen{Handle: "ada", Local: true, Kind: "person", Roles: []string{"member"}}, Post: PostSeen{Kind: "post", Text: words, Audience: "everyone", Distance: "world"}, Activity: ActivitySeen{Type: "create"}}
}

func TestDenyBeatsHoldBeatsAllowInAnyOrder(t *testing.T) {
	rule := func(name, verdict string) string {
		return fmt.Sprintf("  - {name: %s, why: %s., when: 'post.kind == \"post\"', then: {verdict: %s}}\n", name, name, verdict)
	}
	a, h, d := rule("lets", "allow"), rule("pauses", "hold"), rule("stops", "deny")
	for _, c := range []struct {
		rules string
		want  models.Verdict
	}{{a, models.Allow}, {a + h, models.Hold}, {h + a, models.Hold}, {a + h + d, models.Deny}, {d + h + a, models.Deny}, {h + d, models.Deny}} {
		j := rulesOf(t, "rules:\n"+c.rules).Judge(saying("hello"))
		if j.Verdict != c.want || len(j.Matched) != strings.Count(c.rules, "name") {
			t.Errorf("%q gave %s with %d rules", c.rules, j.Verdict, len(j.Matched))
		}
	}
}

func TestARuleInShadowDecidesNothing(t *testing.T) {
	j := rulesOf(t, when("post.text != ''", "{verdict: deny, changes: [{remove: attachments}]}", "    mode: shadow\n")).Judge(saying("hello"))
	if j.Verdict != models.Allow || len(j.Matched) != 1 || !j.Matched[0].Shadow || len(j.Changes) != 0 {
		t.Fatalf("it decided: %+v", j)
	}
}

func TestWhatCannotBeJudgedWaits(t *testing.T) {
	long := saying(strings.Repeat("a", longText+1))
	for _, c := range []struct {
		story, expr string
		in          *Input
	}{
		{"a rule that errs", "post.tags[3] == 'x'", saying("hello")},
		{"a text that is too large", "post.text == 'x'", long},
		{"a list that is too long", "'x' in post.tags", func() *Input { in := saying(""); in.Post.Tags = make([]string, longList+1); return in }()},
		{"a kind that is none", "detect(post.text, post.language)", saying("hello")},
		{"a number that is too large", "size(post.text) * 9223372036854775807 > 1", saying("hello")},
	} {
		for _, verdict := range []string{"allow", "deny", "hold"} {
			j := rulesOf(t, when(c.expr, "{verdict: "+verdict+"}", "")).Judge(c.in)
			if j.Verdict != models.Hold || len(j.Needs) != 1 || j.Needs[0].Reviewers != 1 || j.Matched[0].Failed == "" {
				t.Errorf("%s gave %+v", c.story, j)
			}
		}
	}
	if j := rulesOf(t, when("post.reply && post.text == 'x'", "{verdict: deny}", "")).Judge(long); j.Verdict != models.Allow {
		t.Error("what a rule does not look at cannot fail it")
	}
}

func TestConditions(t *testing.T) {
	in := saying("Wir zeigen den FALCON im Mai. Schreib an ada@acme.example oder ruf +49 30 1234567 an.\nKonto DE89 3704 0044 0532 0130 00")
	in.Post.Links, in.Post.Tags, in.Post.Mentions = []string{"wiki.corp.example"}, []string{"launch"}, []string{"ada@acme.example"}
	in.Post.Attachments = []AttachmentSeen{{"image/png", 10}, {"application/pdf", 5_000_000}}
	in.Post.Age = Span(3 * time.Hour)
	in.Actor.Since = in.Crossing.Time.Add(-48 * time.Hour)
	for expr, want := range map[string]bool{
		`anyOf(post.text, words.projects)`:                                           true,
		`anyOf(post.text, ["falco"])`:                                                false,
		`anyOf(post.text, ["ruf +49"])`:                                              true,
		`detect(post.text, "email") && detect(post.text, "phone")`:                   true,
		`detect(post.text, "iban")`:                                                  true,
		`detect(post.text, "card") || detect(post.text, "secret")`:                   false,
		`post.links.exists(h, inDomain(h, "corp.example"))`:                          true,
		`post.links.exists(h, inDomain(h, "orp.example"))`:                           false,
		`inDomain("corp.example.", "CORP.example")`:                                  true,
		`post.attachments.exists(a, a.type.startsWith("image/"))`:                    true,
		`post.attachments.exists(a, a.size > 6000000)`:                               false,
		`"launch" in post.tags && size(post.attachments) == 2`:                       true,
		`post.age < duration("4h") && post.age > duration("2h")`:                     true,
		`crossing.time - actor.since < duration("72h")`:                              true,
		`crossing.time.getHours("Europe/Berlin") >= 23`:                              true,
		`crossing.time.getHours() >= 23`:                                             false,
		`actor.local && "member" in actor.roles && peer.standing == "allowed"`:       true,
		`peer.agreement.purpose == "" && community.handle == "" && !post.reply`:      true,
		`post.text.matches("(?m)^Konto")`:                                            true,
		`activity.type == "create" && crossing.door == "out" && post.kind == "post"`: true,
		`post.title == "" && post.label == "" && post.language == ""`:                true,
		`post.mentions.exists(m, m.endsWith("@acme.example"))`:                       true,
	} {
		r := rulesOf(t, "words: {projects: [Falcon, Blue Heron]}\n"+when(expr, "{verdict: deny}", ""))
		if got := r.Judge(in).Verdict == models.Deny; got != want {
			t.Errorf("%s gave %v", expr, got)
		}
	}
}

func TestWordsAreFoundHoweverTheyAreSpelled(t *testing.T) {
	for text, want := range map[string]bool{
		"Blue Heron": true, "blue\nheron": true, "BLUE\u00a0HERON": true, "Blue\u00ad Her\u200bon": true, "Ｂｌｕｅ　Ｈｅｒｏｎ": true, "the blue heron's": true,
		"blueheron": false, "blue herons": false, "true heron": false, "Straße": false,
	} {
		if hasWord(fold(text), fold("Blue Heron")) != want {
			t.Errorf("%q gave %v", text, !want)
		}
	}
	if !hasWord(fold("Die STRASSE ist lang"), fold("Straße")) {
		t.Error("sharp s is two of them")
	}
}

func TestDetectors(t *testing.T) {
	for _, c := range []struct {
		kind, text string
		want       bool
	}{
		{"email", "write to ada@acme.example", true}, {"email", "@ada@acme.example wrote", false}, {"email", "a @ b", false}, {"email", "x@y", false},
		{"phone", "call +1 (212) 555-0100", true}, {"phone", "call 0049 30 123456", true}, {"phone", "030 / 1234567", true}, {"phone", "in 2026 there were 12345678 people", false}, {"phone", "id0301234567", false},
		{"iban", "GB82 WEST 1234 5698 7654 32", true}, {"iban", "de89370400440532013000.", true}, {"iban", "GB82 WEST 1234 5698 7654 33", false},
		{"card", "4111 1111 1111 1111", true}, {"card", "4111-1111-1111-1112", false}, {"card", "5500000000000004", true},
		{"secret", "password: hunter2!", true}, {"secret", "the password is secret", false}, {"secret", "-----BEGIN RSA PRIVATE KEY-----", true}, {"secret", "use ghp_0123456789abcdefghijklmnopqrstuvwxyz", true}, {"secret", "AKIAIOSFODNN7EXAMPLE", true}, {"secret", "our token economy is: broken", false},
		{"internal-host", "see http://wiki.intranet/page", true}, {"internal-host", "at 10.1.2.3:8080", true}, {"internal-host", "build.corp is down", true}, {"internal-host", "see example.org and 8.8.8.8", false}, {"internal-host", "http://localhost:3000", true},
	} {
		for i := range kinds {
			if kinds[i].name == c.kind && kinds[i].in(c.text) != c.want {
				t.Errorf("%s in %q gave %v", c.kind, c.text, !c.want)
			}
		}
	}
}

func TestAnInputForManyPeersIsJudgedAsEachAlone(t *testing.T) {
	r := rulesOf(t, "rules:\n"+
		"  - {name: partners, why: P., when: 'peer.standing != \"partner\"', then: {verdict: deny}}\n"+
		"  - {name: text, why: T., when: 'post.text == \"hello\" && crossing.door == \"out\"', then: {verdict: hold}}\n"+
		"  - {name: both, why: B., when: 'post.text == \"hello\" && peer.domain == \"a.example\"', then: {changes: [{remove: attachments}]}}\n")
	first := saying("hello")
	for _, p := range []PeerSeen{{Domain: "a.example", Standing: "partner"}, {Domain: "b.example", Standing: "open"}, {Domain: "a.example", Standing: "open"}, {Domain: "b.example", Standing: "partner"}} {
		beside := r.Judge(first.Beside(p))
		alone := saying("hello")
		alone.Peer = p
		if want := r.Judge(alone); beside.Verdict != want.Verdict || len(beside.Matched) != len(want.Matched) || len(beside.Changes) != len(want.Changes) {
			t.Errorf("for %v it gave %+v, alone %+v", p, beside, want)
		}
	}
}

// fifty are fifty rules; few of them look at the text where patterns is 0.
func fifty(patterns int) string {
	var b strings.Builder
	b.WriteString("words:\n")
	for i := range 10 {
		fmt.Fprintf(&b, "  list%d: [Falcon%d, Blue Heron %d, Kestrel]\n", i, i, i)
	}
	b.WriteString("rules:\n")
	for i := range 50 {
		cond := fmt.Sprintf(`crossing.direction == "in" && peer.domain == "p%d.example"`, i)
		switch {
		case i < patterns:
			cond = fmt.Sprintf(`crossing.direction == "out" && anyOf(post.text, words.list%d)`, i)
			if i%2 == 1 {
				cond = fmt.Sprintf(`crossing.direction == "out" && post.text.matches("secret-%d[0-9]+")`, i)
			}
		case i%3 == 0:
			cond = fmt.Sprintf(`post.audience == "followers" && peer.standing == "open" && %d > 1`, i)
		}
		fmt.Fprintf(&b, "  - {name: r%d, why: Because., when: '%s', then: {verdict: deny}}\n", i, cond)
	}
	return b.String()
}

func benchJudge(b *testing.B, patterns int) {
	doc, faults := Read("p.yaml", []byte(fifty(patterns)))
	if len(faults) > 0 {
		b.Fatal(faults[0].Error())
	}
	r, faults := Compile(doc)
	if len(faults) > 0 {
		b.Fatal(faults[0].Error())
	}
	words := strings.Repeat("The quick brown fox jumps over the lazy dog, and nobody minds. ", 16)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		in := saying(words)
		if r.Judge(in).Verdict != models.Allow {
			b.Fatal("nothing should match")
		}
	}
}

func BenchmarkFiftyRulesWithoutText(b *testing.B) { benchJudge(b, 0) }
func BenchmarkFiftyRulesTenPatterns(b *testing.B) { benchJudge(b, 10) }

// BenchmarkFiftyRulesForOneMorePeer is the share of each of the 500 peers of one activity.
func BenchmarkFiftyRulesForOneMorePeer(b *testing.B) {
	doc, _ := Read("p.yaml", []byte(fifty(10)))
	r, _ := Compile(doc)
	in := saying(strings.Repeat("The quick brown fox jumps over the lazy dog. ", 25))
	b.ReportAllocs()
	for b.Loop() {
		r.Judge(in.Beside(PeerSeen{Domain: "guild.example", Standing: "allowed"}))
	}
}

func BenchmarkCompileTwoHundredRules(b *testing.B) {
	text := fifty(10)
	rules := text[strings.Index(text, "rules:\n")+7:]
	for i := 1; i < 4; i++ {
		text += strings.ReplaceAll(rules, "name: r", fmt.Sprintf("name: s%d-", i))
	}
	language()
	for b.Loop() {
		doc, faults := Read("p.yaml", []byte(text))
		if len(faults) > 0 {
			b.Fatal(faults[0].Error())
		}
		if r, faults := Compile(doc); len(faults) > 0 || len(r.list) != 200 {
			b.Fatal(faults)
		}
	}
}
