package workspace

import (
	"sort"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// Language is what a file is written in.
type Language uint8

// The languages of files.
const (
	Other Language = iota // a model in a programming language, anything else
	SQL
	HCL
)

// LanguageOf tells a file's language from its name; hint is the client's
// language id, which counts only where the name says nothing.
func LanguageOf(name, hint string) Language {
	switch {
	case strings.HasSuffix(name, ".sql"):
		return SQL
	case strings.HasSuffix(name, ".hcl"):
		return HCL
	case hint == "sql":
		return SQL
	case hint == "hcl" || strings.HasPrefix(hint, "atlas-"):
		return HCL
	}
	return Other
}

// File is a document as the engine reads it, in one dialect. It never changes.
type File struct {
	Name     string
	Doc      *text.Document
	Language Language
	Dialect  schema.Dialect
	Kind     hcl.FileKind // HCL only

	body   body
	placed func() []schema.Placed
}

// maxFile is the size in bytes above which a file is opened but not read.
const maxFile = 128 << 20

// newFile reads a document. dialect is the project's, "" when it is not known;
// the text then decides.
func newFile(name string, doc *text.Document, language Language, dialect schema.Dialect) *File {
	f := &File{Name: name, Doc: doc, Language: language, Dialect: dialect}
	switch {
	case doc.Len() > maxFile:
	case language == SQL:
		if f.Dialect == "" {
			f.Dialect = detectDialect(doc)
		}
		f.body = newPieces(doc.Text(), sql.Initial(f.Dialect), sql.Next, sql.Parse, sql.Outline)
	case language == HCL:
		kind, d := hcl.Classify(name, doc.Text())
		f.Kind = kind
		if f.Dialect == "" {
			f.Dialect = d
		}
		if kind != hcl.KindForeign {
			f.body = newPieces(doc.Text(), hcl.State{Kind: kind, Dialect: f.Dialect}, hcl.Next, parseHCL, hcl.Outline)
		}
	}
	f.finish()
	return f
}

// parseHCL parses a chunk of HCL, and the SQL in it.
func parseHCL(chunk string, st hcl.State) *schema.Chunk {
	c := hcl.Parse(chunk, st)
	readSQL(c, chunk, st)
	return c
}

// readSQL reads the SQL in a chunk of HCL: the names in it, and what the queries of
// views say.
func readSQL(c *schema.Chunk, chunk string, st hcl.State) {
	for _, t := range c.SQL {
		src, span, to := chunk, t.Span, func(s text.Span) text.Span { return s }
		if t.Escaped {
			piece, at, _ := hcl.Unescape(chunk[t.Span.Start:t.Span.End])
			src, span = piece, text.Span{End: len(piece)}
			to = func(s text.Span) text.Span {
				if s.End >= len(at) {
					return t.Span
				}
				return text.Span{Start: at[s.Start], End: at[s.End]}.Shift(t.Span.Start)
			}
		}
		query, sites := sql.Fragment(src, span, st.Dialect, t.Query, t.Table)
		if query != nil && t.Escaped {
			query.Move(to)
		}
		for _, site := range sites {
			site.Span, site.InString = to(site.Span), true
			if site.Kind.InQuery() {
				site.Ref.Name.Span = to(site.Ref.Name.Span)
			}
			c.Sites = append(c.Sites, site)
		}
		if !t.Query {
			continue
		}
		for _, stmt := range c.Stmts {
			if v, ok := stmt.(*schema.CreateView); ok && v.Reads == nil {
				v.Reads = query
			}
		}
	}
}

// edited is the file after an edit that made its document doc. given is the
// dialect that newFile was given.
func (f *File) edited(doc *text.Document, edit text.Edit, given schema.Dialect) *File {
	fresh := false
	switch f.Language {
	case SQL:
		fresh = given == "" && edit.Span.Start < dialectSample && detectDialect(doc) != f.Dialect
	case HCL:
		kind, d := hcl.Classify(f.Name, doc.Text())
		fresh = kind != f.Kind || given == "" && d != f.Dialect
	}
	if fresh || f.body == nil || doc.Len() > maxFile {
		return newFile(f.Name, doc, f.Language, given)
	}
	next := &File{Name: f.Name, Doc: doc, Language: f.Language, Dialect: f.Dialect, Kind: f.Kind}
	next.body = f.body.edited(doc.Text(), edit)
	next.finish()
	return next
}

// dialectSample is how many bytes of a SQL file tell its dialect. It is looked
// at again after each edit.
const dialectSample = 64 << 10

func detectDialect(doc *text.Document) schema.Dialect {
	sample := text.Span{End: min(doc.Len(), dialectSample)}
	return sql.DetectDialect(doc.Slice(sample))
}

func (f *File) finish() {
	f.placed = sync.OnceValue(func() []schema.Placed {
		if f.body == nil {
			return nil
		}
		return f.body.place(f.Name)
	})
}

// TooLarge reports whether the file is beyond the size that is read.
func (f *File) TooLarge() bool { return f.Doc.Len() > maxFile }

// Chunks are the file's parsed chunks at their places, in order.
func (f *File) Chunks() []schema.Placed { return f.placed() }

// undoing are the comments that begin the half of a migration which takes back
// the other, goose's, dbmate's and sql-migrate's, by the comment that begins the
// first half. That one stands at the top of the file.
var undoing = []struct{ up, down string }{
	{"+goose Up", "+goose Down"}, {"migrate:up", "migrate:down"}, {"+migrate Up", "+migrate Down"},
}

// migrationHead is how many bytes of a file may precede the first half's mark.
const migrationHead = 16 << 10

// applied are the chunks that make the schema: all but those of a migration's
// undoing.
func (f *File) applied() []schema.Placed {
	chunks := f.Chunks()
	if f.Language != SQL {
		return chunks
	}
	whole := f.Doc.Text()
	for _, mark := range undoing {
		if !strings.Contains(whole[:min(len(whole), migrationHead)], mark.up) {
			continue
		}
		at := strings.Index(whole, mark.down)
		if at < 0 {
			continue
		}
		line := f.Doc.LineStart(f.Doc.LineAt(at))
		if lead := strings.TrimSpace(whole[line:at]); lead != "--" {
			continue
		}
		// The comment leads the first of the chunks that undo, or trails the last
		// of those that do.
		return chunks[:sort.Search(len(chunks), func(i int) bool {
			start := chunks[i].Place.Start
			return start >= line || onlyComments(whole[start:line])
		})]
	}
	return chunks
}

// onlyComments reports whether whole lines of SQL hold no statement.
func onlyComments(lines string) bool {
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			return false
		}
	}
	return true
}

// Piece is a chunk as text, with what its language needs to know to read it.
type Piece struct {
	Span text.Span // absolute
	SQL  sql.State
	HCL  hcl.State
}

// PieceAt is the piece that holds an offset; at a boundary, the one before it,
// where a cursor that has just typed stands. It reports false for a file that
// is not read or is empty.
func (f *File) PieceAt(offset int) (Piece, bool) {
	if f.body == nil {
		return Piece{}, false
	}
	return f.body.pieceAt(offset)
}

// Pieces lists all pieces, in order.
func (f *File) Pieces() []Piece {
	if f.body == nil {
		return nil
	}
	return f.body.pieces()
}

// Outline is what a chunk declares, for a list of the file. The spans of its
// symbols are relative to Start.
type Outline struct {
	Start   int
	Symbols []schema.Symbol
}

// Outlines lists what the file's chunks declare, in order. The symbols are shared
// by all snapshots that hold the chunk: they must not be changed.
func (f *File) Outlines() []Outline {
	if f.body == nil {
		return nil
	}
	return f.body.outlines()
}
