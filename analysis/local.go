package analysis

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"sort"

	"github.com/schemascope/schemascope/engine/schema"
)

// chunk is what stands around a mention.
func (m mention) chunk() *schema.Chunk {
	chunks := m.file.Chunks()
	i := sort.Search(len(chunks), func(i int) bool { return chunks[i].Place.Start >= m.place.Start })
	if i == len(chunks) {
		return &schema.Chunk{}
	}
	return chunks[i].Chunk
}

// local finds the mentions of a name that a query gives, an alias or a WITH query:
// all of them stand in the query.
func (x *subject) local() {
	for _, site := range x.at.chunk().Sites {
		m := mention{x.at.file, x.at.place, site}
		if site.Kind == x.kind && site.Ref.Name == x.at.site.Ref.Name || x.isRow(m) {
			x.mentions = append(x.mentions, m)
		}
	}
	x.sorted()
}

// isRow reports whether a mention, which may be of a column, is of a row of what has
// the alias.
func (x *subject) isRow(m mention) bool {
	if x.kind != schema.KindAlias || m.site.Kind != schema.KindColumn || m.site.Query == nil || m.site.Query != x.at.site.Query {
		return false
	}
	item := m.site.Query.RowOf(m.site.Use)
	return item != nil && item.Alias == x.at.site.Ref.Name && !subjectOf(x.snapshot, m).resolved()
}

// aliasOf is the alias whose row the name at an offset stands for, where it stands
// for no column.
func (m mention) aliasOf() (mention, bool) {
	if m.site.Kind != schema.KindColumn || m.site.Query == nil {
		return mention{}, false
	}
	item := m.site.Query.RowOf(m.site.Use)
	if item == nil || item.Alias.IsZero() || item.Alias == item.Mention {
		return mention{}, false
	}
	m.site = schema.Site{Span: m.site.Span, Kind: schema.KindAlias, Ref: schema.Ref{Name: item.Alias}, Query: m.site.Query, InString: m.site.InString}
	return m, true
}

// notSQL are the parts of SQL in which no alias is named.
var notSQL = regexp.MustCompile(`--[^\n]*|(?s:/\*.*?\*/)|'[^']*'`)

// localFree refuses the rename of a name that a query gives where the query is not
// read as a whole, or where it names something else so.
func (r *renaming) localFree(to string) error {
	c := r.at.chunk()
	if r.at.site.Query.Partial {
		return errors.New("the query is not read as a whole: not all that names " + quoted(r.at.name()) + " may be known")
	}
	for _, site := range c.Sites {
		if (site.Decl && site.Kind.InQuery() || site.Kind == schema.KindRelation) && site.Ref.Name.Text == to {
			line := r.at.file.Doc.LineAt(r.at.place.Start + site.Span.Start)
			return fmt.Errorf("the query names something else %s in %s:%d", quoted(to), filepath.Base(r.at.file.Name), line+1)
		}
	}
	// What the sites do not know of, as parts of other dialects.
	end := r.at.place.Start
	for _, p := range r.at.file.Pieces() {
		if p.Span.Start == r.at.place.Start {
			end = p.Span.End
		}
	}
	whole := []byte(r.at.file.Doc.Text()[r.at.place.Start:end])
	blank := func(from, to int) {
		for i := from; i < to; i++ {
			whole[i] = ' '
		}
	}
	for _, t := range c.SQL {
		if t.Span.Start <= r.at.site.Span.Start && r.at.site.Span.End <= t.Span.End {
			blank(0, t.Span.Start)
			blank(t.Span.End, len(whole))
		}
	}
	for _, at := range notSQL.FindAllIndex(slices.Clone(whole), -1) {
		if !slices.ContainsFunc(r.mentions, func(m mention) bool { return m.site.Span.Start >= at[0] && m.site.Span.End <= at[1] }) {
			blank(at[0], at[1])
		}
	}
	for _, site := range c.Sites {
		blank(site.Span.Start, site.Span.End)
	}
	if at := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(r.at.name()) + `\b`).FindIndex(whole); at != nil {
		line := r.at.file.Doc.LineAt(r.at.place.Start + at[0])
		return fmt.Errorf("%s:%d may name %s where names are not followed", filepath.Base(r.at.file.Name), line+1, quoted(r.at.name()))
	}
	return nil
}
