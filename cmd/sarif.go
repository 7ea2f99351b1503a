package cmd

import (
	"io"
	"net/url"
	"path/filepath"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/schema/codes"
)

// The parts of a SARIF log (OASIS, "Static Analysis Results Interchange Format
// (SARIF) Version 2.1.0", section 3) that are written here.
type (
	sarifMessage struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"` // of the character after the region
	}
	sarifArtifact struct {
		URI       string `json:"uri"`
		URIBaseID string `json:"uriBaseId,omitempty"`
	}
	sarifPhysical struct {
		ArtifactLocation sarifArtifact `json:"artifactLocation"`
		Region           sarifRegion   `json:"region"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysical `json:"physicalLocation"`
		Message          *sarifMessage `json:"message,omitempty"`
	}
	sarifResult struct {
		RuleID           string          `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifMessage    `json:"message"`
		Locations        []sarifLocation `json:"locations"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
	}
	sarifRule struct {
		ID               string            `json:"id"`
		ShortDescription *sarifMessage     `json:"shortDescription,omitempty"`
		FullDescription  *sarifMessage     `json:"fullDescription,omitempty"`
		HelpURI          string            `json:"helpUri,omitempty"`
		Help             *sarifMessage     `json:"help,omitempty"`
		Configuration    map[string]string `json:"defaultConfiguration,omitempty"`
	}
)

// sarifLevels are the levels (section 3.27.10) that our severities are.
var sarifLevels = map[string]string{"error": "error", "warning": "warning", "info": "note", "hint": "note"}

// sarifRoot stands for the directory that relative URIs are relative to (section
// 3.14.14), by the name that code scanning knows.
const sarifRoot = "%SRCROOT%"

func sarifAt(file string, r sarifRegion) sarifLocation {
	at := url.URL{Path: filepath.ToSlash(file)}
	var l sarifLocation
	if filepath.IsAbs(file) {
		at.Scheme = "file"
	} else {
		l.PhysicalLocation.ArtifactLocation.URIBaseID = sarifRoot
	}
	l.PhysicalLocation.ArtifactLocation.URI = at.String()
	l.PhysicalLocation.Region = r
	return l
}

func newSARIFRule(code string) sarifRule {
	r := sarifRule{ID: code}
	if e, ok := codes.Of(schema.Code(code)); ok {
		r.ShortDescription, r.FullDescription = &sarifMessage{Text: e.Title}, &sarifMessage{Text: e.Summary()}
		r.HelpURI = codes.URL(e.Code)
		r.Help = &sarifMessage{Text: e.Explanation, Markdown: e.Explanation + "\n\n[With examples](" + r.HelpURI + ")"}
		r.Configuration = map[string]string{"level": sarifLevels[severities[e.Severity]]}
	}
	return r
}

// checkSARIF writes a SARIF 2.1.0 log, as code scanning takes it.
func checkSARIF(w io.Writer, findings []finding) error {
	results, rules, known := []sarifResult{}, []sarifRule{}, map[string]int{}
	for _, f := range findings {
		index, ok := known[f.Code]
		if !ok {
			index = len(rules)
			known[f.Code] = index
			rules = append(rules, newSARIFRule(f.Code))
		}
		r := sarifResult{RuleID: f.Code, RuleIndex: index, Level: sarifLevels[f.Severity], Message: sarifMessage{Text: f.Message},
			Locations: []sarifLocation{sarifAt(f.File, sarifRegion{f.Line, f.Column, f.EndLine, f.EndColumn})}}
		for _, other := range f.Related {
			l := sarifAt(other.File, sarifRegion{StartLine: other.Line, StartColumn: other.Column})
			l.Message = &sarifMessage{Text: other.Message}
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
			"columnKind":         "unicodeCodePoints",
			"originalUriBaseIds": map[string]any{sarifRoot: map[string]any{"description": sarifMessage{Text: "The root of the source."}}},
			"results":            results,
		}},
	})
}
