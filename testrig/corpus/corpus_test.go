package corpus

import (
	"runtime"
	"strings"
	"testing"
)

// told stands in for a test, and keeps what became of it.
type told struct {
	testing.TB
	failed, skipped bool
}

func (b *told) Helper()      {}
func (b *told) Fatal(...any) { b.failed = true; runtime.Goexit() }
func (b *told) Skip(...any)  { b.skipped = true; runtime.Goexit() }

func TestWithoutTheCorpusATestSaysSoAndCIFails(t *testing.T) {
	t.Chdir(t.TempDir())
	for ci, want := range map[string]told{"": {skipped: true}, "true": {failed: true}} {
		t.Setenv("CI", ci)
		got, done := &told{}, make(chan bool)
		go func() {
			defer close(done)
			Folder(got)
		}()
		if <-done; got.failed != want.failed || got.skipped != want.skipped {
			t.Errorf("with CI=%q it failed: %v, skipped: %v", ci, got.failed, got.skipped)
		}
	}
}

func TestEachRowHasItsDocument(t *testing.T) {
	rows := Rows(t)
	if len(rows) < 100 {
		t.Errorf("only %d rows were read", len(rows))
	}
	for _, r := range rows {
		if r.File == "" || !strings.Contains("apply keep card ignore refuse verify-ok verify-fail", strings.Split(r.Outcome, "|")[0]) {
			t.Errorf("%+v", r)
		}
		if len(Read(t, r.File)) == 0 {
			t.Errorf("%s is empty", r.File)
		}
	}
}
