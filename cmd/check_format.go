package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

var checkFormats = map[string]func(io.Writer, []finding) error{
	"text": checkText, "json": checkJSON, "sarif": checkSARIF, "github": checkGitHub,
}

// checkText writes a line a finding, as compilers do, and a count.
func checkText(w io.Writer, findings []finding) error {
	var b strings.Builder
	counts := map[string]int{}
	for _, f := range findings {
		counts[f.Severity]++
		fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s]\n", f.File, f.Line, f.Column, f.Severity, f.Message, f.Code)
		for _, r := range f.Related {
			fmt.Fprintf(&b, "    %s:%d:%d: %s\n", r.File, r.Line, r.Column, r.Message)
		}
	}
	var parts []string
	for _, severity := range []string{"error", "warning", "info", "hint"} {
		if n := counts[severity]; n == 1 {
			parts = append(parts, "1 "+severity)
		} else if n > 1 {
			plural := severity + "s"
			if severity == "info" {
				plural = severity
			}
			parts = append(parts, fmt.Sprintf("%d %s", n, plural))
		}
	}
	if len(parts) == 0 {
		parts = []string{"no problems"}
	}
	fmt.Fprintln(&b, strings.Join(parts, ", "))
	_, err := io.WriteString(w, b.String())
	return err
}

func checkJSON(w io.Writer, findings []finding) error {
	return writeJSON(w, struct {
		Diagnostics []finding `json:"diagnostics"`
	}{findings})
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// checkGitHub writes workflow commands (GitHub Docs, "Workflow commands for
// GitHub Actions"), which show as annotations.
func checkGitHub(w io.Writer, findings []finding) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	commands := map[string]string{"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "::%s file=%s,line=%d,col=%d,endLine=%d,endColumn=%d,title=%s::%s\n",
			commands[f.Severity], property.Replace(filepath.ToSlash(f.File)), f.Line, f.Column, f.EndLine, f.EndColumn,
			property.Replace(f.Code), data.Replace(f.Message))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
