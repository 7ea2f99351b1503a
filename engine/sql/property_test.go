package sql

import (
	"go/ast"
	goparser "go/parser"
	gotoken "go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// TestNamesStandWhereTheySay checks, over the whole corpus, that the text at
// every name's span is that name, and that every site holds a name.
func TestNamesStandWhereTheySay(t *testing.T) {
	f := featuresFor(schema.Postgres)
	names, sites := 0, 0
	for file, src := range corpusFiles(t) {
		for _, s := range parseAll(src, schema.Postgres) {
			for _, stmt := range s.chunk.Stmts {
				eachName(reflect.ValueOf(stmt), func(n schema.Name) {
					names++
					if got := readName(s.src[n.Span.Start:n.Span.End], f); got != n.Text {
						t.Errorf("%s: %T: %q stands at the span of %q", file, stmt, got, n.Text)
					}
				})
			}
			for _, site := range s.chunk.Sites {
				sites++
				want := site.Ref.Name.Text
				if site.Column != "" {
					want = site.Column
				}
				if got := readName(s.src[site.Span.Start:site.Span.End], f); got != want {
					t.Errorf("%s: %q stands at the site of %s %q", file, got, site.Kind, want)
				}
				if site.Ref.IsZero() && site.Query == nil {
					t.Errorf("%s: site %v has no ref", file, site)
				}
			}
			seen := map[schema.Site]bool{}
			for _, site := range s.chunk.Sites {
				if seen[site] {
					t.Errorf("%s: site %s %q twice in %.80s", file, site.Kind, s.src[site.Span.Start:site.Span.End], s.src)
				}
				seen[site] = true
			}
		}
	}
	t.Log(names, "names,", sites, "sites")
}

func readName(raw string, f *features) string {
	switch {
	case raw == "":
		return ""
	case raw[0] == '\'' || raw[0] == '$':
		return stringText(raw, f)
	case raw[0] == '"' || strings.HasPrefix(raw, "U&"):
		return truncate(unquoteName(raw))
	}
	return truncate(foldLower(raw))
}

// eachName visits every schema.Name in v that is not absent.
func eachName(v reflect.Value, visit func(schema.Name)) {
	seen := map[any]bool{} // what a query points back to, and what statements share
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Interface()] {
				seen[v.Interface()] = true
				walk(v.Elem())
			}
		case reflect.Slice:
			list := [2]uintptr{v.Pointer(), uintptr(v.Len())}
			if seen[list] {
				return
			}
			seen[list] = v.Len() > 0
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if n, ok := v.Interface().(schema.Name); ok {
				if n.Text != "" {
					visit(n)
				}
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(v)
}

// TestSpansLieInTheChunk checks spans over mangled corpus text.
func TestSpansLieInTheChunk(t *testing.T) {
	for file, src := range corpusFiles(t) {
		if len(src) > 120_000 {
			src = src[:120_000]
		}
		for i, mangle := range []func(string) string{
			func(s string) string { return strings.ReplaceAll(s, ")", "") },
			func(s string) string { return strings.ReplaceAll(s, ",", "") },
			func(s string) string { return strings.ReplaceAll(s, "'", "") },
			func(s string) string { return strings.ReplaceAll(s, " NOT", " (") },
			func(s string) string { return s[:len(s)*2/3] },
		} {
			mangled := mangle(src)
			for _, d := range []schema.Dialect{"", schema.MySQL, schema.SQLite, schema.SQLServer} {
				for _, c := range text.Cut(mangled, Initial(d), Next) {
					chunk := mangled[c.Span.Start:c.Span.End]
					if problem := spanProblem(Parse(chunk, c.State), len(chunk)); problem != "" {
						t.Fatalf("%s, mangled %d, %s: %s\n%.300s", file, i, d, problem, chunk)
					}
				}
			}
		}
	}
}

// spanProblem checks that all spans in a chunk lie in it.
func spanProblem(c *schema.Chunk, length int) string {
	problem := ""
	seen := map[any]bool{} // what a query points back to, and what statements share
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Pointer:
			if !v.IsNil() && !seen[v.Interface()] {
				seen[v.Interface()] = true
				walk(v.Elem())
			}
		case reflect.Slice:
			list := [2]uintptr{v.Pointer(), uintptr(v.Len())}
			if seen[list] {
				return
			}
			seen[list] = v.Len() > 0
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			if s, ok := v.Interface().(text.Span); ok {
				if s.Start < 0 || s.End < s.Start || s.End > length {
					problem = "span " + strconv.Itoa(s.Start) + "–" + strconv.Itoa(s.End) + " in " + strconv.Itoa(length)
				}
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	walk(reflect.ValueOf(c))
	return problem
}

// TestKeywordsOfTheParserAreKeywords finds words that the code compares tokens
// with but that the lexer does not know: those comparisons could never hold.
func TestKeywordsOfTheParserAreKeywords(t *testing.T) {
	calls := map[string]bool{"at": true, "accept": true, "acceptAny": true, "after": true, "sawWord": true}
	check := func(fset *gotoken.FileSet, e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != gotoken.STRING {
			return
		}
		w, _ := strconv.Unquote(lit.Value)
		if w != "" && lookup(w).text == "" {
			t.Errorf("%s: %q is no keyword", fset.Position(lit.Pos()), w)
		}
	}
	fset := gotoken.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	isWord := func(e ast.Expr) bool {
		if s, ok := e.(*ast.SelectorExpr); ok {
			return s.Sel.Name == "word"
		}
		return false
	}
	inspect := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && calls[s.Sel.Name] {
				for _, a := range n.Args {
					check(fset, a)
				}
			}
		case *ast.BinaryExpr:
			if isWord(n.X) {
				check(fset, n.Y)
			}
		case *ast.SwitchStmt:
			var id string
			if a, ok := n.Init.(*ast.AssignStmt); ok && len(a.Rhs) == 1 && isWord(a.Rhs[0]) {
				id = a.Lhs[0].(*ast.Ident).Name
			}
			tag, _ := n.Tag.(*ast.Ident)
			if n.Tag != nil && (isWord(n.Tag) || tag != nil && tag.Name == id && id != "") {
				for _, c := range n.Body.List {
					for _, e := range c.(*ast.CaseClause).List {
						check(fset, e)
					}
				}
			}
		}
		return true
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := goparser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, inspect)
	}
	for _, set := range []map[string]bool{objectWords, modifierWords, syntaxWords, queryWords, setWords, clauseWords, joinWords, clauseStarts, changingWords, endsSelectList, restarting, settled} {
		for w := range set {
			if lookup(w).text == "" {
				t.Errorf("%q is no keyword", w)
			}
		}
	}
}
