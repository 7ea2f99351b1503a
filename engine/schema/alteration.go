package schema

// AddColumn is ALTER TABLE … ADD COLUMN.
type AddColumn struct {
	Table       Ref
	IfExists    bool // of the table
	IfNotExists bool // of the column
	Column      ColumnDef
	Constraints []ConstraintDef
	First       bool // MySQL: before all others, not behind them
	After       Name // MySQL: behind that one
}

// AlterColumn changes the properties that are set.
type AlterColumn struct {
	Table    Ref
	IfExists bool // of the table
	// ColumnIfExists is MariaDB's IF EXISTS of the column.
	ColumnIfExists bool
	Column         Name
	Type           *Type
	Null           *bool
	Default        *Expr
	DropDefault    bool
	Identity       *Identity
	NewIdentity    bool // ADD GENERATED, not SET
	DropIdentity   bool
	Collate        string     // with Type
	Attrs          []Attr     // "statistics", "storage", "compression"; without a value one is reset
	Only           bool       // not of what inherits the column
	Replace        *ColumnDef // MySQL CHANGE and MODIFY: the whole new definition
	First          bool       // MySQL: the column moves before all others
	After          Name       // MySQL: it moves behind that one
}

// DropColumn is ALTER TABLE … DROP COLUMN.
type DropColumn struct {
	Table          Ref
	IfExists       bool // of the table
	ColumnIfExists bool
	Column         Name
	Cascade        bool
	Only           bool // not of what inherits the column
}

// AddConstraint is ALTER TABLE … ADD CONSTRAINT.
type AddConstraint struct {
	Table       Ref
	Only        bool // not of what inherits from the table
	IfExists    bool
	IfNotExists bool // MariaDB: of the constraint
	Constraint  ConstraintDef
}

// DropConstraint is ALTER TABLE … DROP CONSTRAINT. MySQL's DROP PRIMARY KEY has
// Primary set and no name.
type DropConstraint struct {
	Table              Ref
	IfExists           bool
	ConstraintIfExists bool
	Name               Name
	Primary            bool
	ForeignKey         bool // MySQL's DROP FOREIGN KEY: the index of that name stays
	Cascade            bool
}

// AttachPartition makes Partition a partition of Table; AddInherit is the same
// for INHERIT. Detach undoes either.
type AttachPartition struct {
	Table     Ref
	Partition Ref
	Bound     string // as in CreateTable
	Inherit   bool
	Detach    bool
}

// AttachIndex is ALTER INDEX … ATTACH PARTITION: Partition becomes what Index is
// on a partition.
type AttachIndex struct{ Index, Partition Ref }

// AlterEnum adds or renames a value.
type AlterEnum struct {
	Enum        Ref
	Value       Name
	IfNotExists bool
	Before      string // add before this value
	After       string
	RenameTo    string // rename Value instead of adding it
}

// SetObjectRef changes what an object refers to: ALTER SEQUENCE … OWNED BY. A
// zero Ref takes the reference away.
type SetObjectRef struct {
	Kind   Kind
	Object Ref
	Ref    ObjectRef
}

// AlterObject changes a domain, sequence, function, composite type or policy.
type AlterObject struct {
	Kind        Kind
	Object      Ref
	Args        *string // of a routine: its signature, nil where it is not said
	Table       Ref     // of a policy
	Attrs       []Attr  // those that are set; one without a value is taken away
	Type        *Type   // of a sequence
	Default     *Expr   // of a domain
	DropDefault bool
	Null        *bool
	Add         *ConstraintDef // a check of a domain
	Drop        Name           // the name of one to drop, or to rename to Rename
	Rename      Name
	Validate    Name
	Fields      []FieldChange
}

// FieldChange adds, drops, renames or retypes a field of a composite type.
type FieldChange struct {
	Add  *ColumnDef
	Name Name
	Drop bool
	To   Name
	Type *Type
}

// AlterConstraint changes the attributes of a constraint: one without a value is
// taken away.
type AlterConstraint struct {
	Table    Ref
	IfExists bool
	Name     Name
	Attrs    []Attr
}

// SetIndexAttrs changes attributes of an index: one without a value is taken away.
type SetIndexAttrs struct {
	Index    Ref
	IfExists bool
	Attrs    []Attr
}

// MarkIndex says of one index of a table what then none of its others is:
// "clustered" or "replica_identity" (PostgreSQL, ALTER TABLE, "CLUSTER ON" and
// "REPLICA IDENTITY"). Without an index it says so of none.
type MarkIndex struct {
	Table Ref
	Index Name
	Attr  string
}

// CommentOn is COMMENT ON; Column is set for a column's.
type CommentOn struct {
	Kind    Kind
	Object  Ref     // for constraints, triggers, policies and rules: their own name; Table has the table
	Args    *string // of a routine: its signature, nil where it is not said
	Table   Ref
	Domain  bool // Table is a domain
	Column  Name
	Comment string
}

// Drop removes an element.
type Drop struct {
	Kind     Kind
	Object   Ref
	Args     *string // of a routine: its signature, nil where it is not said
	Table    Ref     // triggers, policies; MySQL's DROP INDEX … ON
	IfExists bool
	Cascade  bool
	With     []Ref // what the same statement drops: it may depend on Object
}

// Rename renames an element: a column or constraint when Table is set.
type Rename struct {
	Kind     Kind
	Object   Ref
	Args     *string // of a routine: its signature, nil where it is not said
	Table    Ref
	IfExists bool
	To       Name
}

// MoveSchema is ALTER … SET SCHEMA.
type MoveSchema struct {
	Kind     Kind
	Object   Ref
	Args     *string // of a routine: its signature, nil where it is not said
	IfExists bool
	To       Name
}

// SetTableAttr records a property of a table: row level security, engine …
type SetTableAttr struct {
	Table    Ref
	IfExists bool
	Comment  *string
	Attr     Attr
	Convert  bool // MySQL's CONVERT TO: the columns' character sets too
	// Partition is what the table is partitioned by from now on, where it is not
	// nil; "" for nothing.
	Partition *string
}

func (*AddColumn) stmt()       {}
func (*AlterColumn) stmt()     {}
func (*DropColumn) stmt()      {}
func (*AddConstraint) stmt()   {}
func (*DropConstraint) stmt()  {}
func (*AttachPartition) stmt() {}
func (*AttachIndex) stmt()     {}
func (*AlterEnum) stmt()       {}
func (*SetObjectRef) stmt()    {}
func (*AlterObject) stmt()     {}
func (*AlterConstraint) stmt() {}
func (*SetIndexAttrs) stmt()   {}
func (*MarkIndex) stmt()       {}
func (*CommentOn) stmt()       {}
func (*Drop) stmt()            {}
func (*Rename) stmt()          {}
func (*MoveSchema) stmt()      {}
func (*SetTableAttr) stmt()    {}
