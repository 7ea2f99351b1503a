package hcl

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// dumpChunk shows the statements of a chunk, one a line, with the fields that
// are set. A name is shown as text@span's text where the two differ.
func dumpChunk(src string, c *schema.Chunk) string {
	var b strings.Builder
	for _, s := range c.Stmts {
		v := reflect.ValueOf(s).Elem()
		fmt.Fprintf(&b, "%s%s\n", v.Type().Name(), dumpFields(src, v, "\n  "))
	}
	for _, p := range c.Problems {
		fmt.Fprintf(&b, "%s at %q: %s\n", p.Code, src[p.Span.Start:p.Span.End], p.Message)
	}
	return b.String()
}

func dumpFields(src string, v reflect.Value, nested string) string {
	var b, below strings.Builder
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		if f.IsZero() || name == "Span" && f.Type() == reflect.TypeFor[text.Span]() {
			continue
		}
		if f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct && nested != "" && f.Type().Elem() != reflect.TypeFor[schema.Name]() &&
			f.Type().Elem() != reflect.TypeFor[schema.Attr]() && f.Type().Elem() != reflect.TypeFor[schema.PartDef]() && f.Type().Elem() != reflect.TypeFor[schema.Ref]() {
			for j := range f.Len() {
				fmt.Fprintf(&below, "%s%s%s", nested, strings.Replace(strings.TrimSuffix(name, "s"), "Indexe", "Index", 1), dumpFields(src, f.Index(j), ""))
			}
			continue
		}
		fmt.Fprintf(&b, " %s=%s", strings.ToLower(name), dumpValue(src, f))
	}
	return b.String() + below.String()
}

func dumpValue(src string, v reflect.Value) string {
	switch x := v.Interface().(type) {
	case schema.Name:
		return x.Text
	case schema.Ref:
		return x.String()
	case schema.Attr:
		return x.Name + ":" + x.Value
	case schema.Type:
		s := x.Text
		if x.Ref != nil {
			s += fmt.Sprintf("→%s:%s", x.Kind, x.Ref)
		}
		return fmt.Sprintf("%q", s)
	case schema.Expr:
		if x.Literal {
			return "literal " + x.Text
		}
		return "sql " + x.Text
	case schema.PartDef:
		s := x.Column.Text
		if x.Expr != "" {
			s = "(" + x.Expr + ")"
		}
		if x.Desc {
			s += " desc"
		}
		for _, a := range x.Attrs {
			s += " " + a.Name + ":" + a.Value
		}
		return s
	case schema.ConstraintKind:
		return [...]string{"primary", "unique", "foreign", "check", "exclude"}[x]
	case string:
		return fmt.Sprintf("%q", x)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return dumpValue(src, v.Elem())
	case reflect.Slice:
		var parts []string
		for i := range v.Len() {
			parts = append(parts, dumpValue(src, v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Struct:
		return "{" + strings.TrimSpace(dumpFields(src, v, "")) + "}"
	}
	return fmt.Sprint(v.Interface())
}

// dumpSites shows the sites of a chunk, one a line: kind, the text that stands
// there, and what it refers to.
func dumpSites(src string, c *schema.Chunk) string {
	var b strings.Builder
	for _, s := range c.Sites {
		decl := ""
		if s.Decl {
			decl = "declares "
		}
		label := ""
		if s.Ref.Label {
			label = " by label"
		}
		fmt.Fprintf(&b, "%s%s %s = %s", decl, s.Kind, src[s.Span.Start:s.Span.End], s.Ref)
		if s.Column != "" {
			fmt.Fprintf(&b, " . %s", s.Column)
		}
		fmt.Fprintf(&b, "%s\n", label)
	}
	return b.String()
}
