package main

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/schemascope/schemascope/test/internal/lsp"
)

// document is a schema that is worked on.
type document struct {
	name      string // of its file
	language  string // as the protocol calls it
	text      string
	lines     []string
	head      *regexp.Regexp // matches the first line of a table
	indent    int            // of the line below it
	reference *regexp.Regexp // its first group is a name that refers to a table
}

// sqlDocument is a schema in SQL.
func sqlDocument(text string) *document {
	return &document{
		name: "structure.sql", language: "sql", text: text, lines: strings.Split(text, "\n"),
		head: regexp.MustCompile(`^CREATE TABLE .*\($`), indent: 4, reference: regexp.MustCompile(`REFERENCES (\w{4,})\(`),
	}
}

// hclDocument is a schema in Atlas HCL.
func hclDocument(text string) *document {
	return &document{
		name: "schema.pg.hcl", language: "atlas-schema-postgresql", text: text, lines: strings.Split(text, "\n"),
		head: regexp.MustCompile(`^table "`), indent: 2, reference: regexp.MustCompile(`\[table\.(\w{4,})\.`),
	}
}

// terraformDocument is a Terraform file of the same form.
func terraformDocument(text string) *document {
	return &document{
		name: "main.tf", language: "terraform", text: text, lines: strings.Split(text, "\n"),
		head: regexp.MustCompile(`^resource "`), indent: 2,
	}
}

// position is a place as the protocol writes it. What stands before it in its
// line is ASCII, so that it means the same in every encoding.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// tables are n places spread over the document's tables: after the indentation
// of the first line below the head.
func (d *document) tables(n int) []position {
	var all []position
	for i, line := range d.lines {
		if d.head.MatchString(line) && d.begins(i+1) {
			all = append(all, position{i + 1, d.indent})
		}
	}
	return spread(all, n)
}

// begins reports whether a line has the indentation that is expected and then a
// name, in front of which a stray character is a mistake.
func (d *document) begins(line int) bool {
	name := strings.TrimLeft(d.lines[line], " ")
	return len(d.lines[line])-len(name) == d.indent && name != "" && (name[0] == '"' || name[0] >= 'a' && name[0] <= 'z')
}

// references are n places spread over the foreign keys: within the name of the
// table that is referred to.
func (d *document) references(n int) []position {
	var all []position
	for i, line := range d.lines {
		if at := d.reference.FindStringSubmatchIndex(line); at != nil {
			all = append(all, position{i, at[2] + 3})
		}
	}
	return spread(all, n)
}

// broken is the document's text with a stray character at a place.
func (d *document) broken(at position) string {
	lines := slices.Clone(d.lines)
	line := lines[at.Line]
	lines[at.Line] = line[:at.Character] + stray + line[at.Character:]
	return strings.Join(lines, "\n")
}

func spread(all []position, n int) []position {
	var some []position
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}

// editor is a client with the document open.
type editor struct {
	*lsp.Client
	uri     string
	version int
}

// stray is what the keystroke inserts: no column begins with it.
const stray = "("

// change inserts the stray character or takes it back.
func (e *editor) change(at position, insert bool) error {
	end, text := at, stray
	if !insert {
		end.Character += len(stray)
		text = ""
	}
	e.version++
	return e.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": e.uri, "version": e.version},
		"contentChanges": []any{map[string]any{"range": map[string]any{"start": at, "end": end}, "text": text}},
	})
}

type diagnostic struct {
	Range    struct{ Start, End position }
	Severity int
}

// hasError reports whether an error covers, or lies in, the table that
// begins on the line above at.
func hasError(list []diagnostic, at position) bool {
	return slices.ContainsFunc(list, func(d diagnostic) bool {
		return d.Severity == 1 && d.Range.Start.Line <= at.Line+1 && d.Range.End.Line >= at.Line-1
	})
}

// published does something that breaks the table at a place, or mends it, and
// waits for the diagnostics of the document's version that it makes. A server
// that names no versions may still speak of the one before: of its diagnostics,
// those count that show what was done.
func (e *editor) published(ctx context.Context, at position, breaks bool, do func() error) (time.Duration, []diagnostic, error) {
	ctx, cancel := guard(ctx)
	defer cancel()
	began := time.Now()
	if err := do(); err != nil {
		return 0, nil, err
	}
	var params struct {
		URI         string
		Version     *int
		Diagnostics []diagnostic
	}
	n, err := e.Await(ctx, func(n lsp.Notification) bool {
		params.Version, params.Diagnostics = nil, nil
		return n.Method == "textDocument/publishDiagnostics" && json.Unmarshal(n.Params, &params) == nil &&
			params.URI == e.uri && (params.Version == nil && hasError(params.Diagnostics, at) == breaks || params.Version != nil && *params.Version == e.version)
	})
	return n.At.Sub(began), params.Diagnostics, err
}

// settle waits until the server has nothing more to say, so that the next
// measure does not pay for the last one.
func (e *editor) settle(ctx context.Context) {
	for {
		ctx, cancel := context.WithTimeout(ctx, 150*time.Millisecond)
		_, err := e.Await(ctx, func(lsp.Notification) bool { return true })
		cancel()
		if err != nil {
			return
		}
	}
}
