package cmd

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// manCommand prints the manual page. It is made from the commands' definitions.
func manCommand() command {
	return command{
		name:     "man",
		words:    []string{},
		summary:  "Print the manual page.",
		examples: []example{{"schemascope man | man -l -", "Reads it."}},
		flags:    func(*flag.FlagSet, *invocation) {},
		run: func(_ context.Context, c *invocation) int {
			writeMan(c.Out)
			return exitOK
		},
	}
}

// roff makes text mean itself in a manual page, in short lines.
func roff(text string) string {
	lines := strings.Split(wrap(text, 72, ""), "\n")
	for i, line := range lines {
		lines[i] = roffLine(line)
	}
	return strings.Join(lines, "\n")
}

func roffLine(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "…", "...", "–", `\(en`, "—", `\(em`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}

// built is the day of the commit that the program was built from, or "".
func built() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.time" {
				day, _, _ := strings.Cut(s.Value, "T")
				return day
			}
		}
	}
	return ""
}

// writeMan writes the manual page in the language of man(7).
func writeMan(w io.Writer) {
	fmt.Fprintf(w, ".TH SCHEMASCOPE 1 \"%s\" \"schemascope %s\" \"User Commands\"\n", built(), roff(Version()))
	fmt.Fprint(w, ".SH NAME\nschemascope \\- check, draw and edit database schemas written as code\n")
	fmt.Fprint(w, ".SH SYNOPSIS\n.B schemascope\n.I COMMAND\n.RI [ FLAGS ]\n.RI [ PATH ...]\n")
	fmt.Fprintf(w, ".SH DESCRIPTION\n%s\n.PP\n%s\n", roff(about), roff(aboutPaths))
	fmt.Fprint(w, ".SH COMMANDS\n")
	for _, c := range commands() {
		fmt.Fprintf(w, ".SS \"schemascope %s\"\n", c.name)
		if c.args != "" {
			fmt.Fprintf(w, ".B schemascope %s\n%s\n.PP\n", c.name, roff(c.args))
		}
		for i, paragraph := range strings.Split(c.summary, "\n\n") {
			if i > 0 {
				fmt.Fprint(w, ".PP\n")
			}
			for _, line := range strings.Split(paragraph, "\n") {
				fmt.Fprintln(w, roff(line))
			}
		}
		for _, o := range c.options() {
			fmt.Fprintf(w, ".TP\n.B %s", roff(o.spelled()))
			if o.value != "" {
				fmt.Fprintf(w, " \\fI%s\\fR", roff(o.value))
			}
			fmt.Fprintf(w, "\n%s\n", roff(o.described()))
		}
	}
	fmt.Fprint(w, ".SH EXIT STATUS\n.TP\n.B 0\nThe command did its work; of a check, there may be warnings.\n"+
		".TP\n.B 1\nThe command found what it looks for: errors, files to format.\n.TP\n.B 2\nThe command could not do its work.\n")
	fmt.Fprint(w, ".SH ENVIRONMENT\n.TP\n.B SCHEMASCOPE_DOT\nThe program schemascope\\-dot, which \\-\\-layout dot needs.\n"+
		"Otherwise it is looked for beside schemascope and on the PATH.\n"+
		".TP\n.B GITHUB_WORKSPACE\nThe directory that check names files from in the formats sarif and github.\n")
	fmt.Fprint(w, ".SH FILES\n.TP\n.I atlas.hcl\nA project: its environments, and what their schemas come from.\n")
	fmt.Fprint(w, ".SH EXAMPLES\n")
	for _, c := range commands() {
		for _, e := range c.examples {
			fmt.Fprintf(w, ".TP\n.B %s\n%s\n", roffLine(e.line), roff(e.about))
		}
	}
	fmt.Fprint(w, ".SH SEE ALSO\n.I https://github.com/schemascope/schemascope\n")
}
