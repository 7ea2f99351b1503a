// Command bench measures the language server beside others: on a large real
// schema in SQL, GitLab's (1.1 MB, 560 tables), beside the PostgreSQL language
// server; on ten megabytes of SQL; and on one of 1,000 tables in HCL, beside terraform-ls on a Terraform
// file of the same size and shape, and Atlas's own evaluator. The same driver,
// the same run, one after the other in every round. It prints figures and judges
// nothing.
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
	"github.com/schemascope/schemascope/internal/large"
)

// options are what the command line sets.
type options struct {
	bin, corpus, tools, venv, only string
	rounds, keys, starts           int
}

func main() {
	var o options
	flag.StringVar(&o.bin, "bin", "bin/schemascope", "our `program`")
	flag.StringVar(&o.corpus, "corpus", corpus.Root(), "the `directory` of real-world schemas, which holds sql/gitlab/structure.sql")
	flag.StringVar(&o.tools, "tools", "build/bench", "the `directory` of what there is to compare with")
	flag.StringVar(&o.venv, "venv", "build/venv", "the virtual `environment` of the example project's program")
	flag.StringVar(&o.only, "only", "", "measure only one `part`: sql, concatenated, hcl or drawings")
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
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"sql", func() error { return benchSQL(ctx, o, schema) }},
		{"concatenated", func() error { return benchConcatenated(ctx, o) }},
		{"hcl", func() error { return benchHCL(ctx, o) }},
		{"drawings", func() error { return errors.Join(drawings(ctx, o, schema), benchDiagrams(ctx, o, schema)) }},
	} {
		if o.only != "" && o.only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			return err
		}
	}
	return nil
}

func benchSQL(ctx context.Context, o options, schema string) error {
	text, err := os.ReadFile(schema)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is missing: set SCHEMASCOPE_CORPUS to a directory that holds GitLab's db/structure.sql as sql/gitlab/structure.sql", schema)
	}
	if err != nil {
		return err
	}
	doc := sqlDocument(string(text))
	all, err := sqlContenders(o, doc)
	if err != nil {
		return err
	}
	return compare(ctx, o, doc, all)
}

// benchConcatenated measures our server alone on ten megabytes.
func benchConcatenated(ctx context.Context, o options) error {
	text, err := concatenated(o.corpus)
	if err != nil {
		return err
	}
	doc := sqlDocument(text)
	ours, err := ourServer(o, doc)
	if err != nil {
		return err
	}
	return compare(ctx, o, doc, []*contender{ours})
}

// largeTables is how many tables the schema in HCL has.
const largeTables = 1000

func benchHCL(ctx context.Context, o options) error {
	doc, terraform := hclDocument(large.HCL(largeTables)), terraformDocument(large.Terraform(largeTables))
	all, err := hclContenders(o, doc, terraform)
	if err != nil {
		return err
	}
	if err := compare(ctx, o, doc, all); err != nil {
		return err
	}
	return passes(ctx, o, doc)
}

// compare lets the servers work on their documents, in turns.
func compare(ctx context.Context, o options, doc *document, all []*contender) error {
	fmt.Printf("%s, %.0f kB, %d lines; %d processors; %d sessions of %d keystrokes each\n\n",
		doc.name, float64(len(doc.text))/1000, len(doc.lines), runtime.NumCPU(), o.rounds, 2*o.keys)
	for range o.starts {
		for _, c := range all {
			if err := c.start(ctx); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	for range o.rounds {
		for _, c := range all {
			if err := c.session(ctx, o.keys); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	print(all)
	return nil
}

// guard bounds what may take forever. It is no part of what is measured.
func guard(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}
