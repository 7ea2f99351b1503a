package erd

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
)

//go:embed page/diagram.css
var diagramCSS string

//go:embed page/light.css
var lightCSS string

//go:embed page/dark.css
var darkCSS string

//go:embed page/contrast.css
var contrastCSS string

//go:embed page/contrast-light.css
var contrastLightCSS string

//go:embed page/forced.css
var forcedCSS string

// hues is the number of header colours that the style sheet has.
const hues = 8

// palette is a named set of colours: settings of the variables that diagram.css
// uses.
type palette struct{ name, scheme, css string }

// palettes are the themes that can be asked for; the first is the one whose
// colours programs without variables show.
var palettes = []palette{
	{"light", "light", lightCSS}, {"dark", "dark", darkCSS},
	{"contrast", "dark", contrastCSS}, {"contrast-light", "light", contrastLightCSS},
}

// Themes are the names that [Options.Theme] may have.
func Themes() []string {
	names := []string{"auto"}
	for _, p := range palettes {
		names = append(names, p.name)
	}
	return names
}

// paletteOf is the palette of a theme: of "auto", the first.
func paletteOf(theme string) palette {
	return palettes[max(0, slices.IndexFunc(palettes, func(p palette) bool { return p.name == theme }))]
}

// themed are the rules that set the theme's colours for selector: of "auto", the
// viewer's preferences choose among all. Forced colours (CSS Color Adjustment
// Level 1, section 3) always win: who has them on cannot read others.
func themed(theme, selector string, scheme bool) string {
	rule := func(p palette) string {
		if scheme {
			return selector + "{" + p.css + "color-scheme:" + p.scheme + "}"
		}
		return selector + "{" + p.css + "}"
	}
	forced := "@media (forced-colors:active){" + selector + "{" + forcedCSS + "}}"
	if theme != "auto" {
		return rule(paletteOf(theme)) + forced
	}
	media := func(query, name string) string { return "@media " + query + "{" + rule(paletteOf(name)) + "}" }
	return rule(palettes[0]) + media("(prefers-color-scheme:dark)", "dark") +
		media("(prefers-contrast:more)", "contrast-light") +
		media("(prefers-contrast:more) and (prefers-color-scheme:dark)", "contrast") + forced
}

// style is the style sheet for the theme. First come the rules with its colours in
// them: converters and previewers (librsvg, resvg, CairoSVG) know no variables, and
// many paint black what they do not know. Where variables are known, the colours
// follow once more as such.
func (d *Diagram) style() string {
	return minify(withValues(diagramCSS, paletteOf(d.Theme).css) +
		"@supports (color:var(--bg)){" + themed(d.Theme, ".schemascope", false) + colours(diagramCSS) + "}")
}

var (
	variable = regexp.MustCompile(`([a-z-]+):var\((--[a-z0-9]+)\)`)
	setting  = regexp.MustCompile(`(--[a-z0-9]+):([^;]+);`)
	rule     = regexp.MustCompile(`(?m)^([^{}]+)\{([^{}]*)\}`)
	colour   = regexp.MustCompile(`(?:^|;)((?:fill|stroke|color|background):[^;]+)`)
)

// withValues puts the values of sheet where css uses variables.
func withValues(css, sheet string) string {
	values := map[string]string{}
	for _, m := range setting.FindAllStringSubmatch(sheet, -1) {
		values[m[1]] = m[2]
	}
	return variable.ReplaceAllStringFunc(css, func(use string) string {
		m := variable.FindStringSubmatch(use)
		return m[1] + ":" + values[m[2]]
	})
}

// colours are the rules of css with nothing but their colours: all of them, so that
// the later still has the last word.
func colours(css string) string {
	var out strings.Builder
	for _, r := range rule.FindAllStringSubmatch(css, -1) {
		var all []string
		for _, m := range colour.FindAllStringSubmatch(r[2], -1) {
			all = append(all, m[1])
		}
		if len(all) > 0 {
			out.WriteString(r[1] + "{" + strings.Join(all, ";") + "}\n")
		}
	}
	return out.String()
}

// minify takes the line breaks and indentation from a style sheet of ours.
func minify(css string) string {
	var out strings.Builder
	for _, line := range strings.Split(css, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "/*") {
			out.WriteString(line)
		}
	}
	return out.String()
}
