// Command schemascope understands database schemas written as code: a language
// server, an entity–relationship diagram tool and a checker in one program.
package main

import (
	"os"

	"github.com/schemascope/schemascope/cmd"
)

func main() {
	os.Exit(cmd.Main(os.Args[1:], cmd.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
