package cmd

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestChoices holds the values that help and completions offer to what the
// commands take, and the text of a flag to the values that it names.
func TestChoices(t *testing.T) {
	schema := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(schema, []byte("CREATE TABLE users (id int PRIMARY KEY);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	refused := regexp.MustCompile(`not one of|unknown|invalid`)
	for _, c := range commands() {
		known := map[string]bool{}
		for _, o := range c.options() {
			known[o.name] = true
			for _, value := range o.choices {
				args := []string{c.name, o.spelled(), value}
				if c.words == nil {
					args = append(args, schema)
				}
				run := func(args ...string) string {
					var complaint bytes.Buffer
					Main(args, Streams{In: strings.NewReader(""), Out: io.Discard, Err: &complaint})
					return complaint.String()
				}
				if said := run(args...); refused.MatchString(said) {
					t.Errorf("%q: %s", args, said)
				}
				if o.name != "dialect" && !strings.Contains(o.usage, value) {
					t.Errorf("%s %s: %q is not said to be a value: %s", c.name, o.spelled(), value, o.usage)
				}
				args[2] = "nonsense"
				if said := run(args...); !refused.MatchString(said) {
					t.Errorf("%q is taken", args)
				}
			}
		}
		for name := range c.choices {
			if !known[name] {
				t.Errorf("%s has choices for a flag --%s, which it has not", c.name, name)
			}
		}
	}
}

// TestExamples reads the flags of the examples.
func TestExamples(t *testing.T) {
	for _, c := range commands() {
		for _, e := range c.examples {
			line, _, _ := strings.Cut(e.line, " |")
			line = strings.TrimSuffix(strings.TrimPrefix(line, "source <("), ")")
			words := strings.Fields(line)
			if words[0] != "schemascope" || words[1] != c.name {
				t.Errorf("%s: the example %q is of another command", c.name, e.line)
				continue
			}
			f := flag.NewFlagSet(c.name, flag.ContinueOnError)
			f.SetOutput(io.Discard)
			c.flags(f, new(invocation))
			if _, err := parse(f, words[2:]); err != nil {
				t.Errorf("%q: %v", e.line, err)
			}
		}
	}
}
