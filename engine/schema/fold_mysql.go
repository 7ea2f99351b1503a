package schema

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// mysql reports whether the realm is MySQL's or MariaDB's.
func (f *folder) mysql() bool { return f.realm.Dialect == MySQL || f.realm.Dialect == MariaDB }

// means reports whether a name that was found to be a table's may mean it. Where
// the statement has IF EXISTS, MySQL passes over one that differs by case.
func (f *folder) means(ref Ref, t *Table, ifExists bool) bool {
	return !ifExists || !f.index.exact || t.Name == ref.Name.Text
}

// moveColumn puts a column first, or behind the one that after names.
func (f *folder) moveColumn(t *Table, c *Column, first bool, after Name) {
	if !first && after.IsZero() {
		return
	}
	rest := slices.DeleteFunc(slices.Clone(t.Columns), func(have *Column) bool { return have == c })
	at := 0
	if !first {
		before := f.column(t, after)
		if before == nil {
			return
		}
		at = slices.Index(rest, before) + 1
	}
	t.Columns = slices.Insert(rest, at, c)
}

// mysqlKeys adds the constraints and indexes of a new table in the order in which
// they stand there, in which they get their names.
func (f *folder) mysqlKeys(t *Table, s *CreateTable) {
	f.creating, f.unnamedKeys = t, 0
	constraints, indexes := s.Constraints, s.Indexes
	for len(constraints)+len(indexes) > 0 {
		if len(indexes) == 0 || len(constraints) > 0 && constraints[0].Span.Start <= indexes[0].Span.Start {
			f.constrain(t, &constraints[0])
			constraints = constraints[1:]
		} else {
			f.indexTable(t, &indexes[0])
			indexes = indexes[1:]
		}
	}
	f.mysqlSettle(t)
	f.creating = nil
}

// keylessEngines are those that take foreign keys and forget them (MySQL, "FOREIGN
// KEY Constraints").
var keylessEngines = []string{"myisam", "aria", "memory", "heap", "csv", "archive", "blackhole", "merge", "mrg_myisam"}

func keyless(t *Table) bool {
	for i := len(t.Attrs) - 1; i >= 0; i-- {
		if t.Attrs[i].Name == "engine" {
			return slices.Contains(keylessEngines, strings.ToLower(t.Attrs[i].Value))
		}
	}
	return false
}

// mysqlForeignKey names a foreign key and adds the index that it needs.
func (f *folder) mysqlForeignKey(t *Table, d *ConstraintDef, fk *ForeignKey) {
	x := &Index{Name: cmp.Or(d.Name.Text, d.Index.Text), Origin: fk.Origin, generated: true}
	for i, c := range fk.Columns {
		x.Parts = append(x.Parts, IndexPart{Column: c, Name: fk.ColumnNames[i]})
	}
	t.Indexes = append(t.Indexes, x)
	if fk.Name == "" {
		var number int
		if f.creating == t { // there, only those without names count
			f.unnamedKeys++
			number = f.unnamedKeys
		} else {
			number = 1 + f.lastNumber(t, "_ibfk_")
		}
		fk.Name = t.Name + "_ibfk_" + strconv.Itoa(number)
	}
}

// lastNumber is the highest of the numbers in the names that the server has made
// for keys or checks of a table: table_ibfk_1 (MySQL, "FOREIGN KEY Constraints").
func (f *folder) lastNumber(t *Table, infix string) int {
	last := 0
	note := func(name string) {
		if digits, ok := strings.CutPrefix(name, t.Name+infix); ok {
			if n, err := strconv.Atoi(digits); err == nil {
				last = max(last, n)
			}
		}
	}
	for _, fk := range t.ForeignKeys {
		note(fk.Name)
	}
	for _, c := range t.Checks {
		note(c.Name)
	}
	return last
}

// mysqlSettle does to a table what MySQL does whenever it makes or alters one:
// indexes made for foreign keys that others serve as well go, and what has no name
// gets one (mysql_prepare_create_table in its source).
func (f *folder) mysqlSettle(t *Table) {
	if !f.mysql() {
		return
	}
	f.dropRedundant(t)
	taken := indexNames{}
	for _, x := range t.Indexes {
		wholePrefixes(x)
		if x.Name == "" && len(x.Parts) > 0 {
			x.Name = taken.free(cmp.Or(x.Parts[0].Name, "functional_index"))
		}
		taken.add(x.Name)
	}
	number := 1
	var names map[string]bool
	for _, c := range t.Checks {
		if c.Name != "" || c.Expr == "" {
			continue
		}
		if f.realm.Dialect == MySQL {
			var last int
			if f.creating == t { // there, only those without names count
				last = number - 1
				number++
			} else {
				last = f.lastNumber(t, "_chk_")
			}
			c.Name = t.Name + "_chk_" + strconv.Itoa(last+1)
			continue
		}
		if names == nil {
			names = make(map[string]bool, len(t.Checks))
			for _, c := range t.Checks {
				names[strings.ToLower(c.Name)] = true
			}
		}
		for c.Name == "" {
			if name := "CONSTRAINT_" + strconv.Itoa(number); !names[strings.ToLower(name)] {
				c.Name = name
			}
			number++
		}
	}
}

// wholePrefixes takes the lengths off parts of an index that are as long as their
// columns.
func wholePrefixes(x *Index) {
	for i, p := range x.Parts {
		at := slices.IndexFunc(p.Attrs, func(a Attr) bool { return a.Name == "prefix" })
		if at < 0 || p.Column == nil {
			continue
		}
		name, size, _ := strings.Cut(strings.TrimSuffix(p.Column.Type.Text, ")"), "(")
		length, err := strconv.Atoi(p.Attrs[at].Value)
		whole, sized := strconv.Atoi(size)
		switch name {
		case "char", "varchar", "binary", "varbinary":
			if err == nil && sized == nil && length >= whole {
				x.Parts[i].Attrs = slices.Delete(slices.Clone(p.Attrs), at, at+1)
			}
		}
	}
}

// indexNames are the names that indexes of a table have, without regard to case,
// and of those that were made of others the last number.
type indexNames map[string]int

func (n indexNames) add(name string) {
	name = strings.ToLower(name)
	n[name] = max(n[name], 1)
}

// free is a name with the first number that makes it free (make_unique_key_name in
// MySQL's source).
func (n indexNames) free(name string) string {
	key := strings.ToLower(name)
	if n[key] == 0 && key != "primary" {
		return name
	}
	for number := max(n[key], 1) + 1; ; number++ {
		numbered := "_" + strconv.Itoa(number)
		if n[key+numbered] == 0 {
			n[key] = number
			return name + numbered
		}
	}
}

// maxKeys is twice the number of indexes that a table can have (MySQL, "Limits on
// InnoDB Tables"): they are compared two by two.
const maxKeys = 128

// dropRedundant removes indexes made for foreign keys whose columns are the first
// of another index.
func (f *folder) dropRedundant(t *Table) {
	if len(t.Indexes) > maxKeys || !slices.ContainsFunc(t.Indexes, func(x *Index) bool { return x.generated }) {
		return
	}
	keys := slices.Clone(t.Indexes)
	if t.PrimaryKey != nil {
		keys = append([]*Index{t.PrimaryKey}, keys...)
	}
	gone := map[*Index]bool{}
	for i, key := range keys {
		for _, before := range keys[:i] {
			if gone[before] || !serves(key, before) {
				continue
			}
			if !before.generated || key.generated && len(key.Parts) < len(before.Parts) {
				gone[key] = true
			} else {
				gone[before] = true
			}
			break
		}
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x *Index) bool { return gone[x] })
}

// serves reports whether one of two indexes was made for a foreign key and is the
// beginning of the other (foreign_key_prefix in MySQL's source).
func serves(a, b *Index) bool {
	switch {
	case a.generated:
		if b.generated && len(a.Parts) > len(b.Parts) {
			a, b = b, a
		}
	case !b.generated:
		return false
	default:
		a, b = b, a
	}
	if len(a.Parts) > len(b.Parts) || b.Method == "fulltext" || b.Method == "spatial" {
		return false
	}
	for i, p := range a.Parts {
		q := b.Parts[i]
		if p.Column == nil || p.Column != q.Column || slices.ContainsFunc(q.Attrs, func(a Attr) bool { return a.Name == "prefix" }) {
			return false
		}
	}
	return true
}

// mysqlRemoveColumn takes a column out of the indexes of its table; those that
// have no other go (MySQL, "ALTER TABLE Statement").
func (f *folder) mysqlRemoveColumn(t *Table, c *Column) {
	without := func(x *Index) bool {
		if !x.uses(c) {
			return false
		}
		x.Parts = slices.DeleteFunc(slices.Clone(x.Parts), func(p IndexPart) bool { return p.Column == c })
		return len(x.Parts) == 0
	}
	t.Indexes = slices.DeleteFunc(t.Indexes, without)
	if t.PrimaryKey != nil && without(t.PrimaryKey) {
		t.PrimaryKey = nil
	}
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return slices.Contains(fk.Columns, c) })
	t.Checks = slices.DeleteFunc(t.Checks, func(k *Check) bool {
		return k.column == c || slices.Equal(f.columnsIn(k.Expr, append(slices.Clip(t.Columns), c)), []*Column{c})
	})
	f.mysqlSettle(t)
}

// columnsIn are those of the columns that an expression names, each once.
func (f *folder) columnsIn(expr string, columns []*Column) []*Column {
	var found []*Column
	for at := 0; at < len(expr); {
		t := nextExprToken(expr, at)
		at = t.end
		if name := t.name(); name != "" {
			if c := f.index.column(columns, name); c != nil && !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found
}

// dropFirst removes the first there is of the checks, unique keys and foreign keys
// of that name. Checks in the definition of a column are its own (MariaDB, "ALTER
// TABLE": DROP CONSTRAINT).
func dropFirst(t *Table, named func(string) bool) {
	if i := slices.IndexFunc(t.Checks, func(c *Check) bool { return c.column == nil && named(c.Name) }); i >= 0 {
		t.Checks = slices.Delete(slices.Clone(t.Checks), i, i+1)
	} else if i := slices.IndexFunc(t.Indexes, func(x *Index) bool { return x.Unique && named(x.Name) }); i >= 0 {
		t.Indexes = slices.Delete(slices.Clone(t.Indexes), i, i+1)
	} else {
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return named(fk.Name) })
	}
}

// mysqlRenamed renames what has the name of its table in its own.
func (f *folder) mysqlRenamed(t *Table, to string) {
	if !f.mysql() {
		return
	}
	rename := func(name *string, infix string) {
		if rest, ok := strings.CutPrefix(*name, t.Name+infix); ok {
			*name = to + infix + rest
		}
	}
	for _, fk := range t.ForeignKeys {
		rename(&fk.Name, "_ibfk_")
	}
	if f.realm.Dialect == MySQL {
		for _, c := range t.Checks {
			rename(&c.Name, "_chk_")
		}
	}
}

// mysqlLike copies all of a table but its columns, which are there already, and
// its foreign keys (MySQL, "CREATE TABLE ... LIKE Statement").
func (f *folder) mysqlLike(t, from *Table) {
	copied := func(x *Index) *Index {
		made := *x
		made.Parts = slices.Clone(x.Parts)
		for i := range made.Parts {
			made.Parts[i].Column = f.index.column(t.Columns, made.Parts[i].Name)
		}
		return &made
	}
	if from.PrimaryKey != nil {
		t.PrimaryKey = copied(from.PrimaryKey)
	}
	for _, x := range from.Indexes {
		t.Indexes = append(t.Indexes, copied(x))
	}
	for _, c := range from.Checks {
		made := *c
		if c.column != nil {
			made.column = f.index.column(t.Columns, c.column.Name)
		}
		if rest, ok := strings.CutPrefix(c.Name, from.Name+"_chk_"); ok && f.realm.Dialect == MySQL {
			made.Name = t.Name + "_chk_" + rest
		}
		t.Checks = append(t.Checks, &made)
	}
	t.Comment, t.Partition = from.Comment, from.Partition
	t.Attrs = slices.DeleteFunc(slices.Clone(from.Attrs), func(a Attr) bool { return a.Name == "auto_increment" })
}

// mysqlTableAttr sets an option of a table. Columns keep the character set that
// they have, unless they are converted (MySQL, "ALTER TABLE Statement").
func (f *folder) mysqlTableAttr(t *Table, s *SetTableAttr) {
	name := s.Attr.Name
	if name == "charset" || name == "collate" {
		f.mysqlCharset(t, s)
	}
	attrs := slices.DeleteFunc(slices.Clone(t.Attrs), func(a Attr) bool {
		return a.Name == name || name == "charset" && a.Name == "collate" || name == "collate" && a.Name == "charset" && !strings.HasPrefix(s.Attr.Value, a.Value)
	})
	if s.Attr.Value != "" && s.Attr.Value != "false" {
		attrs = append(attrs, s.Attr)
	}
	t.Attrs = attrs
}

// mysqlCharset keeps what columns have while their table's character set or
// collation changes, or takes it away where they are converted.
func (f *folder) mysqlCharset(t *Table, s *SetTableAttr) {
	own := func(a Attr) bool { return a.Name == "charset" || a.Name == "collate" || a.Name == "binary" }
	var inherited []Attr
	for _, a := range t.Attrs {
		if a.Name == "charset" || a.Name == "collate" {
			inherited = append(inherited, a)
		}
	}
	for _, c := range t.Columns {
		switch {
		case s.Convert && c.Type.Text == "json" && f.realm.Dialect == MariaDB:
			// Text with a check, of which only the text changes.
			c.Type.Text = "longtext"
			t.Checks = append(t.Checks, &Check{Name: c.Name, Expr: "json_valid(`" + strings.ReplaceAll(c.Name, "`", "``") + "`)", Origin: c.Origin, column: c})
		case !hasCollation(c.Type.Text):
		case s.Convert:
			c.Attrs = slices.DeleteFunc(slices.Clone(c.Attrs), own)
		case !slices.ContainsFunc(c.Attrs, own):
			c.Attrs = append(slices.Clip(c.Attrs), inherited...)
		}
	}
}

// hasCollation reports whether the values of a type have a collation (MySQL,
// "Column Character Set and Collation").
func hasCollation(typ string) bool {
	name, _, _ := strings.Cut(typ, "(")
	switch name {
	case "char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set":
		return true
	}
	return false
}

// hasConstraint reports whether a table has a constraint of that name.
func (f *folder) hasConstraint(t *Table, name string) bool {
	if name == "" {
		return false
	}
	same := func(other string) bool { return f.index.same(other, name) }
	return slices.ContainsFunc(t.Indexes, func(x *Index) bool { return same(x.Name) }) ||
		slices.ContainsFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return same(fk.Name) }) ||
		slices.ContainsFunc(t.Checks, func(c *Check) bool { return same(c.Name) })
}
