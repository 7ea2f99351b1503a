package schema

import "github.com/schemascope/schemascope/engine/text"

// Chunk is what one SQL statement or one top-level HCL block says. All spans in
// it are relative to the chunk's first byte. A Chunk never changes.
type Chunk struct {
	Stmts    []Stmt
	Sites    []Site    // every name in the chunk that stands for a schema element
	Problems []Problem // Place is nil
	Values   Values
	Labels   bool      // some of the sites are references by label: see Labels
	SQL      []SQLText // of HCL: the strings that hold SQL
}

// SQLText is a string of HCL that is SQL: a query, or else an expression over the
// columns of Table.
type SQLText struct {
	Span  text.Span // without the quotes
	Query bool
	Table Ref
	// Escaped says that the string has escapes: not each byte of it is one of the
	// SQL.
	Escaped bool
}

// Values says what a chunk has to do with the values of its language: HCL's
// variables and locals.
type Values uint8

// UsesValues marks a chunk whose statements are known only once it is evaluated;
// DeclaresValues, one that declares what others use.
const (
	UsesValues Values = 1 << iota
	DeclaresValues
	RepeatsBlocks // a chunk with for_each
)

// Site is one occurrence of a name, as a declaration or as a reference. Sites
// are what definition, references and rename work on.
type Site struct {
	Span   text.Span // the text that a click selects
	Kind   Kind
	Decl   bool
	Ref    Ref    // the element; for a column, its table; for a schema, Ref.Name is the schema
	Column string // for KindColumn
	// Query is the query that the name of a column stands in, as the entry Use of
	// its Uses: what it stands for is the query's to say, and Ref only as much as
	// the text alone shows.
	Query *Query
	Use   int
	// InString says that the name is SQL within a string of HCL.
	InString bool
}

// Name is an identifier in a source: what it denotes after unquoting and case
// folding, and where it stands. The zero Name is an absent one.
type Name struct {
	Text string
	Span text.Span
}

// IsZero reports whether the name is absent.
func (n Name) IsZero() bool { return n.Text == "" }

// Ref names an element, perhaps qualified by its schema.
type Ref struct {
	Schema Name
	Name   Name
	// Label is set on references in HCL: Name (and Schema) are block labels,
	// which a block's "name" attribute may differ from.
	Label bool
}

// IsZero reports whether the reference is absent.
func (r Ref) IsZero() bool { return r.Name.IsZero() }

// OrNil is the reference, or nil if it is absent.
func (r Ref) OrNil() *Ref {
	if r.IsZero() {
		return nil
	}
	return &r
}

// String is the reference as a person would write it.
func (r Ref) String() string {
	if r.Schema.IsZero() {
		return r.Name.Text
	}
	return r.Schema.Text + "." + r.Name.Text
}
