package workspace

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// body is a file's chunks, in the language that cuts and parses them.
type body interface {
	edited(newText string, edit text.Edit) body
	place(file string) []schema.Placed
	pieceAt(offset int) (Piece, bool)
	pieces() []Piece
	outlines() []Outline
	text(i int) string
}

// pieces is a body whose cutter has state S. cells[i] is the parsed cuts[i]; both
// are there once cut or cutAndParse has returned.
type pieces[S comparable] struct {
	whole   string // "" once it is cut
	initial S
	next    text.Next[S]
	parse   func(string, S) *schema.Chunk
	outline func(string, S) []schema.Symbol
	once    sync.Once
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
	return &pieces[S]{whole: whole, initial: initial, next: next, parse: parse, outline: outline}
}

// cut divides the document into chunks.
func (p *pieces[S]) cut() { p.once.Do(func() { p.divide(func([]*cell[S]) {}) }) }

// divide is cut, and gives do the chunks some at a time.
func (p *pieces[S]) divide(do func([]*cell[S])) {
	given := 0
	for c := range text.Chunks(p.whole, p.initial, p.next) {
		p.cuts = append(p.cuts, c)
		p.cells = append(p.cells, &cell[S]{text: p.whole[c.Span.Start:c.Span.End], state: c.State})
		if len(p.cells)-given == parallelFrom {
			do(p.cells[given:])
			given = len(p.cells)
		}
	}
	do(p.cells[given:])
	p.whole = ""
}

// cutAndParse is cut, and parses what is already cut on the other processors:
// cutting, which can only be done from front to back, takes a sixth of the time
// that a document needs to open.
func (p *pieces[S]) cutAndParse() {
	p.once.Do(func() {
		workers := min(runtime.GOMAXPROCS(0), len(p.whole)/parallelText) // with this goroutine
		if workers < 2 {
			p.divide(func([]*cell[S]) {})
			return
		}
		parts := make(chan []*cell[S], 16)
		parseAll := func(part []*cell[S]) {
			for _, c := range part {
				c.get(p.parse)
			}
		}
		var group sync.WaitGroup
		for range workers - 1 {
			group.Go(func() {
				for part := range parts {
					parseAll(part)
				}
			})
		}
		p.divide(func(part []*cell[S]) {
			select {
			case parts <- part:
			default: // there is enough to do for the others
				parseAll(part)
			}
		})
		close(parts)
		for part := range parts {
			parseAll(part)
		}
		group.Wait()
	})
	share(len(p.cells), func(i int) { p.cells[i].get(p.parse) })
}

func (p *pieces[S]) edited(newText string, edit text.Edit) body {
	p.cut()
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
	q.once.Do(func() {})
	return q
}

// parallelFrom is the number of chunks from which work on them is shared out
// among the processors.
const parallelFrom = 64

// parallelText is how many bytes of text keep a processor busy that parses them.
const parallelText = 32 << 10

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
	p.cutAndParse()
	places := make([]schema.Place, len(p.cells))
	placed := make([]schema.Placed, len(p.cells))
	for i, c := range p.cells {
		places[i] = schema.Place{File: file, Start: p.cuts[i].Span.Start}
		placed[i] = schema.Placed{Place: &places[i], Chunk: c.get(p.parse)}
	}
	return placed
}

func (p *pieces[S]) outlines() []Outline {
	p.cut()
	share(len(p.cells), func(i int) { p.cells[i].outline(p.outline) })
	all := make([]Outline, len(p.cells))
	for i, c := range p.cells {
		all[i] = Outline{Start: p.cuts[i].Span.Start, Symbols: c.outline(p.outline)}
	}
	return all
}

func (p *pieces[S]) pieceAt(offset int) (Piece, bool) {
	p.cut()
	for i := len(p.cuts) - 1; i >= 0; i-- {
		if p.cuts[i].Span.Start < offset || i == 0 {
			return p.piece(i), true
		}
	}
	return Piece{}, false
}

func (p *pieces[S]) text(i int) string {
	p.cut()
	return p.cells[i].text
}

func (p *pieces[S]) pieces() []Piece {
	p.cut()
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
