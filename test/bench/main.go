// Command bench measures the language server on a large real schema, GitLab's
// (1.1 MB, 560 tables), beside the PostgreSQL language server: the same driver,
// the same run, one after the other in every round. It prints figures and
// judges nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/schemascope/schemascope/internal/corpus"
)

// options are what the command line sets.
type options struct {
	bin, corpus, npm, venv string
	rounds, keys, starts   int
}

func main() {
	var o options
	flag.StringVar(&o.bin, "bin", "bin/schemascope", "our `program`")
	flag.StringVar(&o.corpus, "corpus", corpus.Root(), "the `directory` of real-world schemas, which holds sql/gitlab/structure.sql")
	flag.StringVar(&o.npm, "npm", "build/bench", "the `directory` where npm installed the PostgreSQL language server")
	flag.StringVar(&o.venv, "venv", "build/venv", "the virtual `environment` of the example project's program")
	flag.IntVar(&o.rounds, "rounds", 3, "how many `sessions` each server has")
	flag.IntVar(&o.keys, "keys", 12, "how many `pairs` of keystrokes a session has: one that breaks a statement, one that mends it")
	flag.IntVar(&o.starts, "starts", 20, "how many `times` each server is started")
	flag.Parse()
	if err := bench(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, o options) error {
	schema := filepath.Join(o.corpus, "sql", "gitlab", "structure.sql")
	text, err := os.ReadFile(schema)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: set SCHEMASCOPE_CORPUS to a directory that holds GitLab's db/structure.sql as sql/gitlab/structure.sql", schema)
	}
	if err != nil {
		return err
	}
	all, err := contenders(o)
	if err != nil {
		return err
	}
	fmt.Printf("%s, %.0f kB; %d processors; %d sessions of %d keystrokes each\n\n",
		filepath.Join("gitlab", "structure.sql"), float64(len(text))/1000, runtime.NumCPU(), o.rounds, 2*o.keys)

	doc := newDocument(string(text))
	for range o.starts {
		for _, c := range all {
			if err := c.start(ctx); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	for range o.rounds {
		for _, c := range all {
			if err := c.session(ctx, doc, o.keys); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	print(all)
	return drawings(ctx, o, schema)
}

// guard bounds what may take forever. It is no part of what is measured.
func guard(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}
