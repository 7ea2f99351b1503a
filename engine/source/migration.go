package source

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// tool is a program that applies migrations. Its rules say which files of a
// directory a new database gets, and in what order; the names are those of the
// parameter "format" in Atlas's URLs where it has one.
type tool string

const (
	noTool tool = ""
	// atlas goes by the letters of the names; a checkpoint stands for all before it
	// (Atlas, "Migration Directory Checkpoints").
	atlas tool = "atlas"
	// golangMigrate has VERSION_title.up.sql and VERSION_title.down.sql; VERSION is a
	// number (golang-migrate, "MIGRATIONS.md"). So has sqlx, the ".up" optional.
	golangMigrate tool = "golang-migrate"
	// goose has NUMBER_name.sql with both halves in one (goose, "SQL migrations").
	goose tool = "goose"
	// flyway has V1.2__x.sql, in the order of their numbers; B1.2__x.sql, which stands
	// for all up to its number; R__x.sql, which come last; and U1.2__x.sql, which
	// undo. They may lie in directories (Flyway, "Migrations", "Baseline migrations").
	flyway tool = "flyway"
	// liquibase includes all of a directory by their letters (Liquibase,
	// "includeAll", "Formatted SQL Changelog").
	liquibase tool = "liquibase"
	// dbmate goes by the letters (dbmate, "README": Creating Migrations).
	dbmate tool = "dbmate"
	// prisma has NAME/migration.sql, by the letters of the directories; a file names
	// the database (Prisma, "About migration histories").
	prisma tool = "prisma"
	// diesel has NAME/up.sql and NAME/down.sql, likewise (Diesel, "Getting Started").
	diesel tool = "diesel"
	// numbered is any other whose files begin with numbers.
	numbered tool = "numbered"
)

// nested is the file that a migration in a directory of its own consists of.
var nested = map[tool]string{prisma: "migration.sql", diesel: "up.sql"}

var (
	flywayName = regexp.MustCompile(`^(?:[VUB]\d[\d._]*|R)__.*\.sql$`)
	upName     = regexp.MustCompile(`^\d+_.*\.up\.sql$`)
)

// toolOf tells which program's migrations a directory holds, from the query of
// its URL, what lies in it, or its name; noTool if it holds none.
func (r *resolver) toolOf(dir, query string, entries []project.Entry) tool {
	for _, p := range strings.Split(query, "&") {
		switch t := tool(strings.TrimPrefix(p, "format=")); t {
		case atlas, golangMigrate, goose, flyway, liquibase, dbmate:
			if !strings.HasPrefix(p, "format=") {
				break
			}
			return t
		}
	}
	has := func(is func(project.Entry) bool) bool { return slices.ContainsFunc(entries, is) }
	switch {
	case has(func(e project.Entry) bool { return !e.Dir && e.Name[0] != 'R' && flywayName.MatchString(e.Name) }):
		return flyway
	case has(func(e project.Entry) bool { return e.Name == "atlas.sum" }), strings.Contains(query, "version="):
		return atlas
	case has(func(e project.Entry) bool { return !e.Dir && upName.MatchString(e.Name) }):
		return golangMigrate
	}
	if t := r.toolOfContents(dir, entries); t != noTool {
		return t
	}
	if filepath.Base(dir) == "migrations" {
		return numbered
	}
	return noTool
}

// toolMarks are how the first of a tool's files tell it.
var toolMarks = []struct {
	tool tool
	mark string
}{{goose, "-- +goose Up"}, {dbmate, "-- migrate:up"}, {liquibase, "--liquibase formatted sql"}, {liquibase, "-- liquibase formatted sql"}}

// toolOfContents looks into the first SQL file, or the first directory that could
// be a migration.
func (r *resolver) toolOfContents(dir string, entries []project.Entry) tool {
	for _, e := range entries {
		switch {
		case e.Dir && (e.Name[0] < '0' || e.Name[0] > '9'):
		case e.Dir:
			for _, t := range []tool{prisma, diesel} {
				if _, err := r.fs.Document(filepath.Join(dir, e.Name, nested[t])); err == nil {
					return t
				}
			}
		case strings.HasSuffix(e.Name, ".sql"):
			doc, err := r.fs.Document(filepath.Join(dir, e.Name))
			if err != nil {
				return noTool
			}
			head := doc.Text()[:min(doc.Len(), 4<<10)]
			for _, m := range toolMarks {
				if strings.Contains(head, m.mark) {
					return m.tool
				}
			}
			return noTool
		}
	}
	return noTool
}

// Replay finds the migrations of which a file is one, all that a new database
// gets. It reports false for a file that is no migration, or undoes one.
func Replay(fsys project.FS, name string) (Resolved, bool) {
	own := filepath.Dir(name)
	dirs := []string{own}
	switch base := filepath.Base(name); {
	case base == nested[prisma], base == nested[diesel], flywayName.MatchString(base):
		dirs = []string{filepath.Dir(own), own}
	}
	for _, dir := range dirs {
		r := &resolver{fs: fsys}
		entries, err := fsys.ReadDir(dir)
		if err != nil {
			continue
		}
		t := r.toolOf(dir, "", entries)
		if t == noTool || dir != own && nested[t] == "" && t != flyway {
			continue
		}
		for _, f := range r.replayed(t, dir, entries) {
			r.sqlFile(f)
		}
		if slices.Contains(r.Files, name) {
			return r.Resolved, true
		}
	}
	return Resolved{}, false
}

// replayed are the migrations that a new database gets from a tool, in the order
// in which it gets them.
func (r *resolver) replayed(t tool, dir string, entries []project.Entry) []string {
	if t == prisma {
		r.Dialect = r.lockedDialect(dir)
	}
	var files []string
	switch {
	case nested[t] != "":
		for _, e := range entries {
			name := filepath.Join(dir, e.Name, nested[t])
			if !e.Dir {
				continue
			}
			if _, err := r.fs.Document(name); err == nil {
				files = append(files, name)
			}
		}
		slices.Sort(files)
		return files
	case t == flyway:
		return flywayOrder(r.flywayFiles(dir, entries, 0))
	}
	files, _ = r.schemaFiles(dir, entries)
	slices.SortStableFunc(files, func(a, b string) int {
		if t == golangMigrate || t == goose || t == numbered {
			return compareVersions(filepath.Base(a), filepath.Base(b))
		}
		return strings.Compare(filepath.Base(a), filepath.Base(b))
	})
	if t != atlas && t != numbered {
		return files
	}
	for i, f := range slices.Backward(files) {
		doc, err := r.fs.Document(f)
		if err != nil {
			continue
		}
		if slices.ContainsFunc(sql.Directives(doc.Text()), func(d sql.Directive) bool { return d.Name == "checkpoint" }) {
			return files[i:]
		}
	}
	return files
}

// maxNesting is how deep Flyway's migrations are looked for.
const maxNesting = 8

// flywayFiles are Flyway's migrations in a directory and below it.
func (r *resolver) flywayFiles(dir string, entries []project.Entry, depth int) []string {
	var files []string
	for _, e := range entries {
		name := filepath.Join(dir, e.Name)
		switch {
		case e.Dir && depth < maxNesting && e.Name[0] != '.':
			if below, err := r.fs.ReadDir(name); err == nil {
				files = append(files, r.flywayFiles(name, below, depth+1)...)
			}
		case !e.Dir && flywayName.MatchString(e.Name):
			files = append(files, name)
		}
	}
	return files
}

// flywayOrder puts Flyway's migrations in order: from the last baseline, if there
// is one, on.
func flywayOrder(files []string) []string {
	slices.SortStableFunc(files, func(a, b string) int { return compareVersions(filepath.Base(a), filepath.Base(b)) })
	var baseline string
	for _, f := range files {
		if filepath.Base(f)[0] == 'B' {
			baseline = f
		}
	}
	return slices.DeleteFunc(files, func(f string) bool {
		switch filepath.Base(f)[0] {
		case 'U':
			return true
		case 'R':
			return false
		}
		return baseline != "" && f != baseline && slices.CompareFunc(version(filepath.Base(f)), version(filepath.Base(baseline)), compareNumbers) <= 0
	})
}

var lockedProvider = regexp.MustCompile(`(?m)^\s*provider\s*=\s*"([^"]*)"`)

// lockedDialect is the database that Prisma's migrations are for.
func (r *resolver) lockedDialect(dir string) schema.Dialect {
	doc, err := r.fs.Document(filepath.Join(dir, "migration_lock.toml"))
	if err != nil {
		return ""
	}
	found := lockedProvider.FindStringSubmatch(doc.Text())
	if found == nil {
		return ""
	}
	return map[string]schema.Dialect{
		"postgresql": schema.Postgres, "mysql": schema.MySQL, "sqlite": schema.SQLite, "sqlserver": schema.SQLServer,
	}[found[1]]
}

// compareVersions orders the names of migrations by the numbers they begin with,
// each after Flyway's letter if there is one; what has none comes last.
func compareVersions(a, b string) int {
	va, vb := version(a), version(b)
	switch {
	case va == nil && vb == nil:
		return strings.Compare(a, b)
	case va == nil:
		return 1
	case vb == nil:
		return -1
	}
	return cmp.Or(slices.CompareFunc(va, vb, compareNumbers), strings.Compare(a, b))
}

// compareNumbers compares numbers that are written without leading zeros.
func compareNumbers(x, y string) int {
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y))
}

// version is the numbers that a migration's name begins with, without leading
// zeros; trailing ones that are 0 say nothing.
func version(name string) []string {
	if flywayName.MatchString(name) {
		name, _, _ = strings.Cut(name[1:], "__")
	} else {
		name, _, _ = strings.Cut(name, "_")
	}
	var numbers []string
	for _, n := range strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' }) {
		if strings.Trim(n, "0123456789") != "" {
			break
		}
		numbers = append(numbers, strings.TrimLeft(n, "0"))
	}
	for len(numbers) > 1 && numbers[len(numbers)-1] == "" {
		numbers = numbers[:len(numbers)-1]
	}
	return numbers
}
