package workspace

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/source"
	"github.com/schemascope/schemascope/engine/value"
)

// targetEnvironments are those of a file or directory that the command line
// names: one, or one for each of the files that cannot make one schema together.
func (s *Snapshot) targetEnvironments(t Target) []*Environment {
	if t.file {
		// Of a project or of migrations, a file alone is a part.
		dir := filepath.Dir(t.Path)
		_, migration := source.Replay(s, t.Path)
		return []*Environment{s.filesEnvironment(dir, source.File(s, t.Path), migration || s.governed(dir))}
	}
	resolved := source.Directory(s, t.Path)
	apart := s.alternatives(resolved)
	if len(apart) == 0 {
		return []*Environment{s.filesEnvironment(t.Path, resolved, false)}
	}
	resolved.Files = slices.DeleteFunc(resolved.Files, func(f string) bool { return slices.Contains(apart, f) })
	all := []*Environment{s.filesEnvironment(t.Path, resolved, true)}
	for _, f := range apart {
		all = append(all, s.filesEnvironment(t.Path, source.File(s, f), true))
	}
	return all
}

// looseEnvironment is the environment of a document that no other holds.
func (s *Snapshot) looseEnvironment(name string) *Environment {
	dir := filepath.Dir(name)
	if !filepath.IsAbs(name) {
		return s.filesEnvironment(dir, source.File(s, name), false)
	}
	if replay, ok := source.Replay(s, name); ok {
		// What a migration changes is in those before it. A project file that
		// leaves them out may know of a state before all of them.
		return s.filesEnvironment(dir, replay, s.governed(dir))
	}
	if s.governed(dir) {
		// A project file speaks for this directory and leaves the document out:
		// what it refers to may be anywhere.
		return s.filesEnvironment(dir, source.File(s, name), true)
	}
	resolved := source.Directory(s, dir)
	if !slices.Contains(resolved.Files, name) {
		// The "down" half of a migration, a buffer without a file name ending.
		return s.filesEnvironment(dir, source.File(s, name), true)
	}
	// Files of another dialect are another database's: schema-mysql.sql beside
	// schema-postgres.sql.
	if own, err := s.read(name, ""); err == nil && own.Dialect != "" {
		resolved.Files = slices.DeleteFunc(resolved.Files, func(file string) bool {
			f, err := s.read(file, "")
			return err == nil && f.Dialect != "" && f.Dialect != own.Dialect
		})
	}
	apart := s.alternatives(resolved)
	if slices.Contains(apart, name) {
		return s.filesEnvironment(dir, source.File(s, name), true)
	}
	resolved.Files = slices.DeleteFunc(resolved.Files, func(f string) bool { return slices.Contains(apart, f) })
	return s.filesEnvironment(dir, resolved, len(apart) > 0)
}

// alternatives are the SQL files of a directory that create a table which
// another of them creates too: a schema and an older dump of it, the schemas of
// two services. Nobody has said that they make one schema, and they do not.
func (s *Snapshot) alternatives(directory source.Resolved) []string {
	if !directory.Unordered || len(directory.Files) < 2 {
		return nil
	}
	dialect := s.commonDialect(directory.Files)
	creators := map[string][]string{} // files by table
	for _, name := range directory.Files {
		f, err := s.read(name, dialect)
		if err != nil || f.Language != SQL {
			continue
		}
		for table := range created(f) {
			creators[table] = append(creators[table], name)
		}
	}
	var apart []string
	for _, names := range creators {
		if len(names) > 1 {
			apart = append(apart, names...)
		}
	}
	slices.Sort(apart)
	return slices.Compact(apart)
}

// created are the tables that a file creates where there is none.
func created(f *File) map[string]bool {
	tables := map[string]bool{}
	for _, c := range f.applied() {
		for _, stmt := range c.Chunk.Stmts {
			switch stmt := stmt.(type) {
			case *schema.CreateTable:
				name := strings.ToLower(stmt.Table.String())
				if _, dropped := tables[name]; !dropped {
					tables[name] = !stmt.Temporary && !stmt.IfNotExists
				}
			case *schema.Drop:
				tables[strings.ToLower(stmt.Object.String())] = false
			}
		}
	}
	maps.DeleteFunc(tables, func(_ string, created bool) bool { return !created })
	return tables
}

func (s *Snapshot) filesEnvironment(dir string, resolved source.Resolved, incomplete bool) *Environment {
	e := &Environment{Dir: dir, Problems: resolved.Problems}
	vars := value.Given(s.workspace.options.Vars)
	made := part{incomplete: incomplete || resolved.Incomplete, unordered: resolved.Unordered, inputs: newInputs(vars)}
	if e.Dialect = resolved.Dialect; e.Dialect == "" {
		e.Dialect = s.commonDialect(resolved.Files)
	}
	s.addFiles(e, &made, resolved.Files, schema.Origin{})
	e.parts = []part{made}
	return e
}

// commonDialect is the dialect of those of the files that tell one, "" if they
// differ: the others are taken to be of the same.
func (s *Snapshot) commonDialect(names []string) schema.Dialect {
	common := schema.Dialect("")
	for _, name := range names {
		f, err := s.read(name, "")
		switch {
		case err != nil || f.Dialect == "":
		case common == "":
			common = f.Dialect
		case common != f.Dialect:
			return ""
		}
	}
	return common
}
