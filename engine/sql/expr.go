package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// syntaxWords are unreserved keywords that expressions use as syntax; they are
// columns only where the table is known to have such a column.
var syntaxWords = wordSet(`at zone time year month day hour minute second escape local filter over partition rows range
	groups within normalized of by nulls first last including document content ordinality preceding following unbounded
	exclude ties others microsecond week quarter separator against mode language boolean query expansion regexp rlike glob
	match div mod xor binary unknown raise abort ignore fail new old`)

// exprSites notes what an expression over one table names, in toks[from:to]: the
// table's columns, and types that are not built in. With known, the table's
// columns, other names are passed over; without it, every name that stands where
// only a column can stand is one. A zero table has no columns.
func (p *parser) exprSites(from, to int, table schema.Ref, known map[string]bool) {
	saved := p.i
	defer func() { p.i = saved }()
	at := func(i int) *token {
		if i >= from && i < to {
			return &p.toks[i]
		}
		return &p.end
	}
	for i := from; i < to; i++ {
		t := at(i)
		switch {
		case t.is(opCast), t.word == "as" && i > from:
			if p.i = i + 1; p.isName(at(i + 1)) {
				p.dataType()
				i = max(i, p.i-1)
			}
			continue
		case t.word == "collate" || t.word == "operator":
			p.i = i + 1
			p.ref()
			i = max(i, p.i-1)
			continue
		case at(i+1).is('(') && at(i+2).kind == stringConst && t.kind == word && namedIn[foldLower(p.src[t.start:t.end])] != "":
			p.stringSite(at(i+2), namedIn[foldLower(p.src[t.start:t.end])])
			i += 2
			continue
		case t.kind == stringConst && at(i+1).is(opCast) && p.isWord(at(i+2), "regclass"):
			p.stringSite(t, schema.KindRelation)
			continue
		case t.kind != word && t.kind != quotedName:
			continue
		}
		if at(i+1).is('(') && (t.kind == quotedName || t.mayName() && !syntaxWords[t.word]) {
			p.callSite(i, from)
			continue
		}
		if table.IsZero() || at(i-1).is('.') && i > from {
			continue
		}
		next := at(i + 1)
		if next.is('.') {
			// table.column
			if p.nameOf(t).Text == table.Name.Text && p.isName(at(i+2)) && !at(i+3).is('(') && !at(i+3).is('.') {
				p.site(schema.Site{Span: p.nameOf(t).Span, Kind: schema.KindRelation, Ref: table})
				p.columnSite(table, p.nameOf(at(i+2)), false)
			}
			continue
		}
		if next.is('(') || next.kind == stringConst || next.word == "from" && at(i-1).is('(') {
			continue // a function, a typed literal, EXTRACT(field FROM …)
		}
		n := p.nameOf(t)
		if known != nil {
			if known[n.Text] {
				p.columnSite(table, n, false)
			}
			continue
		}
		if t.kind == quotedName || t.mayName() && !syntaxWords[t.word] {
			p.columnSite(table, n, false)
		}
	}
}

// namedIn is what the string names that a function takes first (PostgreSQL, "9.17.
// Sequence Manipulation Functions", "9.26. System Information Functions").
var namedIn = map[string]schema.Kind{
	"nextval": schema.KindSequence, "currval": schema.KindSequence, "setval": schema.KindSequence,
	"pg_get_serial_sequence": schema.KindRelation,
}

// isWord reports whether a token is a word that may be no keyword.
func (p *parser) isWord(t *token, want string) bool {
	return t.kind == word && strings.EqualFold(p.src[t.start:t.end], want)
}

// callSite notes the name of the function that is called at token i, and the
// schema before it, which begins at token from or later.
func (p *parser) callSite(i, from int) {
	r := schema.Ref{Name: p.nameOf(&p.toks[i])}
	if i >= from+2 && p.toks[i-1].is('.') && p.isName(&p.toks[i-2]) {
		r.Schema = p.nameOf(&p.toks[i-2])
	}
	if r.Schema.Text != "pg_catalog" {
		p.refSite(r, schema.KindFunction, false)
	}
}

// stringSite notes the name of an element in the string 'schema.name', if it is
// written without escapes.
func (p *parser) stringSite(t *token, kind schema.Kind) {
	raw := p.src[t.start:t.end]
	if len(raw) < 3 || raw[0] != '\'' || raw[len(raw)-1] != '\'' || strings.ContainsAny(raw[1:len(raw)-1], `'\`) {
		return
	}
	var names []schema.Name
	for at := t.start + 1; at < t.end-1; {
		end := at
		if p.src[at] == '"' {
			closing := strings.IndexByte(p.src[at+1:t.end-1], '"')
			if closing < 0 {
				return
			}
			end = at + closing + 2
		} else {
			for end < t.end-1 && p.src[end] != '.' {
				end++
			}
		}
		n := schema.Name{Text: unquoteIfQuoted(p.src[at:end]), Span: text.Span{Start: at, End: end}}
		if n.Text == "" || end < t.end-1 && p.src[end] != '.' {
			return
		}
		names = append(names, n)
		at = end + 1
	}
	switch len(names) {
	case 1:
		p.refSite(schema.Ref{Name: names[0]}, kind, false)
	case 2:
		p.refSite(schema.Ref{Schema: names[0], Name: names[1]}, kind, false)
	}
}

// unquoteIfQuoted gives the name that an identifier in a string stands for.
func unquoteIfQuoted(raw string) string {
	if strings.HasPrefix(raw, `"`) {
		return unquoteName(raw)
	}
	return foldLower(strings.TrimSpace(raw))
}
