package vault

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"guildhall/fault"
)

// FileName is the name of the key file in the data folder.
const FileName = "secret.key"

// Open makes the vault of a data folder. At the first start it makes the folder (0700) and a random key (0600); when two
// processes do so at once, both end with the same key. An error of kind Invalid says what is wrong with the file.
func Open(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, unusable(err)
	}
	path := filepath.Join(dir, FileName)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(dir, path); err != nil {
			return nil, unusable(err)
		}
		key, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, unusable(err)
	}
	if len(key) != keySize {
		return nil, fault.New(fault.Invalid, "vault.Open",
			"The file secret.key in the data folder is not 32 bytes long. Put back the one that belongs to this database.")
	}
	return WithKey(key)
}

// create puts a whole new key in place by a hard link, which fails when somebody was faster: then theirs counts.
func create(dir, path string) error {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // crypto/rand.Read never fails
	tmp, err := os.CreateTemp(dir, ".secret-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.Write(key)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	if err = os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if d, err := os.Open(dir); err == nil { // the name survives a power cut as well as the bytes
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

func unusable(err error) error {
	return fault.New(fault.Invalid, "vault.Open",
		"The data folder cannot hold the file secret.key. Make the folder writable for this program.").Because(err)
}
