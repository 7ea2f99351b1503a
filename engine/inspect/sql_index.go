package inspect

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// inlineIndexes is how many of a table's indexes are constraints that stand
// inside CREATE TABLE: those before the first index, so that a table read back
// has its indexes in the same order. Of two keys of the same columns PostgreSQL
// would make one, if they stood there together.
func (w *sqlWriter) inlineIndexes(t *schema.Table) int {
	seen := map[string]bool{}
	if t.PrimaryKey != nil && w.postgres() {
		seen[w.parts(t.PrimaryKey.Parts)] = true
	}
	for n, x := range t.Indexes {
		parts := ""
		if w.postgres() {
			parts = w.parts(x.Parts)
		}
		if !x.Constraint || seen[parts] {
			return n
		}
		if w.postgres() {
			seen[parts] = true
		}
	}
	return len(t.Indexes)
}

func (w *sqlWriter) include(x *schema.Index) string {
	if len(x.Include) == 0 {
		return ""
	}
	var list []string
	for _, c := range x.Include {
		list = append(list, c.Name)
	}
	return " INCLUDE " + w.names(list)
}

func (w *sqlWriter) parts(parts []schema.IndexPart) string {
	var list []string
	for _, p := range parts {
		sql := "(" + p.Expr + ")"
		if p.Name != "" {
			sql = w.quote(p.Name)
		}
		for _, a := range p.Attrs {
			switch {
			case a.Name == "prefix":
				sql += "(" + a.Value + ")"
			case a.Name == "collate":
				sql += " COLLATE " + w.collation(a.Value)
			case a.Name == "ops":
				sql += " " + a.Value
			}
		}
		if p.Desc {
			sql += " DESC"
		}
		for _, a := range p.Attrs {
			switch {
			case a.Name == "nulls_first" && a.Value == "true":
				sql += " NULLS FIRST"
			case a.Name == "nulls_last" && a.Value == "true":
				sql += " NULLS LAST"
			case a.Name == "op":
				sql += " WITH " + a.Value
			}
		}
		list = append(list, sql)
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// indexes creates what of a table's indexes does not stand in CREATE TABLE.
func (w *sqlWriter) indexes(t *schema.Table) {
	for _, x := range t.Indexes[w.inlineIndexes(t):] {
		switch {
		case x == w.counted(t):
		case !x.Constraint:
			w.within(t.Schema)
			w.index(x, t.Schema, t.Name)
		case !w.spell.inlineKeys:
			w.within(t.Schema)
			w.statement("ALTER TABLE %s ADD %s", w.name(t.Schema, t.Name), w.keyOf(x))
		}
	}
}

// counted is the index that a table must be created with: that of its
// AUTO_INCREMENT column, which must begin a key (MySQL, "CREATE TABLE Statement").
// It is nil where the primary key or a constraint that stands there is one.
func (w *sqlWriter) counted(t *schema.Table) *schema.Index {
	first := func(x *schema.Index) bool {
		if x == nil || len(x.Parts) == 0 || x.Parts[0].Column == nil {
			return false
		}
		auto, _ := lastAttr(x.Parts[0].Column.Attrs, "auto_increment")
		return auto == "true"
	}
	if w.spell.comments != commentClause || first(t.PrimaryKey) || slices.ContainsFunc(t.Indexes[:w.inlineIndexes(t)], first) {
		return nil
	}
	if i := slices.IndexFunc(t.Indexes, first); i >= 0 {
		return t.Indexes[i]
	}
	return nil
}

// inlineIndex is an index within CREATE TABLE, as MySQL has it.
func (w *sqlWriter) inlineIndex(x *schema.Index) string {
	kind := "KEY "
	if x.Unique {
		kind = "UNIQUE KEY "
	}
	if x.Name != "" {
		kind += w.quote(x.Name) + " "
	}
	return kind + w.parts(x.Parts) + w.indexOptions(x)
}

func (w *sqlWriter) index(x *schema.Index, s *schema.Schema, relation string) {
	kind, using := "INDEX", ""
	if x.Unique {
		kind = "UNIQUE INDEX"
	}
	if prefix := w.spell.methods[x.Method]; prefix != "" {
		kind = prefix + " INDEX"
	} else if x.Method != "" {
		using = " USING " + x.Method
	}
	name, on := w.quote(x.Name), w.name(s, relation)
	if w.spell.indexSchema {
		name, on = w.name(s, x.Name), w.quote(relation)
	}
	before, after := using, ""
	if w.spell.methodLast {
		before, after = "", using
	}
	sql := "CREATE " + kind + " " + name + " ON " + on
	if x.Name == "" {
		sql = "CREATE " + kind + " ON " + on
		if w.spell.methodLast {
			sql = "ALTER TABLE " + on + " ADD " + kind // MySQL gives a name here only
		}
	}
	sql += before + " " + w.parts(x.Parts) + after + w.include(x)
	if x.NullsEqual {
		sql += " NULLS NOT DISTINCT"
	}
	sql += w.indexOptions(x)
	if x.Where != "" {
		sql += " WHERE " + x.Where
	}
	w.statement("%s", sql)
}

func (w *sqlWriter) indexOptions(x *schema.Index) string {
	sql := storageParams(x.Attrs)
	for _, a := range x.Attrs {
		switch a.Name {
		case "parser":
			sql += " WITH PARSER " + a.Value
		case "invisible":
			sql += " INVISIBLE"
		case "ignored":
			sql += " IGNORED"
		}
	}
	if x.Comment != "" && w.spell.comments == commentClause {
		sql += " COMMENT " + w.text(x.Comment)
	}
	return sql
}

// storageParams writes WITH (…).
func storageParams(attrs []schema.Attr) string {
	var params []string
	for _, a := range attrs {
		name, ok := strings.CutPrefix(a.Name, "storage_params.")
		if a.Name == "page_per_range" {
			name, ok = "pages_per_range", true
		}
		if ok {
			params = append(params, name+" = "+a.Value)
		}
	}
	if len(params) == 0 {
		return ""
	}
	return " WITH (" + strings.Join(params, ", ") + ")"
}
