package vault_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"guildhall/fault"
	"guildhall/vault"
)

func open(t *testing.T, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(vault.Source{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASecretComesBackAfterARestart(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	secret := []byte("the private half")
	sealed := open(t, dir).Seal("key:ada", secret)
	if bytes.Contains(sealed, secret) {
		t.Fatal("the secret can be read in what was sealed")
	}
	got, err := open(t, dir).Open("key:ada", sealed)
	if err != nil || !bytes.Equal(got, secret) {
		t.Fatalf("got %q, %v", got, err)
	}
	info, err := os.Stat(filepath.Join(dir, vault.FileName))
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Fatalf("the key file: %v, %v", info, err)
	}
}

func TestTheSameSecretIsNeverSealedAlike(t *testing.T) {
	v := open(t, t.TempDir())
	if bytes.Equal(v.Seal("p", []byte("x")), v.Seal("p", []byte("x"))) {
		t.Fatal("two seals are the same")
	}
}

func TestASecretOpensOnlyForItsPurposeAndUnchanged(t *testing.T) {
	v := open(t, t.TempDir())
	sealed := v.Seal("key:ada", []byte("secret"))
	if _, err := v.Open("key:bob", sealed); err == nil {
		t.Error("it opened for another purpose")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := v.Open("key:ada", changed); err == nil {
			t.Errorf("it opened with byte %d changed", i)
		}
	}
	for n := range sealed {
		if _, err := v.Open("key:ada", sealed[:n]); err == nil {
			t.Errorf("it opened when cut to %d bytes", n)
		}
	}
}

func TestAnotherKeyIsNamedAsTheCause(t *testing.T) {
	sealed := open(t, t.TempDir()).Seal("p", []byte("x"))
	_, err := open(t, t.TempDir()).Open("p", sealed)
	if err == nil || !strings.Contains(fault.Say(err), "secret.key") {
		t.Fatalf("got %v", err)
	}
}

func TestTwoProcessesThatStartAtOnceAgree(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var wait sync.WaitGroup
	vaults := make([]*vault.Vault, 16)
	for i := range vaults {
		wait.Go(func() { vaults[i], _ = vault.Open(vault.Source{Dir: dir}) })
	}
	wait.Wait()
	sealed := vaults[0].Seal("p", []byte("x"))
	for i, v := range vaults {
		if _, err := v.Open("p", sealed); err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestABrokenKeyFileIsAClearRefusal(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, vault.FileName), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(vault.Source{Dir: dir}); !fault.Is(err, fault.Invalid) {
		t.Fatalf("got %v", err)
	}
	if _, err := vault.WithKey(make([]byte, 16)); !fault.Is(err, fault.Invalid) {
		t.Fatalf("got %v", err)
	}
}

// An operator's own key seals, from the environment or a file; what was sealed before with the key of the data folder still opens.
func TestAnOperatorsKeySealsAndTheOneBeforeOpens(t *testing.T) {
	dir := t.TempDir()
	old := open(t, dir).Seal("p", []byte("x"))
	key := bytes.Repeat([]byte{7}, 32)
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, from := range map[string]vault.Source{"given": {Dir: dir, Key: key}, "a file": {Dir: dir, File: file}} {
		v, err := vault.Open(from)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := v.Open("p", old); err != nil || string(got) != "x" || v.Fresh(old) {
			t.Errorf("%s: %q, %v, fresh %v", name, got, err, v.Fresh(old))
		}
		again, err := v.Reseal("p", old)
		if err != nil || !v.Fresh(again) {
			t.Fatalf("%s: %v", name, err)
		}
		alone, err := vault.WithKey(key)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := alone.Open("p", again); err != nil || string(got) != "x" {
			t.Errorf("%s: the operator's key alone gives %q, %v", name, got, err)
		}
	}
	if _, err := vault.Open(vault.Source{Dir: t.TempDir(), File: filepath.Join(dir, "none")}); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Say(err), "GUILDHALL_SECRET_FILE") {
		t.Errorf("a file that is not there: %v", err)
	}
	fresh := t.TempDir()
	if _, err := vault.Open(vault.Source{Dir: fresh, Key: key}); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(fresh); len(left) != 0 {
		t.Errorf("a key was made beside the operator's: %v", left)
	}
}

// A command gives the installation a new key while a server runs: the server seals with it from then on, opens what the command
// sealed anew, and what was sealed before.
func TestANewKeyIsMetByARunningServer(t *testing.T) {
	dir := t.TempDir()
	server := open(t, dir)
	old := server.Seal("p", []byte("x"))
	if err := vault.Renew(dir); err != nil {
		t.Fatal(err)
	}
	command := open(t, dir)
	anew, err := command.Reseal("p", old)
	if err != nil {
		t.Fatal(err)
	}
	for _, sealed := range [][]byte{old, anew} {
		if got, err := server.Open("p", sealed); err != nil || string(got) != "x" {
			t.Errorf("the server opens %q, %v", got, err)
		}
	}
	if !command.Fresh(server.Seal("p", []byte("y"))) {
		t.Error("the server seals with the key that was replaced")
	}
	other := open(t, t.TempDir())
	if _, err := other.Open("p", anew); err == nil {
		t.Error("another installation opened it")
	}
}

func FuzzOpen(f *testing.F) {
	v, err := vault.WithKey(make([]byte, 32))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("p", v.Seal("p", []byte("secret")))
	f.Add("", []byte{1})
	f.Fuzz(func(t *testing.T, purpose string, sealed []byte) {
		if plain, err := v.Open(purpose, sealed); err == nil && string(plain) != "secret" {
			t.Fatalf("something that nobody sealed came out: %q", plain)
		}
	})
}
