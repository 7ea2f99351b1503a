package analysis

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// maxSelections bounds how many spans are listed of text that is nested more deeply
// than anybody writes it: editors get them nested as well.
const maxSelections = 200

// Selections lists what an offset of a file stands in, each within the next: the
// word, what the syntax puts around it, the statement or block, the whole file. Of
// very many, those around the middle are left out.
func Selections(s *workspace.Snapshot, name string, offset int) []text.Span {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	spans := []text.Span{wordAt(f.Doc, offset), {End: f.Doc.Len()}}
	if p, ok := f.PieceAt(offset); ok && !f.TooLarge() {
		chunk := f.Doc.Slice(p.Span)
		var around []text.Span
		if f.Language == workspace.SQL {
			around = sql.Around(chunk, offset-p.Span.Start, p.SQL)
			if at, ok := statementSpan(f, p); ok {
				spans = append(spans, at)
			}
		} else {
			around = hcl.Around(chunk, offset-p.Span.Start, p.HCL)
		}
		for _, span := range around {
			spans = append(spans, span.Shift(p.Span.Start))
		}
	}
	slices.SortStableFunc(spans, func(a, b text.Span) int { return cmp.Compare(a.Len(), b.Len()) })
	var nested []text.Span
	for _, span := range spans {
		last := text.Span{Start: offset, End: offset}
		if len(nested) > 0 {
			last = nested[len(nested)-1]
		}
		if span.Start <= last.Start && last.End <= span.End && span.Len() > last.Len() {
			nested = append(nested, span)
		}
	}
	if len(nested) > maxSelections {
		nested = slices.Delete(nested, maxSelections/2, len(nested)-maxSelections/2)
	}
	return nested
}

// wordAt is the word that an offset is in or at the end of, or nothing there.
func wordAt(doc *text.Document, offset int) text.Span {
	part := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
	at, src := text.Span{Start: offset, End: offset}, doc.Text()
	for at.Start > 0 {
		r, size := utf8.DecodeLastRuneInString(src[:at.Start])
		if !part(r) {
			break
		}
		at.Start -= size
	}
	for at.End < len(src) {
		r, size := utf8.DecodeRuneInString(src[at.End:])
		if !part(r) {
			break
		}
		at.End += size
	}
	return at
}
