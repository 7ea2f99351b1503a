package sql

import (
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// name passes a name; the zero Name if none is next.
func (p *parser) name() schema.Name {
	t := p.tok()
	if !p.isName(t) {
		return schema.Name{}
	}
	p.i++
	return p.nameOf(t)
}

func (p *parser) isName(t *token) bool {
	switch t.kind {
	case word, quotedName:
		return true
	case stringConst:
		return p.f.stringNames || p.f.doubleIsString && p.src[t.start] == '"'
	}
	return false
}

func (p *parser) nameOf(t *token) schema.Name {
	raw := p.src[t.start:t.end]
	name := schema.Name{Span: text.Span{Start: t.start, End: t.end}}
	if t.kind == word {
		if name.Text = raw; p.f.foldLower {
			name.Text = foldLower(raw)
		}
	} else {
		name.Text = unquoteName(raw)
	}
	if p.dialect == schema.Postgres {
		name.Text = truncate(name.Text)
	}
	return name
}

// truncate cuts a name to the 63 bytes that PostgreSQL has for one, at the end of
// a character ("4.1.1. Identifiers and Key Words"; NAMEDATALEN in its source).
func truncate(name string) string {
	const room = 63
	if len(name) <= room {
		return name
	}
	end := room
	for end > 0 && !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end]
}

// foldLower folds as PostgreSQL does: ASCII letters only, so that the result
// does not depend on a locale.
func foldLower(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// ref passes a name that may be qualified. Of more than two parts the last two
// count: PostgreSQL's and SQL Server's first part is the database.
func (p *parser) ref() schema.Ref {
	r := schema.Ref{Name: p.name()}
	for !r.Name.IsZero() && p.atOp('.') {
		p.i++
		next := p.name()
		if next.IsZero() {
			if p.atOp('.') { // SQL Server: database..table
				continue
			}
			break
		}
		r = schema.Ref{Schema: r.Name, Name: next}
	}
	return r
}

// names passes a parenthesised list of names, if one is next.
func (p *parser) names() []schema.Name {
	if !p.acceptOp('(') {
		return nil
	}
	var list []schema.Name
	for !p.done() && !p.acceptOp(')') {
		if n := p.name(); !n.IsZero() {
			list = append(list, n)
		}
		p.skipItem()
		p.acceptOp(',')
	}
	return list
}

// Sites.

func (p *parser) site(s schema.Site) { p.out.Sites = append(p.out.Sites, s) }

// refSite notes an occurrence of a name and of the schema before it.
func (p *parser) refSite(r schema.Ref, kind schema.Kind, decl bool) {
	if r.IsZero() {
		return
	}
	if !r.Schema.IsZero() {
		p.schemaSite(r.Schema, false)
	}
	p.site(schema.Site{Span: r.Name.Span, Kind: kind, Decl: decl, Ref: r})
}

func (p *parser) schemaSite(n schema.Name, decl bool) {
	p.site(schema.Site{Span: n.Span, Kind: schema.KindSchema, Decl: decl, Ref: schema.Ref{Name: n}})
}

func (p *parser) columnSite(table schema.Ref, n schema.Name, decl bool) {
	if !n.IsZero() && !table.IsZero() {
		p.site(schema.Site{Span: n.Span, Kind: schema.KindColumn, Decl: decl, Ref: table, Column: n.Text})
	}
}

func (p *parser) columnSites(table schema.Ref, names []schema.Name) {
	for _, n := range names {
		p.columnSite(table, n, false)
	}
}

// constraintSite notes a constraint's name, which belongs to its table.
func (p *parser) constraintSite(table schema.Ref, n schema.Name, decl bool) {
	if !n.IsZero() && !table.IsZero() {
		p.site(schema.Site{Span: n.Span, Kind: schema.KindConstraint, Decl: decl, Ref: table, Column: n.Text})
	}
}
