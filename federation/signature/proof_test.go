package signature

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"guildhall/multibase"
	"guildhall/testrig/corpus"
)

const ourNote = `{"@context":["https://www.w3.org/ns/activitystreams",{"sensitive":"as:sensitive"}],"type":"Create","id":"https://guild.example/a/1","object":{"content":"<p>5 < 6 & é \u2028</p>","n":1.50,"type":"Note"}}`

func proved(t testing.TB) []byte {
	t.Helper()
	doc, err := Prove([]byte(ourNote), keyID, edKey, now)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestAProofHoldsForItsDocumentAndKey(t *testing.T) {
	doc := proved(t)
	p, err := ReadProof(doc)
	if err != nil || p.Method != keyID || !p.Created.Equal(now) {
		t.Fatalf("%+v, %v", p, err)
	}
	if err := p.Fits(edKey.Public()); err != nil {
		t.Error(err)
	}
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", ed25519.SeedSize))).Public()
	for _, key := range []any{other, rsaKey().Public(), nil} {
		if err := p.Fits(key); !errors.Is(err, ErrMismatch) {
			t.Errorf("another key: %v", err)
		}
	}
	if !bytes.Contains(doc, []byte(`"<p>5 < 6 & é`)) || !bytes.Contains(doc, []byte(`"https://w3id.org/security/data-integrity/v2",{"sensitive"`)) {
		t.Errorf("written as %s", doc)
	}
	if _, err := Prove(doc, keyID, edKey, now); err == nil {
		t.Error("a document was proved twice")
	}
}

// Any change to what was proved is seen; an order of members or a space is no change.
func TestAProofIsOverTheWholeDocument(t *testing.T) {
	doc := string(proved(t))
	for from, to := range map[string]string{
		`5 < 6`:                         `5 < 7`,
		`"type":"Create"`:               `"type":"Delete"`,
		`2026-11-23T09`:                 `2026-11-24T09`,
		`{"sensitive":"as:sensitive"}]`: `{"sensitive":"as:Public"}]`,
	} {
		changed := strings.ReplaceAll(doc, from, to)
		if changed == doc {
			t.Fatalf("%s is not in %s", from, doc)
		}
		if p, err := ReadProof([]byte(changed)); err == nil && p.Fits(edKey.Public()) == nil {
			t.Errorf("%s was changed unseen", from)
		}
	}
	var v any
	_ = json.Unmarshal([]byte(doc), &v)
	spaced, _ := json.MarshalIndent(v, "", "   ")
	if p, err := ReadProof(spaced); err != nil || p.Fits(edKey.Public()) != nil {
		t.Errorf("spaces are a change: %v", err)
	}
}

func TestWhatIsNoProof(t *testing.T) {
	doc := string(proved(t))
	for name, c := range map[string][3]string{
		"none":                {`"proof"`, `"prose"`, "carries no proof"},
		"another suite":       {`eddsa-jcs-2022","p`, `eddsa-rdfc-2022","p`, "carries no proof"},
		"another purpose":     {`"assertionMethod"`, `"authentication"`, "purpose"},
		"no date":             {`"created":"2026-11-23T09:00:00Z"`, `"created":"yesterday"`, "when it was created"},
		"a name twice":        {`"n":1.5`, `"n":2,"n":1.5`, "twice"},
		"another context":     {`"proof":{"@context":[`, `"proof":{"@context":["https://evil.example/v1",`, "another context"},
		"a key without place": {`"verificationMethod":"https://guild.example/actors/ada/key"`, `"verificationMethod":"did:key:z6Mk"`, "https address"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(doc, c[0], c[1], 1)
			if changed == doc {
				t.Fatalf("%s is not in %s", c[0], doc)
			}
			_, err := ReadProof([]byte(changed))
			refused(t, err, c[2])
		})
	}
	ld := strings.Replace(ourNote, `"type":"Create"`, `"signature":{"type":"RsaSignature2017","signatureValue":"AAAA"},"type":"Create"`, 1)
	if _, err := ReadProof([]byte(ld)); !errors.Is(err, ErrNoProof) {
		t.Errorf("an LD signature was taken for a proof: %v", err)
	}
}

// The vectors of the specification and of the proposal, and what an implementation in use sends.
func TestRecordedProofs(t *testing.T) {
	for file, key := range map[string]string{
		"data-integrity/vc-eddsa-jcs-2022-signed.json": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
		"fep/activity-create-note-8b32-1.json":         "",
	} {
		doc := corpus.Read(t, file)
		if key == "" {
			actor := corpus.Read(t, "fep/actor-person-8b32-3.json")
			i := bytes.Index(actor, []byte("z6Mk"))
			key = string(actor[i : i+bytes.IndexByte(actor[i:], '"')])
		}
		raw, ok := multibase.Decode(key)
		if !ok {
			t.Fatal(key)
		}
		p, err := readProof(doc)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if err := p.Fits(ed25519.PublicKey(raw[2:])); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// FuzzReadProof feeds documents of strangers: nothing panics, and no invented proof fits.
func FuzzReadProof(f *testing.F) {
	f.Add(proved(f))
	f.Add([]byte(`{"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2026-11-23T09:00:00Z","@context":[],"proofPurpose":"assertionMethod"}}`))
	other := ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", ed25519.SeedSize))).Public()
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := ReadProof(doc)
		if err == nil && (p.Fits(other) == nil || p.Method.Host() == "" || p.Created.Equal(time.Time{})) {
			t.Fatalf("an invented proof fits, or says nothing: %+v", p)
		}
	})
}

func BenchmarkProve(b *testing.B) {
	for b.Loop() {
		proved(b)
	}
}

func BenchmarkReadProofAndCheck(b *testing.B) {
	doc := proved(b)
	for b.Loop() {
		p, err := ReadProof(doc)
		if err == nil {
			err = p.Fits(edKey.Public())
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
