package erd

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// maxTip is how many characters of a comment or an expression a tooltip shows.
const maxTip = 600

// textLines are the lines of a text, each safe to show.
func textLines(s string) []string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ").Replace(strings.TrimSpace(s)), "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return lines
}

// tipText makes a text of several lines safe for a tooltip, which keeps the lines.
func tipText(s string) string {
	s = strings.Join(textLines(s), "\n")
	count := 0
	for i := range s {
		if count++; count > maxTip {
			return s[:i] + "…"
		}
	}
	return s
}

// kind is what the box stands for, in a word.
func (b *Box) kind() string {
	switch b.Kind {
	case ViewBox:
		if b.View != nil && b.View.Materialized {
			return "materialized view"
		}
		return "view"
	case EnumBox:
		return "enum"
	case GroupBox:
		return "group"
	}
	return "table"
}

func (b *Box) comment() string {
	switch {
	case b.Table != nil:
		return b.Table.Comment
	case b.View != nil:
		return b.View.Comment
	case b.Enum != nil:
		return b.Enum.Comment
	}
	return ""
}

// tip is the tooltip of a box: its name where that is cut off, and its comment.
func (b *Box) tip() string {
	var tip []string
	if b.title != b.sign+clean(b.Name) {
		tip = append(tip, b.kind()+" "+clean(b.Name))
	}
	if c := b.comment(); c != "" {
		tip = append(tip, tipText(c))
	}
	return strings.Join(tip, "\n")
}

// label is what a screen reader calls the box.
func (b *Box) label() string {
	name := clean(b.Name)
	if b.Schema != "" {
		name = clean(b.Schema) + "." + name
	}
	label := b.kind() + " " + name
	switch {
	case b.Table != nil && !b.Table.Opaque:
		label += ", " + count(len(b.Table.Columns), "column")
		if n := len(b.Table.ForeignKeys); n > 0 {
			label += ", " + count(n, "foreign key")
		}
		if b.Referrers > 0 {
			label += ", referenced by " + count(b.Referrers, "key")
		}
	case b.View != nil && !b.View.Opaque:
		label += ", " + count(len(b.View.Columns), "column")
	case b.Enum != nil:
		label += ", " + count(len(b.Enum.Values), "value")
	case b.Kind == GroupBox:
		label += ", " + b.contents() + ", " + count(b.InnerKeys, "foreign key")
	}
	return label
}

// count is a number of things in words: "1 table", "2 tables".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// tip is the tooltip of a row: what it has no room for.
func (r *Row) tip(kind BoxKind) string {
	c := r.Column
	switch {
	case c != nil:
	case r.Index != nil:
		return tipText(strings.TrimSpace(r.Index.Name+" "+indexText(r.Index)) + "\n" + r.Index.Comment)
	case r.Check != nil:
		return tipText(strings.TrimSpace(r.Check.Name+" check "+r.Check.Expr) + "\n" + r.Check.Comment)
	case r.Table != nil:
		return tipText(r.Table.Name + "\n" + r.Table.Comment)
	default:
		return ""
	}
	words := []string{strings.TrimSpace(clean(c.Name) + " " + clean(c.Type.Text))}
	if kind == TableBox {
		if r.Primary {
			words = append(words, "primary key")
		} else if r.NotNull {
			words = append(words, "not null")
		} else {
			words = append(words, "null")
		}
	}
	if r.Foreign {
		words = append(words, "foreign key")
	}
	if r.Unique {
		words = append(words, "unique")
	}
	if c.Identity != nil {
		words = append(words, "identity")
	}
	if autoIncrements(c) {
		words = append(words, "auto_increment")
	}
	tip := strings.Join(words, ", ")
	if c.Enum != nil {
		values := c.Enum.Values
		more := ""
		if n := len(values) - maxEnumValues; n > 1 {
			values, more = values[:maxEnumValues], fmt.Sprintf(", … %d more", n)
		}
		tip += "\none of " + tipText(strings.Join(values, ", ")) + more
	}
	if c.Default != nil && c.Default.Text != "" {
		tip += "\ndefault " + tipText(c.Default.Text)
	}
	if c.Generated != nil {
		tip += "\ngenerated as " + tipText(c.Generated.Expr)
	}
	if c.Comment != "" {
		tip += "\n" + tipText(c.Comment)
	}
	return tip
}

// tip says in words what a key is: its name, its columns, what they lead to, how
// many rows stand at its ends, and what deleting and updating do.
func (k *Key) tip() string {
	f := k.ForeignKey
	columns := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		return " (" + clean(strings.Join(names, ", ")) + ")"
	}
	var tip strings.Builder
	if f.Name != "" {
		tip.WriteString(clean(f.Name) + ": ")
	}
	tip.WriteString(clean(qualified(f.Table.Schema, f.Table.Name)) + columns(f.ColumnNames) + " → " + clean(targetName(f)) + columns(refNames(f)))
	if k.toView {
		tip.WriteString(", which is a view: a foreign key refers to a table")
	} else if targetName(f) == unknownTarget {
		tip.WriteString(", as it does not say which table it refers to")
	} else if f.RefTable == nil && !k.Broken {
		tip.WriteString(", which is not in what could be read")
	} else if f.RefTable == nil {
		tip.WriteString(", which is not declared")
	} else if k.Broken {
		tip.WriteString(", of which a column is not declared")
	} else {
		fmt.Fprintf(&tip, "; %s to %s", k.Child.Cardinality, k.Parent.Cardinality)
	}
	if f.OnDelete != "" {
		tip.WriteString("; ON DELETE " + strings.ToUpper(clean(f.OnDelete)))
	}
	if f.OnUpdate != "" {
		tip.WriteString("; ON UPDATE " + strings.ToUpper(clean(f.OnUpdate)))
	}
	if f.Comment != "" {
		tip.WriteString("\n" + tipText(f.Comment))
	}
	return tip.String()
}

// unknownTarget is the name of the table of a key that does not say which.
const unknownTarget = "?"

// targetName is the name of the table that a key leads to, with its schema.
func targetName(f *schema.ForeignKey) string {
	if f.RefTable != nil {
		return qualified(f.RefTable.Schema, f.RefTable.Name)
	}
	return cmp.Or(f.Ref.String(), unknownTarget)
}

func refNames(f *schema.ForeignKey) []string {
	if len(f.RefColumnNames) > 0 {
		return f.RefColumnNames
	}
	var names []string
	for _, c := range f.RefColumns {
		if c != nil {
			names = append(names, c.Name)
		}
	}
	return names
}
