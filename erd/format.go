package erd

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Formats are the names of the formats that [Diagram.Format] writes.
func Formats() []string { return []string{"svg", "html", "mermaid", "dbml", "dot", "json"} }

// CheckFormat fails unless Format writes the format; the error says what it writes.
func CheckFormat(format string) error {
	if !slices.Contains(Formats(), format) {
		return fmt.Errorf("format %q is not one of %s", format, strings.Join(Formats(), ", "))
	}
	return nil
}

// IsPicture reports whether a format is for people to look at: one that is not wants
// [Options.Tables].
func IsPicture(format string) bool { return format == "svg" || format == "html" }

// Format writes the diagram in one of Formats. A nil layouter is [Layered].
func (d *Diagram) Format(ctx context.Context, format string, layouter Layouter) ([]byte, error) {
	switch format {
	case "svg":
		return d.SVG(ctx, layouter)
	case "html":
		return d.HTML(ctx, layouter)
	case "mermaid":
		return []byte(d.Mermaid()), nil
	case "dbml":
		return []byte(d.DBML()), nil
	case "dot":
		return []byte(d.DOT()), nil
	case "json":
		return d.JSON(ctx, layouter)
	}
	return nil, CheckFormat(format)
}
