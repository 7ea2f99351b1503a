package oracle

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/internal/corpus"
	"github.com/zclconf/go-cty/cty"

	ourhcl "github.com/schemascope/schemascope/engine/hcl"
)

// corpusDocuments are the schema files of the corpus of real projects.
func corpusDocuments(t *testing.T) []*document {
	var all []*document
	files := corpus.Files(t, "hcl", ".hcl")
	for _, name := range sorted(files) {
		kind, known := ourhcl.Classify(name, files[name])
		if kind != ourhcl.KindSchema {
			continue
		}
		for _, d := range dialects {
			if d.name == known || known == "" && d.name == folderDialect(name) {
				all = append(all, newDocument(name, d, files[name]))
			}
		}
	}
	return all
}

// folderDialect is the dialect of a file whose name does not say it: that of its
// folder among Atlas's integration tests, or of the database that the project is
// for.
func folderDialect(name string) schema.Dialect {
	for folder, d := range map[string]schema.Dialect{
		"ariga+atlas-integration/postgres/": schema.Postgres,
		"ariga+atlas-integration/mysql/":    schema.MySQL,
		"ariga+atlas-integration/sqlite/":   schema.SQLite,
	} {
		if strings.HasPrefix(name, folder) {
			if d == schema.MySQL && strings.Contains(name, "-maria/") {
				return schema.MariaDB
			}
			return d
		}
	}
	project, _, _ := strings.Cut(name, "/")
	switch project {
	case "gadnium+atlas", "egustafson+fintrax", "gordonmurray+terraform_aws_rds_postgres_atlas", "rulineio+ruline",
		"otakakot+ninshow", "dmikalova+todos", "wwi21seb-projekt+alpha-services", "Kaikei-e+DECREE", "edgy-solutions+openddil-stack":
		return schema.Postgres
	case "ariga+terraform-provider-atlas":
		return schema.MySQL
	case "ariga+atlas-action", "ariga+atlas-go-sdk", "ariga+atlas":
		return schema.SQLite
	}
	return ""
}

// unitTestDocuments are the schemas in Atlas's own unit tests: string literals
// in Go that are HCL.
func unitTestDocuments(t *testing.T) []*document {
	out, err := exec.Command("go", "list", "-m", "-json", "ariga.io/atlas").Output()
	if err != nil {
		t.Fatal(err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	var all []*document
	for folder, names := range map[string][]schema.Dialect{
		"postgres": {schema.Postgres}, "mysql": {schema.MySQL, schema.MariaDB}, "sqlite": {schema.SQLite},
	} {
		files, err := filepath.Glob(filepath.Join(module.Dir, "sql", folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for line, text := range literals(t, file) {
				for _, d := range dialects {
					if slices.Contains(names, d.name) {
						name := folder + "/" + filepath.Base(file) + ":" + strconv.Itoa(line)
						all = append(all, newDocument(name, d, text))
					}
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b *document) int {
		return strings.Compare(a.name+string(a.dialect.name), b.name+string(b.dialect.name))
	})
	if len(all) < 60 {
		t.Errorf("there are only %d schemas in Atlas's unit tests", len(all))
	}
	return all
}

// literals are the string literals of a Go file that hold blocks in HCL, by line.
func literals(t *testing.T, file string) map[int]string {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[int]string{}
	ast.Inspect(parsed, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		if body := syntax(text); body != nil && slices.ContainsFunc(body.Blocks, func(b *hclsyntax.Block) bool { return b.Type == "table" || b.Type == "schema" }) {
			found[fset.Position(lit.Pos()).Line] = text
		}
		return true
	})
	return found
}

// syntax parses HCL, or gives nil.
func syntax(text string) *hclsyntax.Body {
	f, diags := hclsyntax.ParseConfig([]byte(text), "", hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	return f.Body.(*hclsyntax.Body)
}

// newDocument gives variables that have no default a value of their type.
func newDocument(name string, d *dialect, text string) *document {
	doc := &document{name: name, dialect: d, text: text, vars: map[string]cty.Value{}}
	body := syntax(text)
	if body == nil {
		return doc
	}
	for _, b := range body.Blocks {
		if b.Type != "variable" || len(b.Labels) != 1 || b.Body.Attributes["default"] != nil {
			continue
		}
		value := cty.StringVal("given")
		if a := b.Body.Attributes["type"]; a != nil {
			switch hcl.ExprAsKeyword(a.Expr) {
			case "int", "number":
				value = cty.NumberIntVal(7)
			case "bool":
				value = cty.True
			}
		}
		doc.vars[b.Labels[0]] = value
	}
	return doc
}
