package source

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/sql"
	"github.com/schemascope/schemascope/engine/text"
)

// Models reads the atlas:pos directives of a program's output: which line of
// which model each table was generated from. Paths are relative to dir. A
// directive whose file cannot be read is passed over.
func Models(fsys project.FS, output, dir string) []schema.ModelOrigin {
	var models []schema.ModelOrigin
	for _, d := range sql.Directives(output) {
		if d.Name != "pos" {
			continue
		}
		if m, ok := model(fsys, d.Args, dir); ok {
			models = append(models, m)
		}
	}
	return models
}

// model parses `[schema[type=schema].]name[type=table] file[:line[:col]][-line[:col]]`.
func model(fsys project.FS, args, dir string) (m schema.ModelOrigin, ok bool) {
	var names []string
	rest := args
	for {
		var name string
		if name, rest, ok = element(rest); !ok {
			return m, false
		}
		names = append(names, name)
		if after, more := strings.CutPrefix(rest, "."); more {
			rest = after
			continue
		}
		break
	}
	m.Name = names[len(names)-1]
	if len(names) > 1 {
		m.Schema = names[len(names)-2]
	}
	file, first, last := position(strings.TrimSpace(rest))
	if file == "" {
		return m, false
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	doc, err := fsys.Document(filepath.Clean(file))
	if err != nil {
		return m, false
	}
	start := doc.Offset(text.Position{Line: first}, text.UTF8)
	name := text.Span{Start: start, End: doc.LineEnd(first)}
	name.Start += len(doc.Slice(name)) - len(strings.TrimLeft(doc.Slice(name), " \t"))
	m.Origin = schema.Origin{
		Place: &schema.Place{File: filepath.Clean(file)},
		Span:  text.Span{Start: name.Start, End: doc.LineEnd(max(first, last))},
		Name:  name,
	}
	return m, true
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
