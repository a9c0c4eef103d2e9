package blobs_test

import (
	"context"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/blobs"
	"guildhall/config"
	"guildhall/fault"
)

// stores runs a test on a folder and on a bucket.
func stores(t *testing.T, run func(t *testing.T, b blobs.Blobs)) {
	t.Run("folder", func(t *testing.T) {
		b, err := blobs.Open(config.Settings{Blobs: config.Blobs{Folder: t.TempDir()}})
		if err != nil {
			t.Fatal(err)
		}
		run(t, b)
	})
	t.Run("bucket", func(t *testing.T) {
		srv := httptest.NewServer(&shelf{kept: map[string][]byte{}})
		t.Cleanup(srv.Close)
		host := strings.TrimPrefix(srv.URL, "http://")
		b, err := blobs.Open(config.Settings{Blobs: config.Blobs{Host: host, Bucket: "files", Key: "key", Secret: "secret", Region: "x", Insecure: true}})
		if err != nil {
			t.Fatal(err)
		}
		run(t, b)
	})
}

func put(t *testing.T, b blobs.Blobs, name, text string) {
	t.Helper()
	if err := b.Put(t.Context(), name, strings.NewReader(text), int64(len(text))); err != nil {
		t.Fatalf("%s is not kept: %v", name, err)
	}
}

func TestBytesComeBackByName(t *testing.T) {
	stores(t, func(t *testing.T, b blobs.Blobs) {
		put(t, b, "media/abcdef", "0123456789")
		put(t, b, "media/abcdef", "what is put again replaces what was")
		put(t, b, "media/abcdef", "9876543210")
		f, err := b.Open(t.Context(), "media/abcdef")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if f.Size() != 10 {
			t.Errorf("its size is %d", f.Size())
		}
		if _, err := f.Seek(4, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		part := make([]byte, 3)
		if _, err := io.ReadFull(f, part); err != nil || string(part) != "543" {
			t.Errorf("the range from 4 is %q, %v", part, err)
		}
	})
}

func TestDeletedBytesAreMissing(t *testing.T) {
	stores(t, func(t *testing.T, b blobs.Blobs) {
		put(t, b, "media/abcdef", "x")
		for range 2 {
			if err := b.Delete(t.Context(), "media/abcdef"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.Open(t.Context(), "media/abcdef"); !fault.Is(err, fault.Missing) {
			t.Errorf("deleted bytes answer %v", err)
		}
	})
}

func TestAWalkStaysInItsRoom(t *testing.T) {
	stores(t, func(t *testing.T, b blobs.Blobs) {
		put(t, b, "media/one", "1")
		put(t, b, "media/two.small", "22")
		put(t, b, "elsewhere/three", "333")
		found := map[string]int64{}
		if err := b.Walk(t.Context(), "media", func(f blobs.Found) error { found[f.Name] = f.Size; return nil }); err != nil {
			t.Fatal(err)
		}
		if len(found) != 2 || found["media/one"] != 1 || found["media/two.small"] != 2 {
			t.Errorf("the walk came by %v", found)
		}
		if err := b.Walk(t.Context(), "faces", func(blobs.Found) error { return errors.New("something is there") }); err != nil {
			t.Errorf("a room without anything: %v", err)
		}
		stop := errors.New("enough")
		if err := b.Walk(t.Context(), "media", func(blobs.Found) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("a walk that is stopped gives %v", err)
		}
	})
}

func TestNamesLeadNowhereElse(t *testing.T) {
	stores(t, func(t *testing.T, b blobs.Blobs) {
		for _, name := range []string{"", "media", "media/", "/etc", "media/../secret", "media/.half-1", "../x/y", "media/a/b", "media/a b", "media/ä", "media/\x00a", "media/..", strings.Repeat("a", 190) + "/" + strings.Repeat("b", 30)} {
			if err := b.Put(t.Context(), name, strings.NewReader("x"), 1); !fault.Is(err, fault.Invalid) {
				t.Errorf("put %q: %v", name, err)
			}
			if _, err := b.Open(t.Context(), name); !fault.Is(err, fault.Invalid) {
				t.Errorf("open %q: %v", name, err)
			}
			if err := b.Delete(t.Context(), name); !fault.Is(err, fault.Invalid) {
				t.Errorf("delete %q: %v", name, err)
			}
		}
		if err := b.Walk(t.Context(), "..", func(blobs.Found) error { return nil }); !fault.Is(err, fault.Invalid) {
			t.Errorf("walk ..: %v", err)
		}
	})
}

func TestAPutThatEndsEarlyLeavesWhatWas(t *testing.T) {
	dir := t.TempDir()
	b, err := blobs.Open(config.Settings{Blobs: config.Blobs{Folder: dir}})
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, "media/abcdef", "whole")
	for text, size := range map[string]int64{"short": 9, "too long": 3} {
		if err := b.Put(context.Background(), "media/abcdef", strings.NewReader(text), size); err == nil {
			t.Errorf("%q with %d bytes promised was kept", text, size)
		}
	}
	f, err := b.Open(t.Context(), "media/abcdef")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if all, _ := io.ReadAll(f); string(all) != "whole" {
		t.Errorf("there is %q", all)
	}
	left, _ := os.ReadDir(filepath.Join(dir, "media", "ab"))
	if len(left) != 1 {
		t.Errorf("half files are left: %v", left)
	}
}
