package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"flag"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/policy"
)

var update = flag.Bool("update", false, "write the examples of docs/federation anew")

// What docs/federation shows to those who write other servers. A block below "<!-- sent: NAME -->" is what we send, made here;
// one below "<!-- taken: KIND -->" is what others may send, and has to be read as that kind. What stands below "<!-- lived: NAME -->" is made
// in testrig, by a story.
var block = regexp.MustCompile("(<!-- (sent|taken): ([a-z0-9-]+) -->\n```json\n)((?s:.*?)\n)```\n")

func TestThePapersShowWhatIsSentAndTaken(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "docs", "federation", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("docs/federation is empty: %v", err)
	}
	shown := map[string]bool{}
	made := examples()
	maps.Copy(made, pollExamples())
	maps.Copy(made, kindExamples())
	maps.Copy(made, moveExamples())
	maps.Copy(made, reportExamples())
	maps.Copy(made, mediaExamples())
	for _, file := range files {
		old, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		fresh := block.ReplaceAllStringFunc(string(old), func(b string) string {
			m := block.FindStringSubmatch(b)
			if m[2] == "taken" {
				readsAs(t, file, m[3], m[4])
				return b
			}
			shown[m[3]] = true
			s, known := made[m[3]]
			if !known {
				t.Errorf("%s shows %q, which no example makes", file, m[3])
				return b
			}
			return m[1] + shownAs(t, s) + "\n```\n"
		})
		switch {
		case fresh == string(old):
		case *update:
			if err := os.WriteFile(file, []byte(fresh), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("%s shows what is not sent any more: run make generate and look at the change", file)
		}
	}
	for name := range made {
		if !shown[name] {
			t.Errorf("no page of docs/federation shows %q", name)
		}
	}
}

// shownAs is a document as it is sent, with line breaks added.
func shownAs(t *testing.T, s policy.Subject) string {
	t.Helper()
	raw, err := write(site, s)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func readsAs(t *testing.T, file, kind, text string) {
	t.Helper()
	d, err := Parse([]byte(strings.TrimSpace(text)))
	if err == nil {
		err = d.Origin()
	}
	if err != nil || string(d.Kind) != kind {
		t.Errorf("%s says that this is taken as %s, but it is read as %q: %v\n%s", file, kind, d.Kind, err, text)
	}
}

// examples are the documents that the papers show, by name.
func examples() map[string]policy.Subject {
	world := models.Reach{Audience: models.Everyone, Distance: models.World()}
	ada := models.Actor{IRI: "https://acme.example/actors/3q0Yxk8nE2vTbK7uW1rJdA", Kind: models.Person, Local: true, Host: "acme.example", Handle: "ada",
		Domain: "acme.example", Name: "Ada Okafor", Summary: "<p>Nurse on ward 7.</p>", Published: moment, Discoverable: true,
		Fields: []models.Field{{Name: "Works on", Value: "early signs of sepsis"}}}
	sepsis := models.Actor{IRI: "https://acme.example/actors/9PqRs2LmN4cVbX6zT8yHgQ", Kind: models.Community, Local: true, Host: "acme.example",
		Handle: "sepsis", Domain: "acme.example", Name: "Sepsis early signs", Published: moment}
	acme := models.Actor{IRI: "https://acme.example/actors/LSpd2MTBry3i41NGnxrAAG", Kind: models.Organisation, Local: true, Host: "acme.example",
		Handle: "acme.example", Domain: "acme.example", Name: "Acme Hospitals", Published: moment}
	tom := models.Actor{IRI: "https://guild.example/users/tom", Kind: models.Person, Host: "guild.example", Handle: "tom", Domain: "guild.example"}
	post := func(r models.Reach, change ...func(*models.PostView)) *models.PostView {
		p := &models.PostView{Author: ada}
		p.IRI, p.Local, p.Kind, p.Reach = "https://acme.example/posts/h5Jk1fQ8sD3gL6pZ0xCvBn", true, models.Note, r
		p.Content, p.Language, p.Published, p.URL = "<p>We taped the route of the sample on the floor.</p>", "en", moment, "https://acme.example/@ada/7"
		for _, c := range change {
			c(p)
		}
		return p
	}
	act := func(v models.Verb, change func(*policy.Act)) policy.Subject {
		a := &policy.Act{IRI: "https://acme.example/activities/Wm2NcXv7Rt5YbLq9Kd1HsA", Verb: v, Actor: ada, Object: "https://guild.example/notes/12", To: []models.IRI{tom.IRI}, At: moment}
		change(a)
		return policy.Subject{Act: a}
	}
	create := func(p *models.PostView) policy.Act {
		return policy.Act{IRI: p.IRI + "/activity", Verb: models.Create, Actor: ada, Object: p.IRI, Post: p, At: moment}
	}
	inCommunity := post(world, func(p *models.PostView) { p.Community = &sepsis })
	first := create(post(world, func(p *models.PostView) {
		p.Tags = []string{"sepsis"}
		p.People = []models.PersonNamed{{Actor: tom, Mention: true}}
	}))
	followOfTom := policy.Act{IRI: "https://guild.example/follows/9", Verb: models.Follow, Actor: tom, Object: ada.IRI}
	quotes := func(state models.QuoteState) *models.PostView {
		return post(world, func(p *models.PostView) {
			p.Quote = &models.Quoting{Quote: models.Quote{Quoted: "https://guild.example/notes/7", State: state}}
			if state == models.QuoteAccepted {
				p.Quote.Stamp = "https://guild.example/stamps/4"
			}
		})
	}
	askQuote := policy.Act{IRI: "https://acme.example/activities/Wm2NcXv7Rt5YbLq9Kd1HsA", Verb: models.AskQuote, Actor: ada, Object: "https://guild.example/notes/7",
		Instrument: quotes(models.QuotePending).IRI, Post: quotes(models.QuotePending), To: []models.IRI{tom.IRI}, At: moment}
	n := int64(2)
	return map[string]policy.Subject{
		"person":       {Actor: &policy.ActorDoc{Actor: ada, Keys: exampleKeys(ada.IRI)}},
		"community":    {Actor: &policy.ActorDoc{Actor: sepsis, Purpose: "We learn to see sepsis an hour earlier."}},
		"organisation": {Actor: &policy.ActorDoc{Actor: acme}},
		"key":          {Actor: &policy.ActorDoc{Actor: ada, Keys: exampleKeys(ada.IRI), Stub: true}},
		"create":       {Act: &first},
		"quiet":        {Post: post(world, func(p *models.PostView) { p.Quiet = true })},
		"partners":     {Post: post(models.Reach{Audience: models.Everyone, Distance: models.Within("guild.example")})},
		"followers":    {Post: post(models.Reach{Audience: models.Followers, Distance: models.World()})},
		"letter": {Post: post(models.Reach{Audience: models.Named, Distance: models.World()}, func(p *models.PostView) {
			p.People = []models.PersonNamed{{Actor: tom, Mention: true}}
			p.ReplyTo, p.Label = "https://guild.example/notes/12", "RED"
		})},
		"article": {Post: post(world, func(p *models.PostView) { p.Kind, p.Title = models.Article, "Tape on the floor" })},
		"update": act(models.Update, func(a *policy.Act) {
			a.Post = post(world, func(p *models.PostView) { p.Edited = moment + 60_000 })
			a.Object = a.Post.IRI
		}),
		"delete":          act(models.Delete, func(a *policy.Act) { a.Object, a.Tomb, a.Reach, a.To = inCommunity.IRI, true, world, nil }),
		"delete-for-some": act(models.Delete, func(a *policy.Act) { a.Object, a.To = inCommunity.IRI, nil }),
		"follow":          act(models.Follow, func(a *policy.Act) { a.Object = tom.IRI }),
		"accept":          act(models.Accept, func(a *policy.Act) { a.Object, a.Inner = followOfTom.IRI, &followOfTom }),
		"reject":          act(models.Reject, func(a *policy.Act) { a.Object, a.Inner = followOfTom.IRI, &followOfTom }),
		"undo": act(models.Undo, func(a *policy.Act) {
			f := act(models.Follow, func(f *policy.Act) { f.Object = tom.IRI }).Act
			a.IRI, a.Object, a.Inner = a.IRI+"/undo", f.IRI, f
		}),
		"add": act(models.Add, func(a *policy.Act) {
			a.Post, a.To, a.Target = post(world), nil, site.Featured(ada.IRI)
			a.Object = a.Post.IRI
		}),
		"remove": act(models.Remove, func(a *policy.Act) {
			a.Post, a.To, a.Target = post(world), nil, site.Featured(ada.IRI)
			a.Object = a.Post.IRI
		}),
		"block":         act(models.Block, func(a *policy.Act) { a.Object = tom.IRI }),
		"like":          act(models.Like, func(*policy.Act) {}),
		"quoting":       {Post: quotes(models.QuoteAccepted)},
		"quoting-asked": {Post: quotes(models.QuotePending)},
		"quote-request": {Act: &askQuote},
		"quote-accept": act(models.Accept, func(a *policy.Act) {
			ask := askQuote
			ask.IRI, ask.Actor, ask.Object, ask.Instrument, ask.To, ask.Post = "https://guild.example/quotes/3", tom, inCommunity.IRI, "https://guild.example/notes/12", nil, nil
			a.Object, a.Inner, a.Result = ask.IRI, &ask, "https://acme.example/stamps/Qw8Er7Ty6Ui5Op4As3Df2G"
		}),
		"stamp":            {Post: inCommunity, Stamp: &models.Quote{IRI: "https://guild.example/notes/12", Stamp: "https://acme.example/stamps/Qw8Er7Ty6Ui5Op4As3Df2G"}},
		"quotable-by-hand": {Post: post(world, func(p *models.PostView) { p.QuotePolicy = models.QuoteAsk })},
		"reaction-emoji": act(models.Like, func(a *policy.Act) {
			a.Face, a.Picture = ":valve@acme.example:", "https://acme.example/emoji/7hG3kQ9sD1fL5pZ0xCvBnM.png"
		}),
		"reaction":                  act(models.Like, func(a *policy.Act) { a.Face = "🎉" }),
		"announce":                  act(models.Announce, func(a *policy.Act) { a.Reach = world }),
		"collection":                {Collection: &policy.Collection{IRI: ada.IRI + "/followers", Owner: ada, Total: &n, First: ada.IRI + "/followers?page=1"}},
		"followers-synchronization": {Collection: &policy.Collection{IRI: site.Synchronization(ada.IRI), Owner: ada, Items: []models.IRI{tom.IRI}}},
		"answer": {Post: post(world, func(p *models.PostView) {
			p.ReplyTo, p.Context = "https://acme.example/posts/aZ3xW6vU9tS2rQ5pO8nM1k", "https://acme.example/contexts/pL0kJ3hG6fD9sA2qW5eR8t"
		})},
		"conversation": {Collection: &policy.Collection{IRI: "https://acme.example/contexts/pL0kJ3hG6fD9sA2qW5eR8t", Owner: acme,
			First: "https://acme.example/contexts/pL0kJ3hG6fD9sA2qW5eR8t?page=1"}},
		"conversation-page": {Collection: &policy.Collection{IRI: "https://acme.example/contexts/pL0kJ3hG6fD9sA2qW5eR8t?page=1", Owner: acme, Page: true,
			PartOf: "https://acme.example/contexts/pL0kJ3hG6fD9sA2qW5eR8t",
			Items:  []models.IRI{"https://acme.example/posts/aZ3xW6vU9tS2rQ5pO8nM1k", inCommunity.IRI, "https://guild.example/notes/12"}}},
		"collection-page": {Collection: &policy.Collection{IRI: ada.IRI + "/followers?page=1", PartOf: ada.IRI + "/followers", Owner: ada, Page: true,
			Items: []models.IRI{tom.IRI, "https://north.example/users/noor"}}},
	}
}

// exampleKeys are keys that nobody holds the private half of: a modulus and a point made of a pattern.
func exampleKeys(of models.IRI) []models.Key {
	return []models.Key{
		{IRI: site.Key(of), Kind: models.RSA, Public: patternRSA()},
		{IRI: site.Multikey(of), Kind: models.Ed25519, Public: patternEd25519()},
	}
}

func patternRSA() []byte {
	n := new(big.Int).SetBytes(bytes.Repeat([]byte{0xc5, 0x3a, 0x9d, 0x71}, 64))
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: n, E: 65537})
	if err != nil {
		panic(err)
	}
	return der
}

func patternEd25519() []byte {
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(bytes.Repeat([]byte{0x5a}, ed25519.PublicKeySize)))
	if err != nil {
		panic(err)
	}
	return der
}
