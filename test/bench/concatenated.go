package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// concatenatedSize is the size of the document that concatenated makes, in bytes.
const concatenatedSize = 10_000_000

// declaredSchema finds the schemas that a script creates.
var declaredSchema = regexp.MustCompile(`(?mi)^CREATE SCHEMA (?:IF NOT EXISTS )?"?(\w+)"?;`)

// concatenated is the corpus's schemas in SQL one after the other, again and
// again, each time in schemas of its own: 10 MB in one file.
func concatenated(corpus string) (string, error) {
	scripts, err := scripts(filepath.Join(corpus, "sql"))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for copies := 0; all.Len() < concatenatedSize; copies++ {
		for i, script := range scripts {
			own := func(schema string) string { return fmt.Sprintf("%s_%d_%d", schema, i, copies) }
			schemas := []string{"public"}
			for _, found := range declaredSchema.FindAllStringSubmatch(script, -1) {
				schemas = append(schemas, found[1])
			}
			for _, schema := range schemas {
				script = regexp.MustCompile(`"?\b`+schema+`\b"?([.;])`).ReplaceAllString(script, own(schema)+"$1")
			}
			fmt.Fprintf(&all, "CREATE SCHEMA %s;\nSET search_path TO %[1]s;\n%s\n", own("public"), script)
		}
	}
	return all.String(), nil
}

// scripts are the schemas below a directory: files, or those of a directory that
// are numbered in the order in which they load.
func scripts(root string) ([]string, error) {
	var all []string
	last := "" // the directory of the numbered file before
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && e.Name() == "azure": // of another dialect
			return filepath.SkipDir
		case !strings.HasSuffix(name, ".sql"):
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		dir := filepath.Dir(name)
		if first := e.Name()[0]; first < '0' || first > '9' {
			dir = ""
		}
		if dir != "" && dir == last {
			all[len(all)-1] += "\n" + string(text)
		} else {
			all = append(all, string(text))
		}
		last = dir
		return nil
	})
	return all, err
}
