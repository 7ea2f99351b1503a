package workspace

import (
	"testing"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/large"
)

// BenchmarkOpen reads a file of 1,000 tables in HCL.
func BenchmarkOpen(b *testing.B) {
	src := large.HCL(1000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		w := New(Options{})
		w.Open("/schema.pg.hcl", "", 1, src)
		w.Snapshot().Environments()[0].Realm()
	}
}

// BenchmarkKeystroke types a space in the middle of that file: it is cut again
// around it, what changed is parsed, and everything folded.
func BenchmarkKeystroke(b *testing.B) {
	src := large.HCL(1000)
	at := len(src) / 2
	edit := func(*text.Document) text.Edit { return text.Edit{Span: text.Span{Start: at, End: at}, New: " "} }
	w := New(Options{})
	w.Open("/schema.pg.hcl", "", 1, src)
	w.Snapshot().Environments()[0].Realm()
	version := int32(1)
	for b.Loop() {
		version++
		w.Change("/schema.pg.hcl", version, []Edit{edit})
		w.Snapshot().Environments()[0].Realm()
	}
}
