package hcl

import (
	"sort"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// typeTable is what is known of a dialect's column types.
type typeTable struct {
	dialect schema.Dialect
	byName  map[string]*typeSpec
	names   []string // sorted
}

// typeSpec is a type as HCL writes it, and the text that the database itself
// gives for it (PostgreSQL: format_type; MySQL: information_schema's
// COLUMN_TYPE), which is how types of all sources compare.
type typeSpec struct {
	Name      string   `json:"name"`
	Canonical string   `json:"canonical"` // "*" stands for the parameters
	Params    []string `json:"params"`
	Need      int      `json:"need"`     // how many parameters there must be
	Variadic  bool     `json:"variadic"` // the parameter may repeat
	Default   string   `json:"default"`  // the parameters when none are given
	Pad       string   `json:"pad"`      // the second parameter when one is given
	Drop      bool     `json:"drop"`     // the database does not keep the parameter …
	Keep      string   `json:"keep"`     // … unless it is this
	Below     int      `json:"below"`    // with a parameter below this,
	Small     string   `json:"small"`    // the type is this one
}

// typeTables holds the tables of all dialects.
type typeTables struct {
	tables map[schema.Dialect]*typeTable
	union  *typeTable
}

func readTypes() *typeTables {
	var lists map[schema.Dialect][]*typeSpec
	readTable("types", &lists)
	lists[schema.MariaDB] = lists[schema.MySQL]
	all := &typeTables{tables: map[schema.Dialect]*typeTable{}}
	union := map[string]*typeSpec{}
	for _, d := range tableDialects {
		byName := map[string]*typeSpec{}
		for _, spec := range lists[d] {
			byName[spec.Name] = spec
			if union[spec.Name] == nil {
				union[spec.Name] = spec
			}
		}
		all.tables[d] = newTypeTable(d, byName)
	}
	all.union = newTypeTable("", union)
	return all
}

func newTypeTable(d schema.Dialect, byName map[string]*typeSpec) *typeTable {
	t := &typeTable{dialect: d, byName: byName}
	for name := range byName {
		t.names = append(t.names, name)
	}
	sort.Strings(t.names)
	return t
}

// of gives the types of a dialect, or those of all.
func (t *typeTables) of(d schema.Dialect) *typeTable {
	if table := t.tables[d]; table != nil {
		return table
	}
	return t.union
}

// spec gives what is known of a type, or nil. Only ClickHouse distinguishes
// cases.
func (t *typeTable) spec(name string) *typeSpec {
	if s := t.byName[name]; s != nil {
		return s
	}
	return t.byName[strings.ToLower(name)]
}

// canonical is the database's own text for a type with the given parameters,
// each as SQL text. Of a dialect that is not known, a type is kept as written.
func (t *typeTable) canonical(name string, params []string) string {
	spec := t.spec(name)
	written := name
	if len(params) > 0 {
		written += "(" + strings.Join(params, ",") + ")"
	}
	switch {
	case t.dialect == "":
		return written
	case spec == nil && (t.dialect == schema.Postgres || t.dialect == schema.Redshift):
		return strings.ToLower(written)
	case spec == nil:
		return written
	}
	if spec.Below > 0 && len(params) == 1 {
		if n, err := strconv.Atoi(params[0]); err == nil && n < spec.Below {
			return spec.Small
		}
		params = nil
	}
	list := strings.Join(params, ",")
	switch {
	case len(params) == 0:
		list = spec.Default
	case len(params) == 1 && spec.Pad != "":
		list += "," + spec.Pad
	}
	text := spec.Canonical
	if text == "" {
		text = spec.Name
	}
	switch {
	case spec.Drop && list != "" && list == spec.Keep:
		return text + "(" + list + ")"
	case list == "":
		return strings.Replace(text, "(*)", "", 1)
	}
	return strings.Replace(text, "*", list, 1)
}

// canonicalSQL is canonical for a type as SQL writes it: words, parameters and
// array brackets. What it cannot read stays as written.
func (t *typeTable) canonicalSQL(sql string) string {
	sql = strings.TrimSpace(sql)
	if t.dialect != schema.Postgres && t.dialect != schema.Redshift {
		return sql
	}
	base, dims := cutArray(sql)
	var params []string
	words := base
	if open := strings.IndexByte(base, '('); open >= 0 {
		shut := strings.IndexByte(base, ')')
		if shut < open {
			return sql
		}
		for _, p := range strings.Split(base[open+1:shut], ",") {
			params = append(params, strings.TrimSpace(p))
		}
		words = base[:open] + " " + base[shut+1:]
	}
	name := strings.Join(strings.Fields(strings.ToLower(words)), "_")
	if t.byName[name] == nil {
		return sql
	}
	return t.canonical(name, params) + strings.Repeat("[]", min(dims, 1))
}

// cutArray takes the array part off a PostgreSQL type: "[]", "[3]", " ARRAY" or
// " ARRAY[3]". The database keeps neither bounds nor the number of dimensions
// (PostgreSQL, "8.15.1. Declaration of Array Types").
func cutArray(sql string) (base string, dims int) {
	base = strings.TrimSpace(sql)
	for strings.HasSuffix(base, "]") {
		open := strings.LastIndexByte(base, '[')
		if open < 0 || strings.Trim(base[open+1:len(base)-1], "0123456789 ") != "" {
			return sql, 0
		}
		base = strings.TrimSpace(base[:open])
		dims++
	}
	if n := len(base) - len(" array"); n > 0 && strings.EqualFold(base[n:], " array") {
		base = strings.TrimSpace(base[:n])
		dims++
	}
	return base, dims
}
