package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Expectation is what may stand at a place in a statement that is being typed.
type Expectation struct {
	// Prefix is the word before the place, which what is chosen replaces;
	// relative to the chunk. It is empty, at the place, when there is none. An open
	// quote is part of it, and behind the place what closes that.
	Prefix text.Span
	// Kinds are the kinds of elements whose names fit. KindColumn means columns
	// of Tables, and Columns; of constraints, triggers and policies only those of
	// Tables fit, if it has any.
	Kinds []schema.Kind
	// Schema is the qualifier before the dot; "" if there is none.
	Schema string
	// Tables are the tables whose columns, or the like, fit.
	Tables []schema.Ref
	// Columns are columns that the statement itself declares.
	Columns []string
	// Query is the query around the place and In the innermost SELECT of it: what
	// they name fits where a column does, or only what Owner has, if it is set.
	// With are the WITH queries that fit where a table does.
	Query *schema.Query
	In    *schema.Select
	Owner schema.Ref
	With  []string
	// Join is the join of In whose condition the place is in; Condition says that a
	// whole comparison may stand there, Shared that only the columns of both sides
	// fit, of USING.
	Join              *schema.Join
	Condition, Shared bool
	// Opposite is the column whose value is wanted, if it is known.
	Opposite *Opposite
	// Calls says that of functions those fit which an expression can call: built-in
	// ones as well, but none for triggers.
	Calls bool
	// Parameters are those of the routine in whose body the place is.
	Parameters []schema.ColumnDef
	// Listed are the columns that stand in the list at the place already.
	Listed []string
	// Keyed says that columns which identify a row are the likeliest.
	Keyed bool
	// Keywords may stand here; each may be several words.
	Keywords []string
	// Constraints are what the constraints that fit are: "unique" and the like; any
	// if there are none.
	Constraints []string
	// Types says that a column's type may stand here.
	Types bool
	// Returning is what functions give that fit, if not all do.
	Returning string
	// Except is a table that does not fit; Reference says that the table is for a
	// foreign key.
	Except    schema.Ref
	Reference bool
	// Referring are the columns for which the name of a table is wanted, and the
	// table they are of.
	Referring Columns
	// Partitioned says that tables with partitions are the likeliest.
	Partitioned bool
	// Default is the column whose default value is wanted; its type, if the
	// statement has it.
	Default     Columns
	DefaultType schema.Type
	// Enum is the type of which a value is wanted.
	Enum schema.Ref
	// TypeWords is the beginning of a type's name, of which the rest is wanted.
	TypeWords string
	// Owned says that a trigger's, policy's or constraint's name needs its table
	// behind it: ON t.
	Owned bool
	// InString says that the place is in a string.
	InString bool
}

// Columns are columns of a table.
type Columns struct {
	Table schema.Ref
	Names []string
}

// Expect says what may stand at offset, in bytes from the chunk's start. It goes
// by tokens, not by a tree: the statement is never complete where this is asked.
func Expect(chunk string, offset int, st State) Expectation {
	return expectOver(chunk, min(max(offset, 0), len(chunk)), st, nil)
}

// expectOver is Expect in a program that has rows: NEW and OLD.
func expectOver(chunk string, offset int, st State, rows []*schema.FromItem) Expectation {
	none := Expectation{Prefix: text.Span{Start: offset, End: offset}}
	if st.copying {
		return none
	}
	prefix, inString, ok := prefixAt(chunk, offset, st)
	if !ok {
		if out, ok := expectInBody(chunk, offset, st); ok {
			return out
		}
		return none
	}
	p := parse(chunk, st)
	defer p.release()
	x := &expecter{p: p, out: Expectation{Prefix: prefix, InString: inString}, offset: offset, state: st, rows: rows}
	x.statement(p.scratch.toks, prefix.Start)
	x.expect()
	switch {
	case !inString, slices.Equal(x.out.Kinds, sequences):
		return x.out
	case x.out.Enum.IsZero() && x.out.Opposite == nil && x.out.Default.Names == nil:
		return none
	}
	// Of what stands in quotes only values can be meant.
	return Expectation{
		Prefix: prefix, InString: true, Enum: x.out.Enum, Opposite: x.out.Opposite, Default: x.out.Default, DefaultType: x.out.DefaultType,
		Query: x.out.Query, In: x.out.In,
	}
}

// prefixAt finds the word that ends at offset, perhaps an empty one, with the
// quote that opens it; ok is false inside a comment or a number, where no name can
// stand.
func prefixAt(chunk string, offset int, st State) (at text.Span, inString, ok bool) {
	// A letter at the place joins the word there, is a word of its own, or
	// vanishes in what surrounds it.
	l := st.lexer(chunk[:offset]+"x", 0)
	var last token
	for t := l.next(); t.kind != eof; t = l.next() {
		last = t
	}
	if l.openComment > 0 || last.end != offset+1 {
		return text.Span{}, false, false
	}
	at = text.Span{Start: last.start, End: offset}
	switch last.kind {
	case word:
		return at, false, true
	case quotedName, stringConst:
		if !last.open {
			return text.Span{}, false, false
		}
		// A quote that closes on the same line belongs to it.
		quote := chunk[last.start]
		if quote == '[' {
			quote = ']'
		}
		line, _, _ := strings.Cut(chunk[offset:], "\n")
		if end := strings.IndexByte(line, quote); end >= 0 && strings.Trim(line[:end], wordBytes) == "" {
			at.End = offset + end + 1
		}
		return at, last.kind == stringConst && !(quote == '"' && st.lexer("", 0).f.doubleIsString), strings.IndexByte("'\"`]", quote) >= 0
	}
	return text.Span{}, false, false
}

// wordBytes are what the rest of a name in quotes may be.
const wordBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ "

// expecter works out an Expectation.
type expecter struct {
	p      *parser
	out    Expectation
	offset int
	state  State
	rows   []*schema.FromItem
	toks   []token // the whole statement
	at     int     // the index of the token at the prefix, or where it would stand
	before []token // the tokens before the prefix and its qualifiers
	// qualifiers are the names before the prefix: "a." or "a.b."
	qualifiers []schema.Name

	// What the statement was found to say on the way to the place.
	table    schema.Ref // that it is about
	creating bool       // the statement creates the table
	ref      schema.Ref // that the latest REFERENCES names
	column   string     // the latest column that is defined, or altered
	typ      schema.Type
	keys     []string // the columns of the latest foreign key
	list     int      // the parenthesis around the place, plus one
	from     int      // where the rule at the place begins

	pairs []int       // by parenthesis, the one that closes it, or −1
	items map[int]int // by parenthesis that is open, where its last item begins
}

// statement finds the statement around the place: between the semicolons.
func (x *expecter) statement(all []token, start int) {
	from := 0
	x.toks = all
	for i, t := range all {
		if t.start >= start {
			break
		}
		if t.is(';') && !(len(all) > from && holdsBody(all[from:])) {
			from = i + 1
		}
	}
	x.toks = all[from:]
	for i, t := range x.toks {
		if t.is(';') && t.start >= start && !holdsBody(x.toks) {
			x.toks = x.toks[:i]
			break
		}
	}
	for x.at < len(x.toks) && x.toks[x.at].start < start {
		x.at++
	}
	n := x.at
	for n >= 2 && x.toks[n-1].is('.') && x.p.isName(&x.toks[n-2]) {
		if n -= 2; len(x.qualifiers) < 3 {
			x.qualifiers = append(x.qualifiers, x.p.nameOf(&x.toks[n]))
		}
	}
	slices.Reverse(x.qualifiers)
	x.before = x.toks[:n]
	x.p.toks, x.p.i = x.toks, 0
	x.p.end = token{start: len(x.p.src), end: len(x.p.src)}
}

// word is the keyword back tokens before the place; back 1 is the one before.
func (x *expecter) word(back int) string {
	if i := len(x.before) - back; i >= 0 && i < len(x.before) {
		return x.before[i].word
	}
	return ""
}

// keywords adds keywords; none fit after a dot.
func (x *expecter) keywords(words ...string) {
	if len(x.qualifiers) > 0 || x.out.InString {
		return
	}
	for _, w := range words {
		if !slices.Contains(x.out.Keywords, w) {
			x.out.Keywords = append(x.out.Keywords, w)
		}
	}
}

// named expects the name of an element of these kinds, perhaps qualified.
func (x *expecter) named(kinds ...schema.Kind) {
	for _, k := range kinds {
		if !slices.Contains(x.out.Kinds, k) {
			x.out.Kinds = append(x.out.Kinds, k)
		}
	}
	if n := len(x.qualifiers); n > 0 {
		x.out.Schema = x.qualifiers[n-1].Text
		return
	}
	if !slices.Contains(x.out.Kinds, schema.KindSchema) {
		x.out.Kinds = append(x.out.Kinds, schema.KindSchema)
	}
}

// columns expects a column of these tables.
func (x *expecter) columns(tables ...schema.Ref) {
	if len(x.qualifiers) > 0 {
		return
	}
	if !slices.Contains(x.out.Kinds, schema.KindColumn) {
		x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
	}
	for _, t := range tables {
		if !t.IsZero() && !slices.Contains(x.out.Tables, t) {
			x.out.Tables = append(x.out.Tables, t)
		}
	}
}

// types expects a column's type.
func (x *expecter) types() {
	x.named(schema.KindType)
	x.out.Types = len(x.qualifiers) == 0 || x.qualifiers[0].Text == "pg_catalog"
}

func (x *expecter) expect() {
	if x.argument() || x.typeOfCast() {
		return
	}
	if len(x.before) == 0 {
		if len(x.qualifiers) == 0 {
			x.follow("start", 0)
		}
		return
	}
	if from := x.programAt(); from > 0 {
		x.inProgram(from)
		return
	}
	if x.before[0].kind == word && slices.Contains(grammarOf(x.p.dialect).heads, x.before[0].word) {
		x.follow("statement", 0)
		return
	}
	x.query(0)
}

// What the constraints are that fit.
var uniqueConstraints = []string{"primary key", "unique"}

// sequences are the kinds of what nextval takes.
var sequences = []schema.Kind{schema.KindSequence, schema.KindSchema}

// argument expects the name in the string that is the first argument of nextval
// and its like (PostgreSQL, "9.17. Sequence Manipulation Functions").
func (x *expecter) argument() bool {
	n := len(x.before)
	if !x.out.InString || n < 2 || !x.before[n-1].is('(') || x.before[n-2].kind != word {
		return false
	}
	switch foldLower(x.p.src[x.before[n-2].start:x.before[n-2].end]) {
	case "nextval", "currval", "setval":
		x.out.Kinds = slices.Clone(sequences)
		return true
	}
	return false
}

// declared gives the columns that the statement declares, without the one that
// is being typed.
func (x *expecter) declared() []string {
	var list []string
	for _, s := range x.p.out.Stmts {
		if t, ok := s.(*schema.CreateTable); ok {
			for _, c := range t.Columns {
				if !(c.Name.Span.Contains(x.offset)) && strings.TrimSpace(c.Name.Text) != "" {
					list = append(list, c.Name.Text)
				}
			}
		}
	}
	return list
}
