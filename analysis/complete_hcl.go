package analysis

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// hcl collects what fits at the cursor of an HCL file.
func (c *completer) hcl() {
	chunk := c.file.Doc.Slice(c.piece.Span)
	state := c.piece.HCL
	if chunk == "" {
		state = hcl.State{Kind: c.file.Kind, Dialect: c.file.Dialect}
	}
	x := hcl.Expect(chunk, c.offset-c.piece.Span.Start, state)
	c.replace = x.Prefix.Shift(c.piece.Span.Start)
	if isURL, ok := paths[x.StringOf]; ok && x.InString {
		c.files(isURL)
		return
	}
	for _, a := range x.Attributes {
		c.candidate(a, KindAttribute)
	}
	for _, b := range x.Blocks {
		c.candidate(b, KindBlock)
	}
	if x.Ref != nil {
		c.names(x.Ref.Kind, x.Ref.Ref, "", x.Enclosing)
	}
	// A table is a type, too, but seldom meant as one.
	last := func(kind schema.Kind) bool { return x.Types && kind == schema.KindTable }
	for _, kind := range x.Refs {
		if !last(kind) {
			c.reference(kind, x.Enclosing)
		}
	}
	for _, v := range x.Values {
		c.candidate(v, KindValue)
	}
	for _, kind := range x.Refs {
		if last(kind) {
			c.reference(kind, x.Enclosing)
		}
	}
}

func (c *completer) candidate(from hcl.Candidate, kind schema.Kind) {
	detail := from.Detail
	if from.Required {
		detail = strings.TrimSpace(detail + " (required)")
	}
	c.add(Item{Label: from.Label, Kind: kind, Detail: detail, Doc: from.Doc, Snippet: from.Insert})
}

// heads are the words that references begin with, where they differ from the
// name of the kind.
var heads = map[schema.Kind]string{hcl.SiteVariable: "var"}

// reference adds whole references of a kind: enum.status, column.id.
func (c *completer) reference(kind schema.Kind, enclosing schema.Ref) {
	head := string(kind)
	if h, ok := heads[kind]; ok {
		head = h
	}
	ref := schema.Ref{}
	if kind == schema.KindColumn {
		ref = enclosing
	}
	if kind == hcl.SiteData {
		for _, d := range c.declared(hcl.SiteData) {
			c.add(Item{Label: "data." + d.Schema.Text + "." + d.Name.Text, Kind: hcl.SiteData, Detail: "data source"})
		}
		return
	}
	c.names(kind, ref, head, enclosing)
}

// names adds the names of a kind. of is the table whose columns, or the schema
// whose elements, are wanted. A head makes whole references of them.
func (c *completer) names(kind schema.Kind, of schema.Ref, head string, enclosing schema.Ref) {
	write := func(name string) string {
		switch {
		case hclsyntax.ValidIdentifier(name) && head == "":
			return name
		case hclsyntax.ValidIdentifier(name):
			return head + "." + name
		case head == "":
			return name
		}
		return head + `["` + name + `"]`
	}
	switch kind {
	case schema.KindColumn:
		owner, _ := c.realm.Relation(c.file.Name, c.offset, of)
		columns := owner.Columns()
		if of.Name.Text == enclosing.Name.Text {
			columns = append(slices.Clone(columns), c.unfinishedColumns(columns)...)
		}
		for _, column := range columns {
			c.add(Item{Label: write(column.Name), Kind: schema.KindColumn, Detail: columnDetail(column), Doc: column.Comment})
		}
	case hcl.SiteVariable, hcl.SiteLocal, hcl.SiteData, hcl.SiteEnv, hcl.SiteDocker, hcl.SiteExporter:
		for _, d := range c.declared(kind) {
			switch {
			case kind == hcl.SiteData && of.Schema.IsZero():
				c.add(Item{Label: d.Schema.Text, Kind: kind, Detail: "data source"})
			case kind == hcl.SiteData && d.Schema.Text != of.Schema.Text:
			default:
				c.add(Item{Label: write(d.Name.Text), Kind: kind, Detail: string(kind)})
			}
		}
	default:
		qualifier := of.Schema.Text
		if qualifier == "" {
			qualifier = of.Name.Text
		}
		for _, v := range c.realm.Visible(c.file.Name, c.offset, kind, qualifier, true) {
			detail, comment := describe(v.Target)
			c.add(Item{Label: write(v.Name), Kind: v.Target.Kind, Detail: detail, Doc: comment, Element: elementOf(v.Target)})
		}
	}
}

// unfinishedColumns are the columns of the block at the cursor that are not
// among known: the block may be too broken for the realm to have it.
func (c *completer) unfinishedColumns(known []*schema.Column) []*schema.Column {
	var found []*schema.Column
	for _, block := range hcl.Outline(c.file.Doc.Slice(c.piece.Span), c.piece.HCL) {
		for _, child := range block.Children {
			if child.Kind == schema.KindColumn && !slices.ContainsFunc(known, func(k *schema.Column) bool { return k.Name == child.Name }) {
				found = append(found, &schema.Column{Name: child.Name, Type: schema.Type{Text: child.Detail}, Null: true})
			}
		}
	}
	return found
}

// declared are the variables, locals or data sources that the file, or another
// HCL file of its environment, declares.
func (c *completer) declared(kind schema.Kind) []schema.Ref {
	files := []*workspace.File{c.file}
	for _, e := range c.snapshot.EnvironmentsOf(c.file.Name) {
		for _, f := range e.Files {
			if f.Language == workspace.HCL && f.Kind == c.file.Kind && !slices.Contains(files, f) {
				files = append(files, f)
			}
		}
	}
	var found []schema.Ref
	for _, f := range files {
		for _, chunk := range f.Chunks() {
			for _, s := range chunk.Chunk.Sites {
				if s.Decl && s.Kind == kind {
					found = append(found, s.Ref)
				}
			}
		}
	}
	return found
}

// paths are the attributes and functions whose strings name files; true where
// that is as a URL.
var paths = map[string]bool{"url": true, "src": true, "dir": true, "path": false, "paths": false, "file()": false}

// files adds the files and directories that continue the path at the cursor.
func (c *completer) files(isURL bool) {
	typed := c.file.Doc.Slice(text.Span{Start: c.replace.Start, End: c.offset})
	scheme := ""
	if isURL {
		scheme = "file://"
		rest, ok := strings.CutPrefix(typed, scheme)
		if !ok && !strings.HasPrefix(scheme, typed) {
			return // a URL of another kind
		}
		if typed = rest; !ok {
			typed = ""
		}
	}
	dir, _ := path.Split(typed)
	entries, err := c.snapshot.ReadDir(filepath.Join(filepath.Dir(c.file.Name), filepath.FromSlash(dir)))
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name, ".") || !e.Dir && workspace.LanguageOf(e.Name, "") == workspace.Other {
			continue
		}
		c.add(Item{Label: scheme + dir + e.Name, Kind: KindFile})
	}
}
