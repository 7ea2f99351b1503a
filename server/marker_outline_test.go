package server

import (
	"fmt"
	"strings"
)

// checkFolds holds what may be folded in every open document to the protocol, and
// those with a golden section to that.
func (m *markers) checkFolds() {
	m.t.Helper()
	for _, name := range m.open {
		id := m.editor.file(name)
		var folds []struct {
			StartLine int `json:"startLine"`
			EndLine   int `json:"endLine"`
		}
		m.editor.decode(m.editor.call("textDocument/foldingRange", map[string]any{"textDocument": document(id)}), &folds)
		text, err := m.editor.text(id)
		if err != nil {
			m.t.Fatal(err)
		}
		var got strings.Builder
		for _, f := range folds {
			if f.StartLine < 0 || f.EndLine <= f.StartLine || f.EndLine > strings.Count(text, "\n") {
				m.t.Errorf("%s: an impossible fold of %s: %v", m.file, name, f)
			}
			fmt.Fprintf(&got, "%d-%d\n", f.StartLine+1, f.EndLine+1)
		}
		for _, f := range m.archive.Files {
			if f.Name == "@folds "+name {
				m.golden(m.file, f.Name, got.String())
			}
		}
	}
}

// checkFound asks for what the workspace declares.
func (m *markers) checkFound() {
	m.t.Helper()
	for _, f := range m.archive.Files {
		query, ok := strings.CutPrefix(f.Name, "@found ")
		if !ok {
			continue
		}
		var symbols []struct {
			Name          string   `json:"name"`
			Kind          int      `json:"kind"`
			ContainerName string   `json:"containerName"`
			Location      location `json:"location"`
		}
		m.editor.decode(m.editor.call("workspace/symbol", map[string]any{"query": query}), &symbols)
		var got strings.Builder
		for _, s := range symbols {
			text, err := m.editor.text(s.Location.URI)
			if err != nil {
				m.t.Fatal(err)
			}
			start, end := m.editor.span(s.Location.URI, s.Location.Range)
			within := ""
			if s.ContainerName != "" {
				within = " of " + s.ContainerName
			}
			fmt.Fprintf(&got, "%s %q%s at %s:%d %q\n", symbolNames[s.Kind-1], s.Name, within, m.editor.name(s.Location.URI), s.Location.Range.Start.Line+1, text[start:end])
		}
		m.golden(m.file, f.Name, got.String())
	}
}
