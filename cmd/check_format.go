package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/schema/codes"
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

// checkSARIF writes a SARIF 2.1.0 log.
func checkSARIF(w io.Writer, findings []finding) error {
	type message struct {
		Text string `json:"text"`
	}
	type region struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	type physical struct {
		ArtifactLocation struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region region `json:"region"`
	}
	type location struct {
		PhysicalLocation physical `json:"physicalLocation"`
		Message          *message `json:"message,omitempty"`
	}
	type result struct {
		RuleID           string     `json:"ruleId"`
		Level            string     `json:"level"`
		Message          message    `json:"message"`
		Locations        []location `json:"locations"`
		RelatedLocations []location `json:"relatedLocations,omitempty"`
	}
	type rule struct {
		ID               string            `json:"id"`
		ShortDescription *message          `json:"shortDescription,omitempty"`
		FullDescription  *message          `json:"fullDescription,omitempty"`
		HelpURI          string            `json:"helpUri,omitempty"`
		Configuration    map[string]string `json:"defaultConfiguration,omitempty"`
	}
	at := func(file string, r region) location {
		var l location
		at := url.URL{Path: filepath.ToSlash(file)}
		if filepath.IsAbs(file) {
			at.Scheme = "file"
		}
		l.PhysicalLocation.ArtifactLocation.URI = at.String()
		l.PhysicalLocation.Region = r
		return l
	}
	levels := map[string]string{"error": "error", "warning": "warning", "info": "note", "hint": "note"}
	results, rules, known := []result{}, []rule{}, map[string]bool{}
	for _, f := range findings {
		if !known[f.Code] {
			known[f.Code] = true
			r := rule{ID: f.Code}
			if e, ok := codes.Of(schema.Code(f.Code)); ok {
				r.ShortDescription, r.FullDescription = &message{e.Title}, &message{e.Summary()}
				r.HelpURI = codes.URL(e.Code)
				r.Configuration = map[string]string{"level": levels[severities[e.Severity]]}
			}
			rules = append(rules, r)
		}
		r := result{RuleID: f.Code, Level: levels[f.Severity], Message: message{f.Message},
			Locations: []location{at(f.File, region{f.Line, f.Column, f.EndLine, f.EndColumn})}}
		for _, other := range f.Related {
			l := at(other.File, region{StartLine: other.Line, StartColumn: other.Column})
			l.Message = &message{other.Message}
			r.RelatedLocations = append(r.RelatedLocations, l)
		}
		results = append(results, r)
	}
	return writeJSON(w, map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{map[string]any{
			"tool": map[string]any{"driver": map[string]any{
				"name": "schemascope", "version": Version(), "rules": rules,
				"informationUri": "https://github.com/schemascope/schemascope",
			}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}
