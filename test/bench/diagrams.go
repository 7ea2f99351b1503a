package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/test/internal/lsp"
)

// graph is a schema to be drawn.
type graph struct {
	name string
	text string
	at   string // where a column can be put in
}

// graphs are the schemas that the drawings are measured with: GitLab's, parts and
// clones of it.
func graphs(file string) ([]graph, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var tables []*schema.Table
	for _, s := range realmOf(string(text)).Schemas {
		for _, t := range s.Tables {
			if !t.IsPartition {
				tables = append(tables, t)
			}
		}
	}
	all := []graph{{"GitLab", string(text), ""}}
	for _, n := range []int{50, 560, 1120} {
		all = append(all, graph{fmt.Sprintf("%d tables", n), cloned(tables, n), ""})
	}
	for i := range all {
		head := strings.Index(all[i].text, "CREATE TABLE")
		all[i].at = all[i].text[:head+strings.Index(all[i].text[head:], "(\n")+2]
	}
	return all, nil
}

// cloned declares n tables with their columns, primary keys and foreign keys: the
// given ones, and copies of them where they do not suffice.
func cloned(tables []*schema.Table, n int) string {
	var creates, keys strings.Builder
	quote := func(name string, copy int) string {
		if copy > 0 {
			name = fmt.Sprintf("%s_%d", name, copy)
		}
		return `"` + name + `"`
	}
	there := map[*schema.Table]int{} // how many copies of it there are
	for i := range n {
		there[tables[i%len(tables)]]++
	}
	for i := range n {
		t, copy := tables[i%len(tables)], i/len(tables)
		fmt.Fprintf(&creates, "CREATE TABLE %s (\n", quote(t.Name, copy))
		for _, c := range t.Columns {
			null := " NOT NULL"
			if c.Null {
				null = ""
			}
			fmt.Fprintf(&creates, "  %s %s%s,\n", quote(c.Name, 0), c.Type.Text, null)
		}
		if t.PrimaryKey == nil {
			creates.WriteString("  CHECK (true)\n);\n")
		} else {
			var names []string
			for _, p := range t.PrimaryKey.Parts {
				names = append(names, quote(p.Name, 0))
			}
			fmt.Fprintf(&creates, "  PRIMARY KEY (%s)\n);\n", strings.Join(names, ", "))
		}
		for _, k := range t.ForeignKeys {
			if k.RefTable != nil && there[k.RefTable] > copy {
				fmt.Fprintf(&keys, "ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s (%s);\n",
					quote(t.Name, copy), strings.Join(k.ColumnNames, ", "), quote(k.RefTable.Name, copy), strings.Join(k.RefColumnNames, ", "))
			}
		}
	}
	return creates.String() + keys.String()
}

// benchDiagrams measures diagrams: those of a server that runs, and of the command
// line; beside it dot, Graphviz's own, on the graph that we write for it, and tbls
// with all columns.
func benchDiagrams(ctx context.Context, o options, file string) error {
	all, err := graphs(file)
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(o.bin)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "schemascope-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	defer w.Flush()
	fmt.Fprint(w, "\ndiagrams, median of 5\tserver: first answer\tagain\tafter an edit\tcommand line\tits memory\tsize\tGraphviz's dot\ttbls\t\n")
	for _, g := range all {
		for _, detail := range []string{"", "names", "keys", "full"} {
			name := filepath.Join(dir, "schema.sql")
			if err := os.WriteFile(name, []byte(g.text), 0o600); err != nil {
				return err
			}
			first, again, edited, err := served(ctx, bin, name, g, detail)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", g.name, detail, err)
			}
			args := []string{"erd", name}
			if detail != "" {
				args = append(args, "--detail", detail)
			}
			whole, err := ran(ctx, nil, bin, args...)
			if err != nil {
				return err
			}
			dot, tbls := "–", "–"
			if program, err := exec.LookPath("dot"); err == nil && detail != "" {
				graph, err := ran(ctx, nil, bin, append(args, "--format", "dot")...)
				if err != nil {
					return err
				}
				drawn, err := ran(ctx, graph.out, program, "-Tsvg")
				if err != nil {
					return err
				}
				dot = fmt.Sprintf("%.0f ms", drawn.took)
			}
			if program, err := exec.LookPath(filepath.Join(o.tools, "tbls")); err == nil && detail == "full" {
				described, err := tblsSchema(g.text)
				if err != nil {
					return err
				}
				file := filepath.Join(dir, "schema.json")
				if err := os.WriteFile(file, described, 0o600); err != nil {
					return err
				}
				drawn, err := ran(ctx, nil, program, "out", "-t", "svg", "json://"+file)
				if err != nil {
					return err
				}
				tbls = fmt.Sprintf("%.0f ms, %.0f MB", drawn.took, drawn.memory)
			}
			if detail == "" {
				detail = "as it opens"
			}
			fmt.Fprintf(w, "%s, %s\t%.0f ms\t%.0f ms\t%.0f ms\t%.0f ms\t%.0f MB\t%d kB\t%s\t%s\t\n",
				g.name, detail, first, again, edited, whole.took, whole.memory, len(whole.out)/1000, dot, tbls)
		}
	}
	return nil
}

// served asks a server for a diagram: the first time, once more, and with each of a
// few edits that add a column; in milliseconds, until the answer has arrived: what
// decoding it takes is the client's.
func served(ctx context.Context, bin, name string, g graph, detail string) (first, again, edited float64, err error) {
	var firsts, agains, edits []float64
	for range 5 {
		cmd := exec.Command(bin, "serve")
		cmd.Dir = filepath.Dir(name)
		c, err := lsp.Start(cmd)
		if err != nil {
			return 0, 0, 0, err
		}
		draw := func(began time.Time) (float64, error) {
			var answer struct {
				SVG string `json:"svg"`
			}
			at, err := c.Ask(ctx, "schemascope/viewERD", map[string]any{"detail": detail}, &answer)
			if err == nil && !strings.Contains(answer.SVG, "</svg>") {
				err = fmt.Errorf("no picture")
			}
			return float64(at.Sub(began)) / float64(time.Millisecond), err
		}
		err = func() error {
			uri := "file://" + name
			if err := c.Call(ctx, "initialize", map[string]any{"processId": os.Getpid(), "rootUri": "file://" + cmd.Dir, "capabilities": map[string]any{}}, nil); err != nil {
				return err
			}
			if err := c.Notify("initialized", map[string]any{}); err != nil {
				return err
			}
			if err := c.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "sql", "version": 1, "text": g.text}}); err != nil {
				return err
			}
			if err := c.Call(ctx, "textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": uri}}, nil); err != nil {
				return err
			}
			took, err := draw(time.Now())
			if err != nil {
				return err
			}
			firsts = append(firsts, took)
			if took, err = draw(time.Now()); err != nil {
				return err
			}
			agains = append(agains, took)
			line := strings.Count(g.at, "\n")
			for i := range 3 {
				at := map[string]any{"line": line, "character": 0}
				began := time.Now()
				if err := c.Notify("textDocument/didChange", map[string]any{
					"textDocument":   map[string]any{"uri": uri, "version": i + 2},
					"contentChanges": []any{map[string]any{"range": map[string]any{"start": at, "end": at}, "text": fmt.Sprintf("  more_%d bigint,\n", i)}},
				}); err != nil {
					return err
				}
				took, err := draw(began)
				if err != nil {
					return err
				}
				edits = append(edits, took)
			}
			return c.Close(ctx)
		}()
		if err != nil {
			c.Kill()
			return 0, 0, 0, err
		}
	}
	return median(firsts), median(agains), median(edits), nil
}

// run is a program's.
type run struct {
	took   float64 // in milliseconds
	memory float64 // the most it held, in megabytes
	out    []byte
}

// ran runs a program six times and gives the median time of five and what it wrote.
// The last run is watched: what it held is not to be known afterwards, as the kernel
// adds what the process was before it became the program.
func ran(ctx context.Context, in []byte, program string, args ...string) (run, error) {
	var took []float64
	r := run{}
	for i := range 6 {
		cmd := exec.CommandContext(ctx, program, args...)
		cmd.Stdin = bytes.NewReader(in)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		began := time.Now()
		err := cmd.Start()
		if err == nil && i == 5 {
			r.memory = watched(cmd.Process.Pid)
		}
		if err == nil {
			err = cmd.Wait()
		}
		if err != nil {
			return run{}, fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, stderr.String())
		}
		if i < 5 {
			took = append(took, float64(time.Since(began))/float64(time.Millisecond))
		}
		r.out = stdout.Bytes()
	}
	r.took = median(took)
	return r, nil
}
