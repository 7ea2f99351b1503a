package erd

import (
	"fmt"
	"strings"
)

// DOT writes the diagram in Graphviz's language, for people to change and to
// render with the program of their choice. It is not the text that [Graphviz]
// lays out.
func (d *Diagram) DOT() string {
	var w strings.Builder
	fmt.Fprintf(&w, "digraph %s {\n", dotQuote(d.title()))
	w.WriteString("  rankdir=LR\n  node [shape=plain fontname=\"Helvetica\" fontsize=11]\n  edge [dir=both color=\"#8591a3\" arrowsize=0.8]\n\n")
	for g, group := range d.Groups {
		indent := "  "
		if len(d.Groups) > 1 {
			fmt.Fprintf(&w, "  subgraph \"cluster_%d\" {\n    label=%s\n", g, dotQuote(group.Name))
			indent = "    "
		}
		for _, i := range group.Boxes {
			d.dotBox(&w, indent, d.Boxes[i])
		}
		if len(d.Groups) > 1 {
			w.WriteString("  }\n")
		}
	}
	w.WriteString("\n")
	if d.Detail == Overview {
		for _, l := range d.Links {
			fmt.Fprintf(&w, "  %s -> %s [arrowhead=crowodot arrowtail=teetee label=\"%d\" tooltip=%s]\n", dotQuote(d.Boxes[l.Parent.Box].ID), dotQuote(d.Boxes[l.Child.Box].ID), l.Keys+l.Back, dotQuote(d.linkTip(l)))
		}
	}
	missing := map[string]bool{}
	for _, k := range d.Keys {
		d.dotKey(&w, k, missing)
	}
	w.WriteString("}\n")
	return w.String()
}

func (d *Diagram) dotBox(w *strings.Builder, indent string, b *Box) {
	head := `<td colspan="2" bgcolor="#34507c"><font color="white"><b>%s</b></font></td>`
	border := ""
	if b.Kind != TableBox {
		head = `<td colspan="2" bgcolor="#e4e7ec"><i>%s</i></td>`
		border = ` style="dashed"`
	}
	fmt.Fprintf(w, "%s%s [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\"%s>\n%s  <tr>"+head+"</tr>\n", indent, dotQuote(b.ID), border, indent, escape(clean(b.Name)))
	for i, r := range b.Rows {
		if r.name == "" {
			continue
		}
		name := escape(r.name)
		if r.Primary {
			name = "<u>" + name + "</u>"
		}
		typ := escape(r.typ)
		if r.Column != nil && r.NotNull && typ != "" {
			typ += " *"
		}
		fmt.Fprintf(w, "%s  <tr><td port=\"a%d\" align=\"left\">%s</td><td port=\"b%d\" align=\"left\">%s</td></tr>\n", indent, i, name, i, typ)
	}
	fmt.Fprintf(w, "%s</table>>]\n", indent)
}

func (d *Diagram) dotKey(w *strings.Builder, k *Key, missing map[string]bool) {
	end := func(e End, side string) string {
		b := d.Boxes[e.Box]
		if e.Row < 0 || b.Rows[e.Row].Column == nil {
			return dotQuote(b.ID)
		}
		if k.Drawing == AsLoop {
			return fmt.Sprintf("%s:b%d:e", dotQuote(b.ID), e.Row) // else it goes around, or through, the table
		}
		return fmt.Sprintf("%s:%s%d", dotQuote(b.ID), side, e.Row)
	}
	var parent string
	if k.Parent.Box >= 0 {
		parent = end(k.Parent, "b")
	} else {
		name := targetName(k.ForeignKey)
		style := ""
		if k.Broken && k.ForeignKey.RefTable == nil {
			style = ` color="#d6303a"`
		}
		parent = dotQuote("? " + name)
		if !missing[parent] {
			missing[parent] = true
			fmt.Fprintf(w, "  %s [shape=box style=dashed%s label=%s]\n", parent, style, dotQuote(name))
		}
	}
	arrow := map[Cardinality]string{ZeroOrMany: "crowodot", ZeroOrOne: "teeodot", ExactlyOne: "teetee"}
	fmt.Fprintf(w, "  %s -> %s [arrowtail=%s arrowhead=%s tooltip=%s]\n", parent, end(k.Child, "a"), arrow[k.Parent.Cardinality], arrow[k.Child.Cardinality], dotQuote(k.tip()))
}

// dotQuote quotes a text. Graphviz takes backslashes as escape sequences in labels
// and tooltips ("escString") and knows HTML's entities in all strings.
func dotQuote(s string) string {
	return `"` + strings.ReplaceAll(escape(clean(s)), `\`, `\\`) + `"`
}
