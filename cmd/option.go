package cmd

import (
	"flag"
	"slices"
	"strings"
)

// option is a flag of a command, as help, manual and completions describe it. They
// are all made from the commands' definitions.
type option struct {
	name    string
	value   string // what stands for its value, as "NAME=VALUE"; "" where it takes none
	usage   string
	initial string   // the value that it has by itself, where that is worth saying
	choices []string // the values that there are, where they are known
	repeats bool
}

// isFile reports whether the value is the name of a file.
func (o option) isFile() bool { return o.value == "FILE" }

// spelled is the flag as a person writes it.
func (o option) spelled() string {
	if len(o.name) == 1 {
		return "-" + o.name
	}
	return "--" + o.name
}

// options are the flags of a command, by name.
func (c command) options() []option {
	var all []option
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	c.flags(f, new(invocation))
	f.VisitAll(func(f *flag.Flag) {
		o := option{name: f.Name, choices: c.choices[f.Name]}
		o.value, o.usage = flag.UnquoteUsage(f)
		o.value = strings.ToUpper(o.value)
		if o.value != "" && f.DefValue != "0" {
			o.initial = f.DefValue
		}
		switch f.Value.(type) {
		case *list, *variables:
			o.repeats = true
		}
		all = append(all, o)
	})
	return all
}

// choices are the values that there are for flags: pairs of a flag's name and its
// values, with spaces between them.
func choices(pairs ...string) map[string][]string {
	all := map[string][]string{}
	for pair := range slices.Chunk(pairs, 2) {
		all[pair[0]] = strings.Fields(pair[1])
	}
	return all
}
