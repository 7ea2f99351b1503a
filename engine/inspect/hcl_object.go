package inspect

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

func writeLine(b *strings.Builder, format string, args ...any) {
	fmt.Fprintf(b, format, args...)
	b.WriteByte('\n')
}

// hclObjects writes what is inside the block of an object whose definition can
// be said in HCL. It reports false when the definition is not of that kind.
var hclObjects map[schema.Kind]func(w *hclWriter, o *schema.Object) bool

func init() {
	hclObjects = map[schema.Kind]func(w *hclWriter, o *schema.Object) bool{
		schema.KindSequence:  (*hclWriter).sequence,
		schema.KindDomain:    (*hclWriter).domain,
		schema.KindComposite: (*hclWriter).composite,
	}
}

// object writes the block of an object, or notes that it is left out.
func (w *hclWriter) object(o *schema.Object) {
	if o.Kind == schema.KindExtension || o.Kind == schema.KindRole {
		w.line("%s %s {", o.Kind, hclString(o.Name))
		w.comment(o.Comment)
		w.close()
		return
	}
	write := hclObjects[o.Kind]
	// A block that turns out to be impossible is taken back.
	before := w.out.String()
	if write != nil {
		w.open(string(o.Kind), o.Schema, o.Name)
		if write(w, o) {
			w.comment(o.Comment)
			w.close()
			return
		}
		w.out.Reset()
		w.out.WriteString(before)
	}
	what := string(o.Kind) + " " + seenFrom(nil, ownerOf(o), o.Name)
	if o.Signature != "" {
		what += "(" + o.Signature + ")"
	}
	if o.Table != nil {
		what += " on " + o.Table.Name
	}
	w.left = append(w.left, what)
}

// sequenceOptions are the options of CREATE SEQUENCE that HCL has, and how they
// are written (PostgreSQL, "CREATE SEQUENCE").
var sequenceOptions = []struct {
	name   string
	option *regexp.Regexp
}{
	{"start", regexp.MustCompile(`(?i)\bSTART\s+(?:WITH\s+)?(-?\d+)`)},
	{"increment", regexp.MustCompile(`(?i)\bINCREMENT\s+(?:BY\s+)?(-?\d+)`)},
	{"min_value", regexp.MustCompile(`(?i)\bMINVALUE\s+(-?\d+)`)},
	{"max_value", regexp.MustCompile(`(?i)\bMAXVALUE\s+(-?\d+)`)},
	{"cache", regexp.MustCompile(`(?i)\bCACHE\s+(\d+)`)},
	{"type", regexp.MustCompile(`(?i)\bAS\s+(smallint|integer|bigint)\b`)},
}

var (
	sequenceCycle   = regexp.MustCompile(`(?i)\bCYCLE\b`)
	sequenceNoCycle = regexp.MustCompile(`(?i)\bNO\s+CYCLE\b`)
)

func (w *hclWriter) sequence(o *schema.Object) bool {
	for _, opt := range sequenceOptions {
		if m := opt.option.FindStringSubmatch(o.Definition); m != nil {
			w.line("%s = %s", opt.name, strings.ToLower(m[1]))
		}
	}
	if sequenceCycle.MatchString(o.Definition) && !sequenceNoCycle.MatchString(o.Definition) {
		w.line("cycle = true")
	}
	return true
}

// sqlName is a name in SQL, perhaps qualified.
const sqlName = `(?:"(?:[^"]|"")*"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[\w$]+))?`

var (
	domainHead    = regexp.MustCompile(`(?is)^\s*CREATE\s+DOMAIN\s+` + sqlName + `\s+(?:AS\s+)?(.*)$`)
	compositeHead = regexp.MustCompile(`(?is)^\s*CREATE\s+TYPE\s+` + sqlName + `\s+AS\s*\((.*)\)\s*$`)
	// domainClause begins what may follow a domain's type.
	domainClause = regexp.MustCompile(`(?is)^(CONSTRAINT\s+` + sqlName + `|NOT\s+NULL|NULL|DEFAULT|CHECK|COLLATE)(\s|\(|$)`)
	field        = regexp.MustCompile(`(?is)^("(?:[^"]|"")*"|[\w$]+)\s+(.*?)(?:\s+COLLATE\s+(\S+))?$`)
)

func (w *hclWriter) domain(o *schema.Object) bool {
	rest := o.Definition
	if m := domainHead.FindStringSubmatch(rest); m != nil {
		rest = m[1]
	} else if isStatement(rest) {
		return false
	}
	clauses := splitClauses(rest)
	if clauses[0] == "" {
		return false
	}
	w.line("type = %s", w.rawType(clauses[0]))
	for _, c := range clauses[1:] {
		m := domainClause.FindStringSubmatch(c)
		value := strings.TrimSpace(c[len(m[1]):])
		switch strings.ToUpper(strings.Fields(m[1])[0]) {
		case "NOT":
			w.line("null = false")
		case "DEFAULT":
			w.line("default = %s", w.value(&schema.Expr{Text: value, Literal: true}))
		}
	}
	label := ""
	for _, c := range clauses[1:] {
		m := domainClause.FindStringSubmatch(c)
		value := strings.TrimSpace(c[len(m[1]):])
		switch strings.ToUpper(strings.Fields(m[1])[0]) {
		case "CONSTRAINT":
			label = hclString(unquoteSQL(strings.TrimSpace(m[1][len("CONSTRAINT"):])))
		case "CHECK":
			w.line("check %s {", label)
			w.line("expr = %s", hclString(strings.TrimSuffix(strings.TrimPrefix(value, "("), ")")))
			w.close()
			label = ""
		}
	}
	return true
}

// splitClauses divides the text after a domain's name into its type and the
// clauses that follow.
func splitClauses(sql string) []string {
	var clauses []string
	start, depth := 0, 0
	var quote byte
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case depth == 0 && i > start && strings.IndexByte(" \t\r\n)", sql[i-1]) >= 0 && domainClause.MatchString(sql[i:]):
			clauses = append(clauses, strings.TrimSpace(sql[start:i]))
			start = i
		}
	}
	return append(clauses, strings.TrimSpace(sql[start:]))
}

func (w *hclWriter) composite(o *schema.Object) bool {
	m := compositeHead.FindStringSubmatch(o.Definition)
	if m == nil {
		return false
	}
	for _, item := range splitList(m[1]) {
		f := field.FindStringSubmatch(strings.TrimSpace(item))
		if f == nil {
			return false
		}
		w.line("field %s {", hclString(unquoteSQL(f[1])))
		w.line("type = %s", w.rawType(f[2]))
		if f[3] != "" {
			w.text("collate", unquoteSQL(f[3]))
		}
		w.close()
	}
	return true
}

// rawType writes a type that is spelled as its source had it.
func (w *hclWriter) rawType(text string) string {
	if typ, unsigned, ok := hclType(w.realm.Dialect, text); ok && !unsigned {
		return typ
	}
	return sqlCall(text)
}

// unquoteSQL is what a name in PostgreSQL's SQL denotes.
func unquoteSQL(name string) string {
	if len(name) > 1 && name[0] == '"' {
		return strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)
	}
	return strings.ToLower(name)
}
