package hcl

import (
	"slices"
	"sort"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// grammar is what the tables say of one kind of file.
type grammar struct {
	root *blockSpec
	// lenient is set for dialects without a table: nothing is then unknown and
	// nothing missing.
	lenient bool
	types   *types.Table
}

// blockSpec is what the tables say of a block in its place. The root of a
// grammar is a blockSpec whose children are the top-level blocks.
type blockSpec struct {
	typ          string
	label        string // the first label that this variant is for
	doc          string // one line on what it is for
	deprecated   string // what to write instead; "" when nothing is wrong with it
	attrs        map[string]*attrSpec
	children     map[string]*blockSpec
	variants     map[string]*blockSpec // by first label; nil when the label tells nothing
	within       []string              // the parent's variants that allow the block; nil for all
	required     bool
	repeatable   bool
	anyAttribute bool
	anyBlock     bool
	minLabels    int
	maxLabels    int
	exclusive    [][]string
	oneOf        [][]string
	descendants  map[string][]*blockSpec
	usual        []string // the attributes and blocks that are written most
	attrNames    []string // the required ones first, then the usual ones
	blockNames   []string
}

// attrSpec is what the tables say of an attribute.
type attrSpec struct {
	name       string
	doc        string // one line on what it is for
	deprecated string // what to write instead; "" when nothing is wrong with it
	required   bool
	accepts    []accept
}

// acceptKind is a kind of value.
type acceptKind uint8

const (
	acceptAny acceptKind = iota
	acceptString
	acceptBool
	acceptInt
	acceptNumber
	acceptMap
	acceptType
	acceptSQL
	acceptRef  // a reference to a block
	acceptEnum // a bare keyword
	acceptList
)

// accept is one form that an attribute's value may have.
type accept struct {
	kind acceptKind
	ref  string   // "schema", "table.column", "*"
	enum []string // the keywords
	elem *accept  // of a list
}

// child is the spec of a block in this one, by its type and first label, or nil.
func (b *blockSpec) child(typ, label string) *blockSpec {
	if b == nil {
		return nil
	}
	spec := b.children[typ]
	if spec == nil || spec.within != nil && !slices.Contains(spec.within, b.label) {
		return nil
	}
	if v := spec.variants[label]; v != nil {
		return v
	}
	return spec
}

// fits reports whether a block may have that many labels.
func (b *blockSpec) fits(labels int) bool {
	return b.minLabels <= labels && labels <= b.maxLabels
}

// holds reports whether the head may stand somewhere in the block.
func (b *blockSpec) holds(h blockHead) bool {
	return slices.ContainsFunc(b.descendants[h.typ], func(s *blockSpec) bool { return s.fits(h.labels) })
}

// listed gives the keys of a map in the order in which to show them: those of
// which first holds, then the usual ones, then the others by their names.
func listed[V any](m map[string]V, usual []string, first func(V) bool) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := first(m[names[i]]), first(m[names[j]]); a != b {
			return a
		}
		if a, b := rankIn(usual, names[i]), rankIn(usual, names[j]); a != b {
			return a < b
		}
		return names[i] < names[j]
	})
	return names
}

// rankIn is the place of a name in a list, or behind it.
func rankIn(list []string, name string) int {
	if i := slices.Index(list, name); i >= 0 {
		return i
	}
	return len(list)
}

// enums gives the keywords that the attribute accepts, and whether it accepts
// nothing else.
func (a *attrSpec) enums() (values []string, only bool) {
	only = true
	for _, acc := range a.accepts {
		if acc.kind == acceptList {
			acc = *acc.elem
		}
		if acc.kind == acceptEnum {
			values = append(values, acc.enum...)
		} else {
			only = false
		}
	}
	return values, only && len(values) > 0
}

// accepts reports whether one of the forms is of one of the kinds.
func (a *attrSpec) takes(kinds ...acceptKind) bool {
	return slices.ContainsFunc(a.accepts, func(acc accept) bool { return slices.Contains(kinds, acc.kind) })
}

// only reports whether every form is of one of the kinds.
func (a *attrSpec) only(kinds ...acceptKind) bool {
	return !slices.ContainsFunc(a.accepts, func(acc accept) bool { return !slices.Contains(kinds, acc.kind) })
}

// tableOf names the table file of each dialect that has one.
var tableOf = map[schema.Dialect]string{
	schema.Postgres:   "postgres",
	schema.MySQL:      "mysql",
	schema.MariaDB:    "mariadb",
	schema.SQLite:     "sqlite",
	schema.SQLServer:  "mssql",
	schema.ClickHouse: "clickhouse",
	schema.Redshift:   "redshift",
}

// tableDialects is the order in which tables are joined for a file whose
// dialect is not known; of one thing known to many, the first says most.
var tableDialects = []schema.Dialect{
	schema.Postgres, schema.MySQL, schema.MariaDB, schema.SQLite, schema.SQLServer, schema.ClickHouse, schema.Redshift,
}

// grammarOf gives the grammar of a file. It is never nil.
func grammarOf(st State) *grammar {
	all := grammars()
	switch st.Kind {
	case KindProject, KindTest, KindPlan, KindRule:
		return all.kinds[st.Kind]
	}
	if g := all.dialects[st.Dialect]; g != nil {
		return g
	}
	if st.Dialect == "" {
		return all.union
	}
	return all.generic
}
