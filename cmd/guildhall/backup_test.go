package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/backup"
	"guildhall/store/storetest"
)

// moved gives an empty place of the same kind for a restore, and the settings that name it, with the sealing key in place.
func (s *shell) moved() *shell {
	s.t.Helper()
	old, data := s.setting("GUILDHALL_DATA"), s.t.TempDir()
	key, err := os.ReadFile(filepath.Join(old, "secret.key"))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "secret.key"), key, 0o600); err != nil {
		s.t.Fatal(err)
	}
	dsn := "sqlite:" + filepath.Join(data, "new.sqlite")
	if was := s.setting("GUILDHALL_DATABASE"); strings.HasPrefix(was, "postgres") {
		dsn = storetest.Beside(s.t, was)
	}
	return &shell{s.t, []string{"GUILDHALL_URL=" + s.setting("GUILDHALL_URL"), "GUILDHALL_DATA=" + data, "GUILDHALL_DATABASE=" + dsn}}
}

func TestABackupBesideARunningServerIsRestoredAndStaysClosed(t *testing.T) {
	s := newShell(t)
	s.has("ada", "--role", "admin")
	s.has("bob")
	s.does("peer", "allow", "guild.example", "--partner")
	s.serves()
	file := filepath.Join(t.TempDir(), "backup.tar")
	made := tells[backup.Made](s, "backup", file)
	if made.Data.Counts["accounts"] != 2 || made.URL != "https://acme.example" || len(made.Keys) != 1 {
		t.Errorf("the backup says %+v", made)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v %v", info, err)
	}
	if _, errs := s.gives(failed, "backup", file); !strings.Contains(errs, "overwrites nothing") {
		t.Errorf("a backup was overwritten: %s", errs)
	}

	// Beside the running server a restore changes nothing.
	if _, errs := s.gives(failed, "restore", file); !strings.Contains(errs, "overwrites nothing") {
		t.Errorf("beside the running server: %s", errs)
	}

	// What ends after the backup.
	s.does("user", "disable", "bob")
	s.does("peer", "block", "guild.example")
	s.reads(secret+" changed\n", done, "user", "password", "ada", "--password", "-")

	n := s.moved()
	if out := n.does("restore", file, "--verify"); !strings.Contains(out, "whole") || !strings.Contains(out, "is here") {
		t.Errorf("verify says %s", out)
	}
	if entries, _ := os.ReadDir(n.setting("GUILDHALL_DATA")); len(entries) != 1 {
		t.Errorf("verify wrote: %v", entries)
	}
	n.does("restore", file)
	if _, errs := n.gives(failed, "restore", file); !strings.Contains(errs, "overwrites nothing") {
		t.Errorf("a second restore: %s", errs)
	}
	if people := tells[[]person](n, "user", "list"); len(people) != 2 || people[0].Disabled {
		t.Errorf("restored people: %+v", people)
	}
	if out := n.does("boundary", "show"); !strings.HasPrefix(out, "Federation is closed") || !strings.Contains(out, "restored from a backup") {
		t.Errorf("after the restore: %s", out)
	}
	if _, errs := n.gives(failed, "boundary", "open", "--reason", "We are back.", "--as", "ada"); !strings.Contains(errs, "catch-up") {
		t.Errorf("it was opened too early: %s", errs)
	}
	if _, errs := n.gives(absent, "boundary", "catch-up"); !strings.Contains(errs, "endings.jsonl") {
		t.Errorf("without its file: %s", errs)
	}
	s.does("backup", file+".later") // copies what ended to its file, as the server does each minute
	out := n.does("boundary", "catch-up", filepath.Join(s.setting("GUILDHALL_DATA"), backup.JournalName))
	if !strings.Contains(out, "1 accounts") || !strings.Contains(out, "1 servers") || !strings.Contains(out, "1 passwords") {
		t.Errorf("catch-up says %s", out)
	}
	if people := tells[[]person](n, "user", "list"); !people[0].Disabled {
		t.Errorf("bob is back: %+v", people)
	}
	if list := tells[[]peerWords](n, "peer", "list"); len(list) != 1 || list[0].Standing != "blocked" {
		t.Errorf("the blocked server is back: %+v", list)
	}
	n.gives(failed, "boundary", "open", "--reason", "We are back.", "--as", "bob")
	n.does("boundary", "open", "--reason", "We are back.", "--as", "ada")
	if out := n.does("boundary", "show"); !strings.HasPrefix(out, "Federation is open") || !strings.Contains(out, "We are back.") {
		t.Errorf("after opening: %s", out)
	}
	n.does("boundary", "close", "--reason", "A drill.", "--as", "ada")
	n.gives(failed, "boundary", "catch-up")
	n.does("boundary", "open", "--reason", "It was one.", "--as", "ada")
}

func TestARestoreRefusesWhatDoesNotFit(t *testing.T) {
	s := newShell(t)
	s.has("ada")
	file := filepath.Join(t.TempDir(), "backup.tar")
	s.does("backup", file)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	try := func(n *shell, code int, bytes []byte, want string) {
		t.Helper()
		bad := filepath.Join(t.TempDir(), "bad.tar")
		if err := os.WriteFile(bad, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errs := n.gives(code, "restore", bad); !strings.Contains(errs, want) {
			t.Errorf("want %q, got: %s", want, errs)
		}
	}
	n := s.moved()
	try(n, wrong, []byte("no archive"), "no backup")
	try(n, wrong, whole[:len(whole)/2], "no whole backup")
	changed := append([]byte{}, whole...)
	changed[len(changed)*2/3] ^= 1
	try(n, wrong, changed, "backup")
	n.env[0] = "GUILDHALL_URL=https://other.example"
	try(n, failed, whole, "restore under the same one")
	n.env[0] = s.env[0]
	if err := os.Remove(filepath.Join(n.setting("GUILDHALL_DATA"), "secret.key")); err != nil {
		t.Fatal(err)
	}
	try(n, failed, whole, "sealing key")
	if _, err := os.Stat(filepath.Join(n.setting("GUILDHALL_DATA"), "new.sqlite")); err == nil {
		t.Error("what was refused left a database")
	}
	if out := n.does("restore", file, "--verify"); !strings.Contains(out, "is not here") {
		t.Errorf("verify without the key: %s", out)
	}
}
