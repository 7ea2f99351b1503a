// Command schemascope-dot lays out graphs for schemascope's diagrams.
//
// It reads graphs in the DOT language on standard input, separated by NUL bytes,
// and writes for each the Graphviz format "json0" (positions and splines) on
// standard output, one JSON value after the other. On failure it says why on
// standard error and exits with status 1.
//
// It is a program of its own because Graphviz, compiled to WebAssembly, costs
// every process that links it 30 to 560 ms at its start, cannot be cancelled,
// and takes the process down with it when it fails.
package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schemascope/schemascope/erd/schemascope-dot/first"

	"github.com/goccy/go-graphviz"
)

// lifetime ends a process whose parent is gone or has forgotten it.
const lifetime = 60 * time.Second

func main() {
	time.AfterFunc(lifetime, func() { fail(fmt.Errorf("no layout within %v", lifetime)) })
	if first.Err != nil {
		fail(fmt.Errorf("no private directory for compiled code: %w", first.Err))
	}
	if err := run(os.Stdin, os.Stdout); err != nil {
		fail(err)
	}
	cleanUp()
}

func fail(err error) {
	cleanUp()
	fmt.Fprintln(os.Stderr, "schemascope-dot:", err)
	os.Exit(1)
}

func cleanUp() {
	if first.Fresh {
		os.RemoveAll(first.Dir)
	}
}

func run(in io.Reader, out io.Writer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("layout failed: %v", r)
		}
	}()
	input, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	ctx := context.Background()
	g, err := graphviz.New(ctx)
	if err != nil {
		return fmt.Errorf("starting Graphviz: %w", err)
	}
	w := bufio.NewWriter(out)
	for i, source := range bytes.Split(bytes.TrimSuffix(input, []byte{0}), []byte{0}) {
		if err := layout(ctx, g, source, w); err != nil {
			return fmt.Errorf("graph %d: %w", i, err)
		}
	}
	return w.Flush()
}

func layout(ctx context.Context, g *graphviz.Graphviz, source []byte, w io.Writer) error {
	graph, err := graphviz.ParseBytes(source)
	if err != nil {
		return err
	}
	defer graph.Close()
	return g.Render(ctx, graph, "json0", w)
}
