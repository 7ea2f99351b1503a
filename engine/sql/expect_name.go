package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// offer expects what the steps wait for.
func (x *expecter) offer(states []*step) {
	x.typeWords()
	if more := stepOf(states, stepName, "more"); more != nil && x.wantsOperand() {
		x.expression(true)
		return
	}
	for _, s := range states {
		switch s.kind {
		case stepWord:
			for _, phrase := range s.phrases() {
				if !s.option || !x.said(phrase) {
					x.keywords(phrase)
				}
			}
		case stepName:
			x.operand(s)
		case stepItems:
			x.offer(reach(nil, grammarOf(x.p.dialect).rules[s.name]))
		}
	}
}

// said reports whether the words of a phrase stand in what the rule at the place
// has read already.
func (x *expecter) said(phrase string) bool {
	l := lexer{src: phrase, f: x.p.f}
	var words []string
	for t := l.next(); t.kind != eof; t = l.next() {
		words = append(words, foldLower(phrase[t.start:t.end]))
	}
	depth := 0
	for i := x.from; i+len(words) <= len(x.before); i++ {
		switch t := x.before[i]; {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		}
		same := depth == 0
		for n, w := range words {
			t := x.before[i+n]
			same = same && t.kind == word && foldLower(x.p.src[t.start:t.end]) == w
		}
		if same {
			return true
		}
	}
	return false
}

// nameKinds maps the kinds of names in the grammar to those of elements.
var nameKinds = map[string][]schema.Kind{
	"table": {schema.KindTable}, "relation": {schema.KindRelation}, "view": {schema.KindView}, "materialized": {schema.KindMaterialized},
	"indexed": {schema.KindTable, schema.KindMaterialized}, "index": {schema.KindIndex}, "sequence": {schema.KindSequence},
	"namedtype": {schema.KindType}, "domain": {schema.KindDomain}, "function": {schema.KindFunction}, "procedure": {schema.KindProcedure},
	"aggregate": {schema.KindAggregate}, "triggerfunction": {schema.KindFunction}, "eventfunction": {schema.KindFunction}, "parent": {schema.KindTable}, "reftable": {schema.KindTable},
}

// ownedKinds are those of names that belong to a table: one that the statement is
// about, or that stands behind the name.
var ownedKinds = map[string]struct {
	kind  schema.Kind
	about bool
	only  []string // what the constraints are that fit
}{
	"trigger": {kind: schema.KindTrigger}, "policy": {kind: schema.KindPolicy}, "constrainton": {kind: schema.KindConstraint},
	"indexon": {kind: schema.KindIndex}, "tabletrigger": {kind: schema.KindTrigger, about: true},
	"tableindex": {kind: schema.KindIndex, about: true}, "constraint": {kind: schema.KindConstraint, about: true},
	"foreignkey":  {kind: schema.KindConstraint, about: true, only: []string{"foreign key"}},
	"validatable": {kind: schema.KindConstraint, about: true, only: []string{"foreign key", "check"}},
}

// returned are what the functions give that fit.
var returned = map[string]string{"triggerfunction": "trigger", "eventfunction": "event_trigger"}

// operand expects a name or another operand of the grammar.
func (x *expecter) operand(s *step) {
	if kinds := nameKinds[s.name]; kinds != nil {
		x.named(kinds...)
		x.out.Returning = returned[s.name]
		switch s.name {
		case "table", "parent":
			x.out.Except = x.table // which has no part in itself
		case "reftable":
			x.out.Reference = true
			x.out.Referring = Columns{x.table, x.keys}
			if len(x.keys) == 0 && x.column != "" {
				x.out.Referring.Names = []string{x.column}
			}
		}
		x.out.Partitioned = s.name == "parent"
		return
	}
	if owned := ownedKinds[s.name]; owned.kind != "" {
		x.owned(owned.kind, owned.about)
		x.out.Constraints = owned.only
		return
	}
	switch s.name {
	case "new", "newtable":
		if len(x.qualifiers) == 0 {
			x.out.Kinds = append(x.out.Kinds, schema.KindSchema)
		}
	case "schema", "role", "extension":
		if len(x.qualifiers) == 0 {
			x.out.Kinds = append(x.out.Kinds, schema.Kind(s.name))
		}
	case "column", "part":
		x.own()
		x.listedColumns()
		if s.name == "part" && x.out.Prefix.Start < x.offset && len(x.qualifiers) == 0 {
			// Most parts are columns: functions only once a word is begun.
			x.out.Kinds, x.out.Calls = append(x.out.Kinds, schema.KindFunction), true
		}
	case "refcolumn":
		x.columns(x.ref)
		if x.out.Keyed = true; x.ref.Name.Text == x.table.Name.Text && (x.ref.Schema.IsZero() || x.ref.Schema.Text == x.table.Schema.Text) && x.creating {
			x.out.Columns = x.declared()
		}
		x.listedColumns()
	case "latercolumn":
		x.columns(x.laterTable())
		x.out.Listed = x.listed(x.from - 1)
	case "columnof", "owner":
		x.columnOf(s.name == "owner")
	case "datatype":
		x.types()
	case "default", "columndefault":
		if len(x.qualifiers) == 0 {
			x.out.Default, x.out.DefaultType = Columns{x.table, []string{x.column}}, x.typ
		}
		x.named(schema.KindFunction)
		x.out.Calls = true
	case "enumvalue":
		x.out.Enum = x.table
	case "attribute":
		x.columns(x.table)
	case "expr":
		x.expression(true)
	case "more":
		x.expression(false)
	case "query":
		x.keywords("SELECT", "WITH", "VALUES")
	}
}

// wantsOperand reports whether an operator stands before the place.
func (x *expecter) wantsOperand() bool {
	last := x.before[len(x.before)-1]
	return last.kind == punct && !last.is(')') && !last.is(']') || last.kind == word && operatorWords[last.word]
}

// operatorWords want an operand behind them.
var operatorWords = wordSet("and or not in like ilike between similar is distinct from any all when then else case")

// expression expects an operand of an expression, or else an operator.
func (x *expecter) expression(operand bool) {
	if operand {
		x.own()
		if x.oppositeOwn(); len(x.qualifiers) == 0 {
			x.out.Kinds, x.out.Calls = append(x.out.Kinds, schema.KindFunction), true
		}
		x.keywords("NOT", "CASE", "NULL", "TRUE", "FALSE")
		return
	}
	x.keywords("AND", "OR", "IS NOT NULL", "IS NULL", "IN", "BETWEEN", "LIKE")
}

// own expects a column of the table that the statement is about: in the condition
// of a trigger, one of the row that was or will be (PostgreSQL, "CREATE TRIGGER").
func (x *expecter) own() {
	switch n := len(x.qualifiers); {
	case x.before[0].word == "create" && createKind(x.before) == "trigger":
		if n == 0 {
			x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
			x.out.Columns = []string{"NEW", "OLD"}
		} else if q := x.qualifiers[0].Text; n == 1 && (strings.EqualFold(q, "new") || strings.EqualFold(q, "old")) {
			x.out.Kinds, x.out.Tables = []schema.Kind{schema.KindColumn}, []schema.Ref{x.table}
		}
		return
	case n == 1 && !x.creating && x.qualifiers[0].Text == x.table.Name.Text:
		x.out.Kinds, x.out.Tables = []schema.Kind{schema.KindColumn}, []schema.Ref{x.table}
		return
	}
	x.columns(x.table)
	if x.creating && len(x.qualifiers) == 0 {
		x.out.Columns = x.declared()
	}
}

// owned expects the name of what belongs to a table: the one that the statement
// is about or names behind the place.
func (x *expecter) owned(kind schema.Kind, about bool) {
	if len(x.qualifiers) > 0 {
		return
	}
	if x.out.Kinds = append(x.out.Kinds, kind); about {
		x.out.Tables = append(x.out.Tables, x.table)
		return
	}
	if t := x.laterTable(); !t.IsZero() {
		x.out.Tables = append(x.out.Tables, t)
	} else {
		x.out.Owned = x.p.dialect != schema.SQLite && !(kind == schema.KindTrigger && x.p.f.keyIsConstraint)
	}
}

// laterTable is the table that ON or FROM names behind the place.
func (x *expecter) laterTable() schema.Ref {
	for i := x.at; i < len(x.toks); i++ {
		if t := x.toks[i]; t.kind == word && (t.word == "on" || t.word == "from") {
			x.p.toks, x.p.i = x.toks, i+1
			x.p.accept("only")
			return x.p.ref()
		}
	}
	return schema.Ref{}
}

// columnOf expects the path of a column: a.| may be a table's column or a
// schema's table.
func (x *expecter) columnOf(table bool) {
	if x.named(schema.KindRelation); table {
		x.out.Kinds[0] = schema.KindTable
	}
	n := len(x.qualifiers)
	if n == 0 {
		return
	}
	of := schema.Ref{Name: x.qualifiers[n-1]}
	if n > 1 {
		of.Schema = x.qualifiers[n-2]
		x.out.Kinds, x.out.Schema = nil, ""
	}
	x.out.Kinds = append(x.out.Kinds, schema.KindColumn)
	x.out.Tables = []schema.Ref{of}
}

// listedColumns notes what stands in the list around the place already.
func (x *expecter) listedColumns() {
	if x.list > 0 {
		x.out.Listed = x.listed(x.list - 1)
	}
}

// listed are the names that the items of a list in parentheses begin with, but
// for the one at the place. open is the parenthesis, or what stands in its place.
func (x *expecter) listed(open int) []string {
	var names []string
	depth := 0
	for i := open + 1; i < len(x.toks); i++ {
		t := x.toks[i]
		switch {
		case t.is('('):
			depth++
		case t.is(')'):
			if depth--; depth < 0 {
				return names
			}
		case depth == 0 && (i == open+1 || x.toks[i-1].is(',')) && x.p.isName(&x.toks[i]):
			if t.kind == word && t.category == reserved {
				return names // the list was never closed
			}
			if !(t.start <= x.offset && x.offset <= t.end) {
				names = append(names, x.p.nameOf(&x.toks[i]).Text)
			}
		}
	}
	return names
}

// typeWords expects the rest of a type's name of several words.
func (x *expecter) typeWords() {
	n := len(x.before)
	if x.typ.Span.IsZero() || n == 0 || x.typ.Span.End != x.before[n-1].end || x.typ.Ref != nil && !x.typ.Ref.Schema.IsZero() || x.out.InString || len(x.qualifiers) > 0 {
		return
	}
	written := foldLower(x.p.src[x.typ.Span.Start:x.typ.Span.End]) + " "
	if slices.ContainsFunc(types.Of(x.p.dialect).Names(), func(name string) bool { return len(name) > len(written) && name[:len(written)] == written }) {
		x.out.TypeWords = written
	}
}
