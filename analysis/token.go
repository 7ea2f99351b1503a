package analysis

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Token is a name in SQL, for an editor to colour by what it stands for.
type Token struct {
	Span text.Span
	Kind schema.Kind
	Decl bool
}

// Tokens lists the names in the SQL of a file that touch a span: those of a SQL
// file, and of an HCL file those in its strings. They are in order, apart from each
// other, and each on one line. It goes by each chunk alone, so that a view is a
// relation where that is all that the text says.
func Tokens(s *workspace.Snapshot, name string, within text.Span) []Token {
	f, err := s.File(name)
	if err != nil || f.TooLarge() {
		return nil
	}
	chunks := f.Chunks()
	// The first chunk that begins behind the span's start, and the one before that.
	first := sort.Search(len(chunks), func(i int) bool { return chunks[i].Place.Start > within.Start })
	var tokens []Token
	for _, c := range chunks[max(first-1, 0):] {
		if c.Place.Start > within.End {
			break
		}
		from := len(tokens)
		for _, site := range c.Chunk.Sites {
			at := site.Span.Shift(c.Place.Start)
			if at.End < within.Start || within.End < at.Start || f.Language == workspace.HCL && !site.InString {
				continue
			}
			tokens = append(tokens, Token{at, site.Kind, site.Decl})
		}
		slices.SortStableFunc(tokens[from:], func(a, b Token) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	end := -1
	return slices.DeleteFunc(tokens, func(t Token) bool {
		if t.Span.Start < end || t.Span.Len() == 0 || strings.ContainsAny(f.Doc.Slice(t.Span), "\r\n") {
			return true
		}
		end = t.Span.End
		return false
	})
}
