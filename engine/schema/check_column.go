package schema

import (
	"fmt"
	"slices"
	"strings"
)

// declaredDefault is a default that was given to a column.
type declaredDefault struct {
	table  *Table
	column *Column
	expr   *Expr
	place  *Place
	step   int
}

// checkColumn reports properties that a column cannot have together: PostgreSQL,
// "CREATE TABLE" (GENERATED … AS IDENTITY); SQLite, "Generated Columns", 2.3;
// MySQL 8.0, "CREATE TABLE and Generated Columns".
func (f *folder) checkColumn(c *Column) {
	var what string
	d := c.Default
	switch dialect := f.realm.Dialect; {
	case d == nil || strings.EqualFold(d.Text, "null"):
	case c.Generated != nil && slices.Contains([]Dialect{Postgres, SQLite, MySQL, MariaDB}, dialect):
		what = "is generated"
	case c.Identity != nil && dialect == Postgres:
		what = "is an identity column"
	case isSerial(c.Type.Text) && dialect == Postgres:
		what = "is " + c.Type.Text
	case (dialect == MySQL || dialect == MariaDB) && c.has("auto_increment"):
		what = "is auto_increment"
	}
	if what != "" {
		f.report(CodeExclusive, d.Span, nil, "column %q %s and cannot have a default as well: remove one of them", c.Name, what)
	}
	if dialect := f.realm.Dialect; dialect == MySQL || dialect == MariaDB {
		f.checkInlineEnum(c)
	}
	if c.Identity != nil && c.Generated != nil && f.realm.Dialect == Postgres {
		f.report(CodeExclusive, c.Origin.Name, nil, "column %q cannot be both an identity column and generated: remove one of them", c.Name)
	}
}

// has reports whether the column has a property that is true.
func (c *Column) has(name string) bool {
	return slices.ContainsFunc(c.Attrs, func(a Attr) bool { return a.Name == name && a.Value == "true" })
}

// noteDefault keeps a column's default, if it is a string, until its type is known.
func (f *folder) noteDefault(t *Table, c *Column) {
	f.checkLiteral(c)
	if c.Default != nil && !f.broken && strings.HasPrefix(c.Default.Text, "'") {
		f.defaults = append(f.defaults, declaredDefault{t, c, c.Default, f.place, f.step})
	}
}

// checkDefault reports a default that is none of its enum's values.
func (f *folder) checkDefault(d declaredDefault) {
	c := d.column
	values, enum := f.enumValues(c)
	if len(values) == 0 || c.Default != d.expr {
		return
	}
	given, ok := stringDefault(d.expr.Text, c.Enum)
	if !ok || slices.ContainsFunc(values, func(v string) bool { return f.sameValue(v, given) }) {
		return
	}
	if !slices.Contains(d.table.Schema.Tables, d.table) || !slices.Contains(d.table.Columns, c) {
		return // dropped since
	}
	var related Related
	if c.Enum != nil {
		o := c.Enum.Origins[0]
		related = Related{o.Place, o.Name, "the enum"}
	}
	f.checked(CodeEnumDefault, Error, d.step, related, Origin{d.place, d.expr.Span, d.expr.Span},
		"%q is not a value of %s: it takes %s%s", given, enum, listed(values), f.didYouMean(given, values))
}

// enumValues are the values that a column takes, and what takes them.
func (f *folder) enumValues(c *Column) (values []string, enum string) {
	switch f.realm.Dialect {
	case Postgres:
		if c.Enum != nil && !strings.ContainsAny(c.Type.Text, "[ ") {
			return c.Enum.Values, fmt.Sprintf("enum %q", c.Enum.Name)
		}
	case MySQL, MariaDB:
		values = inlineList(c.Type.Text, "enum(")
		// Values compare by the column's collation, of which no more is known here
		// than what they all do with ASCII.
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r >= 0x80 }) {
				return nil, ""
			}
		}
		return values, fmt.Sprintf("the enum of column %q", c.Name)
	}
	return nil, ""
}

// checkInlineEnum reports a value that MySQL's enum or set has twice (error 1291).
func (f *folder) checkInlineEnum(c *Column) {
	values := inlineList(c.Type.Text, "enum(")
	if values == nil {
		values = inlineList(c.Type.Text, "set(")
	}
	if len(values) < 2 {
		return
	}
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		if seen[v] {
			f.report(CodeDuplicate, c.Type.Span, nil, "the type of column %q has the value %q twice: remove one", c.Name, v)
			return
		}
		seen[v] = true
	}
}

// inlineList gives the values of MySQL's enum('a','b') or set('a','b'), which
// head begins.
func inlineList(typ, head string) (values []string) {
	if len(typ) < len(head) || !strings.EqualFold(typ[:len(head)], head) {
		return nil
	}
	for rest := typ[len(head):]; ; {
		text, n := quoted(rest)
		if n == 0 || strings.Contains(text, `\`) {
			return nil
		}
		values = append(values, text)
		rest = strings.TrimLeft(rest[n:], " ")
		switch {
		case strings.HasPrefix(rest, ","):
			rest = strings.TrimLeft(rest[1:], " ")
		case rest == ")":
			return values
		default:
			return nil
		}
	}
}

// quoted reads the SQL string that s begins with; n is its length, 0 if there is
// none.
func quoted(s string) (text string, n int) {
	if !strings.HasPrefix(s, "'") {
		return "", 0
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '\'':
		case i+1 < len(s) && s[i+1] == '\'':
			i++
		default:
			return strings.ReplaceAll(s[1:i], "''", "'"), i + 1
		}
	}
	return "", 0
}

// stringDefault is the string that a default consists of, perhaps with a cast to
// the enum.
func stringDefault(expr string, enum *Enum) (string, bool) {
	text, n := quoted(expr)
	if n == 0 || strings.Contains(text, `\`) {
		return "", false
	}
	rest := strings.TrimSpace(expr[n:])
	if rest == "" {
		return text, true
	}
	cast, ok := strings.CutPrefix(rest, "::")
	if !ok || enum == nil {
		return "", false
	}
	cast = strings.TrimSpace(cast)
	if i := strings.LastIndexByte(cast, '.'); i >= 0 {
		cast = cast[i+1:]
	}
	return text, strings.Trim(cast, `"`) == enum.Name
}

// sameValue compares a default with an enum's value: PostgreSQL by its bytes,
// MySQL by its collation, which is seldom one that tells cases apart.
func (f *folder) sameValue(a, b string) bool {
	if f.realm.Dialect == Postgres {
		return a == b
	}
	return strings.EqualFold(strings.TrimRight(a, " "), strings.TrimRight(b, " "))
}

// listed is a list of values for a message.
func listed(values []string) string {
	const most = 12
	var b strings.Builder
	for i, v := range values {
		if i == most {
			b.WriteString(", …")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", v)
	}
	return b.String()
}

// checkAutoIncrement reports what MySQL rejects with "there can be only one auto
// column and it must be defined as a key" (error 1075).
func (f *folder) checkAutoIncrement(t *Table) {
	if f.realm.Dialect != MySQL && f.realm.Dialect != MariaDB || t.Opaque || f.uncertain[t] || !t.innoDB() {
		return
	}
	var first *Column
	for _, c := range t.Columns {
		if !c.has("auto_increment") {
			continue
		}
		step := f.stepOf(c.Origin.Place)
		switch {
		case first != nil:
			f.checked(CodeAutoIncrement, Error, step, Related{first.Origin.Place, first.Origin.Name, "the first"}, c.Origin,
				"table %q already has an auto_increment column, %q: a table can have only one", t.Name, first.Name)
			continue
		case !t.keyOn(c):
			f.checked(CodeAutoIncrement, Error, step, Related{}, c.Origin,
				"column %q is auto_increment and must be a key: add a primary key or an index that begins with it", c.Name)
		}
		first = c
	}
}

// innoDB reports whether a table's engine is MySQL's default, as far as is known.
func (t *Table) innoDB() bool {
	return !slices.ContainsFunc(t.Attrs, func(a Attr) bool { return a.Name == "engine" && !strings.EqualFold(a.Value, "innodb") })
}

// keyOn reports whether a key of t may begin with a column.
func (t *Table) keyOn(c *Column) bool {
	begins := func(x *Index) bool { return len(x.Parts) == 0 || x.Parts[0].Column == nil || x.Parts[0].Column == c }
	return t.PrimaryKey != nil && begins(t.PrimaryKey) || slices.ContainsFunc(t.Indexes, begins) ||
		slices.ContainsFunc(t.ForeignKeys, func(fk *ForeignKey) bool { return len(fk.Columns) == 0 || fk.Columns[0] == nil || fk.Columns[0] == c })
}

// checkLiteral reports a default that is a literal and certainly none of its
// column's type (PostgreSQL, "8.1.1. Integer Types", "8.6. Boolean Type"): there
// is no assignment from numbers to booleans or back, and a string is read as one
// of them.
func (f *folder) checkLiteral(c *Column) {
	d := c.Default
	if d == nil || !d.Literal || f.broken || f.realm.Dialect != Postgres || strings.EqualFold(d.Text, "null") {
		return
	}
	word := strings.EqualFold(d.Text, "true") || strings.EqualFold(d.Text, "false")
	given, quoted := stringDefault(d.Text, nil)
	given = strings.ToLower(strings.TrimSpace(given))
	wrong := ""
	switch c.Type.Text {
	case "boolean":
		number := d.Text[0] >= '0' && d.Text[0] <= '9'
		if number || quoted && !slices.ContainsFunc([]string{"true", "false", "yes", "no", "on", "off", "1", "0"}, func(word string) bool {
			return given != "" && given != "o" && strings.HasPrefix(word, given)
		}) {
			wrong = "true or false"
		}
	case "integer", "bigint", "smallint":
		if word || quoted && !strings.ContainsAny(given, "0123456789") {
			wrong = "a number"
		}
	case "numeric", "real", "double precision":
		if word {
			wrong = "a number"
		}
	}
	if wrong != "" {
		f.report(CodeInvalidValue, d.Span, nil, "%s is no value of column %q, which is %s: write %s", d.Text, c.Name, c.Type.Text, wrong)
	}
}
