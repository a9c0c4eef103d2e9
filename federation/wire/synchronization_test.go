package wire

import (
	"strings"
	"testing"

	"guildhall/models"
)

// The example of FEP-8fcf: followers of one server, and what they come to.
func TestTheDigestOfFollowersIsThatOfTheProposal(t *testing.T) {
	var s Sum
	for _, id := range []models.IRI{"https://testing.example.org/users/1", "https://testing.example.org/users/2"} {
		s.Add(id)
	}
	if got := s.String(); got != "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f" {
		t.Errorf("got %s", got)
	}
	var back Sum
	for _, id := range []models.IRI{"https://testing.example.org/users/2", "https://testing.example.org/users/1"} {
		back.Add(id)
	}
	if back != s {
		t.Error("the order counts")
	}
	if (Sum{}).String() != strings.Repeat("0", 64) {
		t.Error("no followers are not zero")
	}
}

func TestTheHeaderIsReadAndNothingElse(t *testing.T) {
	digest := strings.Repeat("0a", 32)
	want := Synchronization{"https://acme.example/actors/a/followers", "https://acme.example/actors/a/followers_synchronization", digest}
	for _, value := range []string{
		want.String(),
		`digest="` + strings.ToUpper(digest) + `" , url="` + string(want.URL) + `",collectionId="` + string(want.Collection) + `",more="x"`,
	} {
		if got, ok := ParseSynchronization(value); !ok || got != want {
			t.Errorf("%s was read as %+v, %v", value, got, ok)
		}
	}
	for _, value := range []string{
		"", "x", `url="https://acme.example/x"`, strings.Replace(want.String(), digest, digest[2:], 1), strings.Replace(want.String(), digest, "zz"+digest[2:], 1),
		strings.Replace(want.String(), `collectionId="https`, `collectionId="ftp`, 1), want.String() + `, digest="` + digest + `"`,
		strings.TrimSuffix(want.String(), `"`), strings.Replace(want.String(), `",`, `";`, 1), want.String() + `,more="` + strings.Repeat("x", 3*MaxIRI) + `"`,
	} {
		if got, ok := ParseSynchronization(value); ok {
			t.Errorf("%q was read as %+v", value, got)
		}
	}
}

func FuzzSynchronization(f *testing.F) {
	f.Add(Synchronization{"https://acme.example/f", "https://acme.example/s", strings.Repeat("0", 64)}.String())
	f.Add(`digest="",url="",collectionId=""`)
	f.Fuzz(func(t *testing.T, value string) {
		s, ok := ParseSynchronization(value)
		if !ok {
			return
		}
		again, ok := ParseSynchronization(s.String())
		if !ok || again != s {
			t.Fatalf("%q does not come back as it went", value)
		}
	})
}
