package cmd

import (
	"fmt"
	"maps"
	"slices"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/workspace"
)

// warnVariables tells a person, beside the result, which values of --var no
// variable takes. They are no errors: Atlas passes over them, and one command line
// may serve several projects.
func (c *invocation) warnVariables(s *workspace.Snapshot) {
	if len(c.vars) == 0 {
		return
	}
	var files []*workspace.File
	for _, p := range s.Projects() {
		if f, err := s.File(p.File); err == nil {
			files = append(files, f)
		}
	}
	for _, e := range s.Environments() {
		files = append(files, e.Files...)
	}
	declared := map[string]bool{}
	for _, f := range files {
		if f.Language != workspace.HCL {
			continue
		}
		for _, chunk := range f.Chunks() {
			if slices.ContainsFunc(chunk.Chunk.Problems, func(p schema.Problem) bool { return p.Code == schema.CodeSyntax }) {
				return // it may declare any
			}
			for _, site := range chunk.Chunk.Sites {
				if site.Kind == hcl.SiteVariable && site.Decl {
					declared[site.Ref.Name.Text] = true
				}
			}
		}
	}
	known := slices.Sorted(maps.Keys(declared))
	for _, name := range slices.Sorted(maps.Keys(c.vars)) {
		if declared[name] {
			continue
		}
		hint := ""
		if near := schema.Nearest(name, known); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		fmt.Fprintf(c.Err, "--var %s: nothing that is read declares a variable of that name%s\n", name, hint)
	}
}
