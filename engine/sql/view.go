package sql

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// createView lowers CREATE VIEW, whose keywords have been passed.
func (p *parser) createView(m modifiers) {
	v := &schema.CreateView{Span: p.whole(), Materialized: m.word == "materialized", Temporary: m.temporary, OrReplace: m.replace, Attrs: m.view}
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
			from, to, _ := p.skipParens()
			v.Attrs = append(v.Attrs, p.viewOptions(from, to)...)
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
	v.Reads = p.query(from, to)
	v.DependsOn = v.Reads.Relations
	if m.word == "recursive" {
		v.DependsOn = slices.DeleteFunc(slices.Clone(v.DependsOn), func(r schema.Ref) bool { return r.String() == v.View.String() })
		v.Reads.Partial = true // it is a WITH query of its own name
	}
	if v.Columns == nil {
		p.outputSites(v.Reads.Body, v.View)
	}
	p.add(v)
}

// viewOptions lowers the "name = value" pairs in toks[from:to] that views have
// (PostgreSQL, "CREATE VIEW": WITH).
func (p *parser) viewOptions(from, to int) []schema.Attr {
	var attrs []schema.Attr
	for i := from; i < to; i++ {
		name := foldLower(p.between(i, i+1))
		value := "true"
		if i+2 < to && p.toks[i+1].is('=') {
			value = foldLower(p.between(i+2, i+3))
		}
		switch {
		case strings.HasPrefix(name, "security_"):
			attrs = append(attrs, schema.Attr{Name: "security." + strings.TrimPrefix(name, "security_"), Value: value})
		case name == "check_option":
			attrs = append(attrs, schema.Attr{Name: name, Value: strings.ToUpper(value)})
		}
	}
	return attrs
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

// outputSites notes the aliases by which a view's query declares the view's
// columns.
func (p *parser) outputSites(e *schema.QueryExpr, view schema.Ref) {
	for e != nil && len(e.Sides) > 0 {
		for _, it := range e.Sides[0].Items {
			if it.Alias {
				p.columnSite(view, it.Name, true)
			}
		}
		e = e.Sides[0].Nested
	}
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
		if p.toks[i].word == "into" && p.toks[0].word == "select" && !p.f.inlineOptions {
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
