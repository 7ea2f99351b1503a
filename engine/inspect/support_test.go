package inspect_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
)

// supportPage is the page that TestSupportPage writes.
var supportPage = filepath.Join("..", "..", "docs", "support.md")

// supportDialects are the dialects with tables, in the order of the page.
var supportDialects = []struct {
	dialect schema.Dialect
	name    string
}{
	{schema.Postgres, "PostgreSQL"}, {schema.MySQL, "MySQL"}, {schema.MariaDB, "MariaDB"}, {schema.SQLite, "SQLite"},
	{schema.SQLServer, "SQL Server"}, {schema.ClickHouse, "ClickHouse"}, {schema.Redshift, "Redshift"},
}

// notState are attributes and blocks that say nothing of the state of a database,
// and why the graph does not keep them.
var notState = map[string]string{
	"renamed_from": "how to get there, not what to get to",
	"annotation":   "notes for other tools",
	"password":     "secrets are kept nowhere",
	"variable":     "evaluated",
	"locals":       "evaluated",
}

// TestSupportPage writes a schema with each block and each attribute that the
// tables know, one at a time, and looks whether that makes a difference to the
// graph and to what inspect prints. The page says what it found.
func TestSupportPage(t *testing.T) {
	cells := map[string]map[schema.Dialect]*support{}
	var missing []string
	for _, d := range supportDialects {
		file := hcl.FileShape(hcl.State{Kind: hcl.KindSchema, Dialect: d.dialect})
		for _, typ := range file.Blocks() {
			p := prober{dialect: d.dialect, root: file, cells: cells, missing: &missing}
			shape, _ := file.Block(typ)
			p.block([]string{typ}, shape)
		}
	}
	page := supportText(cells, missing)
	if *update {
		if err := os.WriteFile(supportPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, _ := os.ReadFile(supportPage)
	if string(have) != page {
		t.Errorf("%s is stale (run with -update):\n%s", supportPage, diff(string(have), page))
	}
}

// support counts a block's attributes, and those that reach the graph.
type support struct{ attrs, graph, inspect int }

// prober tries the blocks of a dialect.
type prober struct {
	dialect schema.Dialect
	root    hcl.Shape
	cells   map[string]map[schema.Dialect]*support
	missing *[]string
}

func (p *prober) block(path []string, shape hcl.Shape) {
	name := strings.Join(path, ".")
	if notState[path[len(path)-1]] != "" {
		return
	}
	cell := &support{}
	if p.cells[name] == nil {
		p.cells[name] = map[schema.Dialect]*support{}
	}
	p.cells[name][p.dialect] = cell
	base, basePrinted := p.graph(p.source(path, "", ""))
	for _, attr := range shape.Attributes() {
		if notState[attr] != "" {
			continue
		}
		cell.attrs++
		inGraph, printed := false, false
		form, _ := shape.Attribute(attr)
		base, basePrinted := base, basePrinted
		if slices.Contains(shape.Required(), attr) || slices.ContainsFunc(shape.OneOf(), func(g []string) bool { return slices.Contains(g, attr) }) {
			base, basePrinted = p.graph(p.source(path, attr, "")) // without it
		}
		for _, value := range p.values(path, attr, form) {
			got, gotPrinted := p.graph(p.source(path, attr, value))
			inGraph, printed = inGraph || got != base, printed || gotPrinted != basePrinted
		}
		if inGraph {
			cell.graph++
		}
		if printed {
			cell.inspect++
		}
		if at := name + "." + attr; !inGraph || !printed {
			if inGraph {
				at += "`, which inspect does not print"
			} else {
				at += "`"
			}
			if !slices.Contains(*p.missing, at) {
				*p.missing = append(*p.missing, at)
			}
		}
	}
	for _, typ := range shape.Blocks() {
		if inner, _ := shape.Block(typ); len(path) < 5 {
			p.block(append(slices.Clip(path), typ), inner)
		}
	}
}

// source is a schema with the block at a path, in which attr has the value, and
// what that needs around it.
func (p *prober) source(path []string, attr, value string) string {
	var b strings.Builder
	b.WriteString("schema \"s\" {\n}\n")
	for _, typ := range []string{"table", "enum", "function", "role", "trigger"} {
		if shape, ok := p.root.Block(typ); ok {
			p.write(&b, []string{typ}, shape, "x_"+typ, nil, "", "")
		}
	}
	shape, _ := p.root.Block(path[0])
	p.write(&b, path[:1], shape, "b", path[1:], attr, value)
	return b.String()
}

// write writes a block with what it must have; in it the block that rest leads
// to, with one attribute more or of another value.
func (p *prober) write(b *strings.Builder, path []string, shape hcl.Shape, label string, rest []string, attr, value string) {
	typ := path[len(path)-1]
	b.WriteString(typ)
	least, most := shape.Labels()
	if least > 1 && most == 2 {
		fmt.Fprintf(b, " %q", "s")
	}
	if most > 0 && least <= most && typ != "permission" {
		fmt.Fprintf(b, " %q", label)
	}
	b.WriteString(" {\n")
	here := len(rest) == 0 && attr != ""
	for _, name := range shape.Required() {
		if here && name == attr {
			continue
		}
		form, _ := shape.Attribute(name)
		if values := p.values(path, name, form); len(values) > 0 {
			fmt.Fprintf(b, "%s = %s\n", name, values[0])
		}
	}
	if here && value != "" {
		fmt.Fprintf(b, "%s = %s\n", attr, value)
	}
	if path[0] == "table" && len(path) == 1 && label == "x_table" || typ == "table" && len(path) == 1 {
		b.WriteString("column \"a\" {\n type = int\n}\ncolumn \"c\" {\n type = int\n}\n")
	}
	if typ == "materialized" || typ == "view" {
		if _, ok := shape.Block("column"); ok {
			b.WriteString("column \"a\" {\n type = int\n}\n")
		}
	}
	for _, group := range shape.OneOf() {
		if slices.Contains(group, attr) && here || len(rest) > 0 && slices.Contains(group, rest[0]) {
			continue
		}
		if _, ok := shape.Attribute(group[0]); ok {
			form, _ := shape.Attribute(group[0])
			fmt.Fprintf(b, "%s = %s\n", group[0], p.values(path, group[0], form)[0])
		} else if inner, ok := shape.Block(group[0]); ok {
			p.write(b, append(slices.Clip(path), group[0]), inner, "n", nil, "", "")
		}
	}
	for _, name := range shape.Blocks() {
		inner, _ := shape.Block(name)
		if inner.BlockRequired() && (len(rest) == 0 || rest[0] != name) {
			p.write(b, append(slices.Clip(path), name), inner, "a", nil, "", "")
		}
	}
	if len(rest) > 0 {
		inner, _ := shape.Block(rest[0])
		p.write(b, append(slices.Clip(path), rest[0]), inner, "n", rest[1:], attr, value)
	}
	b.WriteString("}\n")
}

// values gives values that an attribute may have, each of another form.
func (p *prober) values(path []string, attr string, form hcl.Form) []string {
	var out []string
	add := func(v string) {
		if form.List {
			v = "[" + v + "]"
		}
		out = append(out, v)
	}
	for _, ref := range form.Refs {
		owner, _, member := strings.Cut(ref, ".")
		switch {
		case member && slices.Contains([]string{"table", "materialized", "view", "type_table", "function"}, path[0]) && attr != "ref_columns":
			add("column.a")
		case member:
			add("table.x_table.column.a")
		case owner == "schema":
			add("schema.s")
		case owner == "*":
			add("table.x_table")
		default:
			add(owner + ".x_" + owner)
		}
	}
	for _, word := range form.Words[:min(2, len(form.Words))] {
		add(word)
	}
	if form.Type {
		add("int")
		add("bigint")
	}
	if form.Bare && !form.Bool {
		add("7")
	}
	if form.Bare {
		add("true")
		add("false")
	}
	if form.Text || form.Any {
		add(`"v"`)
	}
	if form.SQL {
		add(`sql("v")`)
	}
	if form.Map {
		add(`{ k = "v" }`)
	}
	return out
}

// graph gives the statements of a schema, and what inspect prints of it, both
// without places.
func (p *prober) graph(src string) (statements, printed string) {
	realm := foldHCL(p.dialect, src)
	out, err := inspect.JSON(realm)
	if err != nil {
		panic(err)
	}
	var stmts []any
	for _, part := range chunksOf(p.dialect, src) {
		for _, s := range part.Stmts {
			text, _ := json.Marshal(s)
			var v any
			_ = json.Unmarshal(text, &v)
			stmts = append(stmts, withoutSpans(v))
		}
	}
	text, _ := json.Marshal(stmts)
	return string(text), string(out)
}

func chunksOf(d schema.Dialect, src string) []*schema.Chunk {
	return []*schema.Chunk{hcl.Parse(src, hcl.State{Kind: hcl.KindSchema, Dialect: d})}
}

func withoutSpans(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "Span")
		for _, inner := range v {
			withoutSpans(inner)
		}
	case []any:
		for _, inner := range v {
			withoutSpans(inner)
		}
	}
	return v
}

// supportText is the page.
func supportText(cells map[string]map[schema.Dialect]*support, missing []string) string {
	var b strings.Builder
	b.WriteString(`# What is supported

This page is made from the tables in ` + "`engine/hcl/tables`" + `, by a test that writes a schema with each block and
attribute and looks whether it makes a difference; it fails when this page is stale. Update it with
` + "`go test ./engine/inspect -run TestSupportPage -update`" + `.

Every block and attribute that is listed here is parsed, validated, completed, and explained on hover. A
number is how many of its attributes reach the schema graph and what ` + "`inspect`" + ` prints; ✓ is all of them. An
empty cell is a block that the dialect does not have. Oracle, Spanner, Snowflake and Databricks have no
table: their files have syntax errors, symbols, references and formatting.

## Schema files

| block |`)
	for _, d := range supportDialects {
		b.WriteString(" " + d.name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(supportDialects)) + "\n")
	var names []string
	for name := range cells {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("| `" + name + "` |")
		for _, d := range supportDialects {
			switch c := cells[name][d.dialect]; {
			case c == nil:
				b.WriteString(" |")
			case c.graph == c.attrs && c.inspect == c.attrs:
				b.WriteString(" ✓ |")
			default:
				fmt.Fprintf(&b, " %d of %d |", min(c.graph, c.inspect), c.attrs)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\nWhat the graph does not keep:\n\n")
	for _, name := range slices.Sorted(keysOf(notState)) {
		fmt.Fprintf(&b, "- `%s`: %s\n", name, notState[name])
	}
	slices.Sort(missing)
	for _, m := range missing {
		fmt.Fprintf(&b, "- `%s\n", m)
	}
	b.WriteString("\n## Other files\n\nParsed, validated, completed, and explained on hover:\n")
	for _, kind := range []hcl.FileKind{hcl.KindProject, hcl.KindTest, hcl.KindPlan, hcl.KindRule} {
		fmt.Fprintf(&b, "\n### %s files\n\n", kind)
		listBlocks(&b, hcl.FileShape(hcl.State{Kind: kind}), "")
	}
	return b.String()
}

func keysOf(m map[string]string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func listBlocks(b *strings.Builder, shape hcl.Shape, path string) {
	line := func(name string, s hcl.Shape) {
		fmt.Fprintf(b, "- `%s`", name)
		if attrs := s.Attributes(); len(attrs) > 0 {
			b.WriteString(": " + strings.Join(attrs, ", "))
		}
		b.WriteString("\n")
	}
	types := slices.Clone(shape.Blocks())
	slices.Sort(types)
	for _, typ := range types {
		inner, _ := shape.Block(typ)
		name := strings.TrimPrefix(path+"."+typ, ".")
		variants := inner.Variants()
		if len(variants) == 0 {
			line(name, inner)
		}
		for _, v := range variants {
			line(name+" \""+v+"\"", inner.Variant(v))
		}
		listBlocks(b, inner, name)
	}
}
