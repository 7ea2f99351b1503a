package hcl

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Expectation is what may be written at one place of a chunk.
type Expectation struct {
	// Prefix is what of it was written already, up to the place.
	Prefix     text.Span
	Blocks     []Candidate
	Attributes []Candidate
	// Values are enum values, types, truth values, functions, labels, and the words
	// that may follow in a reference (column, url).
	Values []Candidate
	// Types says that Values are column types.
	Types bool
	// Refs are the kinds that a reference may begin with here.
	Refs []schema.Kind
	// Ref is set when the place is inside a reference.
	Ref *RefContext
	// InString says that the place is in a string, and StringOf in whose: the
	// attribute's path (url, vars.name), a function (file()), or a block's label
	// (data label).
	InString bool
	StringOf string
	// Enclosing is the table or view that the place is in, by its labels.
	Enclosing schema.Ref
}

// Candidate is something that fits.
type Candidate struct {
	Label    string
	Detail   string
	Doc      string
	Insert   string // an LSP snippet; empty for the label itself
	Required bool
}

// RefContext is the place in a reference: which kind of name comes next.
type RefContext struct {
	// Kind is the kind of the name. SiteData and SiteDocker without a Ref.Schema
	// mean the kind of source that such a reference names first.
	Kind schema.Kind
	// Ref is what the reference has named so far: of a column, its table; of an
	// element that is qualified, its schema; of data, the kind of source.
	Ref schema.Ref
}

// Expect tells what fits at a byte offset of a chunk. It reads tokens, not the
// tree, and so works in text that is not finished.
func Expect(chunk string, offset int, st State) Expectation {
	offset = min(max(offset, 0), len(chunk))
	r := reader{lexer: lexer{src: chunk}, st: st, grammar: grammarOf(st)}
	r.frames = []*frame{{kind: 'B', spec: r.grammar.root}}
	x := Expectation{Prefix: text.Span{Start: offset, End: offset}}

	var tok token
	for {
		if tok = r.next(); tok.kind == tokEOF || tok.start >= offset {
			break
		}
		if tok.end >= offset && (tok.kind == tokIdent || tok.kind == tokQuoteText || tok.kind == tokHeredocText) {
			x.Prefix.Start = tok.start
			break
		}
		if tok.end >= offset && (tok.kind == tokComment && (tok.end > offset || !strings.HasPrefix(chunk[tok.start:], "/*")) ||
			tok.kind == tokCommentBroken || tok.kind == tokNumber) {
			return x
		}
		if tok.end > offset && tok.kind != tokNewline {
			return x
		}
		r.take(tok)
	}
	open := slices.Clone(r.frames)
	at := position{}
	for _, f := range open {
		now := *f
		at.frames = append(at.frames, &now)
		if at.top = &now; f.kind == 'B' {
			at.block = &now
		}
	}

	// What stands behind the place tells which attributes are taken.
	if !(tok.kind == tokIdent && x.Prefix.Start < offset) {
		r.take(tok)
	}
	for len(open) == 1 || len(r.frames) > 1 && r.frames[1] == open[1] {
		if tok = r.next(); tok.kind == tokEOF {
			break
		}
		r.take(tok)
	}
	for i, f := range open {
		at.frames[i].attrs, at.frames[i].blocks, at.frames[i].schema = f.attrs, f.blocks, f.schema
	}
	x.Enclosing = at.enclosing()
	r.expect(&x, &at)
	return x
}

// frame is an open bracket, string or block, and what was read of the present
// item in it: a line of a block, an element of a list.
type frame struct {
	kind   byte // 'B' for a block and the file; else as in mode
	spec   *blockSpec
	typ    string
	labels []string
	call   string // of a '(': the function
	commas int    // read so far
	items  []item
	// inValue says that the item's "=" was read, and attr what stands before it.
	inValue bool
	attr    string
	attrs   map[string]bool
	blocks  map[string]bool
	schema  schema.Name // of a block: what its schema attribute refers to
	quoted  string      // of a '[': the string in it
	path    bool        // of a '[': it is an index
}

// item is a token of the present item.
type item struct {
	kind tokenKind
	text string
	span text.Span
}

// reader reads tokens into frames.
type reader struct {
	lexer
	st      State
	grammar *grammar
	frames  []*frame
}

// take adds a token.
func (r *reader) take(tok token) {
	for len(r.frames) > len(r.modes)+1 {
		f := r.frames[len(r.frames)-1]
		r.frames = r.frames[:len(r.frames)-1]
		r.close(f)
	}
	f := r.frames[len(r.frames)-1]
	if len(r.modes)+1 > len(r.frames) {
		r.open(f, tok)
		return
	}
	word := r.src[tok.start:tok.end]
	switch tok.kind {
	case tokEOF, tokComment, tokCommentBroken:
	case tokNewline:
		if f.kind == 'B' || f.kind == '{' {
			r.endItem(f)
		}
	case tokPunct:
		switch {
		case word == "," && f.kind != 'B':
			f.commas++
			r.endItem(f)
		case (word == "=" || word == ":" && f.kind == '{') && (f.kind == 'B' || f.kind == '{') && !f.inValue:
			f.inValue = true
			if n := len(f.items); n > 0 {
				f.attr = f.items[n-1].text
			}
			f.items = nil
			if f.kind == 'B' && f.attr != "" {
				f.mark(&f.attrs, f.attr)
			}
		case word != "}" && word != "]" && word != ")":
			f.add(tok.kind, word, tok)
		}
	case tokQuoteText:
		if f.kind == 'Q' && len(r.frames) > 1 {
			parent := r.frames[len(r.frames)-2]
			f.add(tok.kind, word, tok)
			if parent.kind == '[' {
				parent.quoted = word
			}
		}
	case tokIdent, tokNumber:
		f.add(tok.kind, word, tok)
	}
}

func (f *frame) add(kind tokenKind, word string, tok token) {
	f.items = append(f.items, item{kind, word, text.Span{Start: tok.start, End: tok.end}})
}

func (f *frame) mark(set *map[string]bool, name string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[name] = true
}

// endItem forgets the present item.
func (r *reader) endItem(f *frame) {
	if f.kind == 'B' && f.attr == "schema" && len(f.items) == 3 && f.items[0].text == "schema" {
		f.schema = schema.Name{Text: f.items[2].text, Span: f.items[2].span}
	}
	f.items, f.inValue, f.attr = nil, false, ""
}

// open begins a frame within f.
func (r *reader) open(f *frame, tok token) {
	m := r.modes[len(r.modes)-1]
	inner := &frame{kind: m.kind}
	last := item{}
	if n := len(f.items); n > 0 {
		last = f.items[n-1]
	}
	switch m.kind {
	case '{':
		if f.kind == 'B' && !f.inValue {
			inner.kind = 'B'
			label := ""
			for i, it := range f.items {
				if i == 0 {
					inner.typ = it.text
				} else {
					inner.labels = append(inner.labels, it.text)
				}
			}
			if len(inner.labels) > 0 {
				label = inner.labels[0]
			}
			inner.spec = f.spec.child(inner.typ, label)
			f.mark(&f.blocks, inner.typ)
		}
	case '(':
		inner.call = last.text
	case '[':
		inner.path = last.kind == tokIdent || last.kind == tokQuoteText
	}
	r.frames = append(r.frames, inner)
}

// close ends a frame: a string becomes an item of what it stands in, and so
// does an index, so that a reference stays whole.
func (r *reader) close(f *frame) {
	parent := r.frames[len(r.frames)-1]
	whole := token{start: r.pos, end: r.pos}
	switch {
	case f.kind == 'B':
		r.endItem(parent)
	case f.kind == 'Q':
		word := ""
		if len(f.items) == 1 {
			word = f.items[0].text
			whole = token{start: f.items[0].span.Start, end: f.items[0].span.End}
		}
		parent.add(tokQuoteText, word, whole)
	case f.kind == '[' && f.path && f.quoted != "":
		parent.add(tokPunct, ".", whole)
		parent.add(tokQuoteText, f.quoted, whole)
	default:
		parent.add(tokOther, "", whole)
	}
}

// position is the place that is asked about.
type position struct {
	frames []*frame
	top    *frame
	block  *frame // the innermost block
}

// enclosing is the table or view around the place.
func (at *position) enclosing() schema.Ref {
	if len(at.frames) < 2 || at.frames[1].kind != 'B' {
		return schema.Ref{}
	}
	f := at.frames[1]
	switch f.typ {
	case "table", "view", "materialized":
	default:
		return schema.Ref{}
	}
	ref := schema.Ref{Label: true, Schema: f.schema}
	switch len(f.labels) {
	case 0:
		return schema.Ref{}
	case 1:
		ref.Name.Text = f.labels[0]
	default:
		ref.Schema = schema.Name{Text: f.labels[0]}
		ref.Name.Text = f.labels[1]
	}
	return ref
}

// attrPath is the attribute that the place is in the value of, with the keys of
// the objects on the way.
func (at *position) attrPath() string {
	path := at.block.attr
	for i := len(at.frames) - 1; i >= 0; i-- {
		f := at.frames[i]
		if f.kind == 'B' {
			break
		}
		if f.kind == '{' && f.attr != "" {
			path += "." + f.attr
		}
	}
	return path
}
