package analysis

import (
	"fmt"
	"path/filepath"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// fields refuses to rename a column where its name is that of a field of a value that
// may be a row of its table: (v).title, where v is a view's column.
func (r *renaming) fields() error {
	if r.kind != schema.KindColumn || r.label {
		return nil
	}
	old := map[string]bool{}
	for _, t := range r.targets {
		old[t.Name()] = true
	}
	for _, f := range r.files() {
		for _, c := range f.Chunks() {
			for _, site := range c.Chunk.Sites {
				if old[site.Column] && site.Query != nil && site.Query.Uses[site.Use].Place == schema.InField && r.mayBeOfRow(f, c.Place, site) {
					return fmt.Errorf("%s:%d names %s in what may be a row of its table: change that first",
						filepath.Base(f.Name), f.Doc.LineAt(c.Place.Start+site.Span.Start)+1, quoted(r.at.name()))
				}
			}
		}
	}
	return nil
}

// mayBeOfRow reports whether it is not known what a field is of.
func (r *renaming) mayBeOfRow(f *workspace.File, place *schema.Place, field schema.Site) bool {
	of := field
	of.Use = field.Query.Uses[field.Use].Base
	of.Column, of.Span = field.Query.Uses[of.Use].Column.Text, field.Query.Uses[of.Use].Column.Span
	for _, t := range r.targets {
		if _, known := t.env.Target(f.Name, place, field); known {
			return false
		}
		base, known := t.env.Target(f.Name, place, of)
		if known && (base.Column.TypeOf != nil || base.Table != nil && base.Column.Type.Ref == nil) {
			return false
		}
	}
	return true
}
