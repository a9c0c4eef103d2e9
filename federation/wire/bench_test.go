package wire

import (
	"path/filepath"
	"testing"

	"guildhall/testrig/corpus"
)

// BenchmarkParse reads a Create of a Note of about 3.6 kB, the commonest thing that an inbox gets.
func BenchmarkParse(b *testing.B) {
	for _, name := range []string{"friendica/activity-create-note-page-1.json", "mastodon/activity-follow.json"} {
		raw := corpus.Read(b, name)
		b.Run(filepath.Base(name), func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
