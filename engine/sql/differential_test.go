package sql

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	pgquery "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/types"
)

// TestLoweringAgreesWithPostgres compares what is lowered from every statement
// of the corpus with libpg_query's tree of it.
func TestLoweringAgreesWithPostgres(t *testing.T) {
	counts := map[string]int{}
	for name, src := range corpusFiles(t) {
		for _, s := range parseAll(src, schema.Postgres) {
			if s.state.copying || strings.HasPrefix(strings.TrimSpace(s.src), `\`) {
				continue
			}
			if do.MatchString(s.src) {
				continue // its body is no statement of SQL's grammar
			}
			tree, err := pgquery.Parse(s.src)
			if err != nil {
				if !strings.Contains(s.src, "VIRTUAL") {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			var want, got []string
			for _, raw := range tree.Stmts {
				want = append(want, treeLines(raw.Stmt, s.src)...)
			}
			for _, stmt := range s.chunk.Stmts {
				got = append(got, loweredLines(stmt)...)
			}
			for _, l := range want {
				counts[strings.Fields(l)[0]]++
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s\ngot\n  %s\nwant\n  %s", name, strings.TrimSpace(s.src), strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		}
	}
	t.Log(counts)
}

var do = regexp.MustCompile(`(?m)^DO\b`)

func relName(r *pgquery.RangeVar) string {
	if r.Schemaname != "" {
		return r.Schemaname + "." + r.Relname
	}
	return r.Relname
}

func strs(nodes []*pgquery.Node) []string {
	var list []string
	for _, n := range nodes {
		list = append(list, n.GetString_().GetSval())
	}
	return list
}

func treeConstraint(c *pgquery.Constraint, own string) string {
	cols := strs(c.Keys)
	if own != "" {
		cols = []string{own}
	}
	switch c.Contype {
	case pgquery.ConstrType_CONSTR_PRIMARY:
		return fmt.Sprintf("primary %s %v %s", c.Conname, cols, c.Indexname)
	case pgquery.ConstrType_CONSTR_UNIQUE:
		return fmt.Sprintf("unique %s %v %s %v", c.Conname, cols, c.Indexname, c.NullsNotDistinct)
	case pgquery.ConstrType_CONSTR_CHECK:
		return fmt.Sprintf("check %s %v", c.Conname, c.SkipValidation)
	case pgquery.ConstrType_CONSTR_EXCLUSION:
		return "exclude " + c.Conname
	case pgquery.ConstrType_CONSTR_FOREIGN:
		if own == "" {
			cols = strs(c.FkAttrs)
		}
		action := map[string]string{"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
		return fmt.Sprintf("foreign %s %v %s %v %s %s", c.Conname, cols, relName(c.Pktable), strs(c.PkAttrs), action[c.FkUpdAction], action[c.FkDelAction])
	}
	return ""
}

func treeColumn(c *pgquery.ColumnDef) (column string, constraints []string) {
	notNull, identity, generated, def := false, false, false, false
	for _, n := range c.Constraints {
		con := n.GetConstraint()
		switch con.Contype {
		case pgquery.ConstrType_CONSTR_NOTNULL:
			notNull = true
		case pgquery.ConstrType_CONSTR_IDENTITY:
			identity = true
		case pgquery.ConstrType_CONSTR_GENERATED:
			generated = true
		case pgquery.ConstrType_CONSTR_DEFAULT:
			def = true
		}
		if l := treeConstraint(con, c.Colname); l != "" {
			constraints = append(constraints, l)
		}
	}
	return fmt.Sprintf("column %s %s notnull=%v default=%v identity=%v generated=%v", c.Colname, treeType(c.TypeName), notNull, def, identity, generated), constraints
}

// treeType gives the last part of a type's name as libpg_query has it, and
// whether it is an array.
func treeType(n *pgquery.TypeName) string {
	if n == nil {
		return ""
	}
	s := strings.Join(strs(n.Names), ".")
	s = strings.TrimPrefix(s, "pg_catalog.")
	s = canonicalType(schema.Postgres, quoteParts(s))
	s, _, _ = strings.Cut(s, "(")
	s = strings.Replace(s, "bpchar", "character", 1)
	s = strings.TrimSuffix(strings.TrimSuffix(s, " without time zone"), " with time zone")
	if len(n.ArrayBounds) > 0 {
		s += "[]"
	}
	return s
}

func quoteParts(s string) string {
	parts := strings.Split(s, ".")
	for i := range parts {
		parts[i] = quoteName(parts[i])
		if types.Of(schema.Postgres).Lookup(strings.Trim(parts[i], `"`)) != nil {
			parts[i] = strings.Trim(parts[i], `"`)
		}
	}
	return strings.Join(parts, ".")
}

func loweredType(s string) string {
	if i := strings.IndexByte(s, '('); i >= 0 {
		j := strings.LastIndexByte(s, ')')
		s = s[:i] + s[j+1:]
	}
	array := strings.HasSuffix(s, "[]")
	s = strings.TrimSuffix(s, "[]")
	s = strings.TrimSuffix(strings.TrimSuffix(s, " without time zone"), " with time zone")
	if array {
		s += "[]"
	}
	return s
}

func treeTable(c *pgquery.CreateStmt) []string {
	lines := []string{"table " + relName(c.Relation)}
	var columns, constraints []string
	for _, e := range c.TableElts {
		switch {
		case e.GetColumnDef() != nil:
			col, cons := treeColumn(e.GetColumnDef())
			columns = append(columns, col)
			constraints = append(constraints, cons...)
		case e.GetConstraint() != nil:
			constraints = append(constraints, treeConstraint(e.GetConstraint(), ""))
		case e.GetTableLikeClause() != nil:
			constraints = append(constraints, "like "+relName(e.GetTableLikeClause().Relation))
		}
	}
	lines = append(lines, columns...)
	for _, n := range c.InhRelations {
		kind := "inherits "
		if c.Partbound != nil {
			kind = "partition of "
		}
		constraints = append(constraints, kind+relName(n.GetRangeVar()))
	}
	if c.Partspec != nil {
		constraints = append(constraints, "partition by")
	}
	sort.Strings(constraints)
	return append(lines, constraints...)
}

func treeIndex(ix *pgquery.IndexStmt) string {
	var parts []string
	for _, n := range ix.IndexParams {
		e := n.GetIndexElem()
		name := e.Name
		if name == "" {
			name = "<expr>"
		}
		if e.Ordering == pgquery.SortByDir_SORTBY_DESC {
			name += " desc"
		}
		parts = append(parts, name)
	}
	var include []string
	for _, n := range ix.IndexIncludingParams {
		include = append(include, n.GetIndexElem().Name)
	}
	method := ix.AccessMethod
	if method == "btree" {
		method = ""
	}
	return fmt.Sprintf("index %s on %s %v unique=%v method=%s where=%v include=%v nulls=%v", ix.Idxname, relName(ix.Relation), parts, ix.Unique, method,
		ix.WhereClause != nil, include, ix.NullsNotDistinct)
}

func treeLines(n *pgquery.Node, src string) []string {
	switch {
	case n.GetCreateStmt() != nil:
		return treeTable(n.GetCreateStmt())
	case n.GetIndexStmt() != nil:
		return []string{treeIndex(n.GetIndexStmt())}
	case n.GetViewStmt() != nil:
		v := n.GetViewStmt()
		return []string{fmt.Sprintf("view %s on %v", relName(v.View), treeRelations(src))}
	case n.GetCreateTableAsStmt() != nil:
		v := n.GetCreateTableAsStmt()
		if v.Objtype == pgquery.ObjectType_OBJECT_MATVIEW {
			return []string{fmt.Sprintf("view %s on %v", relName(v.Into.Rel), treeRelations(src))}
		}
		return []string{"table " + relName(v.Into.Rel)}
	case n.GetCreateEnumStmt() != nil:
		e := n.GetCreateEnumStmt()
		return []string{fmt.Sprintf("enum %s %q", strings.Join(strs(e.TypeName), "."), strs(e.Vals))}
	case n.GetCreateSeqStmt() != nil:
		return []string{"object sequence " + relName(n.GetCreateSeqStmt().Sequence)}
	case n.GetCreateFunctionStmt() != nil:
		f := n.GetCreateFunctionStmt()
		kind := "function"
		if f.IsProcedure {
			kind = "procedure"
		}
		var args []string
		for _, a := range f.Parameters {
			switch p := a.GetFunctionParameter(); p.Mode {
			case pgquery.FunctionParameterMode_FUNC_PARAM_OUT, pgquery.FunctionParameterMode_FUNC_PARAM_TABLE:
			default:
				args = append(args, treeType(p.ArgType))
			}
		}
		return []string{fmt.Sprintf("object %s %s %q", kind, strings.Join(strs(f.Funcname), "."), args)}
	case n.GetCreateTrigStmt() != nil:
		return []string{"object trigger " + n.GetCreateTrigStmt().Trigname + " on " + relName(n.GetCreateTrigStmt().Relation)}
	case n.GetCreatePolicyStmt() != nil:
		return []string{"object policy " + n.GetCreatePolicyStmt().PolicyName + " on " + relName(n.GetCreatePolicyStmt().Table)}
	case n.GetCreateDomainStmt() != nil:
		return []string{"object domain " + strings.Join(strs(n.GetCreateDomainStmt().Domainname), ".")}
	case n.GetCompositeTypeStmt() != nil:
		return []string{"object composite " + relName(n.GetCompositeTypeStmt().Typevar)}
	case n.GetCreateExtensionStmt() != nil:
		return []string{"object extension " + n.GetCreateExtensionStmt().Extname}
	case n.GetCreateSchemaStmt() != nil:
		return []string{"schema " + n.GetCreateSchemaStmt().Schemaname}
	case n.GetCommentStmt() != nil:
		return treeComment(n.GetCommentStmt())
	case n.GetAlterTableStmt() != nil:
		return treeAlter(n.GetAlterTableStmt())
	case n.GetRenameStmt() != nil:
		return []string{"rename to " + n.GetRenameStmt().Newname}
	case n.GetDropStmt() != nil:
		var lines []string
		for range n.GetDropStmt().Objects {
			lines = append(lines, fmt.Sprintf("drop cascade=%v", n.GetDropStmt().Behavior == pgquery.DropBehavior_DROP_CASCADE))
		}
		return lines
	case n.GetAlterEnumStmt() != nil:
		return []string{"alterenum " + strings.Join(strs(n.GetAlterEnumStmt().TypeName), ".")}
	case n.GetVariableSetStmt() != nil:
		if n.GetVariableSetStmt().Name == "search_path" {
			return []string{"search_path"}
		}
	case n.GetSelectStmt() != nil && strings.Contains(src, "set_config('search_path'"):
		return []string{"search_path"}
	case n.GetAlterObjectSchemaStmt() != nil:
		return []string{"move to " + n.GetAlterObjectSchemaStmt().Newschema}
	}
	return nil
}

func treeComment(c *pgquery.CommentStmt) []string {
	name := strings.Join(strs(c.Object.GetList().GetItems()), ".")
	if name == "" {
		name = c.Object.GetString_().GetSval()
	}
	switch {
	case c.Object.GetTypeName() != nil:
		name = strings.Join(strs(c.Object.GetTypeName().Names), ".")
	case c.Object.GetObjectWithArgs() != nil:
		name = strings.Join(strs(c.Object.GetObjectWithArgs().Objname), ".")
	}
	switch c.Objtype {
	case pgquery.ObjectType_OBJECT_DOMCONSTRAINT, pgquery.ObjectType_OBJECT_RULE, pgquery.ObjectType_OBJECT_DATABASE, pgquery.ObjectType_OBJECT_OPERATOR,
		pgquery.ObjectType_OBJECT_LANGUAGE, pgquery.ObjectType_OBJECT_CAST:
		return nil
	}
	return []string{fmt.Sprintf("comment %s %q", name, c.Comment)}
}

func treeAlter(a *pgquery.AlterTableStmt) []string {
	table := relName(a.Relation)
	var lines []string
	for _, n := range a.Cmds {
		c := n.GetAlterTableCmd()
		switch c.Subtype {
		case pgquery.AlterTableType_AT_AddConstraint:
			lines = append(lines, "add "+table+" "+treeConstraint(c.Def.GetConstraint(), ""))
		case pgquery.AlterTableType_AT_AddColumn:
			col, cons := treeColumn(c.Def.GetColumnDef())
			lines = append(lines, "add "+table+" "+col)
			lines = append(lines, cons...)
		case pgquery.AlterTableType_AT_DropColumn:
			lines = append(lines, "drop column "+table+" "+c.Name)
		case pgquery.AlterTableType_AT_DropConstraint:
			lines = append(lines, "drop constraint "+table+" "+c.Name)
		case pgquery.AlterTableType_AT_ColumnDefault, pgquery.AlterTableType_AT_AlterColumnType, pgquery.AlterTableType_AT_SetNotNull,
			pgquery.AlterTableType_AT_DropNotNull, pgquery.AlterTableType_AT_AddIdentity, pgquery.AlterTableType_AT_SetIdentity, pgquery.AlterTableType_AT_SetStatistics,
			pgquery.AlterTableType_AT_SetStorage, pgquery.AlterTableType_AT_SetCompression:
			if c.Name != "" { // else it is an index's
				lines = append(lines, "alter column "+table+" "+c.Name)
			}
		case pgquery.AlterTableType_AT_AttachPartition:
			if a.Objtype == pgquery.ObjectType_OBJECT_TABLE {
				lines = append(lines, "attach "+relName(c.Def.GetPartitionCmd().Name)+" to "+table)
			}
		case pgquery.AlterTableType_AT_EnableRowSecurity, pgquery.AlterTableType_AT_ForceRowSecurity:
			lines = append(lines, "set "+table)
		}
	}
	return lines
}

// treeRelations gives the tables and views in a view's query, without the names
// of WITH queries, sorted.
func treeRelations(stmt string) []string {
	found, with := map[string]bool{}, map[string]bool{}
	js, err := pgquery.ParseToJSON(stmt)
	if err != nil {
		return []string{err.Error()}
	}
	var tree any
	if err := json.Unmarshal([]byte(js), &tree); err != nil {
		return []string{err.Error()}
	}
	var walk func(any)
	walk = func(n any) {
		switch n := n.(type) {
		case []any:
			for _, e := range n {
				walk(e)
			}
		case map[string]any:
			if r, ok := n["RangeVar"].(map[string]any); ok {
				name, _ := r["relname"].(string)
				if s, ok := r["schemaname"].(string); ok {
					name = s + "." + name
				}
				found[name] = true
			}
			if c, ok := n["CommonTableExpr"].(map[string]any); ok {
				with[c["ctename"].(string)] = true
			}
			for _, e := range n {
				walk(e)
			}
		}
	}
	walk(tree)
	var list []string
	for r := range found {
		if !with[r] {
			list = append(list, r)
		}
	}
	sort.Strings(list)
	return list
}

func constraintLine(c schema.ConstraintDef) string {
	var cols []string
	for _, p := range c.Parts {
		cols = append(cols, p.Column.Text)
	}
	var refs []string
	for _, n := range c.RefColumns {
		refs = append(refs, n.Text)
	}
	switch c.Kind {
	case schema.PrimaryKey:
		return fmt.Sprintf("primary %s %v %s", c.Name.Text, cols, c.UsingIndex.Text)
	case schema.Unique:
		return fmt.Sprintf("unique %s %v %s %v", c.Name.Text, cols, c.UsingIndex.Text, c.NullsEqual)
	case schema.CheckConstraint:
		return fmt.Sprintf("check %s %v", c.Name.Text, c.NotValid)
	case schema.Exclude:
		return "exclude " + c.Name.Text
	}
	return fmt.Sprintf("foreign %s %v %s %v %s %s", c.Name.Text, cols, c.Ref, refs, strings.TrimPrefix(c.OnUpdate, "NO ACTION"), strings.TrimPrefix(c.OnDelete, "NO ACTION"))
}

func columnLine(c schema.ColumnDef) string {
	return fmt.Sprintf("column %s %s notnull=%v default=%v identity=%v generated=%v", c.Name.Text, loweredType(c.Type.Text), c.NotNull, c.Default != nil, c.Identity != nil, c.Generated != nil)
}

func loweredLines(s schema.Stmt) []string {
	switch s := s.(type) {
	case *schema.CreateTable:
		lines := []string{"table " + s.Table.String()}
		var rest []string
		for _, c := range s.Columns {
			lines = append(lines, columnLine(c))
		}
		for _, c := range s.Constraints {
			rest = append(rest, constraintLine(c))
		}
		for _, r := range s.Like {
			rest = append(rest, "like "+r.Table.String())
		}
		for _, r := range s.Inherits {
			rest = append(rest, "inherits "+r.String())
		}
		if !s.PartitionOf.IsZero() {
			rest = append(rest, "partition of "+s.PartitionOf.String())
		}
		if s.PartitionBy != "" {
			rest = append(rest, "partition by")
		}
		sort.Strings(rest)
		return append(lines, rest...)
	case *schema.CreateIndex:
		var parts []string
		for _, p := range s.Index.Parts {
			name := p.Column.Text
			if p.Expr != "" {
				name = "<expr>"
			}
			if p.Desc {
				name += " desc"
			}
			parts = append(parts, name)
		}
		var include []string
		for _, n := range s.Index.Include {
			include = append(include, n.Text)
		}
		return []string{fmt.Sprintf("index %s on %s %v unique=%v method=%s where=%v include=%v nulls=%v", s.Index.Name.Text[:min(63, len(s.Index.Name.Text))], s.Table, parts, s.Index.Unique,
			strings.TrimPrefix(s.Index.Method, "btree"), s.Index.Where != "", include, s.Index.NullsEqual)}
	case *schema.CreateView:
		var deps []string
		for _, r := range s.DependsOn {
			deps = append(deps, r.String())
		}
		sort.Strings(deps)
		return []string{fmt.Sprintf("view %s on %v", s.View, deps)}
	case *schema.CreateEnum:
		var values []string
		for _, v := range s.Values {
			values = append(values, v.Text)
		}
		return []string{fmt.Sprintf("enum %s %q", s.Enum, values)}
	case *schema.CreateObject:
		l := fmt.Sprintf("object %s %s", s.Kind, s.Object)
		switch s.Kind {
		case schema.KindTrigger, schema.KindPolicy:
			l += " on " + s.Table.String()
		case schema.KindFunction, schema.KindProcedure:
			var args []string
			for _, a := range splitArgs(s.Signature) {
				args = append(args, loweredType(a))
			}
			l += fmt.Sprintf(" %q", args)
		case schema.KindAggregate, schema.KindRole, schema.KindRange, schema.KindType:
			return nil
		}
		return []string{l}
	case *schema.CreateSchema:
		return []string{"schema " + s.Name.Text}
	case *schema.CommentOn:
		name := s.Object.String()
		if !s.Column.IsZero() {
			name += "." + s.Column.Text
		}
		if !s.Table.IsZero() {
			name = s.Table.String() + "." + name
		}
		return []string{fmt.Sprintf("comment %s %q", name, s.Comment)}
	case *schema.AddConstraint:
		return []string{"add " + s.Table.String() + " " + constraintLine(s.Constraint)}
	case *schema.AddColumn:
		lines := []string{"add " + s.Table.String() + " " + columnLine(s.Column)}
		for _, c := range s.Constraints {
			lines = append(lines, constraintLine(c))
		}
		return lines
	case *schema.DropColumn:
		return []string{"drop column " + s.Table.String() + " " + s.Column.Text}
	case *schema.DropConstraint:
		return []string{"drop constraint " + s.Table.String() + " " + s.Name.Text}
	case *schema.AlterColumn:
		return []string{"alter column " + s.Table.String() + " " + s.Column.Text}
	case *schema.AttachPartition:
		return []string{"attach " + s.Partition.String() + " to " + s.Table.String()}
	case *schema.SetTableAttr:
		return []string{"set " + s.Table.String()}
	case *schema.Rename:
		return []string{"rename to " + s.To.Text}
	case *schema.Drop:
		return []string{fmt.Sprintf("drop cascade=%v", s.Cascade)}
	case *schema.AlterEnum:
		return []string{"alterenum " + s.Enum.String()}
	case *schema.MoveSchema:
		return []string{"move to " + s.To.Text}
	case *schema.SetSearchPath:
		return []string{"search_path"}
	}
	return nil
}

// splitArgs divides a signature at the commas outside parentheses.
func splitArgs(s string) []string {
	var list []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				list = append(list, strings.TrimSpace(s[from:i]))
				from = i + 1
			}
		}
	}
	if s != "" {
		list = append(list, strings.TrimSpace(s[from:]))
	}
	return list
}
