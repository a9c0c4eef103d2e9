package wire

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-fed/activity/streams"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/policy"
)

var (
	site    = paths.New("https://acme.example")
	moment  = models.At(time.Date(2026, 11, 23, 10, 30, 15, 123e6, time.UTC))
	adaID   = models.IRI("https://acme.example/actors/ada")
	bobID   = models.IRI("https://guild.example/users/bob?x=%2F")
	oddID   = models.IRI("https://guild.example/people/zoë")
	groupID = models.IRI("https://acme.example/actors/welding")
)

func ada() models.Actor {
	return models.Actor{IRI: adaID, Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada", Domain: "acme.example",
		Name: "Ada <3", Summary: "<p>Welds & writes</p>", Published: moment, Locked: true, Discoverable: true,
		Fields: []models.Field{{Name: "Team", Value: "<b>Forge</b>"}}, Icon: "https://acme.example/media/x.png"}
}

func adasPost(r models.Reach) *models.PostView {
	p := &models.PostView{Author: ada(), Tags: []string{"welding"}}
	p.IRI, p.Local, p.Kind, p.Reach = "https://acme.example/posts/1", true, models.Note, r
	p.Content, p.Language, p.Published, p.Edited = "<p>Sparks & <b>smoke</b></p>", "en", moment, moment+60_000
	p.ReplyTo, p.Summary, p.Sensitive = "https://guild.example/p/1?c=%C3%A4", "Fire", true
	p.URL = "https://acme.example/@ada/7"
	bob := models.Actor{IRI: bobID, Handle: "bob", Domain: "guild.example"}
	odd := models.Actor{IRI: oddID, Handle: "zoe", Domain: "guild.example"}
	p.People = []models.PersonNamed{{Actor: bob, Mention: true}, {Actor: odd}}
	return p
}

// sent writes a thing and reads it back, both with our own view and with go-fed's types.
func sent(t *testing.T, s policy.Subject) (Document, map[string]any) {
	t.Helper()
	raw, err := write(site, s)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), `\u003c`) {
		t.Errorf("HTML was escaped: %s", raw)
	}
	d, err := Parse(raw)
	if err != nil {
		t.Fatalf("we cannot read what we wrote: %v\n%s", err, raw)
	}
	if err := d.Origin(); err != nil {
		t.Errorf("what we wrote looks forged: %v", err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if _, err := streams.ToType(context.Background(), m); err != nil {
		t.Errorf("go-fed does not take it: %v\n%s", err, raw)
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return d, m
}

func TestWhatWasNotJudgedIsNotWritten(t *testing.T) {
	if raw, err := Write(site, policy.Copy{}); !fault.Is(err, fault.Internal) || raw != nil {
		t.Errorf("the zero copy gave %q, %v", raw, err)
	}
	if raw, err := WriteWebFinger(site, policy.Copy{}); !fault.Is(err, fault.Internal) || raw != nil {
		t.Errorf("the zero copy gave %q, %v", raw, err)
	}
	theirs := adasPost(models.Reach{Audience: models.Everyone, Distance: models.World()})
	theirs.Local = false
	stranger := policy.ActorDoc{Actor: ada()}
	stranger.Local = false
	finger := policy.ActorDoc{Actor: ada(), Finger: true}
	for name, s := range map[string]policy.Subject{"a post of another server": {Post: theirs}, "an actor of another server": {Actor: &stranger},
		"an address alone": {Actor: &finger}, "nothing": {}, "a report": {Act: &policy.Act{Verb: models.Flag, Actor: ada()}}} {
		if raw, err := write(site, s); !fault.Is(err, fault.Internal) || raw != nil {
			t.Errorf("%s was written: %s", name, raw)
		}
	}
}

func TestAPostSaysWhatItsAuthorWrote(t *testing.T) {
	p := adasPost(models.Reach{Audience: models.Everyone, Distance: models.World()})
	act := policy.Act{IRI: "https://acme.example/activities/1", Verb: models.Create, Actor: ada(), Object: p.IRI, Post: p, At: moment}
	d, m := sent(t, policy.Subject{Act: &act})
	a, n := d.Activity, d.Activity.Note
	switch {
	case a.Kind != Create || a.ID != act.IRI || a.Actor != adaID || a.Object != p.IRI:
		t.Errorf("the activity became %+v", a)
	case n.Author != adaID || n.ContentHTML != p.Content || n.Language != "en" || n.Summary != "Fire" || !n.Sensitive:
		t.Errorf("the note became %+v", n)
	case n.ReplyTo != p.ReplyTo || n.URL != p.URL || n.Published != moment/1000*1000 || n.Updated == 0:
		t.Errorf("parent or times changed: %+v", n)
	case len(n.Mentions) != 1 || n.Mentions[0] != Mention{bobID, "@bob@guild.example"}:
		t.Errorf("mentions are %v", n.Mentions)
	case !slices.Equal(n.Hashtags, []string{"welding"}):
		t.Errorf("hashtags are %v", n.Hashtags)
	}
	note, _ := m["object"].(map[string]any)
	if note["published"] != "2026-11-23T10:30:15Z" || note["content"] != p.Content {
		t.Errorf("published or content is %v, %v", note["published"], note["content"])
	}
	if cc, _ := note["cc"].([]any); !slices.Contains(cc, any(string(bobID))) || !slices.Contains(cc, any(string(oddID))) {
		t.Errorf("ids did not come out byte for byte: %v", note["cc"])
	}
	if _, is := note["to"].([]any); !is {
		t.Error("a list of one was unwrapped, which some readers cannot take")
	}
	for kind, want := range map[models.PostKind]Kind{models.Article: Article, models.PageDoc: Page, models.Note: Post} {
		p.Kind, p.Title = kind, `The "title"`
		d, _ := sent(t, policy.Subject{Post: p})
		if d.Kind != want || (want != Post && d.Note.Title != p.Title) {
			t.Errorf("%s became %s with title %q", kind, d.Kind, d.Note.Title)
		}
	}
}

func TestReachIsSpelledInTheWordsOfOthers(t *testing.T) {
	followers := site.Followers(adaID)
	group := &models.Actor{IRI: groupID, Kind: models.Community}
	for name, c := range map[string]struct {
		reach     models.Reach
		quiet     bool
		community *models.Actor
		want      Addressing
		to        models.IRI
	}{
		"the world":             {models.Reach{Audience: models.Everyone, Distance: models.World()}, false, nil, World, Public},
		"the world, quietly":    {models.Reach{Audience: models.Everyone, Distance: models.World()}, true, nil, WorldQuiet, followers},
		"partners":              {models.Reach{Audience: models.Everyone, Distance: models.Within("guild.example")}, false, nil, ForPartners, followers},
		"followers":             {models.Reach{Audience: models.Followers, Distance: models.World()}, false, nil, ForFollowers, followers},
		"named people":          {models.Reach{Audience: models.Named, Distance: models.World()}, false, nil, Named, bobID},
		"members":               {models.Reach{Audience: models.Members, Distance: models.World()}, false, group, ForCommunity, groupID},
		"an open community":     {models.Reach{Audience: models.Everyone, Distance: models.World()}, false, group, World, Public},
		"followers, aside":      {models.Reach{Audience: models.Followers, Distance: models.World()}, false, group, ForFollowers, followers},
		"people, aside":         {models.Reach{Audience: models.Named, Distance: models.World()}, false, group, Named, bobID},
		"partners' communities": {models.Reach{Audience: models.Everyone, Distance: models.Within("guild.example")}, false, group, ForPartners, followers},
	} {
		t.Run(name, func(t *testing.T) {
			p := adasPost(c.reach)
			p.Quiet, p.Community = c.quiet, c.community
			d, _ := sent(t, policy.Subject{Post: p})
			n := d.Note
			if got := n.Addressing(followers); got != c.want || !slices.Contains(n.To, c.to) {
				t.Errorf("reads as %s, to %v", got, n.To)
			}
			if c.want != World && c.want != WorldQuiet && slices.Contains(append(n.To, n.Cc...), Public) {
				t.Error("it became public")
			}
			if meant := c.reach.Audience; c.community != nil && slices.Contains(n.Audience, groupID) != (meant == models.Everyone || meant == models.Members) {
				t.Errorf("for %s its audience is %v", meant, n.Audience)
			}
			back, quiet := n.Reach(followers)
			if back.Audience != c.reach.Audience || quiet != c.quiet {
				t.Errorf("another Guildhall reads %v, quiet %v", back, quiet)
			}
			if !slices.Contains(n.People(followers), bobID) {
				t.Errorf("the named are %v", n.People(followers))
			}
		})
	}
}

func TestALabelIsAPropertyAndAVisibleLine(t *testing.T) {
	p := adasPost(models.Reach{Audience: models.Named, Distance: models.World()})
	p.Label = "AMBER+STRICT"
	d, m := sent(t, policy.Subject{Post: p})
	if d.Note.Label != p.Label || d.Note.ContentHTML != p.Content {
		t.Errorf("a Guildhall reads %q and %q", d.Note.Label, d.Note.ContentHTML)
	}
	if text, _ := m["content"].(string); !strings.HasPrefix(text, "<p>TLP:AMBER+STRICT</p>") {
		t.Errorf("others do not see it: %v", m["content"])
	}
	if raw, _ := write(site, policy.Subject{Post: adasPost(p.Reach)}); strings.Contains(string(raw), "tlp") {
		t.Error("a label was written that nobody chose")
	}
}

func TestActivitiesCarryWhatTheyAreAbout(t *testing.T) {
	world := models.Reach{Audience: models.Everyone, Distance: models.World()}
	bob := models.Actor{IRI: bobID}
	follow := policy.Act{IRI: "https://guild.example/follows/9", Verb: models.Follow, Actor: bob, Object: adaID, To: []models.IRI{adaID}}
	act := func(v models.Verb, change func(*policy.Act)) *policy.Act {
		a := &policy.Act{IRI: "https://acme.example/activities/2", Verb: v, Actor: ada(), Object: "https://guild.example/p/1", To: []models.IRI{bobID}, At: moment}
		if change != nil {
			change(a)
		}
		return a
	}
	whole := policy.ActorDoc{Actor: ada()}
	group := models.Actor{IRI: groupID, Kind: models.Community, Local: true}
	create := policy.Act{IRI: "https://acme.example/activities/1", Verb: models.Create, Actor: ada(), Post: adasPost(world), At: moment}
	for name, c := range map[string]struct {
		act   *policy.Act
		kind  Kind
		reach Addressing
		check func(*Activity) bool
	}{
		"follow": {act(models.Follow, nil), Follow, Named, func(a *Activity) bool { return a.Object == "https://guild.example/p/1" }},
		"like":   {act(models.Like, nil), Like, Named, func(a *Activity) bool { return slices.Equal(a.To, []models.IRI{bobID}) }},
		"block":  {act(models.Block, nil), Block, Named, nil},
		"accept": {act(models.Accept, func(a *policy.Act) { a.Inner = &follow }), Accept, Named, func(a *Activity) bool {
			return a.Inner.ID == follow.IRI && a.Inner.Actor == bobID && a.Inner.Object == adaID
		}},
		"reject": {act(models.Reject, func(a *policy.Act) { a.Inner = &follow }), Reject, Named, func(a *Activity) bool { return a.Inner.Kind == Follow }},
		"undo": {act(models.Undo, func(a *policy.Act) { a.Inner = act(models.Like, nil) }), Undo, Named, func(a *Activity) bool {
			return a.Inner.Kind == Like && a.Inner.Actor == adaID
		}},
		"undo by id": {act(models.Undo, nil), Undo, Named, func(a *Activity) bool { return a.ObjectType == "" }},
		"boost": {act(models.Announce, func(a *policy.Act) { a.Reach = world }), AnnounceObject, World, func(a *Activity) bool {
			return slices.Contains(a.Cc, bobID) && slices.Contains(a.Cc, site.Followers(adaID)) && a.ObjectType == ""
		}},
		"a community passes on": {act(models.Announce, func(a *policy.Act) { a.Reach, a.Actor, a.Inner, a.Object = world, group, &create, create.IRI }),
			AnnounceActivity, World, func(a *Activity) bool { return a.Inner.Kind == Create && a.Inner.Note.ID == create.Post.IRI }},
		"delete":                {act(models.Delete, nil), Delete, Named, func(a *Activity) bool { return !a.Tombstone && a.ObjectType == "" }},
		"delete with tombstone": {act(models.Delete, func(a *policy.Act) { a.Tomb, a.Reach = true, world }), Delete, World, func(a *Activity) bool { return a.Tombstone }},
		"end of an account":     {act(models.Delete, func(a *policy.Act) { a.Object = adaID }), Delete, Named, func(a *Activity) bool { return a.EndsAccount }},
		"a changed actor": {act(models.Update, func(a *policy.Act) { a.Whole, a.Object, a.Reach = &whole, adaID, world }), Update, World, func(a *Activity) bool {
			return a.Person.ID == adaID && a.Person.Name == "Ada <3"
		}},
		"a changed post": {act(models.Update, func(a *policy.Act) { a.Post = create.Post }), Update, World, func(a *Activity) bool { return a.Note.ID == create.Post.IRI }},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := sent(t, policy.Subject{Act: c.act})
			a := d.Activity
			if a.Kind != c.kind || a.ID != c.act.IRI || a.Verb != c.act.Verb || a.Addressing("") != c.reach {
				t.Errorf("became %s %s, read by %s", a.Kind, a.ID, a.Addressing(""))
			}
			if a.Actor != c.act.Actor.IRI || (a.Object != c.act.Object && c.act.Inner == nil && c.act.Post == nil) {
				t.Errorf("by %s, about %s", a.Actor, a.Object)
			}
			if c.check != nil && !c.check(a) {
				t.Errorf("became %+v", a)
			}
		})
	}
}

func TestAnotherServersCreateIsAnnouncedByItsID(t *testing.T) {
	theirs := adasPost(models.Reach{Audience: models.Everyone, Distance: models.World()})
	theirs.Local = false
	inner := policy.Act{IRI: "https://guild.example/c/1", Verb: models.Create, Actor: models.Actor{IRI: bobID}, Post: theirs}
	d, _ := sent(t, policy.Subject{Act: &policy.Act{IRI: "https://acme.example/activities/2", Verb: models.Announce, Actor: ada(), Object: inner.IRI, Inner: &inner}})
	if d.Activity.Kind != AnnounceObject || d.Activity.Object != inner.IRI {
		t.Errorf("became %s of %s", d.Activity.Kind, d.Activity.Object)
	}
}
