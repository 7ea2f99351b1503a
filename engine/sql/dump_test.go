package sql

import (
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// dump writes statements compactly, one thing a line, for tests to compare.
func dump(stmts []schema.Stmt) string {
	var b strings.Builder
	for _, s := range stmts {
		dumpStmt(&b, s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func flags(set map[string]bool, order ...string) string {
	s := ""
	for _, f := range order {
		if set[f] {
			s += " " + f
		}
	}
	return s
}

func dumpStmt(b *strings.Builder, s schema.Stmt) {
	line := func(format string, args ...any) {
		fmt.Fprintf(b, "%s\n", strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
	switch s := s.(type) {
	case *schema.CreateSchema:
		line("schema %s%s%s%s", s.Name.Text, flags(map[string]bool{"if-not-exists": s.IfNotExists}, "if-not-exists"), comment(s.Comment), attrs(s.Attrs))
	case *schema.SetSearchPath:
		line("search_path [%s]", strings.Join(s.Schemas, " "))
	case *schema.CreateTable:
		line("table %s%s%s%s", s.Table, flags(map[string]bool{"if-not-exists": s.IfNotExists, "temporary": s.Temporary, "opaque": s.Opaque},
			"if-not-exists", "temporary", "opaque"), comment(s.Comment), attrs(s.Attrs))
		for _, c := range s.Columns {
			line("  %s", columnText(c))
		}
		for _, c := range s.Constraints {
			line("  %s", constraintText(c))
		}
		for _, ix := range s.Indexes {
			line("  %s", indexText(ix))
		}
		for _, r := range s.Like {
			line("  like %s", r.Table)
		}
		for _, r := range s.Inherits {
			line("  inherits %s", r)
		}
		if !s.PartitionOf.IsZero() {
			line("  partition of %s %s", s.PartitionOf, s.Bound)
		}
		if s.PartitionBy != "" {
			line("  partition by %s", s.PartitionBy)
		}
		for _, o := range s.Overrides {
			dumpStmt(b, o)
		}
	case *schema.AddColumn:
		line("add column %s%s: %s", s.Table, flags(map[string]bool{"if-exists": s.IfExists, "if-not-exists": s.IfNotExists}, "if-exists", "if-not-exists"), columnText(s.Column))
		for _, c := range s.Constraints {
			line("  %s", constraintText(c))
		}
	case *schema.AlterColumn:
		t := ""
		if s.Type != nil {
			t += " type=" + s.Type.Text
		}
		if s.Null != nil {
			t += fmt.Sprintf(" null=%v", *s.Null)
		}
		if s.Default != nil {
			t += " default=" + s.Default.Text
		}
		if s.DropDefault {
			t += " drop-default"
		}
		if s.Identity != nil {
			t += " identity=" + identityText(s.Identity)
		}
		t += attrs(s.Attrs)
		if s.DropIdentity {
			t += " drop-identity"
		}
		if s.Replace != nil {
			t += " replace=" + columnText(*s.Replace)
		}
		line("alter column %s.%s%s%s", s.Table, s.Column.Text, flags(map[string]bool{"if-exists": s.IfExists}, "if-exists"), t)
	case *schema.DropColumn:
		line("drop column %s.%s%s", s.Table, s.Column.Text, flags(map[string]bool{"if-exists": s.IfExists, "column-if-exists": s.ColumnIfExists, "cascade": s.Cascade}, "if-exists", "column-if-exists", "cascade"))
	case *schema.AddConstraint:
		line("add constraint %s%s: %s", s.Table, flags(map[string]bool{"if-exists": s.IfExists}, "if-exists"), constraintText(s.Constraint))
	case *schema.DropConstraint:
		line("drop constraint %s %s%s", s.Table, s.Name.Text, flags(map[string]bool{"if-exists": s.IfExists, "constraint-if-exists": s.ConstraintIfExists, "primary": s.Primary, "cascade": s.Cascade}, "if-exists", "constraint-if-exists", "primary", "cascade"))
	case *schema.CreateIndex:
		line("on %s%s: %s", s.Table, flags(map[string]bool{"if-not-exists": s.IfNotExists}, "if-not-exists"), indexText(s.Index))
	case *schema.AttachPartition:
		line("attach %s to %s %s%s", s.Partition, s.Table, s.Bound, flags(map[string]bool{"inherit": s.Inherit, "detach": s.Detach}, "inherit", "detach"))
	case *schema.CreateEnum:
		line("enum %s (%s)", s.Enum, names(s.Values))
	case *schema.AlterEnum:
		line("alter enum %s %q%s before=%q after=%q rename=%q", s.Enum, s.Value.Text, flags(map[string]bool{"if-not-exists": s.IfNotExists}, "if-not-exists"), s.Before, s.After, s.RenameTo)
	case *schema.CreateView:
		cols := make([]schema.Name, 0)
		for _, c := range s.Columns {
			cols = append(cols, c.Name)
		}
		if s.Columns == nil {
			for _, it := range s.Reads.Named() {
				cols = append(cols, schema.Name{Text: it.Label()})
			}
		}
		deps := make([]string, 0)
		for _, r := range s.DependsOn {
			deps = append(deps, r.String())
		}
		line("view %s%s (%s) on [%s]: %s", s.View, flags(map[string]bool{"materialized": s.Materialized, "temporary": s.Temporary, "or-replace": s.OrReplace, "if-not-exists": s.IfNotExists},
			"materialized", "temporary", "or-replace", "if-not-exists"), names(cols), strings.Join(deps, " "), strings.Join(strings.Fields(s.Query), " "))
	case *schema.CreateObject:
		line("%s %s(%s) table=%s%s%s", s.Kind, s.Object, s.Signature, s.Table, flags(map[string]bool{"or-replace": s.OrReplace, "if-not-exists": s.IfNotExists, "partial": s.Partial},
			"or-replace", "if-not-exists", "partial"), attrs(s.Attrs))
		if s.Value != nil {
			line("  value %s", columnText(*s.Value))
		}
		for _, c := range s.Args {
			line("  arg %s", columnText(c))
		}
		for _, c := range s.Columns {
			line("  column %s", columnText(c))
		}
		for _, c := range s.Constraints {
			line("  %s", constraintText(c))
		}
		for _, r := range s.Refs {
			line("  %s -> %s", r.Attr, strings.TrimSpace(string(r.Kind)+" "+r.Ref.String()+" "+r.Column))
		}
		if s.Body != "" {
			line("  body %q", s.Body)
		}
	case *schema.SetObjectRef:
		line("set %s %s %s -> %s %s", s.Kind, s.Object, s.Ref.Attr, s.Ref.Ref, s.Ref.Column)
	case *schema.CommentOn:
		line("comment on %s %s column=%s table=%s: %q", s.Kind, s.Object, s.Column.Text, s.Table, s.Comment)
	case *schema.Drop:
		line("drop %s %s table=%s%s", s.Kind, s.Object, s.Table, flags(map[string]bool{"if-exists": s.IfExists, "cascade": s.Cascade}, "if-exists", "cascade"))
	case *schema.Rename:
		line("rename %s %s table=%s to %s%s", s.Kind, s.Object, s.Table, s.To.Text, flags(map[string]bool{"if-exists": s.IfExists}, "if-exists"))
	case *schema.MoveSchema:
		line("move %s %s to schema %s%s", s.Kind, s.Object, s.To.Text, flags(map[string]bool{"if-exists": s.IfExists}, "if-exists"))
	case *schema.SetTableAttr:
		c := ""
		if s.Comment != nil {
			c = comment(*s.Comment)
		}
		line("set %s %s=%s%s", s.Table, s.Attr.Name, s.Attr.Value, c)
	case *schema.When:
		line("when %+v", s.If)
		for _, inner := range s.Stmts {
			for _, text := range strings.Split(dump([]schema.Stmt{inner}), "\n") {
				line("  %s", text)
			}
		}
	case *schema.Opaque:
		line("opaque: %s", s.Reason)
	default:
		line("%T", s)
	}
}

func comment(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf(" comment=%q", s)
}

func attrs(list []schema.Attr) string {
	s := ""
	for _, a := range list {
		s += fmt.Sprintf(" {%s=%s}", a.Name, a.Value)
	}
	return s
}

func names(list []schema.Name) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = n.Text
	}
	return strings.Join(texts, " ")
}

func columnText(c schema.ColumnDef) string {
	s := c.Name.Text + " " + c.Type.Text
	if c.Type.Ref != nil {
		s += " ->" + c.Type.Ref.String()
	}
	if c.NotNull {
		s += " not-null"
	}
	if c.Default != nil {
		s += " default=" + c.Default.Text
		if c.Default.Literal {
			s += "!"
		}
	}
	if c.Identity != nil {
		s += " identity=" + identityText(c.Identity)
	}
	if c.Generated != nil {
		s += fmt.Sprintf(" generated=(%s) stored=%v", c.Generated.Expr, c.Generated.Stored)
	}
	return s + comment(c.Comment) + attrs(c.Attrs)
}

func identityText(id *schema.Identity) string {
	s := fmt.Sprintf("{Always:%v Start:%s Step:%s}", id.Always, id.Start, id.Step)
	if !id.Sequence.IsZero() {
		s += " sequence=" + id.Sequence.String()
	}
	return s + attrs(id.Options) + flags(map[string]bool{"keep": id.Keep}, "keep")
}

func constraintText(c schema.ConstraintDef) string {
	kinds := map[schema.ConstraintKind]string{schema.PrimaryKey: "primary key", schema.Unique: "unique",
		schema.ForeignKeyConstraint: "foreign key", schema.CheckConstraint: "check", schema.Exclude: "exclude"}
	s := kinds[c.Kind]
	if !c.Name.IsZero() {
		s += " " + c.Name.Text
	}
	if c.Parts != nil {
		s += " (" + partsText(c.Parts) + ")"
	}
	if c.Include != nil {
		s += " include(" + names(c.Include) + ")"
	}
	if !c.Ref.IsZero() {
		s += " ->" + c.Ref.String() + "(" + names(c.RefColumns) + ")"
	}
	if c.OnUpdate != "" {
		s += " on-update=" + c.OnUpdate
	}
	if c.OnDelete != "" {
		s += " on-delete=" + c.OnDelete
	}
	if c.Method != "" {
		s += " using " + c.Method
	}
	if c.Expr != "" {
		s += " [" + c.Expr + "]"
	}
	if !c.UsingIndex.IsZero() {
		s += " using-index=" + c.UsingIndex.Text
	}
	return s + flags(map[string]bool{"nulls-equal": c.NullsEqual, "not-valid": c.NotValid}, "nulls-equal", "not-valid") + comment(c.Comment) + attrs(c.Attrs)
}

func partsText(parts []schema.PartDef) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		if texts[i] = p.Column.Text; p.Expr != "" {
			texts[i] = "<" + p.Expr + ">"
		}
		if p.Desc {
			texts[i] += " desc"
		}
		texts[i] += attrs(p.Attrs)
	}
	return strings.Join(texts, ", ")
}

func indexText(ix schema.IndexDef) string {
	s := "index " + ix.Name.Text
	if ix.Unique {
		s = "unique " + s
	}
	if ix.Method != "" {
		s += " using " + ix.Method
	}
	s += " (" + partsText(ix.Parts) + ")"
	if ix.Include != nil {
		s += " include(" + names(ix.Include) + ")"
	}
	if ix.Where != "" {
		s += " where " + ix.Where
	}
	if ix.NullsEqual {
		s += " nulls-equal"
	}
	return s + comment(ix.Comment) + attrs(ix.Attrs)
}
