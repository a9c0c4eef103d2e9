package wire

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"guildhall/models"
	"guildhall/policy"
)

func keys(t *testing.T) []models.Key {
	t.Helper()
	strong, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	first, err := x509.MarshalPKIXPublicKey(&strong.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	second, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return []models.Key{{IRI: site.Key(adaID), Kind: models.RSA, Public: first}, {IRI: site.Multikey(adaID), Kind: models.Ed25519, Public: second},
		{IRI: "https://acme.example/actors/ada/old", Kind: models.RSA, Public: first, Retired: moment}}
}

func TestAnActorTellsWhereToReachItAndHowToBelieveIt(t *testing.T) {
	doc := policy.ActorDoc{Actor: ada(), Keys: keys(t)}
	d, m := sent(t, policy.Subject{Actor: &doc})
	a := d.Actor
	switch {
	case a.ID != adaID || a.Kind != Person || a.Handle != "ada" || a.Name != "Ada <3" || a.SummaryHTML != doc.Summary:
		t.Errorf("became %+v", a)
	case a.Inbox != site.Inbox(adaID) || a.SharedInbox != site.SharedInbox() || a.Followers != site.Followers(adaID):
		t.Errorf("its boxes are %s %s %s", a.Inbox, a.SharedInbox, a.Followers)
	case a.Outbox != site.Outbox(adaID) || a.Following != site.Following(adaID) || a.Featured != site.Featured(adaID):
		t.Errorf("its collections are %s %s %s", a.Outbox, a.Following, a.Featured)
	case !a.Locked || !a.Discoverable || a.Indexable || a.WebFinger != "ada@acme.example" || a.URL != site.Profile("ada"):
		t.Errorf("its flags are %+v", a)
	case len(a.Fields) != 1 || a.Fields[0] != doc.Fields[0] || a.Icon != doc.Icon:
		t.Errorf("its fields are %v, icon %s", a.Fields, a.Icon)
	case len(a.Keys) != 2 || a.Keys[0].ID != doc.Keys[0].IRI || a.Keys[0].Bits != 2048 || string(a.Keys[1].DER) != string(doc.Keys[1].Public):
		t.Errorf("its keys are %+v", a.Keys)
	}
	multi, _ := m["assertionMethod"].([]any)
	first, _ := multi[0].(map[string]any)
	if text, _ := first["publicKeyMultibase"].(string); !strings.HasPrefix(text, "z6Mk") {
		t.Errorf("the Multikey is %v", first)
	}
	if m["published"] != "2026-11-23T00:00:00Z" {
		t.Errorf("more than the day it came is told: %v", m["published"])
	}
	for kind, want := range map[models.ActorKind]string{models.Community: "Group", models.Organisation: "Application", models.Person: "Person"} {
		doc.Kind = kind
		if _, m := sent(t, policy.Subject{Actor: &doc}); m["type"] != want {
			t.Errorf("%s is written as %v", kind, m["type"])
		}
	}
}

func TestAStubTellsTheKeyAndNothingElse(t *testing.T) {
	doc := policy.ActorDoc{Actor: ada(), Keys: keys(t)[:1], Stub: true}
	d, m := sent(t, policy.Subject{Actor: &doc})
	if len(d.Actor.Keys) != 1 {
		t.Errorf("the key cannot be used: %+v", d.Actor)
	}
	for name := range m {
		if !slices.Contains([]string{"@context", "id", "type", "inbox", "publicKey"}, name) {
			t.Errorf("it tells %s", name)
		}
	}
}

func TestCollectionsTellOnlyWhatTheReaderMayKnow(t *testing.T) {
	three := int64(3)
	followers := site.Followers(adaID)
	d, m := sent(t, policy.Subject{Collection: &policy.Collection{IRI: followers, Owner: ada()}})
	if _, told := m["totalItems"]; told || d.Collection.Total != nil {
		t.Error("a count was told that nobody may know")
	}
	d, _ = sent(t, policy.Subject{Collection: &policy.Collection{IRI: followers, Total: &three, First: followers + "?page=1"}})
	if *d.Collection.Total != 3 || d.Collection.First != followers+"?page=1" {
		t.Errorf("became %+v", d.Collection)
	}
	page := policy.Collection{IRI: followers + "?page=1", PartOf: followers, Next: followers + "?page=2", Page: true, Items: []models.IRI{bobID}}
	d, m = sent(t, policy.Subject{Collection: &page})
	if _, is := m["orderedItems"].([]any); !is || len(d.Collection.Items) != 1 || d.Collection.Items[0].IRI != bobID || d.Collection.Next != page.Next || d.Collection.PartOf != followers {
		t.Errorf("became %+v", d.Collection)
	}
	outbox := policy.Collection{IRI: site.Outbox(adaID) + "?page=1", Page: true, Acts: []policy.Act{{IRI: "https://acme.example/activities/1",
		Verb: models.Create, Actor: ada(), Post: adasPost(models.Reach{Audience: models.Everyone, Distance: models.World()}), At: moment}}}
	d, _ = sent(t, policy.Subject{Collection: &outbox})
	item, err := d.Collection.Items[0].Document()
	if err != nil || item.Kind != Create {
		t.Errorf("an entry of the outbox became %+v, %v", item, err)
	}
	if _, m := sent(t, policy.Subject{Collection: &policy.Collection{IRI: followers + "?page=9", Page: true}}); len(m["orderedItems"].([]any)) != 0 {
		t.Error("an empty page has no list")
	}
}

func TestDiscovery(t *testing.T) {
	a := ada()
	raw, err := webfinger(site, &a)
	if err != nil {
		t.Fatal(err)
	}
	w, err := ParseWebFinger(raw)
	name, domain, ok := w.Address()
	if err != nil || w.Self != adaID || name != "ada" || domain != "acme.example" || !ok || w.Profile != site.Profile("ada") {
		t.Errorf("WebFinger says %+v, %v", w, err)
	}
	if raw, err = WriteNodeInfoLinks(site, adaID); err != nil {
		t.Fatal(err)
	}
	l, err := ParseNodeInfoLinks(raw)
	if err != nil || l.Document != site.NodeInfo("2.1") || l.Schema != "2.1" || l.ServerActor != adaID || l.Count != 3 {
		t.Errorf("the directory says %+v, %v", l, err)
	}
	if raw, err = WriteNodeInfo("2.0", "0.1", "it@acme.example"); err != nil {
		t.Fatal(err)
	}
	n, err := ParseNodeInfo(raw)
	if err != nil || n.Software != "guildhall" || n.Version != "2.0" || n.OpenToAll || !strings.Contains(string(raw), `"contact":"it@acme.example"`) || strings.Contains(string(raw), "localPosts") {
		t.Errorf("NodeInfo says %+v, %v", n, err)
	}
	if meta := string(WriteHostMeta(site)); !strings.Contains(meta, `template="https://acme.example/.well-known/webfinger?resource={uri}"`) {
		t.Errorf("host-meta says %s", meta)
	}
	if raw, err = WriteHostMetaJSON(site); err != nil || !json.Valid(raw) {
		t.Errorf("host-meta as JSON says %s, %v", raw, err)
	}
}
