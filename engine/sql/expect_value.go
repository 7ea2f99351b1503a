package sql

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// Opposite is the column whose value is wanted, because it is compared with what
// stands at the place, or set to it.
type Opposite struct {
	// Owner is the column's table: a name that the query gives it if Scoped is set;
	// zero if the column is not qualified.
	Owner  schema.Ref
	Scoped bool
	// Column is the column's name, or else it is the one at Position, from 0.
	Column   string
	Position int
	// Type is its type, if the statement has it.
	Type schema.Type
}

// comparing are the operators, other than "=", between an enum's values.
var comparing = []string{"<>", "!=", "==", "<", ">", "<=", ">=", "<=>"}

// compared finds the column that is compared with what stands at the place, or set
// to it: column = |, column IN (…, |, column IS DISTINCT FROM |.
func (x *expecter) compared() (owner schema.Ref, column string, ok bool) {
	n := len(x.before) - 1
	at := -1 // the last token of the column
	switch last := x.before[max(n, 0)]; {
	case n < 1:
	case last.is('='), last.kind == punct && slices.Contains(comparing, x.p.src[last.start:last.end]):
		at = n - 1
	case last.word == "from" && x.before[n-1].word == "distinct":
		if at = n - 2; at > 0 && x.before[at].word == "not" {
			at--
		}
		if at < 0 || x.before[at].word != "is" {
			return owner, "", false
		}
		at--
	case last.is('('), last.is(','):
		open := x.openBefore(0, n+1)
		if open < 1 || x.before[open-1].word != "in" {
			return owner, "", false
		}
		if at = open - 2; at > 0 && x.before[at].word == "not" {
			at--
		}
	}
	if at < 0 || !x.p.isName(&x.before[at]) || x.before[at].kind == word && x.before[at].category == reserved {
		return owner, "", false
	}
	column = x.p.nameOf(&x.before[at]).Text
	if at < 2 || !x.before[at-1].is('.') || !x.p.isName(&x.before[at-2]) {
		return owner, column, at < 1 || !x.before[at-1].is(opCast) && !x.before[at-1].is('.')
	}
	owner.Name = x.p.nameOf(&x.before[at-2])
	if at >= 4 && x.before[at-3].is('.') && x.p.isName(&x.before[at-4]) {
		owner.Schema = x.p.nameOf(&x.before[at-4])
	}
	return owner, column, true
}

// opposite notes the column whose value is wanted in a query.
func (x *expecter) opposite() {
	if owner, column, ok := x.compared(); ok {
		x.out.Opposite = &Opposite{Owner: owner, Scoped: true, Column: column}
	}
}

// oppositeOwn is opposite where the columns are those of the table that the
// statement is about.
func (x *expecter) oppositeOwn() {
	_, column, ok := x.compared()
	if !ok {
		return
	}
	o := &Opposite{Owner: x.table, Column: column}
	if x.creating {
		for _, s := range x.p.out.Stmts {
			if t, ok := s.(*schema.CreateTable); ok {
				for _, c := range t.Columns {
					if c.Name.Text == column {
						o.Type = c.Type
					}
				}
			}
		}
	}
	x.out.Opposite = o
}

// oppositeInserted is opposite for a row of INSERT … VALUES, whose parenthesis
// is token open.
func (x *expecter) oppositeInserted(from, open int) {
	table, behind := x.insertInto(from, open)
	if table.IsZero() {
		return
	}
	o := &Opposite{Owner: table, Position: x.commas(open)}
	if behind < len(x.before) && x.before[behind].is('(') && behind != open {
		names := x.listed(behind)
		if o.Position >= len(names) {
			return
		}
		o.Column = names[o.Position]
	}
	x.out.Opposite = o
}

// typeOfCast expects a type behind "::" and behind AS in CAST, if the place is
// there (PostgreSQL, "4.2.9. Type Casts").
func (x *expecter) typeOfCast() bool {
	if x.out.InString || len(x.before) == 0 {
		return false
	}
	n := len(x.before) - 1
	if x.before[n].is(opCast) && x.p.dialect != schema.MySQL && x.p.dialect != schema.MariaDB {
		x.types()
		return true
	}
	if x.before[n].word != "as" {
		return false
	}
	if open := x.openBefore(0, n); open < 1 || x.before[open-1].word != "cast" {
		return false
	}
	if x.p.mysqlLike() {
		x.keywords(castTypes...)
	} else {
		x.types()
	}
	return true
}

// castTypes are what MySQL casts to (MySQL 8.0, "Cast Functions and Operators").
var castTypes = []string{"BINARY", "CHAR", "DATE", "DATETIME", "DECIMAL", "DOUBLE", "FLOAT", "JSON", "REAL", "SIGNED", "TIME", "UNSIGNED", "YEAR"}
