package analysis

import (
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Item is something that may be written at the cursor.
type Item struct {
	Label   string
	Kind    schema.Kind
	Detail  string
	Doc     string
	Insert  string // when it differs from Label
	Filter  string // what is typed is compared with, when it is not Label
	Snippet string // in the protocol's snippet syntax, for clients that have it
	Replace text.Span
	// Element is what the item names, if that is a table, a view, a type or
	// another element of the schema: see [Portray].
	Element Element
}

// Element names an element of a schema: its kind, its schema's name and its own.
type Element struct {
	Kind         schema.Kind
	Schema, Name string
}

// The kinds of items beside those of schema elements.
const (
	KindBlock     schema.Kind = "block"
	KindAttribute schema.Kind = "attribute"
	KindKeyword   schema.Kind = "keyword"
	KindValue     schema.Kind = "value"
	KindFile      schema.Kind = "file"
	KindParameter schema.Kind = "parameter"
)

// Complete lists what may be written at an offset, the likeliest first: what
// begins with what is there already, then what contains it.
func Complete(s *workspace.Snapshot, name string, offset int) []Item {
	f, err := s.File(name)
	if err != nil {
		return nil
	}
	piece, ok := f.PieceAt(offset)
	if !ok && f.Doc.Len() > 0 {
		return nil
	}
	c := completer{snapshot: s, file: f, offset: offset, piece: piece}
	if envs := s.EnvironmentsOf(name); len(envs) > 0 {
		c.realm = envs[0].Realm()
	} else {
		c.realm = schema.Fold(f.Dialect, nil)
	}
	switch f.Language {
	case workspace.HCL:
		c.hcl()
	case workspace.SQL:
		c.sql()
	}
	return c.matching()
}

// completer collects items for one cursor.
type completer struct {
	snapshot *workspace.Snapshot
	file     *workspace.File
	realm    *schema.Realm
	offset   int
	piece    workspace.Piece
	replace  text.Span // absolute
	quote    string    // that a name or string at the cursor begins with
	lower    bool      // keywords are written in lower case
	items    []Item
}

func (c *completer) add(i Item) {
	i.Replace = c.replace
	c.items = append(c.items, i)
}

// matching keeps the items that fit what is written already. Clients filter
// too, but not all do, and none knows which are the likeliest.
func (c *completer) matching() []Item {
	typed := strings.ToLower(c.file.Doc.Slice(text.Span{Start: c.replace.Start, End: min(c.replace.End, c.offset)}))
	var first, second []Item
	for _, i := range c.items {
		label := strings.ToLower(i.Label)
		if i.Filter != "" {
			label = strings.ToLower(i.Filter)
		}
		switch {
		case strings.HasPrefix(label, typed):
			first = append(first, i)
		case strings.Contains(label, typed):
			second = append(second, i)
		}
	}
	type key struct {
		label string
		kind  schema.Kind
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(append(first, second...), func(i Item) bool {
		k := key{i.Label, i.Kind}
		if seen[k] {
			return true
		}
		seen[k] = true
		return false
	})
}

// inserted is the text to insert, "" where it is the label.
func inserted(text, label string) string {
	if text == label {
		return ""
	}
	return text
}

func columnDetail(c *schema.Column) string {
	detail := c.Type.Text
	if c.Enum != nil {
		detail = c.Enum.Name
	}
	if !c.Null {
		detail += " not null"
	}
	return detail
}

// describe is the detail and the comment of an element.
func describe(t schema.Target) (detail, comment string) {
	in := ""
	if t.Schema != nil && t.Schema.Name != "" {
		in = " in " + t.Schema.Name
	}
	switch {
	case t.Index != nil:
		return string(t.Kind) + in, t.Index.Comment
	case t.ForeignKey != nil:
		return "foreign key" + in, t.ForeignKey.Comment
	case t.Check != nil:
		return "check" + in, t.Check.Comment
	case t.Table != nil:
		return "table" + in, t.Table.Comment
	case t.View != nil:
		return string(t.Kind) + in, t.View.Comment
	case t.Enum != nil:
		return "enum (" + strings.Join(t.Enum.Values, ", ") + ")" + in, t.Enum.Comment
	case t.Object != nil:
		return string(t.Kind) + in, t.Object.Comment
	case t.Schema != nil:
		return "schema", t.Schema.Comment
	}
	return "", ""
}
