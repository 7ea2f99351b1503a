package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

type mysqlTable struct {
	Schema, Name, Type, Engine, Collation, Options, Comment string
}

const mysqlTablesQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT
FROM information_schema.TABLES WHERE true`

// The values of TABLES.TABLE_TYPE that are no base table.
const (
	mysqlVersioned = "SYSTEM VERSIONED" // MariaDB
	mysqlSequences = "SEQUENCE"         // MariaDB
)

type mysqlColumn struct {
	Schema, Table, Position, Name      string
	HasDefault, Default, Nullable      string
	Type, Charset, Collation, Extra    string
	Comment, Generated, ReferenceSpace string
}

const mysqlColumnsQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_DEFAULT IS NOT NULL, COLUMN_DEFAULT, IS_NULLABLE, COLUMN_TYPE,
	CHARACTER_SET_NAME, COLLATION_NAME, EXTRA, COLUMN_COMMENT, GENERATION_EXPRESSION, {COLUMNS.SRS_ID}
FROM information_schema.COLUMNS WHERE true`

// mysqlGeometry is the reference system of a column of MariaDB, which MySQL has
// with its columns.
type mysqlGeometry struct{ Schema, Table, Column, ReferenceSpace string }

// geometriesQuery reads what MySQL has with its columns, from where MariaDB has
// it.
func (r *mysqlReader) geometriesQuery() string {
	if !r.has["GEOMETRY_COLUMNS.SRID"] {
		return ""
	}
	return `SELECT G_TABLE_SCHEMA, G_TABLE_NAME, G_GEOMETRY_COLUMN, SRID FROM information_schema.GEOMETRY_COLUMNS WHERE SRID <> 0`
}

// mysqlName is a name within a database: a table's.
type mysqlName struct{ schema, name string }

func (r *mysqlReader) addTables() {
	charset := map[string]mysqlSchema{}
	for _, s := range r.schemas {
		charset[s.Name] = s
	}
	columns := r.columnsOf()
	for _, g := range r.geometries {
		for _, c := range columns[mysqlName{g.Schema, g.Table}] {
			if c.Name == g.Column {
				c.ReferenceSpace = g.ReferenceSpace
			}
		}
	}
	checks := map[mysqlName][]mysqlCheck{}
	for _, c := range r.checks {
		of := mysqlName{c.Schema, c.Table}
		checks[of] = append(checks[of], c)
	}
	tables := map[mysqlName]*schema.CreateTable{}
	partitions := r.partitionsBy()
	slices.SortFunc(r.tables, func(a, b mysqlTable) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	for _, row := range r.tables {
		if row.Type != "BASE TABLE" && row.Type != mysqlVersioned {
			continue
		}
		of := mysqlName{row.Schema, row.Name}
		t := &schema.CreateTable{Table: ref(row.Schema, row.Name), Comment: row.Comment, PartitionBy: partitions[of]}
		if !strings.EqualFold(row.Engine, r.server.Engine) && row.Engine != "" {
			t.Attrs = append(t.Attrs, schema.Attr{Name: "engine", Value: row.Engine})
		}
		in := charset[row.Schema]
		t.Attrs = append(t.Attrs, r.charsetAttrs(charsetOf(row.Collation), row.Collation, in.Charset, in.Collation)...)
		if m := mysqlRowFormat.FindStringSubmatch(row.Options); m != nil {
			t.Attrs = append(t.Attrs, schema.Attr{Name: "row_format", Value: strings.ToUpper(m[1])})
		}
		if row.Type == mysqlVersioned {
			t.Attrs = append(t.Attrs, schema.Attr{Name: "system_versioned", Value: "true"})
		}
		for _, c := range columns[of] {
			json := r.isJSON(c, checks[of])
			t.Columns = append(t.Columns, r.column(c, row, json))
			if json {
				checks[of] = slices.DeleteFunc(checks[of], func(k mysqlCheck) bool { return k.Name == c.Name })
			}
		}
		t.Attrs = append(t.Attrs, systemPeriod(t)...)
		for _, c := range checks[of] {
			t.Constraints = append(t.Constraints, c.def(r))
		}
		tables[of] = t
		r.add(t)
	}
	r.addIndexes(tables)
	r.addForeignKeys(tables)
}

// columnsOf gives the columns of each table and view in their order.
func (r *mysqlReader) columnsOf() map[mysqlName][]*mysqlColumn {
	columns := map[mysqlName][]*mysqlColumn{}
	for i := range r.columns {
		c := &r.columns[i]
		of := mysqlName{c.Schema, c.Table}
		columns[of] = append(columns[of], c)
	}
	for _, list := range columns {
		slices.SortFunc(list, func(a, b *mysqlColumn) int { return cmp.Compare(number64(a.Position), number64(b.Position)) })
	}
	return columns
}

// mysqlRowFormat is how a table's CREATE_OPTIONS have its row format.
var mysqlRowFormat = regexp.MustCompile(`(?i)\brow_format=(\w+)`)

// systemPeriod is the attribute of a table whose columns say when its rows hold
// (MariaDB, "System-Versioned Tables").
func systemPeriod(t *schema.CreateTable) []schema.Attr {
	var bounds [2]string
	for _, c := range t.Columns {
		for _, a := range c.Attrs {
			if a.Name == "row" && a.Value == "START" {
				bounds[0] = c.Name.Text
			} else if a.Name == "row" {
				bounds[1] = c.Name.Text
			}
		}
	}
	if bounds[0] == "" || bounds[1] == "" {
		return nil
	}
	quoted := backtick(bounds[0]) + ", " + backtick(bounds[1])
	return []schema.Attr{{Name: "period.system_time", Value: quoted}}
}

// isJSON reports whether a column is what MariaDB makes of the type JSON: text
// with a check (MariaDB, "JSON Data Type").
func (r *mysqlReader) isJSON(c *mysqlColumn, checks []mysqlCheck) bool {
	return r.dialect == schema.MariaDB && c.Type == "longtext" && c.Collation == "utf8mb4_bin" &&
		slices.ContainsFunc(checks, func(k mysqlCheck) bool {
			return k.Name == c.Name && k.Clause == "json_valid("+backtick(c.Name)+")"
		})
}

// onUpdate is how a column's EXTRA has ON UPDATE.
var onUpdate = regexp.MustCompile(`(?i)\bon update ([\w()]+)`)

func (r *mysqlReader) column(c *mysqlColumn, of mysqlTable, json bool) schema.ColumnDef {
	d := schema.ColumnDef{Name: word(c.Name), Type: r.typ(c.Type), NotNull: c.Nullable == "NO", Comment: c.Comment}
	attr := func(name, value string) { d.Attrs = append(d.Attrs, schema.Attr{Name: name, Value: value}) }
	if json {
		d.Type.Text = "json"
	} else {
		d.Attrs = r.charsetAttrs(c.Charset, c.Collation, charsetOf(of.Collation), of.Collation)
	}
	extra := strings.ToLower(c.Extra)
	switch {
	case c.Generated == "ROW START", c.Generated == "ROW END":
		attr("row", strings.TrimPrefix(c.Generated, "ROW "))
	case c.Generated != "":
		d.Generated = &schema.Generated{Expr: unwrap(r.unescape(c.Generated)), Stored: strings.Contains(extra, "stored generated")}
	case c.HasDefault == "1":
		d.Default = r.defaultOf(c)
	}
	if m := onUpdate.FindStringSubmatch(c.Extra); m != nil {
		attr("on_update", m[1])
	}
	if strings.Contains(extra, "auto_increment") {
		attr("auto_increment", "true")
	}
	if strings.Contains(extra, "invisible") {
		attr("invisible", "true")
	}
	if strings.Contains(extra, "without system versioning") {
		attr("without_system_versioning", "true")
	}
	if c.ReferenceSpace != "" && c.ReferenceSpace != "0" {
		attr("srid", c.ReferenceSpace)
	}
	return d
}

// typ is a type in its canonical spelling: MySQL 5.7 shows widths, later ones do
// not.
func (r *mysqlReader) typ(text string) schema.Type {
	canonical, known := r.types[text]
	if !known {
		canonical = text
		if t, ok := lower(r.dialect, "CREATE TABLE t (c "+text+")").(*schema.CreateTable); ok && len(t.Columns) == 1 && t.Columns[0].Type.Text != "" {
			canonical = t.Columns[0].Type.Text
		}
		r.types[text] = canonical
	}
	return schema.Type{Text: canonical}
}

// defaultOf is a column's default. MariaDB writes it as SQL. MySQL gives the text
// of a constant without its quotes, and says of an expression that it is one.
func (r *mysqlReader) defaultOf(c *mysqlColumn) *schema.Expr {
	text := c.Default
	if r.dialect == schema.MariaDB {
		if text == "NULL" {
			return nil
		}
		return &schema.Expr{Text: text, Literal: number.MatchString(text) || isString(text)}
	}
	base, _, _ := strings.Cut(c.Type, "(")
	base, _, _ = strings.Cut(base, " ")
	switch {
	case strings.Contains(c.Extra, "DEFAULT_GENERATED"):
		if text = r.unescape(text); !currentTimestamp.MatchString(text) {
			text = "(" + unwrap(text) + ")"
		}
		return &schema.Expr{Text: text}
	case (base == "timestamp" || base == "datetime") && currentTimestamp.MatchString(text):
		return &schema.Expr{Text: text}
	case mysqlNumbers[base] && number.MatchString(text), base == "bit", strings.HasSuffix(base, "binary") && strings.HasPrefix(text, "0x"):
		return &schema.Expr{Text: text, Literal: true}
	}
	return &schema.Expr{Text: types.Of(r.dialect).Quote(text), Literal: true}
}

var currentTimestamp = regexp.MustCompile(`(?i)^(current_timestamp|now)(\(\d*\))?$`)

var mysqlNumbers = map[string]bool{
	"tinyint": true, "smallint": true, "mediumint": true, "int": true, "bigint": true, "decimal": true, "float": true, "double": true, "year": true,
}

// introducer is the character set that MySQL writes before a string, whose quotes
// it escapes in its catalog.
var introducer = regexp.MustCompile(`_[a-z0-9]+\\'`)

// unescape is an expression of MySQL's catalog as SQL.
func (r *mysqlReader) unescape(expr string) string {
	if r.dialect == schema.MariaDB || !strings.Contains(expr, `\'`) {
		return expr
	}
	expr = introducer.ReplaceAllString(expr, `\'`)
	return strings.NewReplacer(`\'`, `'`, `\\`, `\`).Replace(expr)
}

func number64(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

type mysqlPartition struct {
	Schema, Table, Name, Ordinal, Sub, SubOrdinal     string
	Method, SubMethod, Expr, SubExpr, Values, Comment string
}

const mysqlPartitionsQuery = `
SELECT TABLE_SCHEMA, TABLE_NAME, PARTITION_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_NAME, SUBPARTITION_ORDINAL_POSITION,
	PARTITION_METHOD, SUBPARTITION_METHOD, PARTITION_EXPRESSION, SUBPARTITION_EXPRESSION, PARTITION_DESCRIPTION, PARTITION_COMMENT
FROM information_schema.PARTITIONS WHERE PARTITION_NAME IS NOT NULL`

// partitionsBy writes what follows PARTITION BY of each partitioned table.
func (r *mysqlReader) partitionsBy() map[mysqlName]string {
	slices.SortStableFunc(r.partitions, func(a, b mysqlPartition) int {
		return cmp.Or(cmp.Compare(number64(a.Ordinal), number64(b.Ordinal)), cmp.Compare(number64(a.SubOrdinal), number64(b.SubOrdinal)))
	})
	of := map[mysqlName][]mysqlPartition{}
	for _, p := range r.partitions {
		table := mysqlName{p.Schema, p.Table}
		of[table] = append(of[table], p)
	}
	texts := map[mysqlName]string{}
	for table, list := range of {
		texts[table] = r.partitionBy(list)
	}
	return texts
}

func (r *mysqlReader) partitionBy(list []mysqlPartition) string {
	first := list[0]
	text := first.Method
	if text != "SYSTEM_TIME" || first.Expr != "" {
		text += " (" + r.unescape(first.Expr) + ")"
	}
	var parts []string
	subs := 0
	for i, p := range list {
		if p.Ordinal == first.Ordinal && p.Sub != "" {
			subs++
		}
		if i > 0 && p.Ordinal == list[i-1].Ordinal {
			continue
		}
		part := "PARTITION " + backtick(p.Name)
		switch {
		case strings.HasPrefix(p.Method, "RANGE") && p.Values == "MAXVALUE":
			part += " VALUES LESS THAN MAXVALUE"
		case strings.HasPrefix(p.Method, "RANGE"):
			part += " VALUES LESS THAN (" + p.Values + ")"
		case strings.HasPrefix(p.Method, "LIST") && p.Values == "DEFAULT":
			part += " DEFAULT"
		case strings.HasPrefix(p.Method, "LIST"):
			part += " VALUES IN (" + p.Values + ")"
		case p.Method == "SYSTEM_TIME":
			part += " " + p.Values
		}
		if p.Comment != "" {
			part += " COMMENT = " + types.Of(r.dialect).Quote(p.Comment)
		}
		parts = append(parts, part)
	}
	if first.SubMethod != "" {
		text += " SUBPARTITION BY " + first.SubMethod + " (" + r.unescape(first.SubExpr) + ") SUBPARTITIONS " + strconv.Itoa(subs)
	}
	if strings.Contains(first.Method, "HASH") || strings.Contains(first.Method, "KEY") {
		return text + " PARTITIONS " + strconv.Itoa(len(parts))
	}
	return text + " (" + strings.Join(parts, ", ") + ")"
}
