package main

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/vault"
)

// The sealing key is replaced beside a running server, twice; everybody still signs in, and the organisation still signs.
func TestSecretsAreSealedAnewBesideARunningServer(t *testing.T) {
	s := newShell(t)
	v := s.serves()
	s.has("ada")
	data := s.setting("GUILDHALL_DATA")
	key := func(name string) []byte {
		raw, err := os.ReadFile(filepath.Join(data, name))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	s.does("keys", "rotate") // so that there is one
	first := key(vault.FileName)
	if said := s.does("keys", "reseal"); !strings.Contains(said, "sealed anew") {
		t.Errorf("it said %q", said)
	}
	second := key(vault.FileName)
	if bytes.Equal(first, second) || !bytes.Equal(key(vault.BeforeName), first) {
		t.Error("the key was not replaced, or the one before is lost")
	}
	s.does("keys", "reseal")
	if !bytes.Equal(key(vault.BeforeName), second) {
		t.Error("the second time the one before is not the second")
	}
	s.does("keys", "rotate", "ada")
	token := strings.TrimSpace(s.does("token", "create", "ada", "--scope", "read write"))
	if got := v.status("/api/v1/accounts/verify_credentials", token); got != http.StatusOK {
		t.Errorf("the server answers %d", got)
	}
	if strings.Contains(v.log.String(), "ERROR") {
		t.Errorf("the server says:\n%s", v.log.String())
	}

	// An operator takes the key into their own hands.
	own := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{9}, 32))
	s.env = append(s.env, "GUILDHALL_SECRET="+own)
	if said := s.does("keys", "reseal"); !strings.Contains(said, "GUILDHALL_SECRET") || strings.Contains(said, own) {
		t.Errorf("it said %q", said)
	}
	for _, name := range []string{vault.FileName, vault.BeforeName} {
		if err := os.Remove(filepath.Join(data, name)); err != nil {
			t.Fatal(err)
		}
	}
	s.does("keys", "rotate", "ada")
	if out := s.does("config"); strings.Contains(out, own) {
		t.Error("the settings tell the secret")
	}
	s.env = s.env[:len(s.env)-1]
	_, errs := s.gives(failed, "keys", "reseal")
	if !strings.Contains(errs, "GUILDHALL_SECRET") {
		t.Errorf("without the key it says:\n%s", errs)
	}
	s.env = append(s.env, "GUILDHALL_SECRET=short")
	_, errs = s.gives(wrong, "keys", "reseal")
	if !strings.Contains(errs, "openssl rand -base64 32") {
		t.Errorf("a bad key is told as:\n%s", errs)
	}
}

func TestKeysAreRotatedForWhoIsThere(t *testing.T) {
	s := newShell(t)
	_, errs := s.gives(absent, "keys", "rotate", "nobody")
	if strings.Count(errs, "\n") != 1 {
		t.Errorf("it said:\n%s", errs)
	}
}
