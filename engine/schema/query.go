package schema

import (
	"cmp"

	"github.com/schemascope/schemascope/engine/text"
)

// Query is what a query, a change of data, or a condition says of relations and
// columns: as much of it as decides what its names stand for and what columns it
// gives. It is read once from its text and never changes; what the names stand
// for is known only where the relations are. All spans are relative to the chunk.
type Query struct {
	Body *QueryExpr
	Uses []ColumnUse // in the order of the text, as far as the grammar allows
	// Relations are the relations that the query reads or changes, each once, in
	// order; WITH queries are not among them.
	Relations []Ref
	Selects   []*Select // all of them, wherever they stand
	Calls     []Ref     // the functions that are called
	Types     []Ref     // the types, other than built-in ones, that are named
	// Args are names that stand for values rather than columns where no column has
	// the name: arguments of a routine (PostgreSQL, "38.5.1. Arguments for SQL
	// Functions"). Routine qualifies them.
	Args    []Name
	Routine Name
	// Variables are names that a program around the query declares: one of them alone
	// may stand for its value (PostgreSQL, "43.11.1. Variable Substitution").
	Variables []Name
	// Partial says that not all of the text is understood: names may stand for what
	// is not known.
	Partial bool
	// Loose says that a name alone may stand for what a program declares: only the
	// columns behind a relation's name are certain.
	Loose bool
}

// Named gives the entries of the select list that name the query's columns, if the
// text alone says all of their names; nil otherwise.
func (q *Query) Named() []SelectItem {
	if q == nil || q.Body == nil {
		return nil
	}
	for e := q.Body; len(e.Sides) > 0; e = e.Sides[0].Nested {
		s := e.Sides[0]
		if s.Nested != nil {
			continue
		}
		for i := range s.Items {
			if it := &s.Items[i]; it.Star || it.Label() == "" || s.Values {
				return nil
			}
		}
		return s.Items
	}
	return nil
}

// QueryExpr is SELECT, VALUES, TABLE, a set operation or a change of data, with
// its WITH queries (PostgreSQL, "SELECT": select_statement).
type QueryExpr struct {
	With []*WithQuery
	// Sides are the operands of its set operations: one where there are none.
	Sides []*Select
	// Within is the SELECT in which it stands, nil for the outermost one and for
	// WITH queries; Of, the query that has it as a WITH query.
	Within *Select
	Of     *QueryExpr
	// Item says that it stands in the FROM list of Within, whose other columns it
	// does not see, unless it is LATERAL.
	Item, Lateral bool
}

// WithQuery is a common table expression.
type WithQuery struct {
	Name      Name
	Columns   []Name
	Body      *QueryExpr
	Recursive bool // of WITH RECURSIVE: it may name itself
	Extra     []Name
}

// Select is one operand of set operations: SELECT, VALUES, a change of data, or a
// query in parentheses.
type Select struct {
	In     *QueryExpr
	Nested *QueryExpr // in parentheses; nothing else is set then
	Span   text.Span
	From   []*FromItem
	Items  []SelectItem // of VALUES, the first row; of a change of data, RETURNING
	Values bool
	// Target is the relation that is changed, which is the first of From.
	Target *FromItem
}

// FromItem is what stands in FROM: a relation, a WITH query, a query in
// parentheses, a function or a join.
type FromItem struct {
	Ref      Ref        // a relation
	With     *WithQuery // a WITH query
	Query    *QueryExpr
	Function *FunctionItem
	Join     *Join
	Alias    Name   // of a WITH query without one, the name by which it is mentioned
	Mention  Name   // of a WITH query: its name, as it stands here
	Implicit string // an alias that is not written: excluded, new, old
	Columns  []Name // column aliases
	// Qualified says that columns are seen only behind the alias: EXCLUDED, NEW, OLD.
	Qualified bool
	// RowOf is a routine whose triggers say of which table this is a row.
	RowOf Ref
	// Unknown says that nothing is known of its columns.
	Unknown bool
}

// FunctionItem is a function in FROM.
type FunctionItem struct {
	Ref        Ref
	Ordinality bool
	Columns    []ColumnDef // of a column definition list: AS (a integer)
}

// Join is two items of FROM as one.
type Join struct {
	Left, Right *FromItem
	Natural     bool
	Using       []Name
}

// SelectItem is an entry of a select list. It is a star, the columns of Owner or
// of all of FROM, or else an expression.
type SelectItem struct {
	Span  text.Span
	Star  bool
	Owner Ref // of a star
	// Composite says that the star stands for the fields of an expression.
	Composite bool
	// Name is the column's name where it is written: an alias, as Alias says, or a
	// name in the expression. Called is what the database makes of any other
	// expression; "" where that is not known.
	Name   Name
	Alias  bool
	Called string
	// Use is the column that the item is, as an index of Query.Uses, or −1.
	Use int
	// Named is the query in parentheses whose first column names the item.
	Named *QueryExpr
	// Type is the item's type where the text says it: by a cast around it, or as a
	// constant. Cast says that it is a cast that gives the column another type.
	Type Type
}

// Label is what the column is called, "" where that is not known.
func (it *SelectItem) Label() string { return cmp.Or(it.Name.Text, it.Called) }

// Aliased reports whether the item has an alias, written or not.
func (f *FromItem) Aliased() bool { return !f.Alias.IsZero() || f.Implicit != "" }

// UsePlace says which names may stand for output columns.
type UsePlace uint8

// Where a column is named.
const (
	InExpression UsePlace = iota
	InOrder               // ORDER BY: an output column goes before one of FROM, if it stands alone
	InOrderExpr           // an expression in ORDER BY
	InGroup               // GROUP BY: an output column will do, too
	InHaving              // HAVING: MySQL and SQLite look at output columns, too
	InStar                // owner.*
	InUsing               // USING of the join On, which has it on both sides
	InField               // (name).field, of what the use Base stands for: a row or a composite value
)

// ColumnUse is a name that stands where a column can.
type ColumnUse struct {
	// In is the SELECT whose relations the name is looked up in; On the join whose
	// condition it stands in; Of, the only item that it may be a column of.
	In *Select
	On *Join
	Of *FromItem

	Schema, Table, Column Name
	Place                 UsePlace
	// Quoted says that it is written in quotes: in SQLite it may be a string.
	Quoted bool
	Base   int // of InField: what has the field, as an index of Query.Uses
}

// Each calls do with the items of which a join consists, or with the item itself.
func (f *FromItem) Each(do func(*FromItem)) {
	if f.Join == nil {
		do(f)
		return
	}
	if !f.Alias.IsZero() {
		do(f) // an alias hides what is joined
		return
	}
	f.Join.Left.Each(do)
	if f.Join.Right != nil {
		f.Join.Right.Each(do)
	}
}

// Name is the name that qualifies the item's columns.
func (f *FromItem) Name() Name {
	switch {
	case !f.Alias.IsZero():
		return f.Alias
	case f.Implicit != "":
		return Name{Text: f.Implicit}
	case !f.Ref.IsZero():
		return f.Ref.Name
	case f.Function != nil:
		return f.Function.Ref.Name
	}
	return Name{}
}

// Move changes all spans of a query, which nothing else may have yet.
func (q *Query) Move(to func(text.Span) text.Span) {
	ref := func(r *Ref) { r.Schema.Span, r.Name.Span = to(r.Schema.Span), to(r.Name.Span) }
	for i := range q.Uses {
		u := &q.Uses[i]
		u.Schema.Span, u.Table.Span, u.Column.Span = to(u.Schema.Span), to(u.Table.Span), to(u.Column.Span)
	}
	for i := range q.Relations {
		ref(&q.Relations[i])
	}
	for _, s := range q.Selects {
		s.Span = to(s.Span)
		for i := range s.Items {
			it := &s.Items[i]
			it.Span, it.Name.Span = to(it.Span), to(it.Name.Span)
		}
		for _, item := range s.From {
			item.Each(func(leaf *FromItem) {
				ref(&leaf.Ref)
				leaf.Alias.Span, leaf.Mention.Span = to(leaf.Alias.Span), to(leaf.Mention.Span)
			})
		}
	}
}

// RowOf is the item of FROM whose row a name alone may stand for, if no column has
// it (PostgreSQL, "8.16.5. Using Composite Types in Queries"): the one that goes by
// the name of the use, or nil.
func (q *Query) RowOf(use int) *FromItem {
	u := &q.Uses[use]
	if !u.Table.IsZero() || u.Of != nil || u.Place == InUsing || u.Place == InField {
		return nil
	}
	for s := u.In; s != nil; s = outer(s) {
		var found *FromItem
		for _, item := range s.From {
			item.Each(func(leaf *FromItem) {
				if leaf.Name().Text == u.Column.Text {
					found = leaf
				}
			})
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// Declares is the item of FROM whose alias is declared at a place, or nil.
func (q *Query) Declares(alias text.Span) *FromItem {
	var found *FromItem
	for _, s := range q.Selects {
		for _, item := range s.From {
			item.Each(func(leaf *FromItem) {
				if !leaf.Alias.IsZero() && leaf.Alias.Span == alias {
					found = leaf
				}
			})
		}
	}
	return found
}
