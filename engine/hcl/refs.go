package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/zclconf/go-cty/cty"
)

// The kinds of sites beyond the elements of a schema.
const (
	SiteVariable schema.Kind = "variable"
	SiteLocal    schema.Kind = "local"
	SiteData     schema.Kind = "data" // Ref.Schema is the data source's kind
	SiteDocker   schema.Kind = "docker"
	SiteExporter schema.Kind = "exporter"
	SiteEnv      schema.Kind = "env"
	SiteURL      schema.Kind = "url" // Ref.Name.Text is the URL or path
	// SiteInput is a key of vars in a data source: a variable of the schema files
	// that it reads. Ref.Schema is the data source's name.
	SiteInput schema.Kind = "input"
)

// heads are the words that references begin with, and the kind that they lead
// to. What stands after a word of the first group may be qualified by one more
// name; "data" and its like always have two.
var heads = map[string]struct {
	kind      schema.Kind
	qualified bool // table.public.users
	pair      bool // data.sql.tenants
}{
	"table":              {kind: schema.KindTable, qualified: true},
	"view":               {kind: schema.KindView, qualified: true},
	"materialized":       {kind: schema.KindMaterialized, qualified: true},
	"enum":               {kind: schema.KindEnum, qualified: true},
	"domain":             {kind: schema.KindDomain, qualified: true},
	"composite":          {kind: schema.KindComposite, qualified: true},
	"range":              {kind: schema.KindRange, qualified: true},
	"sequence":           {kind: schema.KindSequence, qualified: true},
	"function":           {kind: schema.KindFunction, qualified: true},
	"procedure":          {kind: schema.KindProcedure, qualified: true},
	"aggregate":          {kind: schema.KindAggregate, qualified: true},
	"trigger":            {kind: schema.KindTrigger, qualified: true},
	"policy":             {kind: schema.KindPolicy},
	"extension":          {kind: schema.KindExtension},
	"role":               {kind: schema.KindRole},
	"user":               {kind: schema.KindUser},
	"server":             {kind: schema.KindServer},
	"collation":          {kind: schema.KindCollation, qualified: true},
	"partition":          {kind: schema.KindTable, qualified: true},
	"foreign_table":      {kind: schema.KindTable, qualified: true},
	"event_trigger":      {kind: schema.KindEventTrigger},
	"synonym":            {kind: "synonym", qualified: true},
	"type_alias":         {kind: "type_alias", qualified: true},
	"type_table":         {kind: "type_table", qualified: true},
	"dictionary":         {kind: "dictionary", qualified: true},
	"partition_function": {kind: schema.KindPartitionFunction},
	"partition_scheme":   {kind: schema.KindPartitionScheme},
	"schema":             {kind: schema.KindSchema},
	"var":                {kind: SiteVariable},
	"local":              {kind: SiteLocal},
	"data":               {kind: SiteData, pair: true},
	"docker":             {kind: SiteDocker, pair: true},
	"exporter":           {kind: SiteExporter, pair: true},
}

// members are the words that lead from a table or view to a part of it.
var members = map[string]schema.Kind{
	"column":      schema.KindColumn,
	"index":       schema.KindIndex,
	"unique":      schema.KindConstraint,
	"check":       schema.KindConstraint,
	"foreign_key": schema.KindConstraint,
}

// reference is what a traversal refers to.
type reference struct {
	kind   schema.Kind
	ref    schema.Ref  // for a member, the table
	member schema.Kind // "" when the element itself is meant
	name   schema.Name // of the member
}

// column is the column that the reference names, or the zero Name.
func (r reference) column() schema.Name {
	if r.member != schema.KindColumn {
		return schema.Name{}
	}
	return r.name
}

// resolve reads a traversal. Enclosing is the table that a bare column.x
// belongs to.
func (p *parser) resolve(t hcl.Traversal, enclosing schema.Ref) (reference, bool) {
	segs, ok := p.segments(t)
	if !ok || len(segs) < 2 || p.runsOn(segs) {
		return reference{}, false
	}
	root, rest := segs[0].Text, segs[1:]
	if kind, ok := members[root]; ok && len(rest) == 1 {
		return reference{kind: schema.KindTable, ref: enclosing, member: kind, name: rest[0]}, !enclosing.IsZero()
	}
	head, ok := heads[root]
	if !ok {
		return reference{}, false
	}
	r := reference{kind: head.kind, ref: schema.Ref{Name: rest[0], Label: true}}
	switch {
	case head.pair:
		if len(rest) < 2 {
			return reference{}, false
		}
		r.ref.Schema, r.ref.Name = rest[0], rest[1]
		return r, true
	case !head.qualified || len(rest) == 1:
		return r, true
	}
	if member, ok := members[rest[1].Text]; ok && len(rest) == 3 {
		r.member, r.name = member, rest[2]
		return r, true
	}
	r.ref.Schema, r.ref.Name = rest[0], rest[1]
	if len(rest) == 4 {
		if member, ok := members[rest[2].Text]; ok {
			r.member, r.name = member, rest[3]
		}
	}
	return r, true
}

// runsOn reports whether a reference goes on in another line, in a block with a
// syntax error: its end is not written yet, and what it goes on with is no name of
// it.
func (p *parser) runsOn(segs []schema.Name) bool {
	from, to := segs[0].Span.Start, segs[len(segs)-1].Span.End
	return len(p.broken) > 0 && from < to && strings.Contains(p.src[from:to], "\n")
}

// segments gives the names of a traversal with their places; of ["x"], the
// string.
func (p *parser) segments(t hcl.Traversal) ([]schema.Name, bool) {
	segs := make([]schema.Name, 0, len(t))
	for _, step := range t {
		switch s := step.(type) {
		case hcl.TraverseRoot:
			segs = append(segs, schema.Name{Text: s.Name, Span: span(s.SrcRange)})
		case hcl.TraverseAttr:
			start, end := s.SrcRange.Start.Byte, s.SrcRange.End.Byte
			segs = append(segs, schema.Name{Text: s.Name, Span: p.clamp(text.Span{Start: max(start, end-len(s.Name)), End: end})})
		case hcl.TraverseIndex:
			if s.Key.Type() != cty.String {
				return segs, len(segs) > 1
			}
			at := p.clamp(span(s.SrcRange))
			in := p.src[at.Start:at.End]
			open, shut := strings.IndexByte(in, '"'), strings.LastIndexByte(in, '"')
			if open < 0 || shut <= open {
				open, shut = 0, len(in)-1 // an evaluated key
			}
			segs = append(segs, schema.Name{
				Text: s.Key.AsString(),
				Span: text.Span{Start: at.Start + open, End: at.Start + shut + 1},
			})
		default:
			return segs, len(segs) > 1
		}
	}
	return segs, true
}

// traversal gives the traversal that an expression is.
func traversal(e hclsyntax.Expression) (hcl.Traversal, bool) {
	if t, ok := unwrap(e).(*hclsyntax.ScopeTraversalExpr); ok {
		return t.Traversal, true
	}
	return nil, false
}

// keyword is the bare word that an expression is, or "".
func keyword(e hclsyntax.Expression) string {
	if t, ok := traversal(e); ok && len(t) == 1 {
		return t.RootName()
	}
	return ""
}

func unwrap(e hclsyntax.Expression) hclsyntax.Expression {
	for {
		paren, ok := e.(*hclsyntax.ParenthesesExpr)
		if !ok {
			return e
		}
		e = paren.Expression
	}
}

// refOf reads an expression that is one reference.
func (p *parser) refOf(e hclsyntax.Expression, enclosing schema.Ref) (reference, bool) {
	t, ok := traversal(e)
	if !ok {
		return reference{}, false
	}
	return p.resolve(t, enclosing)
}

// literal is the string that an expression is: quoted, or a heredoc, without
// interpolations.
func literal(e hclsyntax.Expression) (string, bool) {
	switch e := unwrap(e).(type) {
	case *hclsyntax.TemplateExpr:
		var b strings.Builder
		for _, part := range e.Parts {
			v, ok := part.(*hclsyntax.LiteralValueExpr)
			if !ok || v.Val.IsNull() || v.Val.Type() != cty.String {
				return "", false
			}
			b.WriteString(v.Val.AsString())
		}
		return b.String(), true
	case *hclsyntax.LiteralValueExpr:
		if !e.Val.IsNull() && e.Val.Type() == cty.String {
			return e.Val.AsString(), true
		}
	}
	return "", false
}

// boolean is the truth value that an expression is.
func boolean(e hclsyntax.Expression) (value, ok bool) {
	if v, isValue := unwrap(e).(*hclsyntax.LiteralValueExpr); isValue && !v.Val.IsNull() && v.Val.Type() == cty.Bool {
		return v.Val.True(), true
	}
	switch s, _ := literal(e); s {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// isNull reports whether an expression is the word null, which equals leaving
// the attribute out.
func isNull(e hclsyntax.Expression) bool {
	v, ok := unwrap(e).(*hclsyntax.LiteralValueExpr)
	return ok && v.Val.IsNull()
}

// source is the text of an expression.
func (p *parser) source(e hclsyntax.Expression) string {
	s := p.clamp(span(e.Range()))
	return p.src[s.Start:s.End]
}

// sqlCall is the text within sql("…"), and the place of its string.
func sqlCall(e hclsyntax.Expression) (sql string, at text.Span, ok bool) {
	call, isCall := unwrap(e).(*hclsyntax.FunctionCallExpr)
	if !isCall || call.Name != "sql" || len(call.Args) != 1 {
		return "", text.Span{}, false
	}
	s, ok := literal(call.Args[0])
	return s, span(call.Args[0].Range()), ok
}

// list gives the elements of a list literal.
func list(e hclsyntax.Expression) ([]hclsyntax.Expression, bool) {
	if t, ok := unwrap(e).(*hclsyntax.TupleConsExpr); ok {
		return t.Exprs, true
	}
	return nil, false
}
