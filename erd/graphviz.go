package erd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/schemascope/schemascope/erd/internal/private"
)

// Graphviz lays diagrams out with Graphviz's dot, in a child process: the
// program schemascope-dot. Graphviz there is WebAssembly, which costs a process
// 30 to 560 ms at its start, ignores cancellation and cannot be used by two
// goroutines; in a child of its own none of this matters, and it can be killed.
type Graphviz struct {
	// Program is the path of schemascope-dot. Empty: the environment variable
	// SCHEMASCOPE_DOT, then the directory of the running executable, then PATH.
	Program string
}

// ErrNoProgram is wrapped by errors that say that schemascope-dot was not found.
var ErrNoProgram = errors.New("the layout program schemascope-dot was not found")

const (
	programName  = "schemascope-dot"
	programPath  = "github.com/schemascope/schemascope/erd/schemascope-dot"
	programEnv   = "SCHEMASCOPE_DOT"
	layoutLimit  = 20 * time.Second
	maxLayout    = 256 << 20 // bytes of the child's answer; 1,120 tables take 4 MB
	maxComplaint = 8 << 10
)

// Layout implements [Layouter]. It takes at most 20 seconds, less when ctx ends
// earlier, and kills the child then. No child is started for a diagram without
// lines.
func (g Graphviz) Layout(ctx context.Context, d *Diagram) (*Placement, error) {
	ctx, cancel := context.WithTimeout(ctx, layoutLimit)
	defer cancel()
	return arrange(ctx, d, nil, g.run)
}

func (g Graphviz) find() (string, error) {
	if g.Program != "" {
		return g.Program, nil
	}
	if path := os.Getenv(programEnv); path != "" {
		return path, nil
	}
	name := programName
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		for _, self := range []string{self, resolved(self)} {
			path := filepath.Join(filepath.Dir(self), name)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				return path, nil
			}
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	version := "latest"
	if info, ok := debug.ReadBuildInfo(); ok && strings.HasPrefix(info.Main.Version, "v") && strings.HasPrefix(programPath, info.Main.Path+"/") {
		version = info.Main.Version
	}
	return "", fmt.Errorf("%w next to this program or in PATH: get it with `go install %s@%s`, or `make build` in the sources, or set %s to its path; the formats mermaid and dot work without it", ErrNoProgram, programPath, version, programEnv)
}

func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// run lays out graphs, all in one child.
func (g Graphviz) run(ctx context.Context, graphs []*graph) ([]*graphLayout, error) {
	if len(graphs) == 0 {
		return nil, nil
	}
	program, err := g.find()
	if err != nil {
		return nil, err
	}
	// The child caches compiled code below its temporary directory.
	dir, fresh, err := private.Dir()
	if err != nil {
		return nil, fmt.Errorf("a private directory for %s: %w", programName, err)
	}
	if fresh {
		defer os.RemoveAll(dir)
	}
	var in bytes.Buffer
	for _, graph := range graphs {
		graph.write(&in)
		in.WriteByte(0)
	}
	out, complaint := limited{limit: maxLayout}, limited{limit: maxComplaint}
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), "TMPDIR="+dir, "TMP="+dir, "TEMP="+dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = &in, &out, &complaint
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		switch {
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			return nil, fmt.Errorf("the layout took too long: draw less (a focus, one schema, detail \"names\"): %w", ctx.Err())
		case ctx.Err() != nil:
			return nil, ctx.Err()
		}
		if said := strings.TrimSpace(complaint.String()); said != "" {
			return nil, fmt.Errorf("running %s: %w: %s", programName, err, clean(said))
		}
		return nil, fmt.Errorf("running %s: %w", programName, err)
	}
	layouts := make([]*graphLayout, len(graphs))
	answers := json.NewDecoder(&out)
	for i, graph := range graphs {
		var answer json0
		if err := answers.Decode(&answer); err != nil {
			return nil, fmt.Errorf("reading the answer of %s: %w", programName, err)
		}
		if layouts[i], err = graph.read(&answer); err != nil {
			return nil, fmt.Errorf("reading the answer of %s: %w", programName, err)
		}
	}
	return layouts, nil
}

// limited is a buffer that fails when it is full.
type limited struct {
	bytes.Buffer
	limit int
}

func (b *limited) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.limit {
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(p)
}

// write writes the graph in the DOT language. Nothing of it is a user's text.
func (g *graph) write(w *bytes.Buffer) {
	fmt.Fprintf(w, "digraph{rankdir=LR;nodesep=%.4f;ranksep=%.4f;remincross=true;node[shape=plain];edge[dir=none];\n", g.space/72.0, rankGap/72.0)
	for i, n := range g.nodes {
		fmt.Fprintf(w, "n%d[label=<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">", i)
		at := 0.0
		cell := func(height float64, port string) {
			if height > 0 {
				fmt.Fprintf(w, "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"%.0f\" HEIGHT=\"%.0f\"%s></TD></TR>", n.width, height, port)
			}
		}
		for _, p := range n.ports {
			cell(p.top-at, "")
			cell(p.height, fmt.Sprintf(" PORT=\"p%d\"", p.id))
			at = p.top + p.height
		}
		cell(n.height-at, "")
		w.WriteString("</TABLE>>];\n")
	}
	for i, members := range g.clusters {
		fmt.Fprintf(w, "subgraph cluster%d{margin=%d;", i, clusterMargin)
		for _, n := range members {
			fmt.Fprintf(w, "n%d;", n)
		}
		w.WriteString("}\n")
	}
	for i, e := range g.edges {
		fmt.Fprintf(w, "n%d:p%d:e->n%d:p%d:w[id=%d,minlen=%d];\n", e.tail, e.tailPort, e.head, e.headPort, i, max(e.span, 1))
	}
	w.WriteString("}\n")
}

// json0 is what is needed of Graphviz's output format of that name.
type json0 struct {
	Box     string `json:"bb"`
	Objects []struct {
		Name string `json:"name"`
		Pos  string `json:"pos"`
		Box  string `json:"bb"`
	} `json:"objects"`
	Edges []struct {
		ID  string `json:"id"`
		Pos string `json:"pos"`
	} `json:"edges"`
}

func (g *graph) read(answer *json0) (*graphLayout, error) {
	l := &graphLayout{nodes: make([]Point, len(g.nodes)), edges: make([][]Point, len(g.edges)), clusters: make([]Rect, len(g.clusters))}
	bounds, err := numbers(answer.Box, 4)
	if err != nil {
		return nil, err
	}
	left, top := bounds[0], bounds[3]
	l.width, l.height = bounds[2]-left, top-bounds[1]
	found := 0
	for _, o := range answer.Objects {
		if name, ok := strings.CutPrefix(o.Name, "cluster"); ok {
			i, err := index(name, len(g.clusters))
			if err != nil {
				return nil, err
			}
			box, err := numbers(o.Box, 4)
			if err != nil {
				return nil, err
			}
			l.clusters[i] = Rect{box[0] - left, top - box[3], box[2] - box[0], box[3] - box[1]}
			continue
		}
		i, err := index(strings.TrimPrefix(o.Name, "n"), len(g.nodes))
		if err != nil {
			return nil, err
		}
		pos, err := numbers(o.Pos, 2)
		if err != nil {
			return nil, err
		}
		l.nodes[i] = Point{pos[0] - left - g.nodes[i].width/2, top - pos[1] - g.nodes[i].height/2}
		found++
	}
	if found != len(g.nodes) {
		return nil, fmt.Errorf("%d of %d nodes placed", found, len(g.nodes))
	}
	for _, e := range answer.Edges {
		i, err := index(e.ID, len(g.edges))
		if err != nil {
			return nil, err
		}
		var curve []Point
		for _, field := range strings.Fields(e.Pos) {
			p, err := numbers(field, 2)
			if err != nil {
				return nil, err
			}
			curve = append(curve, Point{p[0] - left, top - p[1]})
		}
		if len(curve) >= 4 && len(curve)%3 == 1 {
			l.edges[i] = curve
		}
	}
	return l, nil
}

func index(s string, n int) (int, error) {
	i, err := strconv.Atoi(s)
	if err != nil || i < 0 || i >= n {
		return 0, fmt.Errorf("unknown name %q", s)
	}
	return i, nil
}

func numbers(s string, n int) ([]float64, error) {
	fields := strings.Split(s, ",")
	if len(fields) != n {
		return nil, fmt.Errorf("%d numbers expected, not %q", n, s)
	}
	out := make([]float64, n)
	for i, f := range fields {
		var err error
		if out[i], err = strconv.ParseFloat(f, 64); err != nil {
			return nil, err
		}
	}
	return out, nil
}
