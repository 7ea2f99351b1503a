package oracle

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/zclconf/go-cty/cty"
)

// block is a block of HCL to be written.
type block struct {
	typ    string
	labels []string
	attrs  []attribute
	blocks []*block
}

type attribute struct{ name, value string }

func (b *block) set(name, value string) {
	b.attrs = append(b.attrs, attribute{name, value})
}

func (b *block) add(typ string, labels ...string) *block {
	inner := &block{typ: typ, labels: labels}
	b.blocks = append(b.blocks, inner)
	return inner
}

func (b *block) write(w *strings.Builder, indent string) {
	w.WriteString(indent + b.typ)
	for _, l := range b.labels {
		w.WriteString(" " + quoted(l))
	}
	w.WriteString(" {\n")
	for _, a := range b.attrs {
		fmt.Fprintf(w, "%s  %s = %s\n", indent, a.name, a.value)
	}
	for _, inner := range b.blocks {
		inner.write(w, indent+"  ")
	}
	w.WriteString(indent + "}\n")
}

// quoted is a string as HCL writes it.
func quoted(s string) string { return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()) }

// generator writes schemas at random over all that Atlas's evaluator knows. The
// same seed gives the same schema.
type generator struct {
	*rand.Rand
	d      *dialect
	top    *block // the file: its blocks are the document's
	tables []*table
	enums  []string
	vars   map[string]cty.Value
}

type table struct {
	*block
	schema, name string
	qualified    bool
	columns      []string
	rowid        bool // SQLite: not WITHOUT ROWID
	nullable     map[string]bool
	keyable      []string // columns that a key may hold
}

func newGenerator(seed uint64, d *dialect) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, 0)), d: d, top: &block{}, vars: map[string]cty.Value{}}
}

// document writes one schema.
func (g *generator) document() *document {
	schemas := []string{"public", "sales"}[:1+g.IntN(2)]
	if g.d.name == schema.SQLite {
		schemas = []string{"main"}
	}
	for _, s := range schemas {
		b := g.top.add("schema", s)
		g.maybe(b, 3, "comment", g.text)
		if g.mysql() {
			g.charset(b)
		}
	}
	if g.d.name == schema.Postgres {
		for i := range g.IntN(3) {
			name := fmt.Sprintf("kind%d", i)
			g.enums = append(g.enums, name)
			b := g.top.add("enum", name)
			b.set("schema", "schema."+g.pick(schemas...))
			b.set("values", `["a", "b c", "it's"]`)
		}
	}
	for i := range 1 + g.IntN(5) {
		g.table(i, g.pick(schemas...), len(schemas) > 1)
	}
	g.values()
	return &document{dialect: g.d, text: g.String(), vars: g.vars}
}

// String is the document's text.
func (g *generator) String() string {
	var w strings.Builder
	for _, b := range g.top.blocks {
		b.write(&w, "")
	}
	return w.String()
}

func (g *generator) mysql() bool { return g.d.name == schema.MySQL || g.d.name == schema.MariaDB }

func (g *generator) pick(from ...string) string { return from[g.IntN(len(from))] }

// one reports true once in n times.
func (g *generator) one(n int) bool { return g.IntN(n) == 0 }

// maybe sets an attribute once in n times.
func (g *generator) maybe(b *block, n int, name string, value func() string) {
	if g.one(n) {
		b.set(name, value())
	}
}

func (g *generator) flag() string { return g.pick("true", "false") }

// text is a string literal of any form.
func (g *generator) text() string {
	return g.pick(`"plain"`, `"it's"`, `"a \"quoted\" word"`, `"back\\slash"`, `"line\nbreak"`, `"$${not} an %%{interpolation}"`,
		`"größe ✓"`, `"\u00e9"`, "<<-TEXT\n    two\n      lines\n    TEXT", `"100%"`, `("in parentheses")`)
}

func (g *generator) charset(b *block) {
	g.maybe(b, 3, "charset", func() string { return `"utf8mb4"` })
	g.maybe(b, 3, g.pick("collate", "collation"), func() string { return `"utf8mb4_bin"` })
}

// name makes up a name, some of which references must write in brackets.
func (g *generator) name(format string, n int) string {
	name := fmt.Sprintf(format, n)
	switch g.IntN(12) {
	case 0:
		return name + "-x"
	case 1:
		return "Mixed " + name
	case 2:
		return name + "é"
	}
	return name
}

// ref is a reference's part for a name.
func ref(kind string, names ...string) string {
	var w strings.Builder
	w.WriteString(kind)
	for _, n := range names {
		if hclsyntax.ValidIdentifier(n) {
			w.WriteString("." + n)
		} else {
			w.WriteString("[" + quoted(n) + "]")
		}
	}
	return w.String()
}

// column refers to a column of t from within it, or from elsewhere.
func (t *table) column(name string, within bool) string {
	if within {
		return ref("column", name)
	}
	if t.qualified {
		return ref("table", t.schema, t.name) + "." + ref("column", name)
	}
	return ref("table", t.name) + "." + ref("column", name)
}

func (g *generator) table(i int, in string, severalSchemas bool) {
	t := &table{schema: in, name: g.name("t%d", i), rowid: true, nullable: map[string]bool{}}
	labels := []string{t.name}
	if t.qualified = severalSchemas && g.one(3); t.qualified {
		labels = []string{in, t.name}
	}
	t.block = g.top.add("table", labels...)
	t.set("schema", ref("schema", in))
	g.maybe(t.block, 3, "comment", g.text)
	switch {
	case g.mysql():
		g.charset(t.block)
		g.maybe(t.block, 4, "engine", func() string { return g.pick("InnoDB", "MyISAM", `"InnoDB"`, "Memory") })
		g.maybe(t.block, 4, "auto_increment", func() string { return "1000" })
	case g.d.name == schema.SQLite:
		g.maybe(t.block, 4, "strict", g.flag)
		g.maybe(t.block, 4, "without_rowid", g.flag)
	}
	for n := range 2 + g.IntN(6) {
		g.column(t, g.name("c%d", n))
	}
	g.primaryKey(t)
	g.tables = append(g.tables, t)
	for n := range g.IntN(3) {
		g.index(t, t.add("index", g.name(fmt.Sprintf("t%d_i%%d", i), n)), true)
	}
	if g.d.name == schema.Postgres {
		for n := range g.IntN(2) {
			g.index(t, t.add("unique", g.name(fmt.Sprintf("t%d_u%%d", i), n)), false)
		}
		if g.one(5) {
			g.partition(t)
		}
	}
	for n := range g.IntN(3) {
		g.foreignKey(t, t.add("foreign_key", fmt.Sprintf("t%d_fk%d", i, n)))
	}
	for n := range g.IntN(3) {
		check := t.add("check", fmt.Sprintf("t%d_check%d", i, n))
		check.set("expr", g.pick(`"c0 > 0"`, `"(c0) <> 'it''s'"`, "<<-SQL\n      c0 > 1\n      OR c0 < 0\n      SQL"))
		if g.mysql() {
			g.maybe(check, 3, "enforced", g.flag)
		}
	}
}

func (g *generator) column(t *table, name string) {
	b := t.add("column", name)
	t.columns = append(t.columns, name)
	types := typesOf[g.d.name]
	kind := g.pick(sorted(types)...)
	typ := g.pick(types[kind]...)
	if len(g.enums) > 0 && g.one(6) {
		kind, typ = "enum", g.pick("enum."+g.pick(g.enums...), `sql("`+g.pick(g.enums...)+`[]")`)
	}
	if kind == "number" || kind == "text" {
		t.keyable = append(t.keyable, name)
	}
	switch g.IntN(3) {
	case 0:
		b.set("null", "true")
		t.nullable[name] = true
	case 1:
		b.set("null", "false")
	}
	b.set("type", typ)
	if kind == "number" && g.mysql() {
		g.maybe(b, 3, "unsigned", g.flag)
	}
	g.maybe(b, 4, "comment", g.text)
	if g.mysql() && kind == "text" {
		g.charset(b)
	}
	switch {
	case kind == "serial":
	case g.one(8):
		g.generated(b)
	case kind == "number" && g.one(6) && g.d.name == schema.Postgres:
		id := b.add("identity")
		g.maybe(id, 2, "generated", func() string { return g.pick("ALWAYS", "BY_DEFAULT") })
		g.maybe(id, 2, "start", func() string { return strconv.Itoa(10 + g.IntN(90)) })
		g.maybe(id, 2, "increment", func() string { return strconv.Itoa(2 + g.IntN(9)) })
	case kind == "number" && g.one(6) && g.d.name != schema.Postgres:
		b.set("auto_increment", g.flag())
	case g.one(2):
		b.set("default", g.value(kind))
		if kind == "time" && g.mysql() {
			g.maybe(b, 2, "on_update", func() string { return `sql("CURRENT_TIMESTAMP")` })
		}
	}
}

// value is a default for a kind of type.
func (g *generator) value(kind string) string {
	switch kind {
	case "number":
		return g.pick("0", "7", "-1", "1.5", "-0.25", "123456789012", "1e3", `sql("1 + 1")`, "null")
	case "bool":
		return g.pick("true", "false", `sql("true")`, "null")
	case "text":
		return g.pick(g.text(), `""`, `"'quoted'"`, `"'it''s'"`, `"0"`, `"true"`, `sql("'x'")`, `sql("'a' || 'b'")`, "null")
	}
	return g.pick(`sql("NULL")`, `sql("some_function('x', 1)")`, "null")
}

func (g *generator) generated(b *block) {
	if g.one(2) {
		b.set("as", `"1 + 1"`)
		return
	}
	as := b.add("as")
	as.set("expr", `"2 * 3"`)
	switch g.d.name {
	case schema.Postgres:
		g.maybe(as, 2, "type", func() string { return "STORED" })
	case schema.SQLite:
		g.maybe(as, 2, "type", func() string { return g.pick("STORED", "VIRTUAL") })
	default:
		g.maybe(as, 2, "type", func() string { return g.pick("STORED", "VIRTUAL", "PERSISTENT") })
	}
}

// some are one or two of the columns that a key may hold.
func (g *generator) some(t *table, allow func(string) bool) []string {
	var fit []string
	for _, c := range t.keyable {
		if allow(c) {
			fit = append(fit, c)
		}
	}
	g.Shuffle(len(fit), func(i, j int) { fit[i], fit[j] = fit[j], fit[i] })
	return fit[:min(len(fit), 1+g.IntN(2))]
}

func (g *generator) any(string) bool { return true }

func (t *table) refs(columns []string, within bool) string {
	refs := make([]string, len(columns))
	for i, c := range columns {
		refs[i] = t.column(c, within)
	}
	return "[" + strings.Join(refs, ", ") + "]"
}

func (g *generator) primaryKey(t *table) {
	// A key's columns that say they take nulls are left to the list of expected
	// differences.
	columns := g.some(t, func(c string) bool { return !t.nullable[c] })
	if len(columns) == 0 || g.one(6) {
		return
	}
	key := t.add("primary_key")
	switch {
	case g.mysql() && g.one(3):
		g.parts(t, key, columns)
		g.maybe(key, 3, "type", func() string { return g.pick("BTREE", "HASH") })
	default:
		key.set("columns", t.refs(columns, true))
	}
	if g.d.name == schema.Postgres {
		g.maybe(key, 4, "include", func() string { return t.refs(t.columns[:1], true) })
	}
	g.maybe(key, 6, "comment", g.text)
}

// parts gives a key its columns one by one.
func (g *generator) parts(t *table, b *block, columns []string) {
	for _, c := range columns {
		on := b.add("on")
		on.set("column", t.column(c, true))
		g.maybe(on, 2, "desc", g.flag)
		switch {
		case g.mysql():
			g.maybe(on, 3, "prefix", func() string { return "16" })
		case g.d.name == schema.Postgres:
			g.maybe(on, 3, "ops", func() string {
				return g.pick("text_pattern_ops", "jsonb_path_ops", `sql("gist_trgm_ops(siglen='32')")`, `"own.class_ops"`)
			})
			g.maybe(on, 3, g.pick("nulls_first", "nulls_last"), g.flag)
		}
	}
}

func (g *generator) index(t *table, b *block, free bool) {
	columns := g.some(t, g.any)
	switch {
	case free && (g.one(3) || len(columns) == 0):
		g.parts(t, b, columns)
		on := b.add("on")
		on.set("expr", g.pick(`"lower(c0)"`, `"(c0 + 1)"`))
		g.maybe(on, 2, "desc", g.flag)
	case len(columns) == 0:
		b.set("columns", t.refs(t.columns[:1], true))
	case free && g.one(2):
		g.parts(t, b, columns)
	default:
		b.set("columns", t.refs(columns, true))
	}
	if free {
		g.maybe(b, 3, "unique", g.flag)
	}
	g.maybe(b, 4, "comment", g.text)
	switch {
	case g.mysql():
		g.maybe(b, 3, "type", func() string { return g.pick("BTREE", "HASH", "FULLTEXT", "SPATIAL") })
		g.maybe(b, 6, "parser", func() string { return g.pick("ngram", `"mecab"`) })
	case g.d.name == schema.SQLite:
		g.maybe(b, 3, "where", func() string { return `"c0 IS NOT NULL"` })
	default:
		if free {
			g.maybe(b, 3, "type", func() string {
				return g.pick("BTREE", "HASH", "GIN", "GIST", "BRIN", "SPGIST", `"bloom"`, "GiST", "SPGiST")
			})
			g.maybe(b, 3, "where", func() string { return g.pick(`"c0 IS NOT NULL"`, `"(status)::text = 'it''s'"`) })
			g.maybe(b, 6, "page_per_range", func() string { return "64" })
		}
		g.maybe(b, 4, "include", func() string { return t.refs(t.columns[:1], true) })
		g.maybe(b, 4, "nulls_distinct", g.flag)
	}
}

func (g *generator) partition(t *table) {
	b := t.add("partition")
	b.set("type", g.pick("RANGE", "LIST", "HASH"))
	if g.one(2) {
		b.set("columns", t.refs(t.columns[:1], true))
		return
	}
	b.add("by").set("column", t.column(t.columns[0], true))
	b.add("by").set("expr", `"lower(c0)"`)
}

func (g *generator) foreignKey(t *table, b *block) {
	to := g.tables[g.IntN(len(g.tables))]
	columns, refs := g.some(t, g.any), g.some(to, g.any)
	n := min(len(columns), len(refs))
	if n == 0 {
		columns, refs, n = t.columns, to.columns, 1
	}
	b.set("columns", t.refs(columns[:n], true))
	b.set("ref_columns", to.refs(refs[:n], to == t && g.one(2)))
	actions := []string{"NO_ACTION", "RESTRICT", "CASCADE", "SET_NULL", "SET_DEFAULT"}
	g.maybe(b, 2, "on_update", func() string { return g.pick(actions...) })
	g.maybe(b, 2, "on_delete", func() string { return g.pick(actions...) })
}

// values puts variables and locals in the place of some of the comments.
func (g *generator) values() {
	if !g.one(3) {
		return
	}
	var comments []*attribute
	var walk func(b *block)
	walk = func(b *block) {
		for i := range b.attrs {
			if a := &b.attrs[i]; a.name == "comment" {
				comments = append(comments, a)
			}
		}
		for _, inner := range b.blocks {
			walk(inner)
		}
	}
	walk(g.top)
	locals := &block{typ: "locals"}
	for i, a := range comments {
		name := fmt.Sprintf("v%d", i)
		switch g.IntN(4) {
		case 0:
			v := g.top.add("variable", name)
			v.set("type", "string")
			v.set("default", a.value)
			a.value = "var." + name
		case 1:
			g.top.add("variable", name).set("type", "string")
			g.vars[name] = cty.StringVal("given")
			a.value = `"${var.` + name + `} and more"`
		case 2:
			locals.set(name, a.value)
			a.value = "upper(local." + name + ")"
		}
	}
	if len(locals.attrs) > 0 {
		g.top.blocks = append(g.top.blocks, locals)
	}
}

// typesOf are column types of each dialect, by what may be done with them.
var typesOf = map[schema.Dialect]map[string][]string{
	schema.Postgres: {
		"number": {
			"smallint", "int2", "integer", "int", "int4", "bigint", "int8", "numeric", "numeric(10)", "numeric(10,2)", "decimal(8, 3)",
			"real", "float", "float(10)", "float(30)", "float4", "float8", "double_precision", `sql("numeric(10,2)")`, `sql("bigint")`,
		},
		"serial": {"serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"},
		"text": {
			"text", "varchar", "varchar(255)", "character_varying(32)", "char", "char(10)", "character(3)", "bpchar", `sql("character varying(20)")`,
		},
		"bool": {"bool", "boolean"},
		"time": {
			"date", "time", "time(3)", "timetz", "timetz(2)", "timestamp", "timestamp(0)", "timestamp(6)", "timestamptz", "timestamptz(3)",
			"interval", "interval(3)", "second", "day_to_second", "year_to_month", "hour", `sql("timestamp with time zone")`,
			`sql("time(2) without time zone")`, `sql("interval day")`,
		},
		"other": {
			"bytea", "cidr", "inet", "macaddr", "macaddr8", "circle", "line", "lseg", "box", "path", "point", "polygon", "xml", "json", "jsonb",
			"uuid", "money", "tsvector", "tsquery", "int4range", "int4multirange", "int8range", "numrange", "tsrange", "tstzrange", "daterange",
			"datemultirange", "hstore", "bit", "bit(8)", "bit_varying", "bit_varying(10)", "oid", "regclass", "xid", "xid8", "name",
			`sql("text[]")`, `sql("int[]")`, `sql("varchar(20)[]")`, `sql("timestamptz[]")`, `sql("ltree")`,
		},
	},
	schema.MySQL:   mysqlTypes,
	schema.MariaDB: mysqlTypes,
	schema.SQLite: {
		"number": {
			"real", "real(10,2)", "integer", "integer(10)", "int", "tinyint", "smallint", "mediumint", "bigint", "bigint(20)", "unsigned_big_int",
			"int2", "int8", "uint64", "double", "double_precision", "float", "numeric", "numeric(10,2)", "decimal(10)", "decimal(10,2)",
		},
		"text": {
			"text", "text(100)", "character(20)", "varchar(255)", "varchar", "varying_character(10)", "nchar(5)", "native_character(70)",
			"nvarchar(10)", "clob", "uuid",
		},
		"bool":  {"bool", "boolean"},
		"time":  {"date", "datetime"},
		"other": {"blob", "blob(10)", "json", "jsonb", `sql("own_type")`},
	},
}

var mysqlTypes = map[string][]string{
	"number": {
		"int", "int(11)", "tinyint", "tinyint(4)", "smallint", "mediumint", "bigint", "bigint(20)", "decimal", "decimal(10)", "decimal(10,2)",
		"numeric", "numeric(8,3)", "float", "float(10)", "float(30)", "float(10,2)", "double", "double(8,3)", "real",
	},
	"text": {"varchar(255)", "char", "char(10)", "text", "tinytext", "mediumtext", "longtext", "text(100)", `enum("a", "it's")`, `set("x", "y")`},
	"bool": {"bool", "boolean", "tinyint(1)"},
	"time": {"timestamp", "timestamp(6)", "date", "time", "time(3)", "datetime", "datetime(2)", "year"},
	"other": {
		"bit", "bit(5)", "varbinary(16)", "binary", "binary(4)", "blob", "blob(10)", "tinyblob", "mediumblob", "longblob", "json",
		"geometry", "point", "multipoint", "linestring", "multilinestring", "polygon", "multipolygon",
		`sql("int")`, `sql("varchar(20)")`,
	},
}
