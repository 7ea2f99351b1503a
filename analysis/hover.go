package analysis

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/inspect"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/types"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Hover tells, in Markdown, what stands at an offset and where: a schema element
// as the SQL that creates it, where it is declared and who refers to it; a
// variable or its like; or what the words of HCL mean. link gives the address of
// a line, counted from 0, of a file.
func Hover(s *workspace.Snapshot, name string, offset int, link func(file string, line int) string) (markdown string, at text.Span, ok bool) {
	f, err := s.File(name)
	if err != nil {
		return "", text.Span{}, false
	}
	h := hover{snapshot: s, link: link}
	if x, found := subjectAt(s, f, offset); found {
		switch {
		case inHCL(x.kind):
			h.block(x)
		case x.kind.InQuery():
			h.local(x)
		case len(x.targets) > 0:
			h.element(x)
		default:
			h.member(x)
		}
		return h.out.String(), x.at.span(), h.out.Len() > 0
	}
	if f.Language != workspace.HCL {
		at, ok := h.sqlType(f, offset)
		return h.out.String(), at, ok
	}
	// At a boundary, the block that begins there comes first.
	for _, i := range []int{offset + 1, offset} {
		if piece, found := f.PieceAt(i); found && piece.Span.Contains(offset) {
			if d, known := hcl.Describe(f.Doc.Slice(piece.Span), offset-piece.Span.Start, piece.HCL); known {
				h.word(d)
				return h.out.String(), d.Span.Shift(piece.Span.Start), true
			}
		}
	}
	return "", text.Span{}, false
}

// hover collects paragraphs.
type hover struct {
	snapshot *workspace.Snapshot
	link     func(file string, line int) string
	out      strings.Builder
}

// paragraph adds Markdown.
func (h *hover) paragraph(markdown string) {
	if markdown == "" {
		return
	}
	if h.out.Len() > 0 {
		h.out.WriteString("\n\n")
	}
	h.out.WriteString(markdown)
}

// What of a definition is shown.
const (
	maxShownLines   = 40
	maxShownLine    = 200 // bytes
	maxShownRefs    = 5
	maxShownComment = 2000 // bytes
)

// fence adds a block of code. Passwords are hidden in it.
func (h *hover) fence(language, code string) {
	if code == "" {
		return
	}
	lines := strings.Split(strings.ReplaceAll(schema.Redact(code), "\r", ""), "\n")
	for i, line := range lines {
		if len(line) > maxShownLine {
			lines[i] = strings.ToValidUTF8(line[:maxShownLine], "") + " …"
		}
	}
	if hidden := len(lines) - maxShownLines; hidden > 1 {
		mark := "-- … "
		if language == "hcl" {
			mark = "# … "
		}
		// The last line closes what the first one opens.
		rest := fmt.Sprintf("  %s%d more lines", mark, hidden+1)
		lines = slices.Concat(lines[:maxShownLines-2], []string{rest}, lines[len(lines)-1:])
	}
	code = strings.Join(lines, "\n")
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	h.paragraph(fence + language + "\n" + code + "\n" + fence)
}

// local tells of an alias what it stands for, where that is a table or view.
func (h *hover) local(x *subject) {
	item := x.at.site.Query.Declares(x.at.site.Ref.Name.Span)
	if item == nil || item.Ref.IsZero() {
		return
	}
	at := x.at
	at.site = schema.Site{Span: item.Ref.Name.Span, Kind: schema.KindRelation, Ref: item.Ref}
	if y := subjectOf(x.snapshot, at); len(y.targets) > 0 {
		h.element(y)
	}
}

// element tells of a schema element.
func (h *hover) element(x *subject) {
	t := x.targets[0]
	realm := t.env.Realm()
	h.fence("sql", inspect.Element(realm, t.Target))
	switch owner := t.Owner(); {
	case t.Column != nil:
		h.paragraph("Column of " + ownerKind(owner) + " " + codeSpan(elementName(owner)))
	case owner.Element() != t.Element():
		h.paragraph("Of " + ownerKind(owner) + " " + codeSpan(elementName(owner)))
	}
	h.comment(commentOf(t.Target))
	var places []string
	for _, l := range locations(t.env, t.Origins()) {
		if place := h.place(l); place != "" && len(places) < maxShownRefs {
			places = append(places, place)
		}
	}
	if len(places) > 0 {
		h.paragraph("Defined in " + strings.Join(places, ", "))
	}
	h.referrers(x, t)
}

// member tells of what is declared within a table, of which no name is followed:
// a key, an index, a foreign key or a check of HCL.
func (h *hover) member(x *subject) {
	for _, e := range h.snapshot.EnvironmentsOf(x.at.file.Name) {
		realm := e.Realm()
		for _, s := range realm.Schemas {
			for _, t := range s.Tables {
				owner := schema.Target{Kind: schema.KindTable, Schema: s, Table: t}
				for _, m := range owner.Members() {
					for _, o := range m.Origins() {
						if o.File() == x.at.file.Name && o.NameRange() == x.at.span() {
							h.fence("sql", inspect.Element(realm, m))
							h.paragraph("Of table " + codeSpan(elementName(owner)))
							return
						}
					}
				}
			}
		}
	}
}

// place is a link to a location.
func (h *hover) place(l Location) string {
	doc, err := h.snapshot.Document(l.File)
	if err != nil {
		return ""
	}
	line := doc.LineAt(l.Span.Start)
	address := strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20").Replace(h.link(l.File, line))
	return fmt.Sprintf("[%s:%d](%s)", escape(filepath.Base(l.File)), line+1, address)
}

// referrers tells how often the element is referred to, and first of all by whom.
func (h *hover) referrers(x *subject, t target) {
	x.follow(false)
	member := t.Owner().Element() != t.Element() && t.Column == nil
	count := 0
	for _, m := range x.mentions {
		if !m.site.Decl && !m.generated() {
			count++
		}
	}
	var by []string
	add := func(what, name string) {
		if s := what + " " + codeSpan(name); !slices.Contains(by, s) {
			by = append(by, s)
		}
	}
	realm := t.env.Realm()
	for _, s := range realm.Schemas {
		for _, table := range s.Tables {
			name := elementName(schema.Target{Schema: s, Table: table})
			for _, fk := range table.ForeignKeys {
				switch {
				case t.Column != nil && slices.Contains(fk.RefColumns, t.Column), t.Column == nil && !member && t.Table != nil && fk.RefTable == t.Table:
					add("foreign key of", name)
				}
			}
			for _, c := range table.Columns {
				if t.Enum != nil && c.Enum == t.Enum || t.Object != nil && c.TypeOf == t.Object {
					add("column", name+"."+c.Name)
				}
			}
		}
		for _, v := range s.Views {
			if t.Column != nil || member || t.Table == nil && t.View == nil || len(v.Origins) == 0 {
				continue
			}
			for _, on := range v.DependsOn {
				if on.Element() == t.Element() {
					add("view", elementName(schema.Target{Schema: s, View: v}))
				}
			}
		}
	}
	if count == 0 && len(by) == 0 {
		return
	}
	times := fmt.Sprintf("Referred to in %d places", count)
	if count == 1 {
		times = "Referred to in 1 place"
	}
	if count == 0 {
		times = "Referred to"
	}
	more := ""
	if hidden := len(by) - maxShownRefs; hidden > 0 {
		by, more = by[:maxShownRefs], fmt.Sprintf(" and %d more", hidden)
	}
	if len(by) > 0 {
		times += ", by " + strings.Join(by, ", ") + more
	}
	h.paragraph(times)
}

// elementName is an element's name with its schema's.
func elementName(t schema.Target) string {
	if t.Schema == nil || t.Schema.Name == "" || t.Element() == t.Schema {
		return t.Name()
	}
	return t.Schema.Name + "." + t.Name()
}

func commentOf(t schema.Target) string {
	if t.Column != nil {
		return t.Column.Comment
	}
	_, comment := describe(t)
	return comment
}

func (h *hover) comment(comment string) {
	if len(comment) > maxShownComment {
		comment = strings.ToValidUTF8(comment[:maxShownComment], "") + " …"
	}
	h.paragraph(escape(schema.Redact(strings.TrimSpace(comment))))
}

// sqlType tells of the built-in type that a column of a statement has.
func (h *hover) sqlType(f *workspace.File, offset int) (at text.Span, ok bool) {
	c, ok := chunkAt(f, offset)
	if !ok {
		return text.Span{}, false
	}
	for _, s := range c.Chunk.Stmts {
		for _, column := range columnTypes(s) {
			span := column.Span.Shift(c.Place.Start)
			if span.IsZero() || !span.Contains(offset) {
				continue
			}
			table := types.Of(f.Dialect)
			reading, read := table.ReadText(f.Doc.Slice(span))
			if !read || reading.Type == nil {
				return text.Span{}, false
			}
			h.fence("sql", reading.Type.Title())
			h.paragraph(reading.Type.Doc)
			return span, true
		}
	}
	return text.Span{}, false
}

// columnTypes are the types that a statement gives to columns, arguments and
// values.
func columnTypes(s schema.Stmt) []schema.Type {
	var found []schema.Type
	switch s := s.(type) {
	case *schema.CreateTable:
		for _, c := range s.Columns {
			found = append(found, c.Type)
		}
	case *schema.CreateObject:
		if s.Value != nil {
			found = append(found, s.Value.Type)
		}
		for _, c := range slices.Concat(s.Args, s.Columns) {
			found = append(found, c.Type)
		}
	case *schema.AddColumn:
		found = append(found, s.Column.Type)
	case *schema.AlterColumn:
		if s.Type != nil {
			found = append(found, *s.Type)
		}
		if s.Replace != nil {
			found = append(found, s.Replace.Type)
		}
	}
	return found
}

// word tells what a word of HCL means.
func (h *hover) word(d hcl.Description) {
	h.fence("hcl", d.Code)
	about := d.Doc
	if d.Required {
		about = strings.TrimSpace(about + " Required.")
	}
	if len(d.Values) > 0 {
		var values []string
		for _, v := range d.Values {
			values = append(values, codeSpan(v))
		}
		about = strings.TrimSpace(about + " One of " + strings.Join(values, ", ") + ".")
	}
	h.paragraph(about)
	if d.Deprecated != "" {
		h.paragraph("Deprecated: " + escape(d.Deprecated))
	}
}

// ownerKind is what a column belongs to.
func ownerKind(t schema.Target) string {
	switch {
	case t.View != nil && t.View.Materialized:
		return "materialized view"
	case t.View != nil:
		return "view"
	}
	return "table"
}
