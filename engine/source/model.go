package source

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
)

// Models reads the atlas:pos directives of a program's output: which lines of
// which model each table was generated from, and which of these look like a field.
// Paths are relative to dir. A directive whose file cannot be read is passed over.
func Models(fsys project.FS, output, dir string) []schema.ModelOrigin {
	var models []schema.ModelOrigin
	for _, d := range sql.Directives(output) {
		if d.Name == "pos" {
			models = append(models, model(fsys, d.Args, dir)...)
		}
	}
	return models
}

// model parses `[schema[type=schema].]name[type=table] file[:line[:col]][-line[:col]]`
// and gives the model and its fields.
func model(fsys project.FS, args, dir string) []schema.ModelOrigin {
	var names []string
	rest := args
	for {
		name, after, ok := element(rest)
		if !ok {
			return nil
		}
		names, rest = append(names, name), after
		if after, more := strings.CutPrefix(rest, "."); more {
			rest = after
			continue
		}
		break
	}
	m := schema.ModelOrigin{Name: names[len(names)-1]}
	if len(names) > 1 {
		m.Schema = names[len(names)-2]
	}
	file, first, last := position(strings.TrimSpace(rest))
	if file == "" {
		return nil
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	doc, err := fsys.Document(filepath.Clean(file))
	if err != nil {
		return nil
	}
	code := sourceCode{doc, &schema.Place{File: filepath.Clean(file)}}
	b := codeBlock{first, max(first, min(last, doc.LineCount()-1))}
	if last <= first {
		b = code.blockOf(first)
	}
	m.Origin = code.origin(b)
	m.Origin.Name = code.line(first)
	found := []schema.ModelOrigin{m}
	for _, field := range code.fields(b) {
		m.Field, m.Origin = field.name, code.origin(field.codeBlock)
		found = append(found, m)
	}
	return found
}

// element takes one identifier, quoted or not, and its [type=…] off s.
func element(s string) (name, rest string, ok bool) {
	if s == "" {
		return "", "", false
	}
	if q := s[0]; q == '"' || q == '`' {
		end := strings.IndexByte(s[1:], q)
		if end < 0 {
			return "", "", false
		}
		name, rest = s[1:1+end], s[end+2:]
	} else {
		end := strings.IndexAny(s, ".[ \t")
		if end <= 0 {
			return "", "", false
		}
		name, rest = s[:end], s[end:]
	}
	if strings.HasPrefix(rest, "[") {
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return "", "", false
		}
		rest = rest[end+1:]
	}
	return name, rest, true
}

// position splits "file:line:col-line:col" into the file and its 0-based lines.
func position(s string) (file string, first, last int) {
	file = s
	if dash := strings.LastIndexByte(s, '-'); dash > 0 {
		if end, ok := lineOf(s[dash+1:]); ok && strings.Contains(s[:dash], ":") {
			file, last = s[:dash], end
		}
	}
	// The line and the column are the last one or two numbers after colons; a
	// Windows path has a colon of its own.
	parts := strings.Split(file, ":")
	n := len(parts)
	for n > 1 && n > len(parts)-2 {
		if _, err := strconv.Atoi(parts[n-1]); err != nil {
			break
		}
		n--
	}
	if n < len(parts) {
		first, _ = lineOf(parts[n])
	}
	return strings.Join(parts[:n], ":"), first, last
}

func lineOf(s string) (int, bool) {
	s, _, _ = strings.Cut(s, ":")
	n, err := strconv.Atoi(s)
	return max(n-1, 0), err == nil
}
