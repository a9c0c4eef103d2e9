package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"guildhall/fault"
)

// The names of the key files in the data folder: the key that was made here, and the one before the last Renew.
const (
	FileName   = "secret.key"
	BeforeName = "secret.key.before"
)

// Source says where the sealing key is kept: given by the operator as bytes, or in a file of the operator's, or, with neither, in
// the data folder.
type Source struct {
	Dir  string // the data folder
	Key  []byte // 32 bytes; nil when none was given
	File string // path of a file with the key, as 32 bytes or in base64; empty when none was given
}

// Open makes the vault of an installation. Without a key of the operator's it makes a random one at the first start (0600, in a
// folder 0700); when two processes do so at once, both end with the same. Keys that lie in the data folder beside another one
// open what they sealed. An error of kind Invalid says what is wrong with the key.
func Open(from Source) (*Vault, error) {
	if err := os.MkdirAll(from.Dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	path := filepath.Join(from.Dir, FileName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && from.Key == nil && from.File == "" {
		if err := create(from.Dir, path); err != nil {
			return nil, unusable(err)
		}
	}
	keys, err := from.read()
	if err != nil {
		return nil, err
	}
	v, err := withKeys(keys)
	v.reread = from.read
	return v, err
}

// read gives all keys, the one that seals first.
func (from Source) read() (keys [][]byte, err error) {
	if from.Key != nil {
		keys = append(keys, from.Key)
	}
	if from.File != "" {
		key, err := readKey(from.File)
		if err != nil {
			return nil, fault.New(fault.Invalid, "vault.Open",
				"The file of GUILDHALL_SECRET_FILE does not hold a key: 32 bytes, or the same in base64 (openssl rand -base64 32).").Because(err)
		}
		keys = append(keys, key)
	}
	for _, name := range []string{FileName, BeforeName} {
		key, err := readKey(filepath.Join(from.Dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, fault.New(fault.Invalid, "vault.Open",
				"The file "+name+" in the data folder does not hold a key. Put back the one that belongs to this database.").Because(err)
		default:
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil, unusable(fs.ErrNotExist)
	}
	return keys, nil
}

func readKey(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil || len(raw) == keySize {
		return raw, err
	}
	return ParseKey(string(raw))
}

// ParseKey reads a key of 32 bytes in base64, with or without padding.
func ParseKey(text string) ([]byte, error) {
	trimmed := bytes.TrimRight(bytes.TrimSpace([]byte(text)), "=")
	key, err := base64.RawStdEncoding.DecodeString(string(trimmed))
	if err != nil || len(key) != keySize {
		return nil, fault.New(fault.Invalid, "vault.ParseKey", "A sealing key is 32 bytes in base64: openssl rand -base64 32")
	}
	return key, nil
}

// Renew makes a new key in the data folder and keeps the one before it beside, for what it sealed. Running servers meet the new
// key with the first secret that is sealed by it. It is for installations whose operator gave no key.
func Renew(dir string) error {
	path, before := filepath.Join(dir, FileName), filepath.Join(dir, BeforeName)
	old, err := os.ReadFile(path)
	if err != nil {
		return unusable(err)
	}
	key := make([]byte, keySize)
	_, _ = rand.Read(key)                             // crypto/rand.Read never fails
	if err := replace(dir, before, old); err != nil { // first, so that a crash between the two loses nothing
		return unusable(err)
	}
	if err := replace(dir, path, key); err != nil {
		return unusable(err)
	}
	return nil
}

// create puts a whole new key in place by a hard link, which fails when somebody was faster: then theirs counts.
func create(dir, path string) error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // crypto/rand.Read never fails
	tmp, err := written(dir, key)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp) }()
	if err = os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	settle(dir)
	return nil
}

// replace puts bytes in place of a file, whole or not at all.
func replace(dir, path string, raw []byte) error {
	tmp, err := written(dir, raw)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	settle(dir)
	return nil
}

// written is a new file with bytes, for its owner alone.
func written(dir string, raw []byte) (string, error) {
	tmp, err := os.CreateTemp(dir, ".secret-*")
	if err != nil {
		return "", err
	}
	_, err = tmp.Write(raw)
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		_ = os.Remove(tmp.Name())
		return "", err
	}
	return tmp.Name(), nil
}

// settle has the name of a file survive a power cut as well as its bytes.
func settle(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

func unusable(err error) error {
	return fault.New(fault.Invalid, "vault.Open",
		"The data folder cannot hold the file secret.key. Make the folder writable for this program.").Because(err)
}
