package workspace

import (
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

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
		f.body = newPieces(doc.Text(), hcl.State{Kind: kind, Dialect: f.Dialect}, hcl.Next, parseHCL, hcl.Outline)
	}
	f.finish()
	return f
}

// parseHCL parses a chunk of HCL, and the SQL in it as far as its names go.
func parseHCL(chunk string, st hcl.State) *schema.Chunk {
	c := hcl.Parse(chunk, st)
	for _, t := range c.SQL {
		src := chunk[t.Span.Start:t.Span.End]
		var at []int
		if t.Escaped {
			src, at, _ = hcl.Unescape(src)
		}
		for _, site := range sql.FragmentSites(src, st.Dialect, t.Query, t.Table) {
			if t.Escaped {
				site.Span = text.Span{Start: at[site.Span.Start], End: at[site.Span.End]}
			}
			site.Span, site.InString = site.Span.Shift(t.Span.Start), true
			c.Sites = append(c.Sites, site)
		}
	}
	return c
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

// body is a file's chunks, in the language that cuts and parses them.
type body interface {
	edited(newText string, edit text.Edit) body
	place(file string) []schema.Placed
	pieceAt(offset int) (Piece, bool)
	pieces() []Piece
	outlines() []Outline
	text(i int) string
}

// pieces is a body whose cutter has state S. cells[i] is the parsed cuts[i].
type pieces[S comparable] struct {
	initial S
	next    text.Next[S]
	parse   func(string, S) *schema.Chunk
	outline func(string, S) []schema.Symbol
	cuts    []text.Chunk[S]
	cells   []*cell[S]
}

// cell reads a chunk once, for all snapshots that hold it.
type cell[S comparable] struct {
	text  string
	state S

	parsed   sync.Once
	chunk    *schema.Chunk
	outlined sync.Once
	symbols  []schema.Symbol
}

func (c *cell[S]) get(parse func(string, S) *schema.Chunk) *schema.Chunk {
	c.parsed.Do(func() { c.chunk = parse(c.text, c.state) })
	return c.chunk
}

func (c *cell[S]) outline(read func(string, S) []schema.Symbol) []schema.Symbol {
	c.outlined.Do(func() { c.symbols = read(c.text, c.state) })
	return c.symbols
}

func newPieces[S comparable](
	whole string, initial S, next text.Next[S], parse func(string, S) *schema.Chunk, outline func(string, S) []schema.Symbol,
) *pieces[S] {
	p := &pieces[S]{initial: initial, next: next, parse: parse, outline: outline, cuts: text.Cut(whole, initial, next)}
	p.cells = make([]*cell[S], len(p.cuts))
	for i, c := range p.cuts {
		p.cells[i] = &cell[S]{text: whole[c.Span.Start:c.Span.End], state: c.State}
	}
	return p
}

func (p *pieces[S]) edited(newText string, edit text.Edit) body {
	q := &pieces[S]{initial: p.initial, next: p.next, parse: p.parse, outline: p.outline}
	var front, back int
	q.cuts, front, back = text.Recut(p.cuts, newText, edit, p.initial, p.next)
	q.cells = make([]*cell[S], len(q.cuts))
	copy(q.cells, p.cells[:front])
	copy(q.cells[len(q.cells)-back:], p.cells[len(p.cells)-back:])
	for i := front; i < len(q.cells)-back; i++ {
		c := q.cuts[i]
		// A copy, so that the chunk does not keep this version of the whole
		// document alive.
		q.cells[i] = &cell[S]{text: strings.Clone(newText[c.Span.Start:c.Span.End]), state: c.State}
	}
	return q
}

// parallelFrom is the number of chunks from which work on them is shared out
// among the processors.
const parallelFrom = 64

// share calls do with every number below n, on all processors if there are many.
func share(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n/parallelFrom+1)
	var group sync.WaitGroup
	var taken atomic.Int64
	work := func() {
		for {
			to := int(taken.Add(parallelFrom))
			from := to - parallelFrom
			if from >= n {
				return
			}
			for i := from; i < min(to, n); i++ {
				do(i)
			}
		}
	}
	for range workers - 1 {
		group.Go(work)
	}
	work()
	group.Wait()
}

func (p *pieces[S]) place(file string) []schema.Placed {
	share(len(p.cells), func(i int) { p.cells[i].get(p.parse) })
	places := make([]schema.Place, len(p.cells))
	placed := make([]schema.Placed, len(p.cells))
	for i, c := range p.cells {
		places[i] = schema.Place{File: file, Start: p.cuts[i].Span.Start}
		placed[i] = schema.Placed{Place: &places[i], Chunk: c.get(p.parse)}
	}
	return placed
}

func (p *pieces[S]) outlines() []Outline {
	share(len(p.cells), func(i int) { p.cells[i].outline(p.outline) })
	all := make([]Outline, len(p.cells))
	for i, c := range p.cells {
		all[i] = Outline{Start: p.cuts[i].Span.Start, Symbols: c.outline(p.outline)}
	}
	return all
}

func (p *pieces[S]) pieceAt(offset int) (Piece, bool) {
	for i := len(p.cuts) - 1; i >= 0; i-- {
		if p.cuts[i].Span.Start < offset || i == 0 {
			return p.piece(i), true
		}
	}
	return Piece{}, false
}

func (p *pieces[S]) text(i int) string { return p.cells[i].text }

func (p *pieces[S]) pieces() []Piece {
	all := make([]Piece, len(p.cuts))
	for i := range p.cuts {
		all[i] = p.piece(i)
	}
	return all
}

func (p *pieces[S]) piece(i int) Piece {
	piece := Piece{Span: p.cuts[i].Span}
	switch state := any(p.cuts[i].State).(type) {
	case sql.State:
		piece.SQL = state
	case hcl.State:
		piece.HCL = state
	}
	return piece
}
