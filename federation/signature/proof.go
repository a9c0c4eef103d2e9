package signature

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gowebpki/jcs"

	"guildhall/fault"
	"guildhall/models"
	"guildhall/multibase"
)

const (
	proofType    = "DataIntegrityProof"
	proofSuite   = "eddsa-jcs-2022"
	proofPurpose = "assertionMethod"
	proofContext = "https://w3id.org/security/data-integrity/v2"
)

// ErrNoProof lies beneath an error of ReadProof when the document carries none that we could check. A signature by RsaSignature2017
// is no proof to us: it is passed over.
var ErrNoProof = errors.New("there is no proof")

// Proof is the integrity proof of a document, read and not yet checked. spec: fep-8b32
type Proof struct {
	Method  models.IRI // the key that is said to have made it
	Created time.Time
	value   []byte
	sums    [][]byte // what may have been signed: some put the document's context into the proof, some do not
}

// proofConfig is a proof without its value, in the members that we know. Others are kept through raw.
type proofConfig struct {
	Type, Cryptosuite, Created, VerificationMethod, ProofPurpose, ProofValue string
	Context                                                                  json.RawMessage `json:"@context"`
}

// ReadProof takes the proof off a document as it was received, and makes ready what it was made over. An error is of kind
// Unsigned; ErrNoProof lies beneath it when there is nothing to check. spec: fep-8b32#proof-verification
func ReadProof(doc []byte) (Proof, error) {
	p, err := readProof(doc)
	if err == nil && p.Method.Host() == "" {
		return Proof{}, unsigned("The proof must name its key by an https address.")
	}
	return p, err
}

func readProof(doc []byte) (Proof, error) {
	none := unsigned("The document carries no proof of the suite eddsa-jcs-2022.").Because(ErrNoProof)
	if !bytes.Contains(doc, []byte(proofSuite)) {
		return Proof{}, none
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(doc, &whole); err != nil {
		return Proof{}, none
	}
	// The whole document is made canonical first: that refuses names that stand twice, at any depth.
	if _, err := jcs.Transform(doc); err != nil {
		return Proof{}, unsigned("The document cannot be brought into canonical form: no name may stand twice in an object.").Because(err)
	}
	var raw map[string]json.RawMessage
	var said proofConfig
	if json.Unmarshal(whole["proof"], &raw) != nil || json.Unmarshal(whole["proof"], &said) != nil || said.Type != proofType || said.Cryptosuite != proofSuite {
		return Proof{}, none
	}
	p := Proof{Method: models.IRI(said.VerificationMethod)}
	var err error
	if p.Created, err = time.Parse(time.RFC3339, said.Created); err != nil {
		return Proof{}, unsigned("The proof does not tell when it was created.").Because(err)
	}
	if said.ProofPurpose != proofPurpose {
		return Proof{}, unsigned("The proof must have the purpose assertionMethod.")
	}
	var ok bool
	if p.value, ok = multibase.Decode(said.ProofValue); !ok || len(p.value) != ed25519.SignatureSize {
		return Proof{}, unsigned("The value of the proof must be an Ed25519 signature in base58btc.")
	}
	delete(whole, "proof")
	delete(whole, "signature")
	delete(raw, "proofValue")
	if said.Context != nil && !begins(whole["@context"], said.Context) {
		return Proof{}, unsigned("The proof has another context than its document.")
	}
	for _, context := range []json.RawMessage{said.Context, whole["@context"]} {
		if context != nil {
			raw["@context"] = context
		} else {
			delete(raw, "@context")
		}
		unsecured := whole
		if said.Context != nil {
			unsecured["@context"] = said.Context
		}
		sum, err := proofSum(raw, unsecured)
		if err != nil {
			return Proof{}, unsigned("The document cannot be brought into canonical form.").Because(err)
		}
		p.sums = append(p.sums, sum)
		if said.Context != nil {
			break
		}
	}
	return p, nil
}

// begins tells whether a document's context is the proof's, or starts with it.
func begins(document, proof json.RawMessage) bool {
	list := func(raw json.RawMessage) (all []string) {
		var entries []json.RawMessage
		if json.Unmarshal(raw, &entries) != nil {
			entries = []json.RawMessage{raw}
		}
		for _, e := range entries {
			canonical, err := jcs.Transform(append(append([]byte("["), e...), ']'))
			if err != nil {
				return nil
			}
			all = append(all, string(canonical))
		}
		return all
	}
	d, p := list(document), list(proof)
	return len(p) > 0 && len(d) >= len(p) && slices.Equal(d[:len(p)], p)
}

// proofSum is what is signed: the digest of the proof without its value, and that of the document without its proof.
func proofSum(config, doc map[string]json.RawMessage) ([]byte, error) {
	var both []byte
	for _, m := range []map[string]json.RawMessage{config, doc} {
		text, err := json.Marshal(m)
		if err == nil {
			text, err = jcs.Transform(text)
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		both = append(both, sum[:]...)
	}
	return both, nil
}

// Fits tells whether a key made the proof; an error has ErrMismatch beneath it.
func (p Proof) Fits(pub any) error {
	key, ok := pub.(ed25519.PublicKey)
	for _, sum := range p.sums {
		if ok && len(key) == ed25519.PublicKeySize && ed25519.Verify(key, sum, p.value) {
			return nil
		}
	}
	return unsigned("The proof does not fit the document, or another key made it.").Because(ErrMismatch)
}

// Prove adds a proof to a document of ours. The context of the terms is added where it is missing. An error is of kind
// Internal. spec: fep-8b32#proof-generation
func Prove(doc []byte, keyID models.IRI, private ed25519.PrivateKey, now time.Time) ([]byte, error) {
	broken := func(err error) error {
		return fault.New(fault.Internal, "signature.Prove", "A proof could not be made.").Because(err)
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(doc, &whole); err != nil || whole["proof"] != nil {
		return nil, broken(errors.Join(err, errors.New("no object, or proved before")))
	}
	context, err := withProofTerms(whole["@context"])
	if err != nil {
		return nil, broken(err)
	}
	whole["@context"] = context
	config := map[string]json.RawMessage{"@context": context}
	for name, value := range map[string]string{"type": proofType, "cryptosuite": proofSuite, "proofPurpose": proofPurpose,
		"verificationMethod": string(keyID), "created": now.UTC().Format(time.RFC3339)} {
		if config[name], err = json.Marshal(value); err != nil {
			return nil, broken(err)
		}
	}
	sum, err := proofSum(config, whole)
	if err != nil {
		return nil, broken(err)
	}
	config["proofValue"] = json.RawMessage(`"` + multibase.Encode(ed25519.Sign(private, sum)) + `"`)
	if whole["proof"], err = written(config); err == nil {
		doc, err = written(whole)
	}
	if err != nil {
		return nil, broken(err)
	}
	return doc, nil
}

func withProofTerms(context json.RawMessage) (json.RawMessage, error) {
	var all []json.RawMessage
	if json.Unmarshal(context, &all) != nil {
		all = []json.RawMessage{context}
	}
	term := json.RawMessage(`"` + proofContext + `"`)
	if !slices.ContainsFunc(all, func(c json.RawMessage) bool { return bytes.Equal(c, term) }) {
		all = slices.Insert(all, min(1, len(all)), term)
	}
	return written(all)
}

// written is JSON without the escapes that HTML would need.
func written(v any) (json.RawMessage, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return json.RawMessage(strings.TrimSuffix(b.String(), "\n")), nil
}
