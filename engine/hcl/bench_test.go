package hcl

import (
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/large"
)

func BenchmarkCut(b *testing.B) {
	src := large.HCL(1000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		text.Cut(src, pg, Next)
	}
}

func BenchmarkCutAndParse(b *testing.B) {
	src := large.HCL(1000)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		for _, c := range text.Cut(src, pg, Next) {
			Parse(src[c.Span.Start:c.Span.End], pg)
		}
	}
}

// BenchmarkKeystroke types a letter in the middle of a file of 1,000 tables:
// cut again, and parse what changed.
func BenchmarkKeystroke(b *testing.B) {
	src := large.HCL(1000)
	chunks := text.Cut(src, pg, Next)
	at := len(src) / 2
	at += strings.Index(src[at:], "one")
	edit := text.Edit{Span: text.Span{Start: at, End: at}, New: "x"}
	next := src[:at] + "x" + src[at:]
	for b.Loop() {
		got, front, back := text.Recut(chunks, next, edit, pg, Next)
		for _, c := range got[front : len(got)-back] {
			Parse(next[c.Span.Start:c.Span.End], pg)
		}
	}
}

func BenchmarkExpect(b *testing.B) {
	src := large.HCL(1)
	at := strings.Index(src, "[column.parent_id") + len("[column.")
	for b.Loop() {
		Expect(src, at, pg)
	}
}
