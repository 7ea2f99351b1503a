package catalog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// part gives the statements that create what was read. What the pragmas say is
// believed; the rest — names of constraints, checks, expressions, collations — is
// what the statement says that SQLite keeps for each element.
func (r *sqliteReader) part() schema.Part {
	made := map[string]sqliteIndex{} // by CREATE INDEX
	for _, list := range r.indexes {
		for _, x := range list {
			made[x.Name] = x
		}
	}
	tables := map[string]*schema.CreateTable{}
	for _, o := range r.objects {
		if r.internal(o) {
			continue
		}
		switch declared := lowerSQLite(o.SQL).(type) {
		case *schema.CreateTable:
			tables[o.Name] = declared
			r.addTable(o, declared)
		case *schema.CreateIndex:
			s := &schema.CreateIndex{Table: schema.Ref{Name: word(o.Table)}}
			x := made[o.Name]
			s.Index = schema.IndexDef{Name: word(o.Name), Unique: x.Unique, Where: declared.Index.Where, Attrs: declared.Index.Attrs}
			s.Index.Parts = x.parts(tables[o.Table], declared.Index.Parts)
			r.stmts = append(r.stmts, s)
		case *schema.CreateView:
			r.addView(o, declared)
		case *schema.CreateObject:
			declared.Span, declared.Object.Name, declared.Table.Name = text.Span{}, word(o.Name), word(o.Table)
			r.stmts = append(r.stmts, declared)
		}
	}
	return schema.Part{Files: []schema.PartFile{{
		Name: r.place.File, Chunks: []schema.Placed{{Place: r.place, Chunk: &schema.Chunk{Stmts: r.stmts}}},
	}}}
}

func lowerSQLite(ddl string) schema.Stmt {
	stmts := sql.Lower(ddl, sql.Initial(schema.SQLite)).Stmts
	if len(stmts) == 0 {
		return nil
	}
	return stmts[0]
}

// internal reports whether SQLite made an object for itself or for a virtual
// table (SQLite, "Internal Schema Objects", "The Virtual Table Mechanism":
// xShadowName), or whether it belongs to such a table.
func (r *sqliteReader) internal(o sqliteObject) bool {
	return strings.HasPrefix(strings.ToLower(o.Name), "sqlite_") || r.tables[o.Table].Type == "shadow"
}

func (r *sqliteReader) addTable(o sqliteObject, declared *schema.CreateTable) {
	is := r.tables[o.Name]
	t := &schema.CreateTable{Table: schema.Ref{Name: word(o.Name)}, Opaque: declared.Opaque}
	for _, a := range declared.Attrs {
		if a.Name != "strict" && a.Name != "without_rowid" {
			t.Attrs = append(t.Attrs, a)
		}
	}
	if is.WithoutRowid {
		t.Attrs = append(t.Attrs, schema.Attr{Name: "without_rowid", Value: "true"})
	}
	if is.Strict {
		t.Attrs = append(t.Attrs, schema.Attr{Name: "strict", Value: "true"})
	}
	columns := r.columns[o.Name]
	indexes := r.indexes[o.Name]
	// The key of such a table is an index, unless it is the rowid itself (SQLite,
	// "ROWIDs and the INTEGER PRIMARY KEY").
	rowid := !is.WithoutRowid && !slices.ContainsFunc(indexes, func(x sqliteIndex) bool { return x.Origin == "pk" })
	for _, c := range columns {
		if c.Hidden == 1 {
			continue
		}
		t.Columns = append(t.Columns, c.define(columnOf(declared.Columns, c.Name), rowid && c.Key > 0))
	}
	t.Constraints = r.constraints(columns, indexes, r.keys[o.Name], declared)
	r.stmts = append(r.stmts, t)
}

func columnOf(list []schema.ColumnDef, name string) schema.ColumnDef {
	for _, c := range list {
		if strings.EqualFold(c.Name.Text, name) {
			return c
		}
	}
	return schema.ColumnDef{}
}

// define is the definition of a column; alias says that it is the rowid.
func (c *sqliteColumn) define(declared schema.ColumnDef, alias bool) schema.ColumnDef {
	d := schema.ColumnDef{Name: word(c.Name), NotNull: c.NotNull || alias, Attrs: declared.Attrs}
	d.Type.Text = c.Type
	if squeeze(declared.Type.Text) == squeeze(c.Type) {
		d.Type.Text = declared.Type.Text // as a file spells it
	}
	if c.Default.Valid {
		d.Default = &schema.Expr{Text: c.Default.String, Literal: isLiteral(c.Default.String)}
		switch e := declared.Default; {
		case e != nil && squeeze(unwrap(e.Text)) == squeeze(unwrap(c.Default.String)):
			d.Default = &schema.Expr{Text: e.Text, Literal: e.Literal}
		case !d.Default.Literal:
			d.Default.Text = "(" + d.Default.Text + ")" // which the pragma leaves out
		}
	}
	if c.Hidden > 1 && declared.Generated != nil {
		d.Generated = &schema.Generated{Expr: declared.Generated.Expr, Stored: c.Hidden == 3}
	}
	return d
}

// squeeze is a text without what does not matter in it here: space, case and quotes.
func squeeze(s string) string {
	return strings.ToLower(strings.ReplaceAll(strings.Join(strings.Fields(s), ""), `"`, ""))
}

func isLiteral(expr string) bool {
	return number.MatchString(expr) || isString(expr) || strings.EqualFold(expr, "null") || strings.EqualFold(expr, "true") || strings.EqualFold(expr, "false")
}

// constraints are those of a table, in the order in which its statement has them.
func (r *sqliteReader) constraints(columns []sqliteColumn, indexes []sqliteIndex, keys []sqliteKey, declared *schema.CreateTable) []schema.ConstraintDef {
	said := declared.Constraints
	// take gives the constraint of a kind that the statement declares on these
	// columns, and its place in the statement. There is one primary key.
	taken := make([]bool, len(said))
	take := func(kind schema.ConstraintKind, names []string) (schema.ConstraintDef, int) {
		for i, d := range said {
			if !taken[i] && d.Kind == kind && (kind == schema.PrimaryKey || slices.EqualFunc(d.Parts, names, func(p schema.PartDef, n string) bool { return strings.EqualFold(p.Column.Text, n) })) {
				taken[i] = true
				return schema.ConstraintDef{Kind: kind, Name: word(d.Name.Text), Attrs: d.Attrs, Parts: d.Parts}, i
			}
		}
		return schema.ConstraintDef{Kind: kind}, len(said)
	}
	type placed struct {
		at int
		schema.ConstraintDef
	}
	var list []placed
	add := func(d schema.ConstraintDef, at int) { list = append(list, placed{at, d}) }

	var key []sqlitePart
	for n := 1; ; n++ {
		i := slices.IndexFunc(columns, func(c sqliteColumn) bool { return c.Key == n })
		if i < 0 {
			break
		}
		key = append(key, sqlitePart{})
		key[n-1].Column.String, key[n-1].Column.Valid = columns[i].Name, true
	}
	for _, x := range indexes {
		switch x.Origin {
		case "pk":
			key = x.Parts
		case "u":
			d, at := take(schema.Unique, x.columns())
			d.Parts = x.parts(declared, d.Parts)
			add(d, at)
		}
	}
	if len(key) > 0 {
		x := sqliteIndex{Parts: key}
		d, at := take(schema.PrimaryKey, x.columns())
		d.Parts = x.parts(declared, d.Parts)
		add(d, at)
	}
	for _, k := range keys {
		d, at := take(schema.ForeignKeyConstraint, k.From)
		d.Parts = nil
		for _, n := range k.From {
			d.Parts = append(d.Parts, schema.PartDef{Column: word(n)})
		}
		d.Ref, d.RefColumns = schema.Ref{Name: word(k.Table)}, words(k.To)
		d.OnUpdate, d.OnDelete = action(k.OnUpdate), action(k.OnDelete)
		add(d, at)
	}
	for i, d := range said {
		if d.Kind == schema.CheckConstraint {
			add(schema.ConstraintDef{Kind: d.Kind, Name: word(d.Name.Text), Expr: d.Expr, Attrs: d.Attrs}, i)
		}
	}
	slices.SortStableFunc(list, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	constraints := make([]schema.ConstraintDef, len(list))
	for i, p := range list {
		constraints[i] = p.ConstraintDef
	}
	return constraints
}

// action is a referential action; SQLite says NO ACTION where none was given.
func action(a string) string {
	if a == "NO ACTION" {
		return ""
	}
	return a
}

func (x *sqliteIndex) columns() []string {
	var names []string
	for _, p := range x.Parts {
		names = append(names, p.Column.String)
	}
	return names
}

// parts are the parts of an index. What they are is SQLite's word; the
// expressions are those of the statement, as are collations that say no more than
// the column does.
func (x *sqliteIndex) parts(table *schema.CreateTable, declared []schema.PartDef) []schema.PartDef {
	parts := make([]schema.PartDef, len(x.Parts))
	for i, p := range x.Parts {
		var said schema.PartDef
		if i < len(declared) {
			said = declared[i]
		}
		d := &parts[i]
		d.Desc = p.Desc
		usual := "BINARY"
		switch {
		case p.Column.Valid:
			d.Column = word(p.Column.String)
			if table != nil {
				usual = cmp.Or(collationOf(columnOf(table.Columns, p.Column.String).Attrs), usual)
			}
		case p.Rowid:
			d.Column = word("rowid")
		default:
			d.Expr = said.Expr
			if said.Expr == "" {
				d.Expr = said.Column.Text // a string in double quotes, which is no column
			}
		}
		switch c := collationOf(said.Attrs); {
		case p.Collation == "": // of the rowid
		case strings.EqualFold(c, p.Collation):
			d.Attrs = said.Attrs
		case !strings.EqualFold(usual, p.Collation):
			d.Attrs = []schema.Attr{{Name: "collate", Value: p.Collation}}
		}
	}
	return parts
}

func collationOf(attrs []schema.Attr) string {
	collation := ""
	for _, a := range attrs {
		if a.Name == "collate" {
			collation = a.Value
		}
	}
	return collation
}

func (r *sqliteReader) addView(o sqliteObject, declared *schema.CreateView) {
	v := &schema.CreateView{View: schema.Ref{Name: word(o.Name)}, Query: declared.Query, DependsOn: declared.DependsOn}
	for _, c := range r.columns[o.Name] {
		v.Columns = append(v.Columns, schema.ColumnDef{Name: word(c.Name)})
	}
	if len(v.Columns) == 0 { // it names what is not there
		v.Columns, v.Reads = declared.Columns, declared.Reads
	}
	r.stmts = append(r.stmts, v)
}
