// Command pass measures Atlas's own evaluator on one PostgreSQL schema in HCL: a
// full pass parses the file and evaluates it, as there is no smaller one. It
// prints the milliseconds of each pass, one a line.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"github.com/hashicorp/hcl/v2/hclparse"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pass FILE PASSES")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "pass:", err)
		os.Exit(1)
	}
}

func run(file, passes string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(passes)
	if err != nil {
		return err
	}
	for range n {
		began := time.Now()
		parser := hclparse.NewParser()
		if _, diags := parser.ParseHCL(text, file); diags.HasErrors() {
			return diags
		}
		var realm schema.Realm
		if err := postgres.EvalHCL(parser, &realm, nil); err != nil {
			return err
		}
		fmt.Println(float64(time.Since(began)) / float64(time.Millisecond))
	}
	return nil
}
