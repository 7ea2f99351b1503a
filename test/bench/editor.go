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

// document is the schema that is worked on.
type document struct {
	text  string
	lines []string
}

func newDocument(text string) *document { return &document{text, strings.Split(text, "\n")} }

// position is a place as the protocol writes it. The document is ASCII, so that
// it means the same in every encoding.
type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// statements are n places spread over the document's CREATE TABLE statements:
// after the indentation of the first column.
func (d *document) statements(n int) []position {
	var all []position
	for i, line := range d.lines {
		if strings.HasPrefix(line, "CREATE TABLE ") && strings.HasSuffix(line, "(") {
			all = append(all, position{i + 1, len("    ")})
		}
	}
	return spread(all, n)
}

var reference = regexp.MustCompile(`REFERENCES \w{4,}\(`)

// references are n places spread over the foreign keys: within the name of the
// table that is referred to.
func (d *document) references(n int) []position {
	var all []position
	for i, line := range d.lines {
		if at := reference.FindStringIndex(line); at != nil {
			all = append(all, position{i, at[0] + len("REFERENCES ") + 3})
		}
	}
	return spread(all, n)
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

// hasError reports whether an error covers, or lies in, the statement that
// begins on the line above at.
func hasError(list []diagnostic, at position) bool {
	return slices.ContainsFunc(list, func(d diagnostic) bool {
		return d.Severity == 1 && d.Range.Start.Line <= at.Line+1 && d.Range.End.Line >= at.Line-1
	})
}

// published does something and waits for the diagnostics of the document's
// version that it makes.
func (e *editor) published(ctx context.Context, do func() error) (time.Duration, []diagnostic, error) {
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
			params.URI == e.uri && (params.Version == nil || *params.Version == e.version)
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
