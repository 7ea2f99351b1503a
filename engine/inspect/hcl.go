package inspect

import (
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/zclconf/go-cty/cty"
)

// HCL writes the realm as a schema file of Atlas, laid out as hclwrite.Format
// has it. A block has two labels, its schema's and its own, only when its name
// occurs in two schemas.
//
// Atlas HCL has no place for some of what the graph holds; the file ends with a
// comment that names the elements that were left out: objects whose SQL has more
// to say than Atlas's blocks do. Beside them, it has no words for inheritance,
// for what a partition has of its own, and for views' columns of which no type
// is known. MySQL and SQLite have no unique constraints in HCL: unique indexes
// stand for them, and what is unnamed gets the name that the block needs. The
// schema that MySQL's connection names is called "main". SQLite's columns
// without a type become blobs, which have the same affinity.
func HCL(r *schema.Realm) ([]byte, error) {
	w := &hclWriter{realm: r, home: spellingOf(r.Dialect).home}
	w.count()
	for _, s := range r.Schemas {
		w.schema(s)
	}
	for _, s := range r.Schemas {
		for _, e := range s.Enums {
			w.enum(e)
		}
	}
	for _, s := range r.Schemas {
		for _, o := range objectsOf(r, s) {
			w.object(o)
		}
	}
	for _, s := range r.Schemas {
		for _, t := range s.Tables {
			if !w.partitionOf(t) {
				w.table(t)
			}
		}
	}
	for _, s := range r.Schemas {
		for _, v := range s.Views {
			w.view(v)
		}
	}
	if len(w.left) > 0 {
		w.line("# Not in this file, as HCL has no words for it:")
		for _, what := range w.left {
			w.line("#   %s", oneLine(what))
		}
	}
	return hclwrite.Format([]byte(w.out.String())), nil
}

// named is a kind of block and a name.
type named struct{ kind, name string }

// hclWriter writes the blocks of one realm.
type hclWriter struct {
	out     strings.Builder
	realm   *schema.Realm
	home    string // the schema of names in sql("…") that are not qualified
	schemas map[named]int
	left    []string // what was left out
}

// count counts in how many schemas a name occurs.
func (w *hclWriter) count() {
	w.schemas = map[named]int{}
	for _, s := range w.realm.Schemas {
		for _, t := range s.Tables {
			w.schemas[named{"table", t.Name}]++
		}
		for _, v := range s.Views {
			w.schemas[named{viewBlock(v), v.Name}]++
		}
		for _, e := range s.Enums {
			w.schemas[named{"enum", e.Name}]++
		}
		seen := map[named]bool{}
		for _, o := range objectsOf(w.realm, s) {
			if n := (named{string(o.Kind), o.Name}); !seen[n] {
				seen[n] = true
				w.schemas[n]++
			}
		}
	}
}

func (w *hclWriter) twice(kind, name string) bool { return w.schemas[named{kind, name}] > 1 }

func (w *hclWriter) line(format string, args ...any) { writeLine(&w.out, format, args...) }

// open begins a block that belongs to a schema.
func (w *hclWriter) open(kind string, s *schema.Schema, name string) {
	if w.twice(kind, name) {
		w.line("%s %s %s {", kind, hclString(label(s)), hclString(name))
	} else {
		w.line("%s %s {", kind, hclString(name))
	}
	w.line("schema = schema%s", step(label(s)))
}

// label is the label of a schema's block. The schema that MySQL's connection
// names has no name in the graph; as the only one of a project it may have any.
func label(s *schema.Schema) string {
	if s.Name == "" {
		return "main"
	}
	return s.Name
}

func (w *hclWriter) close() { w.line("}") }

// ref is a reference to a block.
func (w *hclWriter) ref(kind string, s *schema.Schema, name string) string {
	if w.twice(kind, name) {
		return kind + step(label(s)) + step(name)
	}
	return kind + step(name)
}

func (w *hclWriter) comment(s string) { w.text("comment", s) }

// text writes an attribute that is a string, unless it is empty.
func (w *hclWriter) text(name, s string) {
	if s != "" {
		w.line("%s = %s", name, hclString(s))
	}
}

// word writes an attribute whose value stands for itself: a keyword, a number or
// a truth value. What an odd source has there instead becomes a string.
func (w *hclWriter) word(name, value string) {
	if !number.MatchString(value) && !hclsyntax.ValidIdentifier(value) {
		value = hclString(value)
	}
	w.line("%s = %s", name, value)
}

func (w *hclWriter) schema(s *schema.Schema) {
	w.line("schema %s {", hclString(label(s)))
	w.rest(s.Attrs, "schema").writeAttrs()
	w.comment(s.Comment)
	w.close()
}

func (w *hclWriter) enum(e *schema.Enum) {
	w.open("enum", e.Schema, e.Name)
	values := make([]string, len(e.Values))
	for i, v := range e.Values {
		values[i] = hclString(v)
	}
	w.line("values = [%s]", strings.Join(values, ", "))
	w.comment(e.Comment)
	w.close()
}

func (w *hclWriter) table(t *schema.Table) {
	w.open("table", t.Schema, t.Name)
	w.comment(t.Comment)
	rest := w.rest(t.Attrs, "table")
	for _, r := range t.Refs {
		rest.ref(r)
	}
	rest.writeAttrs()
	for _, c := range t.Columns {
		w.column(c, "table")
	}
	if t.PrimaryKey != nil {
		w.primaryKey(t)
	}
	for _, fk := range t.ForeignKeys {
		w.foreignKey(fk)
	}
	for _, x := range t.Indexes {
		w.index(x, t)
	}
	for _, c := range t.Checks {
		w.check(c)
	}
	w.partition(t)
	rest.writeBlocks()
	w.close()
}

func (w *hclWriter) check(c *schema.Check) {
	if c.Expr == "" {
		w.line("# The expression of a check%s is not known.", called(c.Name))
		return
	}
	label := ""
	if c.Name != "" {
		label = hclString(c.Name)
	}
	w.line("check %s {", label)
	w.line("expr = %s", hclString(c.Expr))
	w.comment(c.Comment)
	w.rest(c.Attrs, "table", "check").writeAttrs()
	w.close()
}

// rest collects the attributes that Atlas has for the block at a path.
func (w *hclWriter) rest(attrs []schema.Attr, path ...string) *hclBody {
	shape, ok := hcl.BlockShape(w.realm.Dialect, path[0])
	for _, typ := range path[1:] {
		if ok {
			shape, ok = shape.Block(typ)
		}
	}
	if !ok {
		return &hclBody{w: w}
	}
	body := newBody(w, shape)
	for _, a := range attrs {
		if !strings.HasPrefix(a.Name, "partition.") {
			body.add(a.Name, a.Value)
		}
	}
	return body
}

// column writes a column of a table or view.
func (w *hclWriter) column(c *schema.Column, of string) {
	w.line("column %s {", hclString(c.Name))
	w.line("null = %t", c.Null)
	w.columnType(c)
	if c.Default != nil && c.Default.Text != "" {
		w.line("default = %s", w.value(c.Default))
	}
	w.rest(c.Attrs, of, "column").writeAttrs()
	w.comment(c.Comment)
	if g := c.Generated; g != nil {
		w.line("as {")
		w.line("expr = %s", hclString(g.Expr))
		kind := storage(g)
		if g.Stored && w.realm.Dialect == schema.SQLServer {
			kind = "PERSISTED"
		}
		w.line("type = %s", kind)
		w.close()
	}
	if id := c.Identity; id != nil {
		w.line("identity {")
		start := "start"
		if w.realm.Dialect == schema.SQLServer {
			start = "seed"
		} else {
			w.line("generated = %s", strings.ReplaceAll(generation(id), " ", "_"))
		}
		if id.Start != "" {
			w.word(start, id.Start)
		}
		if id.Step != "" {
			w.word("increment", id.Step)
		}
		w.close()
	}
	w.close()
}

// columnType writes the attributes that say a column's type.
func (w *hclWriter) columnType(c *schema.Column) {
	text := c.Type.Text
	if text == "" && w.realm.Dialect == schema.SQLite {
		text = "blob"
	}
	if text == "" {
		return
	}
	typ, unsigned := w.typeOf(c, text)
	w.line("type = %s", typ)
	if unsigned {
		w.line("unsigned = true")
	}
}

func (w *hclWriter) typeOf(c *schema.Column, text string) (typ string, unsigned bool) {
	array := arrayOf(text)
	switch {
	case c.Enum != nil && array == "":
		return w.ref("enum", c.Enum.Schema, c.Enum.Name), false
	case c.Enum != nil:
		return sqlCall(w.plain(c.Enum.Schema, c.Enum.Name) + array), false
	case c.TypeOf != nil && array == "" && w.typeBlock(c.TypeOf):
		return w.ref(string(c.TypeOf.Kind), c.TypeOf.Schema, c.TypeOf.Name), false
	case c.TypeOf != nil:
		return sqlCall(w.plain(c.TypeOf.Schema, c.TypeOf.Name) + array), false
	}
	if typ, unsigned, ok := hclType(w.realm.Dialect, text); ok {
		return typ, unsigned
	}
	return sqlCall(text), false
}

// typeBlock reports whether a type has a block that a reference can lead to.
func (w *hclWriter) typeBlock(o *schema.Object) bool {
	_, ok := hcl.BlockShape(w.realm.Dialect, string(o.Kind))
	return ok && !o.Partial
}

// plainName needs no quotes in SQL, keywords aside, which name no types.
var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// plain is a name in SQL, as short as it can be.
func (w *hclWriter) plain(s *schema.Schema, name string) string {
	quoted := func(n string) string {
		if plainName.MatchString(n) {
			return n
		}
		return quoteName(n, spellingOf(w.realm.Dialect).marks)
	}
	if s.Name == w.home || s.Name == "" {
		return quoted(name)
	}
	return quoted(s.Name) + "." + quoted(name)
}

// number is a number that reads the same in SQL and HCL.
var number = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$`)

// value writes a default: a literal as HCL's own, anything else as sql("…").
func (w *hclWriter) value(e *schema.Expr) string {
	text := e.Text
	switch {
	case !e.Literal:
	case number.MatchString(text), text == "true", text == "false":
		return text
	case len(text) > 1 && text[0] == '\'' && text[len(text)-1] == '\'':
		inner := text[1 : len(text)-1]
		s := strings.ReplaceAll(inner, "''", "'")
		// A backslash means what the dialect says, an odd quote what nobody knows.
		// One that has quotes of its own would be read as what they hold.
		quoted := len(s) > 1 && s[0] == s[len(s)-1] && (s[0] == '\'' || s[0] == '"')
		if !quoted && !strings.Contains(s, `\`) && strings.Count(inner, "'") == 2*strings.Count(s, "'") {
			return hclString(s)
		}
	}
	return sqlCall(text)
}

// columnList writes references to the columns of a table; table is "" for the
// enclosing one, else a reference with a dot after it.
func columnList(table string, columns []string) string {
	refs := make([]string, len(columns))
	for i, c := range columns {
		refs[i] = table + "column" + step(c)
	}
	return "[" + strings.Join(refs, ", ") + "]"
}

func (w *hclWriter) foreignKey(fk *schema.ForeignKey) {
	refSchema, refTable, refColumns := keyTarget(fk)
	name := fk.Name
	if name == "" {
		name = strings.Join(append([]string{fk.Table.Name}, append(fk.ColumnNames, "fkey")...), "_")
	}
	if len(refColumns) == 0 {
		w.left = append(w.left, "foreign key "+name+" of "+fk.Table.Name+": the columns it refers to are not known")
		return
	}
	table := "table" + step(refTable) + "."
	switch {
	case fk.RefTable == fk.Table:
		table = ""
	case fk.RefTable != nil:
		table = w.ref("table", fk.RefTable.Schema, refTable) + "."
	case refSchema != fk.Table.Schema.Name:
		table = "table" + step(refSchema) + step(refTable) + "."
	}
	w.line("foreign_key %s {", hclString(name))
	w.line("columns = %s", columnList("", fk.ColumnNames))
	w.line("ref_columns = %s", columnList(table, refColumns))
	w.action("on_update", fk.OnUpdate)
	w.action("on_delete", fk.OnDelete)
	w.rest(fk.Attrs, "table", "foreign_key").writeAttrs()
	w.comment(fk.Comment)
	w.close()
}

func (w *hclWriter) action(name, action string) {
	if action != "" {
		w.word(name, strings.ReplaceAll(action, " ", "_"))
	}
}

// partitionKey is a partition key: RANGE (a, lower(b)).
var partitionKey = regexp.MustCompile(`(?s)^(\w+)\s*\((.*)\)$`)

func (w *hclWriter) partition(t *schema.Table) {
	m := partitionKey.FindStringSubmatch(strings.TrimSpace(t.Partition))
	if m == nil {
		return
	}
	w.line("partition {")
	w.line("type = %s", strings.ToUpper(m[1]))
	var columns, others []string
	for _, key := range splitList(m[2]) {
		key = strings.TrimSpace(key)
		name := key
		if len(key) > 1 && key[0] == '"' {
			name = strings.ReplaceAll(key[1:len(key)-1], `""`, `"`)
		}
		if t.Column(name) != nil {
			columns = append(columns, name)
			others = append(others, "column = column"+step(name))
			continue
		}
		if inner, ok := strings.CutPrefix(key, "("); ok && strings.HasSuffix(inner, ")") {
			key = inner[:len(inner)-1]
		}
		others = append(others, "expr = "+hclString(key))
	}
	if len(columns) == len(others) {
		w.line("columns = %s", columnList("", columns))
	} else {
		for _, by := range others {
			w.line("by {")
			w.line("%s", by)
			w.close()
		}
	}
	if shape, ok := hcl.BlockShape(w.realm.Dialect, "table"); ok {
		if shape, ok = shape.Block("partition"); ok {
			body := newBody(w, shape)
			for _, a := range t.Attrs {
				if name, of := strings.CutPrefix(a.Name, "partition."); of {
					body.add(name, a.Value)
				}
			}
			body.write()
		}
	}
	w.close()
}

func viewBlock(v *schema.View) string {
	if v.Materialized {
		return "materialized"
	}
	return "view"
}

func (w *hclWriter) view(v *schema.View) {
	w.open(viewBlock(v), v.Schema, v.Name)
	for _, c := range v.Columns {
		if c.Type.Text != "" {
			w.column(c, viewBlock(v))
		}
	}
	rest := w.rest(v.Attrs, viewBlock(v))
	for _, r := range v.Refs {
		rest.ref(r)
	}
	rest.writeAttrs()
	for _, x := range v.Indexes {
		w.index(x, nil)
	}
	w.line("as = %s", sqlText(strings.TrimSuffix(v.Query, ";")))
	var needs []string
	for _, t := range v.DependsOn {
		switch {
		case t.Table != nil:
			needs = append(needs, w.ref("table", t.Table.Schema, t.Table.Name))
		case t.View != nil && t.View != v:
			needs = append(needs, w.ref(viewBlock(t.View), t.View.Schema, t.View.Name))
		}
	}
	if len(needs) > 0 && !rest.wrote["depends_on"] {
		w.line("depends_on = [%s]", strings.Join(needs, ", "))
	}
	w.comment(v.Comment)
	rest.writeBlocks()
	w.close()
}

// hclString quotes a string for HCL.
func hclString(s string) string {
	return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes())
}

func sqlCall(sql string) string { return "sql(" + hclString(sql) + ")" }

// sqlText writes a SQL text: over several lines if it has them. Each line is
// indented, but for blank ones: a flush heredoc is moved back by what the least
// indented of the others has.
func sqlText(sql string) string {
	const mark = "SQL"
	sql = strings.TrimSpace(sql)
	lines := strings.Split(sql, "\n")
	if len(lines) == 1 || strings.ContainsAny(sql, "\r\x00") {
		return hclString(sql)
	}
	var b strings.Builder
	b.WriteString("<<-" + mark + "\n")
	for _, line := range lines {
		if strings.TrimSpace(line) == mark {
			return hclString(sql)
		}
		if strings.TrimSpace(line) != "" {
			line = "  " + strings.NewReplacer("${", "$${", "%{", "%%{").Replace(line)
		}
		b.WriteString(line + "\n")
	}
	b.WriteString("  " + mark)
	return b.String()
}

// step is a step of a traversal: .name, or ["name"] for what is no identifier.
func step(name string) string {
	if hclsyntax.ValidIdentifier(name) {
		return "." + name
	}
	return "[" + hclString(name) + "]"
}
