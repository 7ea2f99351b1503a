package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// declaredKey is a foreign key and the statement that declared it.
type declaredKey struct {
	fk    *ForeignKey
	def   *ConstraintDef
	place *Place
	step  int
}

// checkKeyTypes reports columns that cannot be compared with those they refer to.
func (f *folder) checkKeyTypes(k declaredKey) {
	fk := k.fk
	if len(fk.Columns) != len(fk.RefColumns) || len(fk.Columns) != len(k.def.Parts) {
		return
	}
	for i, c := range fk.Columns {
		to := fk.RefColumns[i]
		if c == nil || to == nil || !f.typesClash(c, to) || fk.Table.binary(c) || fk.RefTable.binary(to) {
			continue
		}
		at := Origin{k.place, k.def.Span, k.def.Parts[i].Column.Span}
		f.checked(CodeKeyType, Error, k.step, Related{to.Origin.Place, to.Origin.Name, "the column that it refers to"}, at,
			"column %q is %s but refers to column %q of table %q, which is %s: give them the same type",
			c.Name, c.Type.Text, to.Name, fk.RefTable.Name, to.Type.Text)
	}
}

// typesClash reports whether the database is certain to reject a foreign key
// from one column to the other for their types.
func (f *folder) typesClash(from, to *Column) bool {
	switch f.realm.Dialect {
	case Postgres:
		return postgresTypesClash(from, to)
	case MySQL, MariaDB:
		a, b := mysqlKeyType(from.Type.Text), mysqlKeyType(to.Type.Text)
		return a != "" && b != "" && a != b
	}
	return false // SQLite compares anything with anything
}

// binary reports whether MySQL makes bytes of a column's string type.
func (t *Table) binary(c *Column) bool {
	is := func(a Attr) bool {
		return (a.Name == "charset" || a.Name == "collate" || a.Name == "collation") && strings.EqualFold(a.Value, "binary")
	}
	return slices.ContainsFunc(c.Attrs, is) || slices.ContainsFunc(t.Attrs, is)
}

// postgresKeyTypes are, for the types that foreign keys are commonly made of, the
// other types that such a column can refer to: those for which there is an
// equality operator or an implicit cast (PostgreSQL, ATAddForeignKeyConstraint
// in its source). A type refers to itself, too.
var postgresKeyTypes = map[string][]string{
	"smallint":                    {"integer", "bigint", "numeric", "real", "double precision", "oid"},
	"integer":                     {"smallint", "bigint", "numeric", "real", "double precision", "oid"},
	"bigint":                      {"smallint", "integer", "numeric", "real", "double precision", "oid"},
	"numeric":                     {"real", "double precision"},
	"real":                        {"double precision"},
	"double precision":            {"real"},
	"text":                        {"character varying", "character", "bpchar", "name"},
	"character varying":           {"text", "character", "bpchar", "name"},
	"character":                   {"text", "character varying", "bpchar", "name"},
	"bpchar":                      {"text", "character varying", "character", "name"},
	"name":                        {"text", "character varying"},
	"uuid":                        nil,
	"boolean":                     nil,
	"date":                        {"timestamp without time zone", "timestamp with time zone"},
	"timestamp without time zone": {"date", "timestamp with time zone"},
	"timestamp with time zone":    {"date", "timestamp without time zone"},
	"time without time zone":      {"time with time zone", "interval"},
	"time with time zone":         nil,
	"interval":                    nil,
	"bytea":                       nil,
	"jsonb":                       nil,
	"inet":                        {"cidr"},
	"cidr":                        {"inet"},
	"macaddr":                     {"macaddr8"},
	"macaddr8":                    {"macaddr"},
	"oid":                         nil,
	"bit":                         {"bit varying"},
	"bit varying":                 {"bit"},
	"money":                       nil,
}

// postgresSerial are the types of serial columns.
var postgresSerial = map[string]string{
	"smallserial": "smallint", "serial2": "smallint", "serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
}

func postgresTypesClash(from, to *Column) bool {
	a, knownA := postgresKeyType(from)
	b, knownB := postgresKeyType(to)
	switch {
	case !knownA || !knownB || a == b && from.Enum == to.Enum:
		return false
	case strings.HasSuffix(a, "[]") || strings.HasSuffix(b, "[]"):
		return a != b
	}
	return !slices.Contains(postgresKeyTypes[a], b)
}

// postgresKeyType is a column's type without its parameters: "enum" for enums.
func postgresKeyType(c *Column) (name string, known bool) {
	name, array := strings.CutSuffix(c.Type.Text, "[]")
	switch {
	case c.Enum != nil:
		return "enum", !array
	case c.Type.Ref != nil:
		return "", false
	}
	if open := strings.IndexByte(name, '('); open >= 0 {
		shut := strings.IndexByte(name, ')')
		if shut < open {
			return "", false
		}
		name = strings.TrimSpace(name[:open]) + name[shut+1:]
	}
	if t := postgresSerial[name]; t != "" {
		name = t
	}
	if _, known = postgresKeyTypes[name]; array {
		name += "[]"
	}
	return name, known
}

// mysqlKeyType says which types InnoDB compares: it takes a foreign key only
// between types that it stores alike (MySQL 8.0, "FOREIGN KEY Constraints":
// integers of the same size and sign, strings of any length). It is "" for types
// of which that is not certain.
func mysqlKeyType(t string) string {
	name, rest := strings.ToLower(t), ""
	if i := strings.IndexAny(name, "( "); i >= 0 {
		name, rest = name[:i], name[i:]
	}
	unsigned := strings.Contains(rest, "unsigned") || strings.Contains(rest, "zerofill")
	switch name {
	case "bool", "boolean":
		name = "tinyint"
	case "integer":
		name = "int"
	case "serial":
		name, unsigned = "bigint", true
	}
	switch name {
	case "tinyint", "smallint", "mediumint", "int", "bigint":
		if unsigned {
			return name + " unsigned"
		}
		return name
	case "char", "varchar":
		return "string"
	case "decimal", "numeric", "binary", "varbinary", "datetime", "timestamp":
		return "bytes" // not all alike, but unlike all others
	}
	return ""
}

// checkKeyTarget reports a foreign key to columns that no key makes unique, which
// the database rejects: PostgreSQL, "5.5.5. Foreign Keys"; SQLite, "Foreign Key
// Support", 3; SQL Server's error 1776. SQLite creates the table, and fails when
// a row is written; MySQL wants an index on them. There it is a warning.
func (f *folder) checkKeyTarget(k declaredKey) {
	to := k.fk.RefTable
	if to.Opaque || to.IsPartition || f.uncertain[to] || slices.Contains(k.fk.RefColumns, nil) {
		return // it may have keys that the text does not show
	}
	if n := len(k.fk.RefColumns); n > 0 && n != len(k.fk.ColumnNames) {
		return // which was reported
	}
	related := Related{}
	if len(to.Origins) > 0 {
		related = Related{to.Origins[0].Place, to.Origins[0].Name, "the table that it refers to"}
	}
	severity := Error
	if f.realm.Dialect == SQLite {
		severity = Warning
	}
	switch f.realm.Dialect {
	case Postgres, SQLite, SQLServer:
		if len(k.fk.RefColumns) == 0 {
			if to.PrimaryKey == nil && len(k.def.RefColumns) == 0 && !k.def.Ref.IsZero() {
				f.checked(CodeKeyUnique, severity, k.step, related, Origin{k.place, k.def.Span, k.def.Ref.Name.Span},
					"table %q has no primary key to refer to: add one, or name the columns of a unique key", to.Name)
			}
			return
		}
		if unique, certain := to.unique(k.fk.RefColumns); !unique && certain {
			f.checked(CodeKeyUnique, severity, k.step, related, k.target(),
				"%s: a foreign key needs a primary key or a unique constraint on exactly what it refers to",
				notUnique(k.fk.RefColumnNames, to))
		}
	case MySQL, MariaDB:
		if len(k.fk.RefColumns) > 0 && to.innoDB() && k.fk.Table.innoDB() && !to.indexed(k.fk.RefColumns) {
			f.checked(CodeKeyUnique, Warning, k.step, related, k.target(),
				"no index of table %q begins with %s, which a foreign key needs to refer to: add a unique index",
				to.Name, strings.Join(k.fk.RefColumnNames, ", "))
		}
	}
}

func notUnique(columns []string, of *Table) string {
	if len(columns) == 1 {
		return fmt.Sprintf("column %q of table %q is not unique", columns[0], of.Name)
	}
	return fmt.Sprintf("columns %s of table %q are not unique together", strings.Join(columns, ", "), of.Name)
}

// target is where a key names what it refers to.
func (k declaredKey) target() Origin {
	at := k.def.Ref.Name.Span
	if n := len(k.def.RefColumns); n > 0 {
		at = text.Span{Start: k.def.RefColumns[0].Span.Start, End: k.def.RefColumns[n-1].Span.End}
	}
	return Origin{k.place, k.def.Span, at}
}

// unique reports whether a key of t is on exactly these columns, in any order,
// and whether that is certain.
func (t *Table) unique(columns []*Column) (unique, certain bool) {
	certain = true
	is := func(x *Index) bool {
		known := x.known()
		certain = certain && known
		return known && x.Unique && x.Where == "" && !x.deferrable() && x.on(columns)
	}
	unique = t.PrimaryKey != nil && is(t.PrimaryKey) || slices.ContainsFunc(t.Indexes, is)
	return unique, certain
}

// known reports whether all parts of an index are, and whether it is unique.
func (x *Index) known() bool {
	return len(x.Parts) > 0 && !slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return p.Column == nil && p.Expr == "" }) &&
		!slices.ContainsFunc(x.Attrs, func(a Attr) bool { return a.Name == "unique" })
}

// deferrable reports whether a constraint is checked late, which foreign keys
// cannot rely on (PostgreSQL, "CREATE TABLE", DEFERRABLE).
func (x *Index) deferrable() bool {
	return slices.ContainsFunc(x.Attrs, func(a Attr) bool {
		return a.Name == "initially_deferred" || a.Name == "deferrable" && !strings.HasPrefix(strings.ToUpper(a.Value), "NOT")
	})
}

// on reports whether an index has these columns and nothing else.
func (x *Index) on(columns []*Column) bool {
	return len(x.Parts) == len(columns) &&
		!slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return p.Column == nil || !slices.Contains(columns, p.Column) })
}

// indexed reports whether an index of t may begin with these columns, in any
// order. InnoDB indexes foreign keys by itself and ends each index with the
// primary key (MySQL 8.0, "Clustered and Secondary Indexes").
func (t *Table) indexed(columns []*Column) bool {
	var primary []IndexPart
	if t.PrimaryKey != nil {
		if !t.PrimaryKey.known() {
			return true
		}
		primary = t.PrimaryKey.Parts
	}
	// begins looks at n columns, of which at gives the first, and then at the key's.
	begins := func(n int, at func(int) *Column) bool {
		if n+len(primary) < len(columns) {
			return false
		}
		for i := range columns {
			var c *Column
			if i < n {
				c = at(i)
			} else {
				c = primary[i-n].Column
			}
			if !slices.Contains(columns, c) {
				return false
			}
		}
		return true
	}
	return begins(0, nil) ||
		slices.ContainsFunc(t.Indexes, func(x *Index) bool {
			return !x.known() || x.Method != "fulltext" && begins(len(x.Parts), func(i int) *Column { return x.Parts[i].Column })
		}) ||
		slices.ContainsFunc(t.ForeignKeys, func(fk *ForeignKey) bool {
			return begins(len(fk.Columns), func(i int) *Column { return fk.Columns[i] })
		})
}

// dropIndexes removes the indexes of t whose names match.
func (f *folder) dropIndexes(t *Table, cascade bool, named func(string) bool) {
	var dropped []*Index
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x *Index) bool {
		if !named(x.Name) {
			return false
		}
		dropped = append(dropped, x)
		return true
	})
	for _, x := range dropped {
		f.forgetIndex(t, x)
	}
	f.dropDependents(t, dropped, cascade)
}

// dropDependents removes the foreign keys that led to a key which is dropped with
// CASCADE (PostgreSQL, "5.14. Dependency Tracking").
func (f *folder) dropDependents(t *Table, dropped []*Index, cascade bool) {
	if !cascade || len(dropped) == 0 {
		return
	}
	f.dropKeysInto(func(fk *ForeignKey) bool {
		if fk.RefTable != t || !slices.ContainsFunc(dropped, func(x *Index) bool { return x.Unique && x.on(fk.RefColumns) }) {
			return false
		}
		unique, _ := t.unique(fk.RefColumns)
		return !unique
	})
}
