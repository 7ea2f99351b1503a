package schema

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// maxName is PostgreSQL's longest identifier in bytes: NAMEDATALEN − 1
// ("4.1.1. Identifiers and Key Words").
const maxName = 63

// constraintName is the name that the database gives to what has none. Only
// PostgreSQL's rule is known to be stable: table_columns_suffix, both parts
// shortened to fit, and a number where the name is taken ("CREATE TABLE", and
// ChooseIndexName and makeObjectName in its source). Other databases' are "".
func (f *folder) constraintName(t *Table, columns []string, suffix string) string {
	if f.realm.Dialect != Postgres {
		return ""
	}
	joined := ""
	for _, c := range columns {
		if joined != "" {
			joined += "_"
		}
		if joined += c; len(joined) > maxName {
			break // ChooseIndexNameAddition looks at no more
		}
	}
	for n := 0; ; n++ {
		if name := objectName(t.Name, joined, numbered(suffix, n)); !nameTaken(t, name) {
			return name
		}
	}
}

// numbered is a name with a number, but for the first of its kind.
func numbered(name string, n int) string {
	if n == 0 {
		return name
	}
	return name + strconv.Itoa(n)
}

// indexColumns are the columns and expressions of an index as its name has them:
// those that it includes among them, and none twice (PostgreSQL,
// ChooseIndexColumnNames in its source).
func indexColumns(x *Index) []string {
	var names []string
	add := func(name string) {
		for n := 0; ; n++ {
			if unique := numbered(name, n); !slices.Contains(names, unique) {
				names = append(names, unique)
				return
			}
		}
	}
	for _, p := range x.Parts {
		add(cmp.Or(p.Name, p.called, "expr"))
	}
	for _, c := range x.Include {
		add(c.Name)
	}
	return names
}

func objectName(table, columns, label string) string {
	room := maxName - len(label) - 1
	if columns != "" {
		room--
	}
	for len(table)+len(columns) > room {
		if len(table) > len(columns) {
			table = cutRune(table)
		} else {
			columns = cutRune(columns)
		}
	}
	if columns == "" {
		return table + "_" + label
	}
	return table + "_" + columns + "_" + label
}

func cutRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-size]
}

func nameTaken(t *Table, name string) bool {
	if t.PrimaryKey != nil && t.PrimaryKey.Name == name {
		return true
	}
	for _, x := range t.Indexes {
		if x.Name == name {
			return true
		}
	}
	for _, fk := range t.ForeignKeys {
		if fk.Name == name {
			return true
		}
	}
	for _, c := range t.Checks {
		if c.Name == name {
			return true
		}
	}
	return false
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
