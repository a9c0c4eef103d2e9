// Package corpus reads the documents of other software that lie beside the project, in ../shared/corpus, and what each of
// them means. It is for tests alone, and keeps nothing of them: they are read where they lie, each time.
package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Row is what a document of the corpus must become, in the words of its EXPECT.tsv. A bar stands between answers of which each is right.
type Row struct {
	File, Outcome, Kind, ID, Author, Reach, Parent, Title, Facts, Why string
}

// Folder finds the corpus. Without it a test is skipped and says so, except where the whole suite must run (CI): there it fails.
func Folder(t testing.TB) string {
	t.Helper()
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for root := at; root != filepath.Dir(root); root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			at = filepath.Join(filepath.Dir(root), "shared", "corpus")
			break
		}
	}
	if _, err := os.Stat(filepath.Join(at, "EXPECT.tsv")); err == nil {
		return at
	}
	if os.Getenv("CI") != "" {
		t.Fatal("the corpus of received documents is not beside the project, and CI is set")
	}
	t.Skip("SKIPPED: the corpus of received documents is not beside the project (../shared/corpus)")
	return ""
}

// Read gives the bytes of a document.
func Read(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(Folder(t), filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Rows gives all rows in their order.
func Rows(t testing.TB) (rows []Row) {
	t.Helper()
	for n, line := range strings.Split(strings.TrimRight(string(Read(t, "EXPECT.tsv")), "\n"), "\n") {
		c := strings.Split(line, "\t")
		if n == 0 || len(c) < 10 {
			continue
		}
		rows = append(rows, Row{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9]})
	}
	return rows
}
