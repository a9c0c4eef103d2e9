package config

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// Blobs is where the bytes of files live: a folder, or a bucket of a store that speaks S3.
type Blobs struct {
	Folder   string // path; empty for a bucket
	Host     string // of the store, with its port
	Bucket   string
	Key      string
	Secret   string
	Region   string // empty when the store needs none
	Insecure bool   // plain http

	text string
}

// String gives the text that the setting was read from, with its secret.
func (b Blobs) String() string {
	if b.text == "" {
		return "folder:" + b.Folder
	}
	return b.text
}

func readBlobs(s *Settings, text string) error {
	if path, ok := strings.CutPrefix(text, "folder:"); ok {
		if path == "" || strings.ContainsFunc(path, unicode.IsControl) {
			return errors.New("names no folder: write folder: and a path, like folder:/var/lib/guildhall/files")
		}
		s.Blobs = Blobs{Folder: filepath.Clean(path)}
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" && u.Scheme != "s3+http" {
		return errors.New("is neither: write folder:PATH, or s3://KEY:SECRET@HOST/BUCKET with %-codes for special letters of the secret")
	}
	secret, _ := u.User.Password()
	bucket := strings.Trim(u.Path, "/")
	if u.Host == "" || u.User.Username() == "" || secret == "" || bucket == "" || strings.Contains(bucket, "/") {
		return errors.New("lacks a part: write s3://KEY:SECRET@HOST/BUCKET, and ?region=NAME behind it if the store wants one")
	}
	s.Blobs = Blobs{Host: u.Host, Bucket: bucket, Key: u.User.Username(), Secret: secret, Region: u.Query().Get("region"), Insecure: u.Scheme == "s3+http", text: text}
	return nil
}

// size is a number of bytes.
type size int64

var units = []struct {
	name string
	size size
}{{"GB", 1_000_000_000}, {"MB", 1_000_000}, {"KB", 1_000}, {"B", 1}}

// String writes it with the largest unit that leaves no rest.
func (n size) String() string {
	for _, u := range units {
		if n >= u.size && n%u.size == 0 {
			return strconv.FormatInt(int64(n/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(n), 10) + "B"
}

// readSize reads a whole number of MB or GB, within bounds.
func readSize(least, most size) func(string) (size, error) {
	return func(text string) (size, error) {
		upper := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
		for _, u := range units {
			digits, ok := strings.CutSuffix(upper, u.name)
			if !ok {
				continue
			}
			n, err := strconv.ParseInt(digits, 10, 64)
			if err != nil || n < 0 || n > int64(most/u.size) || size(n)*u.size < least {
				break
			}
			return size(n) * u.size, nil
		}
		return 0, fmt.Errorf("is no size that fits: write a number with KB, MB or GB, from %s to %s", least, most)
	}
}
