package inspect

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
)

// The forms of a partition's bound (PostgreSQL, "CREATE TABLE":
// partition_bound_spec).
var (
	rangeBound = regexp.MustCompile(`(?is)^FOR VALUES FROM\s*\((.*)\)\s*TO\s*\((.*)\)$`)
	listBound  = regexp.MustCompile(`(?is)^FOR VALUES IN\s*\((.*)\)$`)
	hashBound  = regexp.MustCompile(`(?is)^FOR VALUES WITH\s*\(\s*MODULUS\s+(\d+)\s*,\s*REMAINDER\s+(\d+)\s*\)$`)
)

// partitionOf writes a table as a partition block, if it is a partition with
// nothing of its own, which is all that such a block can say.
func (w *hclWriter) partitionOf(t *schema.Table) bool {
	if _, ok := hcl.BlockShape(w.realm.Dialect, "partition"); !ok || !t.IsPartition || len(t.Parents) != 1 || t.Bound == "" ||
		t.PrimaryKey != nil || len(t.Indexes)+len(t.ForeignKeys)+len(t.Checks)+len(t.Attrs) > 0 || t.Partition != "" ||
		!sameColumns(t.Columns, t.Parents[0].Columns) {
		return false
	}
	w.open("partition", t.Schema, t.Name)
	w.line("of = %s", w.ref("table", t.Parents[0].Schema, t.Parents[0].Name))
	if m := rangeBound.FindStringSubmatch(t.Bound); m != nil {
		w.line("range {")
		w.line("from = %s", stringList(m[1]))
		w.line("to = %s", stringList(m[2]))
		w.close()
	} else if m := listBound.FindStringSubmatch(t.Bound); m != nil {
		w.line("list {")
		w.line("in = %s", stringList(m[1]))
		w.close()
	} else if m := hashBound.FindStringSubmatch(t.Bound); m != nil {
		w.line("hash {")
		w.line("modulus = %s", m[1])
		w.line("remainder = %s", m[2])
		w.close()
	}
	w.comment(t.Comment)
	w.close()
	return true
}

// sameColumns reports whether columns are those that a partition takes over.
func sameColumns(a, b []*schema.Column) bool {
	return slices.EqualFunc(a, b, func(a, b *schema.Column) bool {
		defaults := a.Default == nil && b.Default == nil || a.Default != nil && b.Default != nil && a.Default.Text == b.Default.Text
		return a.Name == b.Name && a.Type.Text == b.Type.Text && a.Null == b.Null && a.Comment == b.Comment && defaults
	})
}

// stringList writes the items of a SQL list as strings.
func stringList(sql string) string {
	var items []string
	for _, item := range splitList(sql) {
		items = append(items, hclString(strings.TrimSpace(item)))
	}
	return "[" + strings.Join(items, ", ") + "]"
}
