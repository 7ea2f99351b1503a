package analysis

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// sameName are the elements that one name stands for: of a function, all that
// share it.
func sameName(t schema.Target) []any {
	if o := t.Object; o != nil && o.Table == nil && t.Column == nil && o.Schema != nil {
		var all []any
		for _, other := range o.Schema.Objects {
			if other.Kind == o.Kind && other.Name == o.Name {
				all = append(all, other)
			}
		}
		return all
	}
	return []any{t.Element()}
}

// portrait is what a realm and the names in its files come to: two that are
// equal mean the same.
type portrait struct {
	sites []sitting
	graph []string
}

// sitting is a name and what it stands for.
type sitting struct {
	file    string
	line    int
	element string
}

// portraitOf leaves the names out, if it is told so, that declare columns of views:
// the graph has those.
func portraitOf(e *workspace.Environment, renamed map[any]string, aliased bool) portrait {
	var p portrait
	namer := namer{renamed}
	for _, f := range e.Files {
		for _, c := range f.Chunks() {
			first := len(p.sites)
			var last text.Span // of the last name that stands for something
			for _, site := range c.Chunk.Sites {
				s := sitting{file: f.Name, line: f.Doc.LineAt(c.Place.Start + site.Span.Start)}
				t, ok := e.Target(f.Name, c.Place, site)
				if aliased && ok && site.Decl && t.Column != nil && t.View != nil {
					continue
				}
				if ok && site.Span != last {
					s.element, last = namer.name(t), site.Span
				}
				p.sites = append(p.sites, s)
			}
			// Within a chunk, the order may depend on the names.
			slices.SortFunc(p.sites[first:], func(a, b sitting) int {
				return cmp.Or(cmp.Compare(a.line, b.line), strings.Compare(a.element, b.element))
			})
			for _, problem := range c.Chunk.Problems {
				p.graph = append(p.graph, f.Name+" "+string(problem.Code))
			}
		}
	}
	p.graph = append(p.graph, namer.graph(e.Realm())...)
	for _, problem := range slices.Concat(e.Problems, e.Realm().Problems) {
		file := ""
		if problem.Place != nil {
			file = problem.Place.File
		}
		p.graph = append(p.graph, file+" "+string(problem.Code))
	}
	slices.Sort(p.graph)
	return p
}

// differs reports whether two portraits are of different schemas, and where that
// shows.
func (p portrait) differs(o portrait) (where string, differ bool) {
	for i, s := range p.sites {
		if i >= len(o.sites) || s != o.sites[i] {
			return fmt.Sprintf(": see %s:%d", filepath.Base(s.file), s.line+1), true
		}
	}
	return "", len(p.sites) != len(o.sites) || !slices.Equal(p.graph, o.graph)
}

// namer names elements, some by the name they are to have.
type namer struct{ renamed map[any]string }

func (n namer) of(element any, name string) string {
	if to, ok := n.renamed[element]; ok {
		return to
	}
	return name
}

func (n namer) schema(s *schema.Schema) string {
	if s == nil {
		return ""
	}
	return quoted(n.of(s, s.Name))
}

func (n namer) table(t *schema.Table) string {
	if t == nil {
		return "no table"
	}
	return n.schema(t.Schema) + "." + quoted(n.of(t, t.Name))
}

func (n namer) column(c *schema.Column) string {
	if c == nil {
		return "no column"
	}
	return quoted(n.of(c, c.Name))
}

func (n namer) columns(list []*schema.Column) string {
	var names []string
	for _, c := range list {
		names = append(names, n.column(c))
	}
	return strings.Join(names, ",")
}

func (n namer) object(o *schema.Object) string {
	on := ""
	if o.Table != nil {
		on = " on " + n.table(o.Table)
	}
	home := n.schema(o.Schema)
	if o.Kind == schema.KindExtension || o.Kind == schema.KindRole {
		home = "" // it belongs to no schema
	}
	return string(o.Kind) + " " + home + "." + quoted(n.of(o, o.Name)) + on
}

func (n namer) name(t schema.Target) string {
	whole := ""
	switch {
	case t.Table != nil:
		whole = "table " + n.table(t.Table)
	case t.View != nil:
		whole = "view " + n.schema(t.View.Schema) + "." + quoted(n.of(t.View, t.View.Name))
	case t.Enum != nil:
		whole = "enum " + n.schema(t.Enum.Schema) + "." + quoted(n.of(t.Enum, t.Enum.Name))
	case t.Object != nil:
		whole = n.object(t.Object)
	case t.Schema != nil:
		whole = "schema " + n.schema(t.Schema)
	}
	switch {
	case t.Column != nil:
		whole += " column " + n.column(t.Column)
	case t.Owner().Element() != t.Element():
		whole += " " + string(t.Kind) + " " + quoted(n.of(t.Element(), t.Name()))
	}
	return whole
}

// graph lists what a realm holds, without what databases make of the names: those
// of constraints.
func (n namer) graph(r *schema.Realm) []string {
	var all []string
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	column := func(of string, c *schema.Column) {
		typ := c.Type.Text
		switch {
		case c.Enum != nil:
			typ = "enum " + n.schema(c.Enum.Schema) + "." + quoted(n.of(c.Enum, c.Enum.Name))
		case c.TypeOf != nil:
			typ = n.object(c.TypeOf)
		case c.Type.Ref != nil:
			typ = "another type"
		}
		add("%s column %s %s %v", of, n.column(c), typ, c.Null)
	}
	index := func(of string, x *schema.Index) {
		var parts []string
		for _, p := range x.Parts {
			if p.Column != nil {
				parts = append(parts, n.column(p.Column))
			} else {
				parts = append(parts, "expression")
			}
		}
		add("%s index (%s) include (%s) %v", of, strings.Join(parts, ","), n.columns(x.Include), x.Unique)
	}
	for _, s := range r.Schemas {
		add("schema %s", n.schema(s))
		for _, t := range s.Tables {
			name := "table " + n.table(t)
			add("%s %d checks", name, len(t.Checks))
			for _, c := range t.Columns {
				column(name, c)
			}
			if t.PrimaryKey != nil {
				index(name+" primary", t.PrimaryKey)
			}
			for _, x := range t.Indexes {
				index(name, x)
			}
			for _, fk := range t.ForeignKeys {
				add("%s key (%s) to %s (%s)", name, n.columns(fk.Columns), n.table(fk.RefTable), n.columns(fk.RefColumns))
			}
			for _, p := range t.Parents {
				add("%s of %s", name, n.table(p))
			}
		}
		for _, v := range s.Views {
			name := n.name(schema.Target{View: v})
			add("%s", name)
			add("%s %d columns", name, len(v.Columns)) // which may take their names from the tables'
			for _, x := range v.Indexes {
				index(name, x)
			}
		}
		for _, e := range s.Enums {
			add("%s %q", n.name(schema.Target{Enum: e}), e.Values)
		}
		for _, o := range s.Objects {
			add("%s", n.object(o))
		}
	}
	return all
}
