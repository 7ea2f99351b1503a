package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// createView lowers CREATE VIEW, whose keywords have been passed.
func (p *parser) createView(m modifiers) {
	v := &schema.CreateView{Span: p.whole(), Materialized: m.word == "materialized", Temporary: m.temporary, OrReplace: m.replace}
	v.IfNotExists = p.ifNotExists()
	if v.View = p.ref(); v.View.IsZero() {
		return
	}
	v.Temporary = v.Temporary || p.temporary(v.View)
	kind := schema.KindView
	if v.Materialized {
		kind = schema.KindMaterialized
	}
	p.refSite(v.View, kind, true)
	for _, n := range p.names() {
		p.columnSite(v.View, n, true)
		v.Columns = append(v.Columns, schema.ColumnDef{Span: n.Span, Name: n})
	}
	for !p.done() && !p.at("as") && !p.at("select") {
		if p.at("with") && p.peek(1).is('(') {
			p.i++
			p.viewOptions(v)
			continue
		}
		if _, _, ok := p.skipParens(); !ok {
			p.i++
		}
	}
	p.accept("as")
	from, to := p.i, p.queryEnd(len(p.toks))
	if to < len(p.toks) && p.toks[len(p.toks)-1].word == "option" {
		option := "CASCADED" // by default
		if p.toks[to+1].word == "local" {
			option = "LOCAL"
		}
		v.Attrs = append(v.Attrs, schema.Attr{Name: "check_option", Value: option})
	}
	v.Query = p.between(from, to)
	v.DependsOn = p.viewQuery(from, to)
	if m.word == "recursive" {
		v.DependsOn = slices.DeleteFunc(v.DependsOn, func(r schema.Ref) bool { return r.String() == v.View.String() })
	}
	if v.Columns == nil {
		v.Columns = p.outputColumns(from, to, v.View)
	}
	p.add(v)
}

// viewOptions lowers WITH (security_barrier, …).
func (p *parser) viewOptions(v *schema.CreateView) {
	from, to, _ := p.skipParens()
	for i := from; i < to; i++ {
		name, ok := strings.CutPrefix(foldLower(p.between(i, i+1)), "security_")
		if !ok {
			continue
		}
		value := "true"
		if i+2 < to && p.toks[i+1].is('=') {
			value = foldLower(p.between(i+2, i+3))
		}
		v.Attrs = append(v.Attrs, schema.Attr{Name: "security." + name, Value: value})
	}
}

// queryEnd is where a view's query ends: before WITH [NO] DATA and WITH … CHECK
// OPTION.
func (p *parser) queryEnd(to int) int {
	word := func(back int) string {
		if to-back < 0 || to-back >= len(p.toks) {
			return ""
		}
		return p.toks[to-back].word
	}
	switch {
	case word(1) == "data" && word(2) == "with":
		return to - 2
	case word(1) == "data" && word(2) == "no" && word(3) == "with":
		return to - 3
	case word(1) == "option" && word(2) == "check" && word(3) == "with":
		return to - 3
	case word(1) == "option" && word(2) == "check" && word(4) == "with":
		return to - 4
	}
	return to
}

// outputColumns gives the columns that a query's select list names, when it says
// all of them: by an alias, or by naming a column (PostgreSQL, "7.3.2. Column
// Labels"). It gives nil when there is one that it does not say.
func (p *parser) outputColumns(from, to int, view schema.Ref) []schema.ColumnDef {
	i := p.selectList(from, to)
	if i < 0 {
		return nil
	}
	var columns []schema.ColumnDef
	var sites []schema.Name
	for i < to {
		item, depth := i, 0
		for i < to {
			t := &p.toks[i]
			if depth == 0 && (t.is(',') || t.is(')') || endsSelectList[t.word] && !(t.word == "from" && i > item && p.toks[i-1].word == "distinct")) {
				break
			}
			switch {
			case t.is('('), t.is('['), t.word == "case":
				depth++
			case t.is(')'), t.is(']'), t.word == "end" && depth > 0:
				depth--
			}
			i++
		}
		n, alias := p.outputName(item, i)
		if n.IsZero() {
			return nil
		}
		if alias {
			sites = append(sites, n)
		}
		columns = append(columns, schema.ColumnDef{Span: p.spanOf(item, i), Name: n})
		if i >= to || !p.toks[i].is(',') {
			break
		}
		i++
	}
	for _, n := range sites {
		p.columnSite(view, n, true)
	}
	return columns
}

var endsSelectList = wordSet("from where group having window union intersect except order limit offset fetch for into qualify")

// selectList finds the first token of the list of the query's first SELECT.
func (p *parser) selectList(from, to int) int {
	depth := 0
	for i := from; i < to; i++ {
		t := &p.toks[i]
		switch {
		case t.is('('):
			if i+1 < to && (p.toks[i+1].word == "select" || p.toks[i+1].is('(')) && depth == 0 && i == from {
				from++ // (SELECT …)
				continue
			}
			depth++
		case t.is(')'):
			depth--
		case t.word == "select" && depth == 0:
			i++
			if i < to && p.toks[i].word == "all" {
				i++
			} else if i < to && p.toks[i].word == "distinct" {
				i++
				if i < to && p.toks[i].word == "on" {
					at := p.i
					p.i = i + 1
					p.skipParens()
					i, p.i = p.i, at
				}
			}
			return i
		}
	}
	return -1
}

// outputName is the name of a select list's item, and whether it is an alias.
func (p *parser) outputName(from, to int) (n schema.Name, alias bool) {
	if to-from >= 2 && p.toks[to-2].word == "as" {
		if last := &p.toks[to-1]; p.isName(last) {
			return p.nameOf(last), true
		}
		return n, false
	}
	if cast, after := p.casts(from, to); cast > from {
		switch {
		case after == to: // a cast does not change the name
			to = cast
		case after == to-1 && p.isName(&p.toks[after]): // an alias after the type
			return p.nameOf(&p.toks[after]), true
		default:
			return n, false
		}
	}
	if to <= from {
		return n, false
	}
	last := &p.toks[to-1]
	if !p.isName(last) {
		return n, false
	}
	switch {
	case to-from == 1:
		if last.category == reserved {
			return n, false
		}
		return p.nameOf(last), false
	case p.toks[to-2].is('.'):
		return p.nameOf(last), false
	case last.mayName() && !syntaxWords[last.word] && (p.toks[to-2].kind != punct || p.toks[to-2].is(')') || p.toks[to-2].is(']')):
		return p.nameOf(last), true
	}
	return n, false
}

// casts finds the first :: outside parentheses in toks[from:to], and the token
// after the types of it and of those that follow it at once; -1 if there is none.
func (p *parser) casts(from, to int) (cast, after int) {
	depth := 0
	for i := from; i < to; i++ {
		switch t := &p.toks[i]; {
		case t.is('('):
			depth++
		case t.is(')'):
			depth--
		case t.is(opCast) && depth == 0:
			at, sites := p.i, len(p.out.Sites)
			for p.i = i; p.i < to && p.atOp(opCast); {
				p.i++
				p.dataType()
			}
			after = p.i
			p.i, p.out.Sites = at, p.out.Sites[:sites]
			return i, after
		}
	}
	return -1, 0
}

// data notes the relations and columns that a query or a change of data names.
func (p *parser) data() {
	if p.at("select") && p.setConfig() {
		return
	}
	for i := range p.toks {
		if p.toks[i].word == "into" && p.toks[0].word == "select" && p.f != &mysqlFeatures {
			p.selectInto(i)
			break
		}
	}
	p.query(0, len(p.toks))
	if p.at("select") && p.callsFunction() {
		p.add(&schema.Opaque{Span: p.whole(), Reason: "the function that is called may change the schema"})
	}
}

// setConfig lowers SELECT pg_catalog.set_config('search_path', '…', false).
func (p *parser) setConfig() bool {
	at := p.i
	p.i++
	name := p.ref()
	if name.Name.Text != "set_config" || !p.acceptOp('(') || p.stringValue() != "search_path" || !p.acceptOp(',') {
		p.i = at
		return false
	}
	value := p.stringValue()
	path := &schema.SetSearchPath{}
	l := lexer{src: value, f: p.f}
	for t := l.next(); t.kind != eof; t = l.next() {
		switch t.kind {
		case word:
			path.Schemas = append(path.Schemas, foldLower(value[t.start:t.end]))
		case quotedName:
			path.Schemas = append(path.Schemas, unquoteName(value[t.start:t.end]))
		}
	}
	p.add(path)
	return true
}

// selectInto lowers SELECT … INTO table: the table at token i+1.
func (p *parser) selectInto(i int) {
	depth := 0
	for _, t := range p.toks[:i] {
		if t.is('(') {
			depth++
		} else if t.is(')') {
			depth--
		}
	}
	at := p.i
	p.i = i + 1
	t := &schema.CreateTable{Span: p.whole(), Opaque: true}
	t.Temporary = p.acceptAny("temp", "temporary") != ""
	p.acceptAny("unlogged")
	p.accept("table")
	if t.Table = p.ref(); !t.Table.IsZero() && depth == 0 {
		p.refSite(t.Table, schema.KindTable, true)
		p.add(t)
	}
	p.i = at
}

// callsFunction reports whether a SELECT without FROM calls a function that is
// not known to leave the schema alone.
func (p *parser) callsFunction() bool {
	for i := range p.toks {
		if p.toks[i].word == "from" {
			return false
		}
	}
	for i := 1; i+1 < len(p.toks); i++ {
		t := &p.toks[i]
		if !p.isName(t) || !p.toks[i+1].is('(') || t.category == reserved {
			continue
		}
		if i >= 2 && p.toks[i-1].is('.') && p.nameOf(&p.toks[i-2]).Text == "pg_catalog" {
			continue
		}
		if n := foldLower(p.nameOf(t).Text); !harmlessFunctions[n] && t.category != columnKeyword {
			return true
		}
	}
	return false
}

// harmlessFunctions are built-in functions that schema files call and that leave
// the schema alone.
var harmlessFunctions = wordSet(`setval nextval currval lastval set_config current_setting now version max min count sum avg
	pg_sleep pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_notify gen_random_uuid uuid_generate_v4
	lower upper concat length random last_insert_id database pg_get_serial_sequence to_regclass pg_typeof format abs round
	clock_timestamp statement_timestamp pg_stat_reset current_database pg_backend_pid pg_reload_conf`)
