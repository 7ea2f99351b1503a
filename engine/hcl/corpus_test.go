package hcl

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/internal/corpus"
)

// corpusFiles gives the HCL files of the corpus of real projects, by path.
func corpusFiles(tb testing.TB) map[string]string {
	tb.Helper()
	return corpus.Files(tb, "hcl", ".hcl")
}

// corpusDialect is the dialect that the folders of the integration tests name.
func corpusDialect(path string) schema.Dialect {
	switch {
	case strings.HasPrefix(path, "ariga+atlas-integration/postgres/"):
		return schema.Postgres
	case strings.HasPrefix(path, "ariga+atlas-integration/mysql/"):
		return schema.MySQL
	case strings.HasPrefix(path, "ariga+atlas-integration/sqlite/"):
		return schema.SQLite
	}
	return ""
}

// corpusExceptions are files that do have problems, and why.
var corpusExceptions = map[string]string{
	"gordonmurray+terraform_aws_rds_postgres_atlas/schema.hcl": "broken upstream: type = int not null",
	"gadnium+atlas/schema.hcl":                                 "a true finding: columns have no attribute unique, and the official tool ignores it in silence",
}

func TestCorpusHasNoProblems(t *testing.T) {
	files := corpusFiles(t)
	start := time.Now()
	bytes := 0
	for path, content := range files {
		kind, dialect := Classify(path, content)
		if dialect == "" && kind == KindSchema {
			dialect = corpusDialect(path)
		}
		st := State{kind, dialect}
		bytes += len(content)
		problems := 0
		for _, c := range text.Cut(content, st, Next) {
			src := content[c.Span.Start:c.Span.End]
			for _, problem := range Parse(src, st).Problems {
				if problem.Code == schema.CodeDeprecated {
					continue // files in use do have old spellings
				}
				problems++
				if corpusExceptions[path] == "" {
					pos := text.NewDocument(content).Position(c.Span.Start+problem.Span.Start, text.UTF8)
					t.Errorf("%s:%d: %s [%s]", path, pos.Line+1, problem.Message, problem.Code)
				}
			}
		}
		if corpusExceptions[path] != "" && problems == 0 {
			t.Errorf("%s: no problem found, though it is listed as broken", path)
		}
	}
	t.Logf("%d files, %d bytes in %v", len(files), bytes, time.Since(start))
}

// TestCorpusNames checks that the text of every name's span is that name.
func TestCorpusNames(t *testing.T) {
	names := 0
	for path, content := range corpusFiles(t) {
		kind, dialect := Classify(path, content)
		if dialect == "" {
			dialect = corpusDialect(path)
		}
		st := State{kind, dialect}
		for _, c := range text.Cut(content, st, Next) {
			src := content[c.Span.Start:c.Span.End]
			chunk := Parse(src, st)
			check := func(n schema.Name) {
				if n.IsZero() && n.Span.IsZero() {
					return
				}
				names++
				if got := unquote(src[n.Span.Start:n.Span.End]); got != n.Text {
					t.Errorf("%s: name %q stands at %q", path, n.Text, got)
				}
			}
			eachName(reflect.ValueOf(chunk.Stmts), check)
			for _, s := range chunk.Sites {
				check(s.Ref.Name)
				check(s.Ref.Schema)
				if s.Span.Len() == 0 {
					t.Errorf("%s: site %+v is empty", path, s)
				}
			}
		}
	}
	t.Logf("%d names", names)
}

// unquote reads a name as the text spells it.
func unquote(s string) string {
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	e, diags := hclsyntax.ParseExpression([]byte(s), "", hcl.Pos{Line: 1, Column: 1})
	if diags.HasErrors() {
		return s
	}
	v, _ := literal(e)
	return v
}

// eachName calls visit with every schema.Name in v.
func eachName(v reflect.Value, visit func(schema.Name)) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			eachName(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachName(v.Index(i), visit)
		}
	case reflect.Struct:
		if n, ok := v.Interface().(schema.Name); ok {
			visit(n)
			return
		}
		for i := range v.NumField() {
			eachName(v.Field(i), visit)
		}
	}
}

// eachSpan calls visit with every span of a chunk's statements.
func eachSpan(c *schema.Chunk, visit func(what string, s text.Span)) {
	var walk func(v reflect.Value, what string)
	walk = func(v reflect.Value, what string) {
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), what)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), what)
			}
		case reflect.Struct:
			if s, ok := v.Interface().(text.Span); ok {
				visit(what, s)
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
			}
		}
	}
	walk(reflect.ValueOf(c.Stmts), "")
}
