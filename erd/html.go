package erd

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
)

//go:embed page/page.css
var pageCSS string

//go:embed page/head.html
var headHTML string

//go:embed page/help.html
var helpHTML string

//go:embed page/main.html
var mainHTML string

// viewer are the viewer's modules, each after those that it imports, and page.js.
//
//go:embed page/far.js page/view.js page/explore.js page/export.js page/minimap.js page/menu.js page/viewer.js page/page.js
var viewer embed.FS

// noScriptCSS shows the picture where no script runs.
const noScriptCSS = "#sheet{display:block}header>:not(h1),#map{display:none}"

// pageJS is the page's script: the modules as one, for a page that may be opened
// where modules cannot be loaded.
var pageJS = sync.OnceValue(func() string {
	var out strings.Builder
	out.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range []string{"far", "view", "explore", "export", "minimap", "menu", "viewer", "page"} {
		text, err := viewer.ReadFile("page/" + name + ".js")
		if err != nil {
			panic(err) // it is embedded
		}
		for line := range strings.Lines(string(text)) {
			if !strings.HasPrefix(line, "import ") {
				out.WriteString(strings.TrimPrefix(line, "export "))
			}
		}
	}
	out.WriteString("})();\n")
	return out.String()
})

// HTML draws the diagram as a page of its own: the SVG of [Diagram.SVG], to be
// dragged, zoomed, searched, focused on a table, and saved as SVG, PNG, Mermaid or
// DBML. The page loads nothing and may run nothing but its own script, which its
// content security policy names by hash; of images it may show those that it made
// itself (blob:), which is how it draws a PNG.
func (d *Diagram) HTML(ctx context.Context, layouter Layouter) ([]byte, error) {
	p, err := d.layout(ctx, layouter)
	if err != nil {
		return nil, err
	}
	css := d.pageStyle()
	title := escape(clean(d.title()))
	var page bytes.Buffer
	fmt.Fprintf(&page, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src blob:; style-src %s %s %s; script-src %s; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>%s</style>
<noscript><style>%s</style></noscript>
</head>
<body>
`, hash(css), hash(d.style()), hash(noScriptCSS), hash(pageJS()), title, css, noScriptCSS)
	page.WriteString(strings.ReplaceAll(headHTML, "{title}", title))
	before, after, _ := strings.Cut(mainHTML, "{svg}")
	page.WriteString(before)
	page.Write(d.draw(p))
	page.WriteString(after)
	page.WriteString(helpHTML)
	if err := d.openedGroups(ctx, &page, layouter); err != nil {
		return nil, err
	}
	fmt.Fprintf(&page, "<textarea id=\"mermaid\" hidden readonly aria-label=\"Mermaid\">%s</textarea>\n<textarea id=\"dbml\" hidden readonly aria-label=\"DBML\">%s</textarea>\n", escape(d.Mermaid()), escape(d.DBML()))
	fmt.Fprintf(&page, "<script>%s</script>\n</body>\n</html>\n", pageJS())
	return page.Bytes(), nil
}

// openedTables is the number of tables up to which the groups of an overview's page
// open with all columns.
const openedTables = 600

// openedGroups adds to the page of an overview what its groups show when they are
// opened.
func (d *Diagram) openedGroups(ctx context.Context, page *bytes.Buffer, layouter Layouter) error {
	if len(d.Boxes) < 2 {
		return nil
	}
	o := d.options
	o.Detail = Auto
	tables := 0
	for _, b := range d.Boxes {
		tables += len(b.Tables)
	}
	if tables > openedTables {
		o.Detail = Keys
	}
	for _, b := range d.Boxes {
		if b.Kind != GroupBox {
			continue
		}
		o.Group = d.groupName(b.Group, b.area)
		opened, err := New(d.realm, o)
		if err != nil {
			return err
		}
		svg, err := opened.SVG(ctx, layouter)
		if err != nil {
			return err
		}
		fmt.Fprintf(page, "<template data-group=\"%s\">%s</template>\n", escape(o.Group), svg)
	}
	return nil
}

// pageStyle is the page's style sheet, with all palettes: the viewer may choose.
func (d *Diagram) pageStyle() string {
	css := themed(d.Theme, ":root", true)
	for _, p := range palettes {
		chosen := ":root[data-theme=" + p.name + "]"
		css += chosen + "," + chosen + " .schemascope{" + p.css + "color-scheme:" + p.scheme + "}"
	}
	css += "@media (forced-colors:active){:root[data-theme],:root[data-theme] .schemascope{" + forcedCSS + "}}"
	return minify(css + pageCSS)
}

// hash is the source expression of Content Security Policy Level 3 that allows
// exactly this text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
