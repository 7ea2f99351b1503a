package cmd

import (
	"context"
	"flag"
	"fmt"

	"github.com/schemascope/schemascope/engine/inspect"
)

var inspectCommand = command{
	name: "inspect", args: "[--env NAME] [--dialect NAME] [--format json|hcl|sql] [PATH]",
	summary: "Print the resolved schema.",
	choices: choices("format", "json hcl sql", "dialect", dialectNames),
	examples: []example{
		{"schemascope inspect --format sql db/schema.hcl", "HCL as the SQL that creates it."},
		{"schemascope inspect --env prod | jq '.schemas[].tables[].name'", "For other programs."},
	},
	flags: func(f *flag.FlagSet, c *invocation) {
		projectFlags(f, c)
		f.StringVar(&c.format, "format", "json", "the output's `format`: json, hcl or sql")
		f.StringVar(&c.output, "o", "", "write to `file` instead of standard output")
	},
	run: inspectRealm,
}

func inspectRealm(ctx context.Context, c *invocation) int {
	if c.format != "json" && c.format != "hcl" && c.format != "sql" {
		return c.fail(fmt.Errorf("--format %q is not one of json, hcl, sql", c.format))
	}
	s, err := c.load(ctx)
	if err != nil {
		return c.fail(err)
	}
	e, err := c.one(s)
	if err != nil {
		return c.fail(err)
	}
	var out []byte
	switch c.format {
	case "json":
		out, err = inspect.JSON(e.Realm())
	case "hcl":
		out, err = inspect.HCL(e.Realm())
	case "sql":
		var ddl string
		ddl, err = inspect.SQL(e.Realm())
		out = []byte(ddl)
	}
	if err != nil {
		return c.fail(err)
	}
	c.warnIncomplete(s, e)
	return c.write(out)
}
