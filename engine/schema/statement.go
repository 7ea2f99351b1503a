package schema

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// Dialect is a database's language; the values are Atlas's names.
type Dialect string

// The dialects that Atlas knows. The empty dialect means "not known".
const (
	Postgres   Dialect = "postgresql"
	MySQL      Dialect = "mysql"
	MariaDB    Dialect = "mariadb"
	SQLite     Dialect = "sqlite"
	SQLServer  Dialect = "mssql"
	ClickHouse Dialect = "clickhouse"
	Redshift   Dialect = "redshift"
	Oracle     Dialect = "oracle"
	Spanner    Dialect = "spanner"
	Snowflake  Dialect = "snowflake"
	Databricks Dialect = "databricks"
)

// Kind is a kind of schema element; the values are Atlas's block names.
type Kind string

// The kinds that statements and sites speak of. KindRelation and KindType are
// for references only: any table or view, and any named type.
const (
	KindSchema            Kind = "schema"
	KindTable             Kind = "table"
	KindView              Kind = "view"
	KindMaterialized      Kind = "materialized"
	KindColumn            Kind = "column"
	KindEnum              Kind = "enum"
	KindDomain            Kind = "domain"
	KindComposite         Kind = "composite"
	KindRange             Kind = "range"
	KindSequence          Kind = "sequence"
	KindFunction          Kind = "function"
	KindProcedure         Kind = "procedure"
	KindAggregate         Kind = "aggregate"
	KindTrigger           Kind = "trigger"
	KindPolicy            Kind = "policy"
	KindRule              Kind = "rule"
	KindExtension         Kind = "extension"
	KindRole              Kind = "role"
	KindPartitionFunction Kind = "partition_function"
	KindPartitionScheme   Kind = "partition_scheme"
	KindUser              Kind = "user"
	KindCast              Kind = "cast"
	KindEventTrigger      Kind = "event_trigger"
	KindPermission        Kind = "permission"
	KindServer            Kind = "server"
	KindUserMapping       Kind = "user_mapping"
	KindCollation         Kind = "collation"
	KindRows              Kind = "data"
	KindIndex             Kind = "index"
	KindConstraint        Kind = "constraint"
	KindRelation          Kind = "relation"
	KindType              Kind = "type"
	KindAlias             Kind = "alias" // of a query; never of a statement
	KindWith              Kind = "WITH query"
)

// words are what messages call the kind.
func (k Kind) words() string {
	switch k {
	case KindMaterialized:
		return "materialized view"
	case KindComposite:
		return "composite type"
	}
	return strings.ReplaceAll(string(k), "_", " ")
}

// InQuery reports whether a kind is one of the names that queries give. The name of
// such a site's Ref is where it is declared.
func (k Kind) InQuery() bool { return k == KindAlias || k == KindWith }

// Stmt is one change to the schema graph. The statements are the pointer types
// of this file, and of alteration.go.
type Stmt interface{ stmt() }

// CreateSchema declares a schema.
type CreateSchema struct {
	Span        text.Span
	Name        Name
	Label       Name // HCL: the block's label where it differs from Name
	IfNotExists bool
	Comment     string
	Attrs       []Attr
}

// Attr is a further property of an element that the graph keeps as text:
// engine, charset, strict and the like.
type Attr struct{ Name, Value string }

// SetSearchPath sets where unqualified names are looked up and created
// (PostgreSQL, "5.9.3. The Schema Search Path"), to the end of the file.
type SetSearchPath struct{ Schemas []string }

// CreateTable declares a table.
type CreateTable struct {
	Span        text.Span
	Table       Ref
	Label       Ref // HCL: the block's labels where they differ from Table
	IfNotExists bool
	OrReplace   bool // MariaDB
	Temporary   bool
	Columns     []ColumnDef
	Overrides   []*AlterColumn // what a partition or typed table says of columns that it has anyway
	Constraints []ConstraintDef
	Indexes     []IndexDef
	Like        []LikeDef   // tables whose columns are copied
	Inherits    []Ref       // PostgreSQL INHERITS
	PartitionOf Ref         // PostgreSQL PARTITION OF
	Of          Ref         // PostgreSQL OF: a composite type
	Bound       string      // of a partition, as written: "FOR VALUES IN (1)", "DEFAULT"
	Refs        []ObjectRef // what attributes refer to, and what must exist first
	PartitionBy string      // as written: "RANGE (created_at)"
	// PartitionColumns are the columns among the partition key's parts.
	PartitionColumns []Name
	Opaque           bool // columns are not all known (CREATE TABLE … AS, LIKE of an unknown form)
	// Reads is the query whose columns the table has, where the dialect gives them
	// types that its text and the tables say: SQLite's.
	Reads   *Query
	Comment string
	Attrs   []Attr
}

// LikeDef is LIKE in CREATE TABLE: the table whose columns are copied, and what
// of it besides their names and types (PostgreSQL, "CREATE TABLE": like_option).
type LikeDef struct {
	Table                                  Ref
	At                                     int // how many of the columns come before those that are copied
	Defaults, Generated, Identity, Comment bool
	Checks, Indexes, Storage, Compression  bool
}

// ColumnDef is a column of a CreateTable or AddColumn.
type ColumnDef struct {
	Span      text.Span
	Name      Name
	Label     string // HCL: the block's label where it differs from Name
	Type      Type
	NotNull   bool
	Default   *Expr
	Identity  *Identity
	Generated *Generated
	Comment   string
	Attrs     []Attr
}

// Type is a column's type: its text in the dialect's canonical spelling and,
// when it is no built-in, the reference to the named type.
type Type struct {
	Text string
	Span text.Span
	Ref  *Ref // of a type that the dialect does not have: an enum, domain, composite, …; else nil
	Kind Kind // what Ref must be: KindType when any will do
}

// Expr is a SQL expression, or a literal when Literal is set.
type Expr struct {
	Text    string // SQL text; of a string literal with its quotes
	Span    text.Span
	Literal bool
}

// Identity is GENERATED … AS IDENTITY.
type Identity struct {
	Always bool
	Start  string // "" when not given
	Step   string
	// Sequence names its sequence, where that is not called as the database would;
	// Options are the further ones, as attributes of sequences.
	Sequence Ref
	Options  []Attr
	Keep     bool // a change that does not say ALWAYS or BY DEFAULT
}

// Generated is GENERATED ALWAYS AS (Expr).
type Generated struct {
	Expr   string
	Stored bool
}

// ConstraintKind says what a constraint is.
type ConstraintKind uint8

// The kinds of constraints.
const (
	PrimaryKey ConstraintKind = iota
	Unique
	ForeignKeyConstraint
	CheckConstraint
	Exclude
)

// ConstraintDef is a table constraint, or a column's, written as its table's.
type ConstraintDef struct {
	Span       text.Span
	Kind       ConstraintKind
	Name       Name // zero when unnamed: the fold names it as the database would
	Parts      []PartDef
	Include    []Name
	Ref        Ref    // foreign key: the table it leads to
	RefColumns []Name // foreign key: empty means the primary key of Ref
	OnUpdate   string // "NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT", or "" when not given
	OnDelete   string
	Expr       string // check; exclude: its WHERE
	Column     Name   // check: the column in whose definition it stands
	Index      Name   // foreign key: what MySQL calls the index that it makes for it, if it has no Name
	Uses       []Name // check without a name: the names in Expr that are columns, if the table has them
	Method     string // exclude: the index method, in lower case
	UsingIndex Name
	NullsEqual bool // NULLS NOT DISTINCT
	NotValid   bool
	Comment    string
	Attrs      []Attr
}

// PartDef is one part of a key or index: a column, or an expression.
type PartDef struct {
	Span   text.Span
	Column Name
	Expr   string
	Called string // what PostgreSQL calls the expression in names that it makes: "lower"; "" for no name of its own
	Desc   bool
	Attrs  []Attr // ops, op, prefix, collate, nulls_first, nulls_last
}

// IndexDef is an index of a table.
type IndexDef struct {
	Span       text.Span
	Name       Name // zero when unnamed
	Unique     bool
	Method     string // lower case: btree, gin, …; "" for the default
	Parts      []PartDef
	Include    []Name
	Where      string
	NullsEqual bool
	Comment    string
	Attrs      []Attr
}

// CreateIndex is CREATE INDEX.
type CreateIndex struct {
	Span        text.Span
	Table       Ref
	IfExists    bool // of the table
	Only        bool // not of the table's partitions
	IfNotExists bool
	Index       IndexDef
}

// CreateEnum is CREATE TYPE … AS ENUM, or HCL's enum block.
type CreateEnum struct {
	Span        text.Span
	Enum        Ref
	Label       Ref
	IfNotExists bool
	Values      []Name
	Comment     string
}

// CreateView is CREATE VIEW, CREATE MATERIALIZED VIEW and HCL's blocks.
type CreateView struct {
	Span         text.Span
	View         Ref
	In           Name // the schema whose CREATE SCHEMA has the statement: Query's names are looked up there first
	Label        Ref
	Materialized bool
	Temporary    bool
	OrReplace    bool
	IfNotExists  bool
	Columns      []ColumnDef // as far as the text says them; types may be empty
	Indexes      []IndexDef
	Query        string
	Reads        *Query // what Query says; nil where it is not read
	DependsOn    []Ref  // the relations that Query names
	Refs         []ObjectRef
	Comment      string
	Attrs        []Attr
}

// CreateObject declares an element that is no table, view or enum: a function,
// sequence, domain, trigger … What all kinds have in common has a field; the
// rest are attributes by the names that Atlas has for them, those of a nested
// block behind the block's name and a dot: "before.insert".
type CreateObject struct {
	Span        text.Span
	Kind        Kind
	Object      Ref // zero for kinds without names: casts, permissions, rows
	Label       Ref
	Signature   string // functions and procedures: argument types, "integer, text"
	Table       Ref    // triggers, policies: the table they stand on
	OrReplace   bool
	IfNotExists bool
	Definition  string // the SQL statement, where there is one
	// Value is the type, default and nullability of the values that there are of
	// it: a domain's or an alias's; of a sequence, range or aggregate the type of
	// its numbers, bounds or state; of a function, what it returns; of a cast,
	// what it gives.
	Value       *ColumnDef
	Args        []ColumnDef     // of a routine or cast; the attribute "mode" is IN, OUT, INOUT or VARIADIC
	Columns     []ColumnDef     // fields of a composite; columns of what a function returns, or of a table type; of a dictionary
	Constraints []ConstraintDef // of a domain or table type
	Indexes     []IndexDef      // of a table type
	Refs        []ObjectRef
	Body        string // the SQL of a routine or trigger, without its quotes
	// Reads are the statements of Body, and the conditions, that name relations and
	// columns, as far as they are read.
	Reads   []*Query
	Comment string
	Attrs   []Attr
	// Partial says that Definition has more to say than the other fields do.
	Partial bool
}

// ObjectRef is what an element refers to: the function that a trigger calls,
// the role that a permission is for.
type ObjectRef struct {
	Attr   string // the attribute that refers, as in CreateObject.Attrs
	Kind   Kind
	Ref    Ref
	Column string // for KindColumn, when Ref is its table
	// ColumnSpan is where Column stands, if it is known.
	ColumnSpan text.Span
}

// Opaque says that something happens here whose effect cannot be known from the
// text (a DO block, a call, a block repeated over an unknown value). What the
// realm lacks is then not reported as missing.
type Opaque struct {
	Span   text.Span
	Reason string
}

func (*CreateSchema) stmt()  {}
func (*SetSearchPath) stmt() {}
func (*CreateTable) stmt()   {}
func (*CreateIndex) stmt()   {}
func (*CreateEnum) stmt()    {}
func (*CreateView) stmt()    {}
func (*CreateObject) stmt()  {}
func (*Opaque) stmt()        {}
