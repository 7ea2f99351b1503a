// Package cmd is the command line: flags in, engine calls, output formats out.
// One file holds one command; what they compute lives below.
package cmd

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
)

// Streams are what a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// The exit codes that scripts rely on.
const (
	exitOK     = 0
	exitFound  = 1 // the command worked and found what it looks for: errors, files to format
	exitFailed = 2 // the command could not do its work
)

// command is one of the program's commands.
type command struct {
	name    string
	args    string
	summary string
	// words are the arguments that there are; nil says that they are paths.
	words []string
	// choices are the values that there are for a flag.
	choices  map[string][]string
	examples []example
	run      func(ctx context.Context, c *invocation) int
	flags    func(f *flag.FlagSet, c *invocation)
}

// invocation is one run of a command: its streams, its flags and its arguments.
type invocation struct {
	Streams
	args []string

	format, env, dialect, output, focus, path, group, detail, layout, theme string
	base                                                                    string // where relative paths may start from, if not from the current directory
	depth                                                                   int
	checkOnly, noExec, diff, all                                            bool
	vars                                                                    variables
	schemas, include, exclude                                               list
}

// commands lists the commands in the order of the help text.
func commands() []command {
	return []command{serveCommand, checkCommand, inspectCommand, erdCommand, fmtCommand, completionCommand(), manCommand()}
}

// commandNamed finds a command.
func commandNamed(name string) (command, bool) {
	all := commands()
	at := slices.IndexFunc(all, func(c command) bool { return c.name == name })
	if at < 0 {
		return command{}, false
	}
	return all[at], true
}

// Main runs the program and returns its exit code.
func Main(args []string, s Streams) int {
	if len(args) == 0 {
		usage(s.Err)
		return exitFailed
	}
	name, args := args[0], args[1:]
	switch name {
	case "help", "-h", "-help", "--help":
		if len(args) > 0 {
			if c, ok := commandNamed(args[0]); ok {
				c.help(s.Out)
				return exitOK
			}
		}
		usage(s.Out)
		return exitOK
	case "version", "-version", "--version":
		fmt.Fprintln(s.Out, "schemascope", Version())
		return exitOK
	case "--stdio":
		name = "serve" // what some editors start a language server with
	}
	c, ok := commandNamed(name)
	if !ok {
		fmt.Fprintf(s.Err, "schemascope: there is no command %q\n\n", name)
		usage(s.Err)
		return exitFailed
	}
	inv := &invocation{Streams: s}
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(s.Err)
	flags.Usage = func() {}
	c.flags(flags, inv)
	rest, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.help(s.Out)
		return exitOK
	case err != nil: // flag has said what is wrong
		fmt.Fprintf(s.Err, "\"schemascope %s -h\" tells the flags.\n", c.name)
		return exitFailed
	}
	inv.args = rest
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.run(ctx, inv)
}

// parse reads flags wherever they stand among the arguments, up to "--".
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		left := flags.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if n := len(args) - len(left); n > 0 && args[n-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// fail says why a command could not do its work.
func (c *invocation) fail(err error) int {
	fmt.Fprintln(c.Err, "schemascope:", err)
	return exitFailed
}

// Version is the version of the program, as the Go toolchain recorded it.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}

// list is a flag that may be given several times, or once with commas.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	*l = append(*l, strings.Split(s, ",")...)
	return nil
}

// variables is the flag --var NAME=VALUE.
type variables map[string]string

func (v *variables) String() string { return "" }

func (v *variables) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		return fmt.Errorf("want NAME=VALUE, not %q", s)
	}
	if *v == nil {
		*v = variables{}
	}
	(*v)[name] = value
	return nil
}
