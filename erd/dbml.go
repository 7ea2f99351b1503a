package erd

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// DBML writes the diagram's tables, enums and keys in the database markup
// language (dbml.dbdiagram.io/docs), which dbdiagram and its relatives draw. The
// tables are whole, whatever the diagram's detail is: others choose what to show.
// Views, which the language does not know, are left out. A key to what is not in
// the diagram, and a table of which no column is known, would be errors there:
// they become comments.
func (d *Diagram) DBML() string {
	if d.Detail == Overview {
		of := d.options
		of.Detail = Names
		if tables, err := New(d.realm, of); err == nil {
			return tables.DBML()
		}
	}
	w := dbml{Diagram: d, columns: map[int]map[string]bool{}, written: map[string]bool{}}
	fmt.Fprintf(&w, "// %s\n", clean(d.title()))
	for i, b := range d.Boxes {
		switch b.Kind {
		case TableBox:
			w.table(i, b)
		case EnumBox:
			w.enum(b.Enum)
		}
	}
	w.missingEnums()
	w.WriteString("\n")
	for _, k := range d.Keys {
		w.ref(k)
	}
	if len(d.Groups) > 1 {
		w.groups()
	}
	return w.String()
}

type dbml struct {
	*Diagram
	strings.Builder
	columns map[int]map[string]bool // of the tables that are written, by box
	written map[string]bool         // names of tables and enums, and the ends of keys
}

// dbmlName quotes a name, which must not be empty there.
func dbmlName(name string) string {
	if name = clean(name); name == "" {
		name = "(no name)"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

func dbmlQualified(s *schema.Schema, name string) string {
	if s == nil || s.Name == "" {
		return dbmlName(name)
	}
	return dbmlName(s.Name) + "." + dbmlName(name)
}

// dbmlText quotes a text; one of several lines in three quotes.
func dbmlText(s string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	lines := textLines(s)
	for i := range lines {
		lines[i] = quoted.Replace(lines[i])
	}
	if len(lines) > 1 {
		return "'''" + strings.Join(lines, "\n") + "'''"
	}
	return "'" + lines[0] + "'"
}

var dbmlNumber = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// dbmlExpr is an expression in backquotes, which nothing can stand for between
// them: an expression with one is a text.
func dbmlExpr(s string) string {
	if strings.Contains(s, "`") {
		return dbmlText(s)
	}
	return "`" + clean(strings.Join(strings.Fields(s), " ")) + "`"
}

// dbmlPart is an expression where a text cannot stand for it.
func dbmlPart(s string) string { return dbmlExpr(strings.ReplaceAll(s, "`", `"`)) }

func dbmlDefault(e *schema.Expr) string {
	text := e.Text
	switch {
	case dbmlNumber.MatchString(text):
		return text
	case slices.Contains([]string{"true", "false", "null"}, strings.ToLower(text)):
		return strings.ToLower(text)
	case len(text) >= 2 && text[0] == '\'' && text[len(text)-1] == '\'' && !strings.Contains(strings.ReplaceAll(text[1:len(text)-1], "''", ""), "'"):
		return dbmlText(strings.ReplaceAll(text[1:len(text)-1], "''", "'"))
	}
	return dbmlExpr(text)
}

func (w *dbml) table(index int, b *Box) {
	t := b.Table
	name := dbmlQualified(t.Schema, t.Name)
	if len(t.Columns) == 0 || w.written["table "+name] {
		fmt.Fprintf(w, "\n// Table %s has no columns that are known\n", name)
		return
	}
	w.written["table "+name] = true
	w.columns[index] = map[string]bool{}
	fmt.Fprintf(w, "\nTable %s {\n", name)
	for _, c := range t.Columns {
		column := dbmlName(c.Name)
		if w.columns[index][column] {
			continue
		}
		w.columns[index][column] = true
		w.column(t, c)
	}
	w.indexes(t, w.columns[index])
	w.checks(t)
	if t.Comment != "" {
		fmt.Fprintf(w, "\n  Note: %s\n", dbmlText(t.Comment))
	}
	w.WriteString("}\n")
}

func (w *dbml) column(t *schema.Table, c *schema.Column) {
	typ := dbmlName(c.Type.Text)
	if c.Enum != nil {
		typ = dbmlQualified(c.Enum.Schema, c.Enum.Name)
	}
	var settings []string
	primary := inPrimaryKey(t, c)
	if primary && len(t.PrimaryKey.Parts) == 1 {
		settings = append(settings, "pk")
	}
	if !c.Null || primary {
		settings = append(settings, "not null")
	}
	if slices.ContainsFunc(t.Indexes, func(x *schema.Index) bool { return dbmlAlone(x) && x.Parts[0].Column == c }) {
		settings = append(settings, "unique")
	}
	if c.Identity != nil || autoIncrements(c) {
		settings = append(settings, "increment")
	}
	if c.Default != nil && c.Default.Text != "" {
		settings = append(settings, "default: "+dbmlDefault(c.Default))
	}
	if c.Comment != "" {
		settings = append(settings, "note: "+dbmlText(c.Comment))
	}
	fmt.Fprintf(w, "  %s %s", dbmlName(c.Name), typ)
	if len(settings) > 0 {
		fmt.Fprintf(w, " [%s]", strings.Join(settings, ", "))
	}
	w.WriteString("\n")
}

// dbmlAlone reports a unique constraint of one column, which is a setting of the
// column.
func dbmlAlone(x *schema.Index) bool {
	return x.Unique && x.Constraint && len(x.Parts) == 1 && x.Parts[0].Column != nil && x.Where == ""
}

func (w *dbml) indexes(t *schema.Table, columns map[string]bool) {
	var lines []string
	index := func(x *schema.Index, settings ...string) {
		var parts []string
		for _, p := range x.Parts {
			switch {
			case p.Expr != "":
				parts = append(parts, dbmlPart(p.Expr))
			case p.Column != nil && columns[dbmlName(p.Column.Name)]:
				parts = append(parts, dbmlName(p.Column.Name))
			default:
				return
			}
		}
		if len(parts) == 0 {
			return
		}
		if x.Name != "" {
			settings = append(settings, "name: "+dbmlText(x.Name))
		}
		if m := strings.ToLower(x.Method); m == "btree" || m == "hash" {
			settings = append(settings, "type: "+m)
		}
		if x.Where != "" {
			settings = append(settings, "note: "+dbmlText("where "+x.Where))
		}
		line := "    (" + strings.Join(parts, ", ") + ")"
		if len(settings) > 0 {
			line += " [" + strings.Join(settings, ", ") + "]"
		}
		lines = append(lines, line)
	}
	if t.PrimaryKey != nil && len(t.PrimaryKey.Parts) > 1 {
		index(t.PrimaryKey, "pk")
	}
	for _, x := range t.Indexes {
		switch {
		case dbmlAlone(x):
		case x.Unique:
			index(x, "unique")
		default:
			index(x)
		}
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n  indexes {\n%s\n  }\n", strings.Join(lines, "\n"))
	}
}

func (w *dbml) checks(t *schema.Table) {
	var lines []string
	for _, c := range t.Checks {
		if strings.TrimSpace(c.Expr) == "" {
			continue
		}
		line := "    " + dbmlPart(c.Expr)
		if c.Name != "" {
			line += " [name: " + dbmlText(c.Name) + "]"
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n  checks {\n%s\n  }\n", strings.Join(lines, "\n"))
	}
}

func (w *dbml) enum(e *schema.Enum) {
	name := dbmlQualified(e.Schema, e.Name)
	if w.written["enum "+name] || len(e.Values) == 0 {
		return
	}
	w.written["enum "+name] = true
	fmt.Fprintf(w, "\nEnum %s {\n", name)
	seen := map[string]bool{}
	for _, v := range e.Values {
		if v = dbmlName(v); !seen[v] {
			seen[v] = true
			fmt.Fprintf(w, "  %s\n", v)
		}
	}
	w.WriteString("}\n")
}

// missingEnums writes the enums that columns have and that are no boxes.
func (w *dbml) missingEnums() {
	for _, b := range w.Boxes {
		if b.Table == nil {
			continue
		}
		for _, c := range b.Table.Columns {
			if c.Enum != nil {
				w.enum(c.Enum)
			}
		}
	}
}

func (w *dbml) ref(k *Key) {
	f := k.ForeignKey
	child, parent := w.end(k.Child.Box, f.ColumnNames), ""
	if k.Parent.Box >= 0 {
		parent = w.end(k.Parent.Box, refNames(f))
	}
	if child == "" || parent == "" || child == parent || len(f.ColumnNames) != len(refNames(f)) {
		fmt.Fprintf(w, "// %s\n", strings.ReplaceAll(k.tip(), "\n", " "))
		return
	}
	// The language has one key between two places.
	if w.written[child+parent] || w.written[parent+child] {
		return
	}
	w.written[child+parent] = true
	w.WriteString("Ref")
	if f.Name != "" {
		w.WriteString(" " + dbmlName(f.Name))
	}
	sign := ">"
	if k.Child.Cardinality == ZeroOrOne {
		sign = "-"
	}
	fmt.Fprintf(w, ": %s %s %s", child, sign, parent)
	var settings []string
	for _, s := range []struct{ name, action string }{{"delete", f.OnDelete}, {"update", f.OnUpdate}} {
		if action := strings.ToLower(s.action); slices.Contains([]string{"cascade", "restrict", "set null", "set default", "no action"}, action) {
			settings = append(settings, s.name+": "+action)
		}
	}
	if len(settings) > 0 {
		fmt.Fprintf(w, " [%s]", strings.Join(settings, ", "))
	}
	w.WriteString("\n")
}

// end is one end of a key, or "" when the table or a column is not written.
func (w *dbml) end(box int, names []string) string {
	columns, ok := w.columns[box]
	if !ok || len(names) == 0 {
		return ""
	}
	t := w.Boxes[box].Table
	var quoted []string
	for _, name := range names {
		if name = dbmlName(name); !columns[name] || slices.Contains(quoted, name) {
			return ""
		}
		quoted = append(quoted, name)
	}
	end := dbmlQualified(t.Schema, t.Name) + "."
	if len(quoted) == 1 {
		return end + quoted[0]
	}
	return end + "(" + strings.Join(quoted, ", ") + ")"
}

// groups writes the groups, which hold a table once only.
func (w *dbml) groups() {
	for _, g := range w.Groups {
		var tables []string
		for _, i := range g.Boxes {
			if w.columns[i] != nil {
				tables = append(tables, "  "+dbmlQualified(w.Boxes[i].Table.Schema, w.Boxes[i].Table.Name)+"\n")
			}
		}
		if len(tables) > 0 {
			fmt.Fprintf(w, "\nTableGroup %s {\n%s}\n", dbmlName(g.Name), strings.Join(tables, ""))
		}
	}
}
