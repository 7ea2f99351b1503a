package erd

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
)

//go:embed page/page.css
var pageCSS string

//go:embed page/page.js
var pageJS string

// HTML draws the diagram as a page of its own: the SVG of [Diagram.SVG], to be
// dragged, zoomed and searched. The page loads nothing and may run nothing but
// its own script, which its content security policy names by hash.
func (d *Diagram) HTML(ctx context.Context, layouter Layouter) ([]byte, error) {
	p, err := d.layout(ctx, layouter)
	if err != nil {
		return nil, err
	}
	css := minify(themed(d.Theme, ":root", true) + pageCSS)
	title := escape(clean(d.title()))
	var page bytes.Buffer
	fmt.Fprintf(&page, `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src %s %s; script-src %s; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>%s</style>
</head>
<body>
<header>
<h1>%s</h1>
<input id="search" type="search" placeholder="Search tables and columns  /" aria-label="Search tables and columns" autocomplete="off" spellcheck="false">
<output id="found" for="search"></output>
<span class="buttons">
<button id="out" title="Zoom out (-)" aria-label="Zoom out">&#8722;</button>
<button id="in" title="Zoom in (+)" aria-label="Zoom in">+</button>
<button id="fit" title="Fit the window (0)">Fit</button>
</span>
</header>
<main>
`, hash(css), hash(d.style()), hash(pageJS), title, css, title)
	page.Write(d.draw(p))
	fmt.Fprintf(&page, "</main>\n<script>%s</script>\n</body>\n</html>\n", pageJS)
	return page.Bytes(), nil
}

// hash is the source expression of Content Security Policy Level 3 that allows
// exactly this text.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
