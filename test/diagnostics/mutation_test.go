package diagnostics

import (
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/zclconf/go-cty/cty"
	"golang.org/x/tools/txtar"
)

// A mutation replaces a text of a valid file, and says what must be found then.
type mutation struct {
	kind string
	at   text.Span
	with string
	// code is found once, at marked: a span of the text after the replacement.
	code   schema.Code
	marked text.Span
	// follows are codes that may be found elsewhere as a consequence.
	follows []schema.Code
}

// TestMutations seeds one fault after the other into valid projects, and wants
// each to be found, once, where it is, and nothing else that does not follow
// from it.
func TestMutations(t *testing.T) {
	for name, files := range valid(t) {
		for i, f := range files {
			var mutate func(t *testing.T, project, src string) []mutation
			switch path.Ext(f.Name) {
			case ".hcl":
				mutate = mutateHCL
			case ".sql":
				mutate = mutateSQL
			default:
				continue
			}
			t.Run(name+"/"+f.Name, func(t *testing.T) {
				src := string(f.Data)
				mutations := mutate(t, name, src)
				if len(mutations) == 0 {
					t.Error("there are no mutations")
				}
				for _, m := range mutations {
					mutated := slices.Clone(files)
					mutated[i].Data = []byte(src[:m.at.Start] + m.with + src[m.at.End:])
					expect(t, mutated, f.Name, m)
				}
			})
		}
	}
}

// expect holds the findings of a mutated project to what the mutation says.
func expect(t *testing.T, files []txtar.File, name string, m mutation) {
	t.Helper()
	hits := 0
	var lines []string
	wrong := false
	for _, f := range check(t, files) {
		lines = append(lines, show(files, f))
		switch {
		case f.file == name && f.Code == m.code && f.Span == m.marked:
			hits++
		case !slices.Contains(m.follows, f.Code):
			wrong = true
		}
	}
	if hits != 1 || wrong {
		at := strings.NewReplacer("\n", "⏎")
		for _, f := range files {
			if f.Name == name {
				s := string(f.Data)
				t.Errorf("%s: %s [%s] at %s«%s» gives\n%s", m.kind, at.Replace(m.with), m.code,
					at.Replace(s[max(0, m.marked.Start-60):m.marked.Start]), at.Replace(s[m.marked.Start:m.marked.End]), strings.Join(lines, "\n"))
			}
		}
	}
}

// mutator collects the mutations of a file.
type mutator struct {
	src     string
	dialect string
	list    []mutation
	view    bool // in a view's block
}

func mutateHCL(t *testing.T, dialect, src string) []mutation {
	file, diags := hclsyntax.ParseConfig([]byte(src), "x.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	m := &mutator{src: src, dialect: dialect}
	for _, b := range file.Body.(*hclsyntax.Body).Blocks {
		m.view = b.Type == "view" || b.Type == "materialized"
		m.block(b, nil)
	}
	return m.list
}

func spanOf(r hcl.Range) text.Span { return text.Span{Start: r.Start.Byte, End: r.End.Byte} }

// add notes a replacement that is itself what must be marked.
func (m *mutator) add(kind string, at text.Span, with string, code schema.Code, follows ...schema.Code) {
	m.list = append(m.list, mutation{kind, at, with, code, text.Span{Start: at.Start, End: at.Start + len(with)}, follows})
}

// consequences are what may be found where a declaration is no longer one.
var consequences = []schema.Code{
	schema.CodeUnresolved, schema.CodeMissingAttribute, schema.CodeKeyUnique, schema.CodeAutoIncrement, schema.CodeUnused,
	schema.CodeMissingFile, schema.CodeNotLoaded, schema.CodeKeyType,
}

// misspelt is a word without its last but one letter.
func misspelt(word string) string {
	if len(word) < 4 {
		return word + "x"
	}
	return word[:len(word)-2] + word[len(word)-1:]
}

// anyNames are blocks in which an attribute or a block of any name may stand.
var anyNames = []string{"env", "locals", "vars", "skip", "migration"}

func (m *mutator) block(b, outer *hclsyntax.Block) {
	typ := spanOf(b.TypeRange)
	if outer == nil || !slices.Contains(anyNames, outer.Type) {
		m.add("misspelt block", typ, misspelt(b.Type), schema.CodeUnknownBlock, consequences...)
	}
	head := typ
	if n := len(b.LabelRanges); n > 0 {
		head.End = b.LabelRanges[n-1].End.Byte
		last := spanOf(b.LabelRanges[n-1])
		if n == 1 && b.Type != "data" && b.Type != "env" && outer == nil {
			m.list = append(m.list, mutation{"no label", text.Span{Start: typ.End, End: last.End}, "", schema.CodeInvalidLabels, typ, consequences})
		}
		if m.once(b, outer) {
			whole := b.Range()
			end := b.CloseBraceRange.End.Byte
			copied := "\n" + m.src[whole.Start.Byte:end]
			m.list = append(m.list, mutation{"declared twice", text.Span{Start: end, End: end}, copied, schema.CodeDuplicate,
				last.Shift(end + 1 - whole.Start.Byte), []schema.Code{}})
		}
	}
	for _, a := range b.Body.Attributes {
		m.attribute(a, b)
	}
	for _, inner := range b.Body.Blocks {
		m.block(inner, b)
	}
}

// once reports whether a second block of the type and name is a duplicate and
// nothing else.
func (m *mutator) once(b, outer *hclsyntax.Block) bool {
	switch b.Type {
	case "check", "index":
		return m.dialect != "clickhouse" && (m.dialect != "sqlite" || b.Type == "index") && outer.Type == "table"
	case "table", "view", "materialized", "enum", "column", "sequence", "domain", "composite", "function", "policy":
		return outer == nil || outer.Type == "table"
	}
	return false
}

func (m *mutator) attribute(a *hclsyntax.Attribute, b *hclsyntax.Block) {
	name := spanOf(a.NameRange)
	if !slices.Contains(anyNames, b.Type) {
		m.add("misspelt attribute", name, misspelt(a.Name), schema.CodeUnknownAttribute, consequences...)
	}
	m.value(a.Expr, a, b)
	if slices.Contains(required[b.Type], a.Name) {
		head := spanOf(b.TypeRange)
		if n := len(b.LabelRanges); n > 0 {
			head.End = b.LabelRanges[n-1].End.Byte
		}
		m.list = append(m.list, mutation{"left out", spanOf(a.SrcRange), "", schema.CodeMissingAttribute, head, consequences})
	}
}

// required are attributes that blocks cannot do without.
var required = map[string][]string{
	"table": {"schema"}, "enum": {"schema", "values"}, "view": {"schema", "as"}, "column": {"type"}, "check": {"expr"},
	"foreign_key": {"columns", "ref_columns"}, "trigger": {"on"}, "policy": {"on"}, "domain": {"schema", "type"},
}

func (m *mutator) value(e hclsyntax.Expression, a *hclsyntax.Attribute, b *hclsyntax.Block) {
	at := spanOf(e.Range())
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		switch {
		case slices.Contains(anyNames, b.Type) || b.Type == "variable":
		case e.Val.Type() == cty.Bool:
			for _, with := range []string{"asdf", `"yes"`, "1", "[true]", "{}"} {
				m.add("no truth value", at, with, schema.CodeInvalidValue, consequences...)
			}
		case e.Val.Type() == cty.Number && a.Name != "default":
			for _, with := range []string{"asdf", `"many"`, "true", "[1]", "{}"} {
				m.add("no number", at, with, schema.CodeInvalidValue)
			}
		}
	case *hclsyntax.ScopeTraversalExpr:
		m.traversal(e.Traversal, a, b)
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			m.value(item, a, b)
		}
	case *hclsyntax.TemplateExpr:
		if slices.Contains([]string{"comment", "expr", "where", "charset", "collate", "using"}, a.Name) {
			for _, with := range []string{`["x"]`, "{}"} {
				m.add("no string", at, with, schema.CodeInvalidValue, schema.CodeMissingAttribute)
			}
		}
		for _, part := range e.Parts {
			if _, ok := part.(*hclsyntax.ScopeTraversalExpr); ok {
				m.value(part, a, b)
			}
		}
	case *hclsyntax.ObjectConsExpr:
		for _, item := range e.Items {
			m.value(item.ValueExpr, a, b)
		}
	case *hclsyntax.FunctionCallExpr:
		for _, arg := range e.Args {
			if _, ok := arg.(*hclsyntax.ScopeTraversalExpr); ok {
				m.value(arg, a, b)
			}
		}
	}
}

// traversal mutates a keyword, or each step of a reference.
func (m *mutator) traversal(t hcl.Traversal, a *hclsyntax.Attribute, b *hclsyntax.Block) {
	whole := spanOf(t.SourceRange())
	if len(t) == 1 {
		word := t.RootName()
		switch {
		case a.Name == "type" && (b.Type == "column" || b.Type == "domain" || b.Type == "field"):
			if len(word) > 4 {
				m.add("misspelt type", whole, misspelt(word), schema.CodeUnknownType)
			}
		case a.Name == "type" && (b.Type == "arg" || b.Type == "variable" || b.Type == "sequence") || a.Name == "return":
		default:
			m.add("misspelt keyword", whole, misspelt(word), schema.CodeInvalidValue)
		}
		return
	}
	if t.RootName() == "atlas" || t.RootName() == "each" {
		return
	}
	if m.view && t.RootName() == "column" {
		return // a view need not list its columns
	}
	last := t[len(t)-1]
	attr, ok := last.(hcl.TraverseAttr)
	if !ok || attr.Name == "url" {
		return
	}
	r := spanOf(attr.SrcRange)
	r.Start = r.End - len(attr.Name)
	follows := []schema.Code{schema.CodeUnused, schema.CodeKeyUnique}
	if t.RootName() == "schema" {
		follows = append(follows, schema.CodeUnresolved) // what names the block by its schema
	}
	m.add("misspelt reference", r, attr.Name+"x", schema.CodeUnresolved, follows...)
}

// sqlDialects are those of the projects' SQL files.
var sqlDialects = map[string]schema.Dialect{
	"sql": schema.Postgres, "sql_mysql": schema.MySQL, "sql_sqlite": schema.SQLite, "project": schema.Postgres,
}

// mutateSQL misspells every name of a table or column that is referred to, but in
// expressions.
func mutateSQL(t *testing.T, project, src string) []mutation {
	d, ok := sqlDialects[project]
	if !ok {
		t.Fatalf("%s has no dialect", project)
	}
	var list []mutation
	for _, c := range text.Cut(src, sql.Initial(d), sql.Next) {
		chunk := sql.Parse(src[c.Span.Start:c.Span.End], c.State)
		for _, s := range chunk.Sites {
			at := s.Span.Shift(c.Span.Start)
			word := src[at.Start:at.End]
			switch s.Kind {
			case schema.KindTable, schema.KindRelation, schema.KindColumn:
			default:
				continue
			}
			if before := strings.LastIndex(src[:at.Start], "CHECK ("); s.Decl || before >= 0 && !strings.Contains(src[before:at.Start], ")") {
				continue
			}
			with := word + "x"
			if strings.HasSuffix(word, "`") {
				with = word[:len(word)-1] + "x`"
			}
			follows := []schema.Code{schema.CodeKeyUnique, schema.CodeAutoIncrement}
			if statement := src[c.Span.Start:c.Span.End]; strings.Contains(statement, "ADD COLUMN") || strings.Contains(statement, "RENAME COLUMN") {
				follows = append(follows, schema.CodeUnresolved) // the column is missed elsewhere
			}
			list = append(list, mutation{"misspelt name", at, with, schema.CodeUnresolved,
				text.Span{Start: at.Start, End: at.Start + len(with)}, follows})
		}
	}
	return list
}
