package erd

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Mermaid writes the diagram as a Mermaid entity relationship diagram, which
// GitHub, GitLab and many wikis draw. Mermaid lays out the lot, so chips are
// lines there. A table that does not exist, or that is not in the picture, is an
// entity without columns.
func (d *Diagram) Mermaid() string {
	m := mermaid{Diagram: d, names: map[string]bool{}, missing: map[string]string{}}
	m.WriteString("erDiagram\n")
	ids := make([]string, len(d.Boxes))
	for i, b := range d.Boxes {
		if b.Kind == EnumBox {
			continue
		}
		ids[i] = m.entity(m.name(b))
		m.rows(b)
	}
	for _, k := range d.Keys {
		m.relation(k, ids)
	}
	if d.Detail == Overview {
		for _, l := range d.Links {
			fmt.Fprintf(&m, "    %s ||--o{ %s : \"%s\"\n", ids[l.Parent.Box], ids[l.Child.Box], count(l.Keys+l.Back, "key"))
		}
	}
	return m.String()
}

type mermaid struct {
	*Diagram
	strings.Builder
	names   map[string]bool
	missing map[string]string // ids of entities that are not boxes, by name
}

var (
	// What Mermaid takes as a name without quotes, as a type, and as an attribute's
	// name (its grammar erDiagram.jison).
	mermaidWord      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	mermaidAttribute = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	mermaidKeywords  = regexp.MustCompile(`(?i)^(erDiagram|title|direction|style|class|classDef|default|one|only|many|zero|to|optionally|u|accTitle|accDescr|TB|BT|LR|RL|end)$`)
	notInType        = regexp.MustCompile(`[^A-Za-z0-9_()\[\]-]+`)
)

func (m *mermaid) name(b *Box) string {
	if len(m.Groups) > 1 && b.Schema != "" {
		return b.Schema + "." + b.Name
	}
	return b.Name
}

// entity begins an entity and gives its id: the name itself where Mermaid can
// take it, else a made one with the name as its label.
func (m *mermaid) entity(name string) string {
	if mermaidWord.MatchString(name) && !mermaidKeywords.MatchString(name) && !m.names[name] {
		m.names[name] = true
		m.WriteString("    " + name)
		return name
	}
	id := "t_" + strings.Trim(notInType.ReplaceAllString(strings.NewReplacer("(", "_", ")", "_", "[", "_", "]", "_", "-", "_").Replace(name), "_"), "_")
	unique := id
	for n := 2; m.names[unique]; n++ {
		unique = fmt.Sprintf("%s_%d", id, n)
	}
	m.names[unique] = true
	if strings.TrimSpace(name) == "" {
		name = "(no name)" // Mermaid fails to draw a blank one
	}
	m.WriteString("    " + unique + "[\"" + mermaidText(name) + "\"]")
	return unique
}

func (m *mermaid) rows(b *Box) {
	any := false
	for _, r := range b.Rows {
		if r.Column == nil {
			continue
		}
		if !any {
			m.WriteString(" {\n")
			any = true
		}
		typ := strings.Trim(notInType.ReplaceAllString(r.Column.Type.Text, "_"), "_")
		if typ == "" || !unicode.IsLetter(rune(typ[0])) {
			typ = strings.TrimSuffix("type_"+typ, "_")
		}
		name, comment := r.Column.Name, ""
		if !mermaidAttribute.MatchString(name) {
			comment = ` "` + mermaidText(name) + `"`
			name = "c_" + strings.Trim(strings.NewReplacer("(", "_", ")", "_", "[", "_", "]", "_", "-", "_").Replace(notInType.ReplaceAllString(name, "_")), "_")
		}
		var marks []string
		if r.Primary {
			marks = append(marks, "PK")
		}
		if r.Foreign {
			marks = append(marks, "FK")
		}
		if r.Unique {
			marks = append(marks, "UK")
		}
		m.WriteString(strings.TrimRight("        "+typ+" "+name+" "+strings.Join(marks, ","), " ") + comment + "\n")
	}
	if any {
		m.WriteString("    }")
	}
	m.WriteString("\n")
}

func (m *mermaid) relation(k *Key, ids []string) {
	parent := ""
	if k.Parent.Box >= 0 {
		parent = ids[k.Parent.Box]
	} else {
		name := targetName(k.ForeignKey)
		if parent = m.missing[name]; parent == "" {
			parent = m.entity(name)
			m.missing[name] = parent
			m.WriteString("\n")
		}
	}
	left := map[Cardinality]string{ExactlyOne: "||", ZeroOrOne: "|o"}[k.Parent.Cardinality]
	right := map[Cardinality]string{ZeroOrMany: "o{", ZeroOrOne: "o|"}[k.Child.Cardinality]
	fmt.Fprintf(m, "    %s %s--%s %s : \"%s\"\n", parent, left, right, ids[k.Child.Box], mermaidText(strings.Join(k.ForeignKey.ColumnNames, ", ")))
}

// mermaidText escapes text for use between quotes: Mermaid knows no escapes there
// but its entity codes, "#35;" for a number.
func mermaidText(s string) string {
	var out strings.Builder
	for _, r := range clean(s) {
		switch {
		case strings.ContainsRune("\"#;&<>\\`%{}", r):
			fmt.Fprintf(&out, "#%d;", r)
		default:
			out.WriteRune(r)
		}
	}
	if out.Len() == 0 {
		return " "
	}
	return out.String()
}
