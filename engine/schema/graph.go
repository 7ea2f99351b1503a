package schema

// Realm is a resolved schema graph: everything that one environment declares.
type Realm struct {
	Dialect  Dialect
	Schemas  []*Schema // in order of declaration
	Problems []Problem // what the fold found, in load order
	// Incomplete is set when a source could not be read or evaluated in full: what
	// is not in the realm may still exist.
	Incomplete bool

	index   *index
	queries *resolvedQueries
}

// Schema is a namespace of tables, views, enums and other objects.
type Schema struct {
	Name    string
	Origins []Origin // none for a schema that is only implied
	Comment string
	Attrs   []Attr
	Tables  []*Table
	Views   []*View
	Enums   []*Enum
	Objects []*Object
}

// Table is a table with its columns and keys.
type Table struct {
	Schema      *Schema
	Name        string
	Origins     []Origin // the declaration first, then the model it was generated from if any
	Columns     []*Column
	PrimaryKey  *Index
	Indexes     []*Index // unique constraints among them; without the primary key
	ForeignKeys []*ForeignKey
	Checks      []*Check
	Partition   string   // partition key, as written
	Parents     []*Table // inherited, or the table this is a partition of
	IsPartition bool
	OfType      *Object         // the composite type that it is a table of
	Bound       string          // of a partition, as written: "FOR VALUES IN (1)", "DEFAULT"
	Opaque      bool            // has columns that are not known
	Refs        []*ObjectTarget // what its attributes refer to, and what must exist first
	Comment     string
	Attrs       []Attr

	// implied are the indexes that it has from the table that it is a partition of.
	implied []*Index
}

// Column is a column of a table or view.
type Column struct {
	Name      string
	Label     string // HCL: what references call the column, where it is not Name
	Type      Type
	Enum      *Enum   // the type, when it is an enum
	TypeOf    *Object // the type, when it is a domain, composite or range
	Null      bool
	Default   *Expr
	Identity  *Identity
	Generated *Generated
	// Sequence is what numbers come from, of PostgreSQL: the sequence of a serial or
	// identity column, or the one that the default names, where that is known.
	Sequence *Ref
	// Made is the sequence that PostgreSQL made with the column, by the name that it
	// had then; nil where there was none, or where the text gave it a name.
	Made    *Ref
	Comment string
	Attrs   []Attr
	Origin  Origin

	// How a table has the column (PostgreSQL, pg_attribute: attislocal, attinhcount).
	local     bool
	inherited int
}

// Index is an index, a unique constraint or a primary key.
type Index struct {
	Name       string
	Unique     bool
	Constraint bool // declared as a constraint
	Method     string
	Parts      []IndexPart
	Include    []*Column
	Where      string
	NullsEqual bool
	Comment    string
	Attrs      []Attr
	Origin     Origin
	// generated says that MySQL made the index for a foreign key: it goes when
	// another one serves that too.
	generated bool
	primary   bool   // of a primary key
	of        *Index // of a partition: its parent's index that implies it
}

// IndexPart is a column (nil when it does not exist) or an expression.
type IndexPart struct {
	Column *Column
	Name   string // the column's name as declared; "" for an expression
	Expr   string
	Desc   bool
	Attrs  []Attr
	called string // as in PartDef
}

// ForeignKey is a reference between tables. A key that leads nowhere has a nil
// RefTable, or nil entries in the column lists; the names stay.
type ForeignKey struct {
	Name           string
	Table          *Table
	Columns        []*Column
	ColumnNames    []string
	Ref            Ref
	RefTable       *Table
	RefColumns     []*Column
	RefColumnNames []string
	OnUpdate       string // "" when not given
	OnDelete       string
	Comment        string
	Attrs          []Attr
	Origin         Origin
}

// Check is a check constraint.
type Check struct {
	Name    string
	Expr    string
	Comment string
	Attrs   []Attr
	Origin  Origin
	column  *Column // MariaDB: that in whose definition it stands, and to which it belongs
}

// Enum is an enumerated type.
type Enum struct {
	Schema  *Schema
	Name    string
	Values  []string
	Comment string
	Origins []Origin
}

// View is a view or materialized view.
type View struct {
	Schema       *Schema
	Name         string
	Materialized bool
	Columns      []*Column
	Indexes      []*Index
	Opaque       bool // has columns that are not known
	Query        string
	DependsOn    []Target        // the tables and views that Query reads, as far as they are known
	Refs         []*ObjectTarget // what its attributes refer to
	Comment      string
	Attrs        []Attr
	Origins      []Origin

	// needs are the elements that the view cannot be without: *Table, *View, *Column
	// of either, *Enum and *Object.
	needs map[any]bool
}

// Object is any other element: a function, sequence, domain, trigger, role … Its
// fields are those of [CreateObject].
type Object struct {
	Kind       Kind
	Schema     *Schema // where it was declared, for kinds that belong to none
	Name       string  // "" for kinds without names
	Signature  string
	Table      *Table // of a trigger or policy
	View       *View  // of a trigger on a view
	Definition string
	Partial    bool
	Value      *Column
	Args       []*Column
	Columns    []*Column
	PrimaryKey *Index
	Indexes    []*Index
	Checks     []*Check
	Refs       []*ObjectTarget
	Body       string
	Comment    string
	Attrs      []Attr
	Origins    []Origin
}

// ObjectTarget is what an object's attribute refers to. A reference that leads
// nowhere has no target; the names stay.
type ObjectTarget struct {
	ObjectRef
	Target Target
}

// Column gives the column of that name, or nil.
func (t *Table) Column(name string) *Column { return findColumn(t.Columns, name) }

// Column gives the column of that name, or nil.
func (v *View) Column(name string) *Column { return findColumn(v.Columns, name) }

func findColumn(columns []*Column, name string) *Column {
	for _, c := range columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Schema gives the schema of that name, or nil.
func (r *Realm) Schema(name string) *Schema {
	for _, s := range r.Schemas {
		if s.Name == name {
			return s
		}
	}
	return nil
}
