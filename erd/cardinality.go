package erd

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// Cardinality says how many rows stand at one end of a key.
type Cardinality uint8

// The cardinalities that a foreign key can express. It never says "one or many":
// nothing forces a parent to have children.
const (
	ZeroOrMany Cardinality = iota
	ZeroOrOne
	ExactlyOne
)

// String is the cardinality in words.
func (c Cardinality) String() string {
	switch c {
	case ZeroOrOne:
		return "zero or one"
	case ExactlyOne:
		return "exactly one"
	}
	return "zero or many"
}

// cardinality gives how many rows of the referring table can lead to one row of
// the referenced table, and to how many rows one referring row leads.
func cardinality(k *schema.ForeignKey) (child, parent Cardinality) {
	parent = ExactlyOne
	for _, c := range k.Columns {
		if c == nil || c.Null && !inPrimaryKey(k.Table, c) {
			parent = ZeroOrOne
		}
	}
	if len(k.Columns) == 0 {
		parent = ZeroOrOne
	}
	child = ZeroOrMany
	if coversUnique(k.Table.PrimaryKey, k.Columns) {
		child = ZeroOrOne
	}
	for _, x := range k.Table.Indexes {
		if x.Unique && coversUnique(x, k.Columns) {
			child = ZeroOrOne
		}
	}
	return child, parent
}

// coversUnique reports whether no two rows agree in columns, given that x is a
// unique index: it then holds for all rows, and all its parts are among them.
func coversUnique(x *schema.Index, columns []*schema.Column) bool {
	if x == nil || len(x.Parts) == 0 || x.Where != "" {
		return false
	}
	for _, p := range x.Parts {
		if p.Column == nil || !slices.Contains(columns, p.Column) {
			return false
		}
	}
	return true
}

func inPrimaryKey(t *schema.Table, c *schema.Column) bool {
	return t.PrimaryKey != nil && hasPart(t.PrimaryKey, c)
}

func hasPart(x *schema.Index, c *schema.Column) bool {
	for _, p := range x.Parts {
		if p.Column == c {
			return true
		}
	}
	return false
}
