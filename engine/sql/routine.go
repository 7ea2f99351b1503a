package sql

import (
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// routine lowers CREATE FUNCTION and PROCEDURE; the keyword is next.
func (p *parser) routine(kind schema.Kind, m modifiers) {
	p.i++
	s := &schema.CreateObject{Span: p.whole(), Kind: kind, OrReplace: m.replace, IfNotExists: p.ifNotExists()}
	if s.Object = p.ref(); s.Object.IsZero() {
		return
	}
	s.Definition = p.text(s.Span)
	p.refSite(s.Object, kind, true)
	p.arguments(s)
	p.add(s)
	p.body = token{}
	for !p.done() {
		p.routineClause(s)
	}
	p.readBody(s, nil)
}

// routineArgs passes the arguments of a routine that a statement is about, and
// gives its signature; nil where there are none or it is another kind.
func (p *parser) routineArgs(kind schema.Kind) *string {
	switch kind {
	case schema.KindFunction, schema.KindProcedure, schema.KindAggregate:
		if p.atOp('(') {
			var o schema.CreateObject
			p.arguments(&o)
			return &o.Signature
		}
	}
	p.skipParens()
	return nil
}

// arguments passes the parenthesised arguments of a routine. Its signature is
// the types of those that identify it: "integer, text".
func (p *parser) arguments(s *schema.CreateObject) {
	if !p.acceptOp('(') {
		return
	}
	var types []string
	for !p.done() && !p.acceptOp(')') {
		if p.acceptOp(',') {
			continue
		}
		before := p.i
		if p.acceptOp('*') {
			types = append(types, "*")
		}
		arg := schema.ColumnDef{}
		mode := p.argumentMode()
		if p.tok().kind == param || p.argumentName() {
			if arg.Name = p.name(); arg.Name.IsZero() {
				at := p.spanOf(p.i, p.i+1)
				arg.Name = schema.Name{Text: p.text(at), Span: at} // @name
				p.i++
			}
			if mode == "" {
				mode = p.argumentMode()
			}
			p.accept("as")
		}
		arg.Type = p.plainType()
		if p.accept("default") || p.acceptOp('=') {
			from, to := p.expression(nil)
			arg.Default = p.expr(from, to)
		}
		if mode != "" && mode != "IN" {
			arg.Attrs = append(arg.Attrs, schema.Attr{Name: "mode", Value: mode})
		}
		if arg.Span = p.spanOf(before, p.i); arg.Type.Text != "" {
			s.Args = append(s.Args, arg)
			if mode != "OUT" {
				types = append(types, arg.Type.Text)
			}
		}
		if p.accept("order", "by") {
			continue
		}
		p.skipItem()
		if p.i == before {
			p.i++
		}
	}
	s.Signature = strings.Join(types, ", ")
}

// plainType passes the type of an argument or of what a function returns, whose
// parameters PostgreSQL forgets ("CREATE FUNCTION": notes).
func (p *parser) plainType() schema.Type {
	t := p.dataType()
	if p.dialect == schema.Postgres && t.Ref == nil && t.Text != "" && t.Text[0] != '"' {
		t.Text = typeParameters.ReplaceAllString(t.Text, "")
	}
	return t
}

// typeParameters are the parameters of a type, and the fields of an interval.
var typeParameters = regexp.MustCompile(`\([^)]*\)|( (year|month|day|hour|minute|second))( to (month|hour|minute|second))?\b`)

// argumentMode passes IN, OUT, INOUT, IN OUT or VARIADIC.
func (p *parser) argumentMode() string {
	mode := ""
	for {
		w := p.acceptAny("in", "inout", "variadic", "out")
		switch {
		case w == "":
			return mode
		case mode != "":
			mode = "INOUT"
		default:
			mode = strings.ToUpper(w)
		}
	}
}

// languages are the spellings that Atlas has for languages.
var languages = map[string]string{"sql": "SQL", "plpgsql": "PLpgSQL"}

// routineClause passes one of the options between the arguments of a routine
// and its end (PostgreSQL, "CREATE FUNCTION"; MySQL, "CREATE PROCEDURE and CREATE
// FUNCTION Statements").
func (p *parser) routineClause(s *schema.CreateObject) {
	upper := func() string {
		w := strings.ToUpper(p.between(p.i, p.i+1))
		p.i++
		return w
	}
	switch {
	case p.accept("returns", "null", "on", "null", "input"):
		setAttr(s, "strict", "true")
	case p.accept("called", "on", "null", "input"):
	case p.accept("returns", "table"):
		p.returnsTable(s)
	case p.accept("returns"):
		p.returnsType(s)
	case p.accept("language"):
		lang := p.name().Text
		if lang == "" {
			lang = p.stringValue()
		}
		if known := languages[strings.ToLower(lang)]; known != "" {
			lang = known
		}
		setAttr(s, "lang", lang)
	case p.at("immutable"), p.at("stable"), p.at("volatile"):
		setAttr(s, "volatility", upper())
	case p.accept("strict"):
		setAttr(s, "strict", "true")
	case p.accept("not", "leakproof"), p.accept("not", "deterministic"):
	case p.accept("leakproof"):
		setAttr(s, "leakproof", "true")
	case p.accept("deterministic"):
		setAttr(s, "deterministic", "true")
	case p.accept("external"), p.at("sql") && p.peek(1).word == "security" && p.accept("sql"):
	case p.accept("security"):
		setAttr(s, "security", upper())
	case p.accept("parallel"):
		setAttr(s, "parallel", upper())
	case p.accept("contains", "sql"):
		setAttr(s, "data_access", "CONTAINS_SQL")
	case p.accept("no", "sql"):
		setAttr(s, "data_access", "NO_SQL")
	case p.accept("reads", "sql", "data"):
		setAttr(s, "data_access", "READS_SQL_DATA")
	case p.accept("modifies", "sql", "data"):
		setAttr(s, "data_access", "MODIFIES_SQL_DATA")
	case p.accept("comment"):
		s.Comment = p.stringValue()
	case p.accept("set"):
		p.configParam(s)
	case p.at("as") && (p.peek(1).kind == stringConst || p.peek(1).kind == dollarString):
		p.i++
		p.body = *p.tok()
		s.Body = strings.TrimSpace(p.stringValue())
		if p.acceptOp(',') { // an object file, and a symbol in it
			p.i++
			s.Partial = true
		}
	case p.accept("as"), p.at("begin"), p.at("return"):
		p.body = token{start: p.tok().start, end: p.end.end, kind: word}
		s.Body = strings.TrimSpace(p.between(p.i, len(p.toks)))
		p.i = len(p.toks)
	case p.dialect == schema.SQLServer: // the arguments have no parentheses
		p.i++
	default:
		if p.dialect != schema.Postgres {
			p.body = token{start: p.tok().start, end: p.end.end, kind: word} // MySQL: any statement
			s.Body = strings.TrimSpace(p.between(p.i, len(p.toks)))
			p.i = len(p.toks)
			return
		}
		s.Partial = true
		p.i++
	}
}

func (p *parser) returnsTable(s *schema.CreateObject) {
	if !p.acceptOp('(') {
		s.Partial = true // SQL Server: RETURNS TABLE
		return
	}
	for !p.done() && !p.acceptOp(')') {
		from := p.i
		if n := p.name(); !n.IsZero() {
			col := schema.ColumnDef{Name: n, Type: p.plainType()}
			col.Span = p.spanOf(from, p.i)
			s.Columns = append(s.Columns, col)
		}
		p.skipItem()
		p.acceptOp(',')
	}
}

func (p *parser) returnsType(s *schema.CreateObject) {
	from := p.i
	value := schema.ColumnDef{Type: p.plainType()}
	if value.Type.Text == "" {
		s.Partial = true // RETURNS @t TABLE (…)
		return
	}
	value.Span = p.spanOf(from, p.i)
	if of, set := strings.CutPrefix(value.Type.Text, "SETOF "); set {
		value.Type.Text = of
		setAttr(s, "return_set", "true")
	}
	s.Value = &value
}

// endsConfig are the words that may follow SET name = value in a routine.
var endsConfig = wordSet(`language immutable stable volatile strict leakproof not called returns security external parallel cost
	rows support set as begin return window transform`)

// configParam lowers SET name = value, behind SET.
func (p *parser) configParam(s *schema.CreateObject) {
	from := p.i
	p.ref()
	name := p.between(from, p.i)
	if !p.accept("to") && !p.acceptOp('=') {
		s.Partial = true
		return
	}
	from = p.i
	for p.i++; !p.done() && !endsConfig[p.tok().word]; {
		p.i++
	}
	setAttr(s, "config_params."+name, p.between(from, p.i))
}

// argumentName reports whether the name here is an argument's, with its type
// after it, rather than the type.
func (p *parser) argumentName() bool {
	t, next := p.tok(), p.peek(1)
	if !p.isName(t) || !p.isName(next) && next.word != "setof" {
		return false
	}
	switch t.word {
	case "double":
		return next.word != "precision"
	case "character", "char", "nchar", "bit":
		return next.word != "varying" && next.word != "default"
	case "national":
		return next.word != "character" && next.word != "char"
	case "timestamp", "time":
		return next.word != "with" && next.word != "without" && next.word != "default"
	case "interval":
		return false
	}
	return next.word != "default" && next.word != "array"
}

// call lowers CALL and EXECUTE of a procedure, whose effect is unknown.
func (p *parser) call() {
	w := p.tok().word
	p.i++
	switch {
	case w == "call" || p.dialect == schema.SQLServer:
	case p.f.inlineOptions:
		p.add(&schema.Opaque{Span: p.whole(), Reason: "the statement that was prepared may change the schema"})
		return
	default:
		return // EXECUTE runs a prepared query
	}
	name := p.ref()
	if strings.HasPrefix(name.Name.Text, "sp_add") && strings.HasSuffix(name.Name.Text, "property") {
		return // sp_addextendedproperty writes descriptions
	}
	if !name.IsZero() || w == "call" || p.atOp('(') {
		p.add(&schema.Opaque{Span: p.whole(), Reason: "the procedure that is called may change the schema"})
	}
}
