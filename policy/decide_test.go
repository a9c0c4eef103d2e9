package policy

import (
	"strings"
	"testing"

	"guildhall/models"
)

const guild, acme, north = models.Host("guild.example"), models.Host("acme.example"), models.Host("northwind.example")

func ada() models.Actor {
	return models.Actor{IRI: "https://acme.example/actors/ada", Kind: models.Person, Local: true, Host: acme, Handle: "ada", Name: "Ada", Outward: 1}
}

func post(r models.Reach) *models.PostView {
	return &models.PostView{Post: models.Post{IRI: "https://acme.example/posts/1", Local: true, Reach: r, Published: 100}, Author: ada()}
}

func out(s models.Standing, p *models.PostView, r Reader) Crossing {
	return Crossing{Door: models.Out, Verb: models.Create, Mode: models.Allowlist, Peer: Peer{Host: guild, Standing: s, PartnerSince: 50}, Reader: r, Subject: Subject{Post: p}, Pages: true}
}

func TestWhoGetsWhatByStandingAndReach(t *testing.T) {
	everyone := func(d models.Distance) models.Reach { return models.Reach{Audience: models.Everyone, Distance: d} }
	server := Reader{Kind: ByServer}
	named := Reader{Kind: ByPerson, Named: true}
	follower := Reader{Kind: ByServer, Follows: true}
	cases := []struct {
		story    string
		standing models.Standing
		mode     models.Mode
		reach    models.Reach
		reader   Reader
		want     models.Verdict
	}{
		{"a partner reads what is for partners", models.Partner, models.Allowlist, everyone(models.Within(guild)), server, models.Allow},
		{"another partner's post is not for this one", models.Partner, models.Allowlist, everyone(models.Within(north)), server, models.Deny},
		{"an allowed server gets nothing meant for partners", models.Allowed, models.Allowlist, everyone(models.Within(guild)), server, models.Deny},
		{"an allowed server gets what is for the world", models.Allowed, models.Allowlist, everyone(models.World()), server, models.Allow},
		{"an open server gets nothing in allowlist mode", models.Open, models.Allowlist, everyone(models.World()), server, models.Deny},
		{"an open server gets the world in open mode", models.Open, models.OpenMode, everyone(models.World()), server, models.Allow},
		{"an open server gets no partner post in open mode", models.Open, models.OpenMode, everyone(models.Within(guild)), server, models.Deny},
		{"nothing is given to a limited server", models.Limited, models.OpenMode, everyone(models.World()), server, models.Deny},
		{"nothing is given to a blocked server", models.Blocked, models.OpenMode, everyone(models.World()), server, models.Deny},
		{"what stays inside stays inside", models.Partner, models.OpenMode, everyone(models.Inside()), server, models.Deny},
		{"a named post goes to the person named", models.Allowed, models.Allowlist, models.Reach{Audience: models.Named, Distance: models.World()}, named, models.Allow},
		{"a named post goes into no shared inbox", models.Allowed, models.Allowlist, models.Reach{Audience: models.Named, Distance: models.World()}, Reader{Kind: ByServer, Named: true}, models.Deny},
		{"a followers post goes where a follower is", models.Allowed, models.Allowlist, models.Reach{Audience: models.Followers, Distance: models.World()}, follower, models.Allow},
		{"a followers post goes nowhere else", models.Allowed, models.Allowlist, models.Reach{Audience: models.Followers, Distance: models.World()}, server, models.Deny},
		{"a note to oneself goes nowhere", models.Partner, models.OpenMode, models.Reach{Audience: models.Self, Distance: models.World()}, Reader{Kind: ByPerson, Author: true, Named: true}, models.Deny},
	}
	for _, c := range cases {
		t.Run(c.story, func(t *testing.T) {
			x := out(c.standing, post(c.reach), c.reader)
			x.Mode = c.mode
			d := Decide(x, nil)
			if d.Verdict != c.want {
				t.Fatalf("%s, but the verdict was %s: %s", c.story, d.Verdict, d.Why)
			}
			if got := d.Pass().Opens(models.Out, guild); got != (c.want == models.Allow) {
				t.Fatalf("a pass must exist exactly when it is allowed, got %v", got)
			}
			if d.Copy(Hands{}).Valid() != (c.want == models.Allow) {
				t.Fatal("a copy must exist exactly when it is allowed")
			}
			if d.Verdict != models.Allow && (d.Why == "" || !strings.HasSuffix(d.Why, ".")) {
				t.Fatalf("a refusal needs a sentence, got %q", d.Why)
			}
		})
	}
}

func TestALatePartnerReadsFromTheStartOfItsAgreement(t *testing.T) {
	x := out(models.Partner, post(models.Reach{Audience: models.Everyone, Distance: models.Within(guild)}), Reader{Kind: ByServer})
	x.Peer.PartnerSince = 200 // the post is of moment 100
	if d := Decide(x, nil); d.Allows() {
		t.Fatal("a partner read a post that is older than its agreement")
	}
}

func TestWithdrawalsCrossWhateverTheStanding(t *testing.T) {
	for _, s := range []models.Standing{models.Partner, models.Allowed, models.Open, models.Limited, models.Blocked} {
		for _, v := range []models.Verb{models.Delete, models.Undo, models.Reject} {
			p := post(models.Reach{Audience: models.Everyone, Distance: models.Inside()})
			x := out(s, nil, Reader{})
			x.Verb, x.Subject = v, Subject{Act: &Act{Verb: v, Actor: ada(), Object: p.IRI, Post: p}}
			d := Decide(x, nil)
			if !d.Allows() {
				t.Fatalf("%s to a %s server was stopped: %s", v, s, d.Why)
			}
			if c := d.Copy(Hands{}); c.Subject().Act.Post != nil {
				t.Fatalf("a %s carried more than ids", v)
			}
		}
	}
}

func TestPeopleInsideAreHiddenAndNotNamed(t *testing.T) {
	inside := ada()
	inside.Outward = 0
	d := Decide(Crossing{Door: models.Pull, Verb: models.Ask, Mode: models.OpenMode, Peer: Peer{Host: guild, Standing: models.Partner}, Reader: Reader{Kind: ByServer}, Subject: Subject{Actor: &ActorDoc{Actor: inside}}}, nil)
	if d.Allows() || !d.Hidden {
		t.Fatal("a person who never went outward must look as if there were none")
	}
	closed := ada()
	closed.Gone = 200
	d = Decide(Crossing{Door: models.Pull, Verb: models.Ask, Mode: models.OpenMode, Peer: Peer{Host: guild, Standing: models.Partner}, Reader: Reader{Kind: ByServer}, Subject: Subject{Actor: &ActorDoc{Actor: closed}}}, nil)
	if d.Allows() || !d.Hidden {
		t.Fatal("an account that was closed is shown")
	}
	p := post(models.Reach{Audience: models.Everyone, Distance: models.World()})
	mira := models.Actor{IRI: "https://acme.example/actors/mira", Local: true, Host: acme, Handle: "mira"}
	p.People = []models.PersonNamed{{Actor: mira, Mention: true}, {Actor: models.Actor{IRI: "https://guild.example/ines", Host: guild}, Mention: true}}
	p.Content = "secret-link"
	d = Decide(out(models.Allowed, p, Reader{Kind: ByServer}), nil)
	c := d.Copy(Hands{Unlink: func(html string, people []models.Actor) string {
		return strings.ReplaceAll(html, "secret-link", "plain")
	}})
	got := c.Subject().Post
	if len(got.People) != 1 || got.People[0].Host != guild || got.Content != "plain" {
		t.Fatalf("a person inside was named outside: %+v %q", got.People, got.Content)
	}
	if len(p.People) != 2 || p.Content != "secret-link" {
		t.Fatal("the stored post was altered")
	}
}

func TestAParentThatTheReceiverMayNotReadIsNotNamed(t *testing.T) {
	p := post(models.Reach{Audience: models.Everyone, Distance: models.World()})
	p.ReplyTo, p.Context = "https://acme.example/posts/parent", "https://acme.example/contexts/c"
	p.Parent = &models.Post{IRI: p.ReplyTo, Local: true, Reach: models.Reach{Audience: models.Everyone, Distance: models.Inside()}}
	if got := Decide(out(models.Allowed, p, Reader{Kind: ByServer}), nil).Copy(Hands{}).Subject().Post; got.ReplyTo != "" || got.Parent != nil || got.Context != "" {
		t.Fatal("an id that the receiver may not read was left in")
	}
	p.Parent.Reach.Distance = models.World()
	if got := Decide(out(models.Allowed, p, Reader{Kind: ByServer}), nil).Copy(Hands{}).Subject().Post; got.ReplyTo == "" || got.Context == "" {
		t.Fatal("a readable parent was lost")
	}
}

func TestTheInboxDoor(t *testing.T) {
	world := &models.Reach{Audience: models.Everyone, Distance: models.World()}
	partners := &models.Reach{Audience: models.Everyone, Distance: models.Within(guild)}
	cases := []struct {
		story    string
		standing models.Standing
		mode     models.Mode
		verb     models.Verb
		reach    *models.Reach
		want     models.Verdict
	}{
		{"an allowed server is heard", models.Allowed, models.Allowlist, models.Create, world, models.Allow},
		{"an unknown server is not heard in allowlist mode", models.Open, models.Allowlist, models.Create, world, models.Deny},
		{"an unknown server is heard in open mode", models.Open, models.OpenMode, models.Follow, nil, models.Allow},
		{"what a limited server sends waits", models.Limited, models.OpenMode, models.Create, world, models.Hold},
		{"a blocked server is not heard", models.Blocked, models.OpenMode, models.Create, world, models.Deny},
		{"but what a blocked server withdraws is", models.Blocked, models.OpenMode, models.Delete, nil, models.Allow},
		{"a partner's post for partners is taken", models.Partner, models.Allowlist, models.Create, partners, models.Allow},
		{"a letter from an allowed server is taken", models.Allowed, models.Allowlist, models.Create, &models.Reach{Audience: models.Named, Distance: models.Within(guild)}, models.Allow},
		{"a post for partners from a server that is none is not taken", models.Allowed, models.Allowlist, models.Create, partners, models.Deny},
	}
	for _, c := range cases {
		d := Decide(Crossing{Door: models.In, Verb: c.verb, Mode: c.mode, Peer: Peer{Host: guild, Standing: c.standing}, Reach: c.reach}, nil)
		if d.Verdict != c.want {
			t.Errorf("%s, but the verdict was %s: %s", c.story, d.Verdict, d.Why)
		}
	}
}

func TestStrangersInBothModes(t *testing.T) {
	org := models.Actor{Kind: models.Organisation, Local: true, Host: acme}
	world := post(models.Reach{Audience: models.Everyone, Distance: models.World()})
	cases := []struct {
		story string
		door  models.Door
		mode  models.Mode
		pages bool
		what  Subject
		want  models.Verdict
	}{
		{"the organisation's actor is public", models.Pull, models.Allowlist, true, Subject{Actor: &ActorDoc{Actor: org}}, models.Allow},
		{"a key answers anybody", models.Pull, models.Allowlist, true, Subject{Actor: &ActorDoc{Actor: ada(), Stub: true}}, models.Allow},
		{"a profile document does not in allowlist mode", models.Pull, models.Allowlist, true, Subject{Actor: &ActorDoc{Actor: ada()}}, models.Deny},
		{"a profile document does in open mode", models.Pull, models.OpenMode, true, Subject{Actor: &ActorDoc{Actor: ada()}}, models.Allow},
		{"a post document does not in allowlist mode", models.Pull, models.Allowlist, true, Subject{Post: world}, models.Deny},
		{"its page does: a closed federation is not a closed website", models.Page, models.Allowlist, true, Subject{Post: world}, models.Allow},
		{"unless public pages are off", models.Page, models.OpenMode, false, Subject{Post: world}, models.Deny},
		{"a page shows no followers post", models.Page, models.OpenMode, true, Subject{Post: post(models.Reach{Audience: models.Followers, Distance: models.World()})}, models.Deny},
		{"a page shows no partner post", models.Page, models.OpenMode, true, Subject{Post: post(models.Reach{Audience: models.Everyone, Distance: models.Within(guild)})}, models.Deny},
	}
	for _, c := range cases {
		d := Decide(Crossing{Door: c.door, Verb: models.Ask, Mode: c.mode, Peer: Peer{Host: models.Web, Standing: models.Open}, Reader: Reader{Kind: ByWeb}, Subject: c.what, Pages: c.pages}, nil)
		if d.Verdict != c.want {
			t.Errorf("%s, but the verdict was %s: %s", c.story, d.Verdict, d.Why)
		}
	}
}

func TestAFetchIsACrossingOfThePostThatCausedIt(t *testing.T) {
	x := Crossing{Door: models.Fetch, Verb: models.Ask, Mode: models.OpenMode, Peer: Peer{Host: north, Standing: models.Open}}
	if !Decide(x, nil).Allows() {
		t.Fatal("a plain fetch in open mode must pass")
	}
	x.Reach = &models.Reach{Audience: models.Everyone, Distance: models.Within(guild)}
	if Decide(x, nil).Allows() {
		t.Fatal("a fetch told a stranger of a partner's post")
	}
}

func TestTheZeroPassAndCopyOpenNothing(t *testing.T) {
	if (Pass{}).Opens(models.Out, "") || (Copy{}).Valid() || (Copy{what: Subject{Post: post(models.Reach{})}}).Subject().Post != nil {
		t.Fatal("a value that no decision made must open nothing")
	}
}

func BenchmarkDecide(b *testing.B) {
	x := out(models.Partner, post(models.Reach{Audience: models.Everyone, Distance: models.World()}), Reader{Kind: ByServer})
	b.ReportAllocs()
	for b.Loop() {
		_ = Decide(x, nil)
	}
}

func TestOnlyWhoCouldReadAPostLearnsThatItWasDeleted(t *testing.T) {
	for _, c := range []struct {
		story    string
		standing models.Standing
		reach    models.Reach
		reader   Reader
		hidden   bool
	}{
		{"everybody who may ask could read it", models.Allowed, models.Reach{Audience: models.Everyone, Distance: models.World()}, Reader{Kind: ByPerson}, false},
		{"a follower could read it", models.Allowed, models.Reach{Audience: models.Followers, Distance: models.World()}, Reader{Kind: ByPerson, Follows: true}, false},
		{"who does not follow could not", models.Allowed, models.Reach{Audience: models.Followers, Distance: models.World()}, Reader{Kind: ByPerson}, true},
		{"nobody outside could read what stayed inside", models.Partner, models.Reach{Audience: models.Everyone, Distance: models.Inside()}, Reader{Kind: ByPerson}, true},
		{"a blocked server learns nothing", models.Blocked, models.Reach{Audience: models.Everyone, Distance: models.World()}, Reader{Kind: ByPerson}, true},
	} {
		p := post(c.reach)
		p.Deleted = 200
		x := out(c.standing, p, c.reader)
		x.Door, x.Verb = models.Pull, models.Ask
		if d := Decide(x, nil); d.Allows() || d.Hidden != c.hidden {
			t.Errorf("%s, but the verdict was %s, hidden %v: %s", c.story, d.Verdict, d.Hidden, d.Why)
		}
	}
}

// What rules would have said of a post cannot be known once its words are gone: of its end hears who had it.
func TestWhereThereAreRulesOnlyWhoHadAPostLearnsThatItWasDeleted(t *testing.T) {
	r := rulesOf(t, `{rules: [{name: secrets-stay, why: So it is., when: 'post.text.contains("secret")', then: {verdict: deny}}]}`)
	for _, had := range []bool{true, false} {
		p := post(models.Reach{Audience: models.Everyone, Distance: models.World()})
		p.Deleted = 200
		x := out(models.Allowed, p, Reader{Kind: ByPerson, Handed: had})
		x.Door, x.Verb = models.Pull, models.Ask
		if d := Decide(x, r); d.Allows() || d.Hidden == had {
			t.Errorf("whoever had it: %v, and it is hidden: %v", had, d.Hidden)
		}
	}
}

// A parent on another server that was narrowed since is not named to those whom it was narrowed away from; its own server has it.
func TestAParentElsewhereIsNamedAsFarAsItGoesNow(t *testing.T) {
	for _, c := range []struct {
		audience models.Audience
		host     models.Host
		named    bool
	}{{models.Everyone, "north.example", true}, {models.Followers, "north.example", false}, {models.Followers, guild, true}} {
		p := post(models.Reach{Audience: models.Everyone, Distance: models.World()})
		p.ReplyTo = models.IRI("https://" + string(c.host) + "/posts/parent")
		p.Parent = &models.Post{IRI: p.ReplyTo, Reach: models.Reach{Audience: c.audience, Distance: models.World()}}
		got := Decide(out(models.Allowed, p, Reader{Kind: ByServer}), nil).Copy(Hands{}).Subject().Post
		if named := got != nil && got.ReplyTo != ""; named != c.named {
			t.Errorf("a parent for %s at %s is named to %s: %v", c.audience, c.host, guild, named)
		}
	}
}
