package cmd

import (
	"fmt"
	"io"
	"strings"
)

// example is a command line that shows what a command is good for.
type example struct{ line, about string }

const about = "schemascope reads database schemas written as code: Atlas HCL, SQL, and what programs print."

const aboutPaths = "A PATH is a file, a directory, or a directory with an atlas.hcl; without one, the current directory."

// helpWidth is that of the text that -h prints, in characters.
const helpWidth = 100

// usage tells which commands there are.
func usage(w io.Writer) {
	fmt.Fprintf(w, "%s\n\nUsage: schemascope COMMAND [FLAGS] [PATH…]\n\n", about)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s  %s\n", c.name, c.title())
	}
	fmt.Fprintf(w, "  %-10s  %s\n", "version", "Print the version.")
	fmt.Fprintf(w, "\n%s\n\"schemascope COMMAND -h\" tells the flags of a command.\n", wrap(aboutPaths, helpWidth, ""))
}

// title is the summary's first line.
func (c command) title() string {
	title, _, _ := strings.Cut(c.summary, "\n")
	return title
}

// help tells what a command does, and its flags.
func (c command) help(w io.Writer) {
	const indent = "      "
	fmt.Fprintf(w, "Usage: %s\n\n", wrap("schemascope "+c.name+" "+c.args, helpWidth-len("Usage: "), indent+" "))
	for _, paragraph := range strings.Split(c.summary, "\n") {
		fmt.Fprintln(w, wrap(paragraph, helpWidth, ""))
	}
	if options := c.options(); len(options) > 0 {
		fmt.Fprintln(w, "\nFlags:")
		for _, o := range options {
			fmt.Fprintf(w, "  %s\n%s%s\n", strings.TrimSpace(o.spelled()+" "+o.value), indent, wrap(o.described(), helpWidth-len(indent), indent))
		}
	}
	if len(c.examples) > 0 {
		fmt.Fprintln(w, "\nExamples:")
		for _, e := range c.examples {
			fmt.Fprintf(w, "  %s\n%s%s\n", e.line, indent, wrap(e.about, helpWidth-len(indent), indent))
		}
	}
}

// described is the usage, with the value that the flag has by itself.
func (o option) described() string {
	if o.initial == "" {
		return o.usage
	}
	return fmt.Sprintf("%s (default: %s)", o.usage, o.initial)
}

// wrap breaks text into lines of at most so many characters; all but the first
// begin with indent, which is not counted.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		length := len([]rune(word))
		switch {
		case i == 0:
		case column+1+length > width:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += length
	}
	return b.String()
}
