package keys_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"sync"
	"testing"

	"guildhall/fault"
	"guildhall/keys"
	"guildhall/models"
	"guildhall/paths"
	"guildhall/store"
	"guildhall/store/storetest"
	"guildhall/vault"
)

const adaIRI = models.IRI("https://acme.example/actors/0123456789abcdefghijkl")

var ada = models.Actor{ID: 7, IRI: adaIRI, Local: true, Host: "acme.example", Handle: "ada"}

var oneRSA = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func open(t *testing.T) *vault.Vault {
	t.Helper()
	v, err := vault.WithKey(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func name(actor models.IRI, kind models.KeyKind) models.IRI {
	site := paths.New("https://acme.example")
	if kind == models.Ed25519 {
		return site.Multikey(actor)
	}
	return site.Key(actor)
}

func ringOn(t *testing.T, st *store.Store) *keys.Ring {
	t.Helper()
	r := keys.New(st, open(t), name)
	r.Make = func() (crypto.Signer, error) { return oneRSA() }
	return r
}

func TestAnActorSignsWithKeysMadeOnce(t *testing.T) {
	st := storetest.Open(t, nil)
	ring := ringOn(t, st)
	if _, err := ring.Signer(t.Context(), ada.ID, models.RSA); !fault.Is(err, fault.Missing) {
		t.Fatalf("a key before it was made: %v", err)
	}
	for range 2 {
		if err := ring.Ensure(t.Context(), ada); err != nil {
			t.Fatal(err)
		}
	}
	var rows []models.Key
	if err := st.Read(t.Context(), func(tx *store.Tx) (err error) { rows, err = tx.KeysOf(ada.ID); return err }); err != nil || len(rows) != 2 {
		t.Fatalf("%d keys, %v", len(rows), err)
	}
	for _, row := range rows {
		if _, err := x509.ParsePKCS8PrivateKey(row.Private); err == nil {
			t.Error("a private key lies open in the database")
		}
	}
	for kind, id := range map[models.KeyKind]models.IRI{models.RSA: adaIRI + "/key", models.Ed25519: adaIRI + "/key2"} {
		again := ringOn(t, st) // as after a restart
		s, err := again.Signer(t.Context(), ada.ID, kind)
		if err != nil || s.KeyID != id || s.Kind != kind {
			t.Fatalf("%s: %+v, %v", kind, s, err)
		}
		p, err := again.Public(t.Context(), id)
		if err != nil || p.ActorID != ada.ID || p.Kind != kind {
			t.Fatalf("%s: %+v, %v", kind, p, err)
		}
		if !s.Private.Public().(interface{ Equal(crypto.PublicKey) bool }).Equal(p.Key) {
			t.Errorf("%s: the halves do not fit", kind)
		}
	}
}

func TestTheRealMakerMakesAStrongKey(t *testing.T) {
	r := keys.New(nil, nil, nil)
	s, err := r.Make()
	if err != nil || s.(*rsa.PrivateKey).N.BitLen() != 2048 {
		t.Fatalf("%v", err)
	}
}

func TestTwoCallersAtOnceEndWithOneKeyOfEachKind(t *testing.T) {
	st := storetest.Open(t, nil)
	var wait sync.WaitGroup
	for range 6 {
		ring := ringOn(t, st) // another node
		wait.Go(func() {
			if err := ring.Ensure(t.Context(), ada); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	var rows []models.Key
	if err := st.Read(t.Context(), func(tx *store.Tx) (err error) { rows, err = tx.KeysOf(ada.ID); return err }); err != nil || len(rows) != 2 {
		t.Fatalf("%d keys, %v", len(rows), err)
	}
}

func TestAKeyThatCannotBeMadeLeavesNothing(t *testing.T) {
	st := storetest.Open(t, nil)
	ring := ringOn(t, st)
	ring.Make = func() (crypto.Signer, error) { return nil, errors.New("no entropy") }
	if err := ring.Ensure(t.Context(), ada); !fault.Is(err, fault.Internal) {
		t.Fatalf("got %v", err)
	}
	if _, err := ring.Signer(t.Context(), ada.ID, models.Ed25519); !fault.Is(err, fault.Missing) {
		t.Fatalf("got %v", err)
	}
	remote := models.Actor{ID: 9, IRI: "https://guild.example/u/bob"}
	if err := ring.Ensure(t.Context(), remote); !fault.Is(err, fault.Internal) {
		t.Fatalf("we made a key for somebody else: %v", err)
	}
}

func TestAnotherVaultOpensNothing(t *testing.T) {
	st := storetest.Open(t, nil)
	if err := ringOn(t, st).Ensure(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	v, err := vault.WithKey(bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.New(st, v, name).Signer(t.Context(), ada.ID, models.RSA); !fault.Is(err, fault.Internal) {
		t.Fatalf("got %v", err)
	}
}

func TestARotatedKeyIsForgotten(t *testing.T) {
	st := storetest.Open(t, nil)
	ring := ringOn(t, st)
	const id = models.IRI("https://guild.example/u/bob#main-key")
	put := func() ed25519.PublicKey {
		public, _, _ := ed25519.GenerateKey(rand.Reader)
		der, err := x509.MarshalPKIXPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		k := models.Key{IRI: id, ActorID: 9, Kind: models.Ed25519, Public: der}
		if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.PutKey(&k) }); err != nil {
			t.Fatal(err)
		}
		return public
	}
	is := func(want ed25519.PublicKey) bool {
		p, err := ring.Public(t.Context(), id)
		return err == nil && want.Equal(p.Key) && p.ActorID == 9
	}
	if _, err := ring.Public(t.Context(), id); !fault.Is(err, fault.Missing) {
		t.Fatalf("got %v", err)
	}
	first := put()
	if !is(first) {
		t.Fatal("a key that was not there before is not found")
	}
	second := put()
	if !is(first) {
		t.Fatal("the key was not kept in memory")
	}
	if ring.Forget(id); !is(second) {
		t.Fatal("the old key is still believed")
	}
	if err := st.Write(t.Context(), func(tx *store.Tx) error { return tx.RetireKeysExcept(9) }); err != nil {
		t.Fatal(err)
	}
	ring.ForgetActor(9)
	if _, err := ring.Public(t.Context(), id); !fault.Is(err, fault.Missing) {
		t.Fatalf("a retired key: %v", err)
	}
}

func BenchmarkPublicFromMemory(b *testing.B) {
	st := storetest.Open(b, nil)
	v, err := vault.WithKey(make([]byte, 32))
	if err != nil {
		b.Fatal(err)
	}
	ring := keys.New(st, v, name)
	if err := ring.Ensure(b.Context(), ada); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ring.Public(b.Context(), adaIRI+"/key"); err != nil {
			b.Fatal(err)
		}
	}
}
