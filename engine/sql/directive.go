package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/text"
)

// Directive is a comment in the file's leading comments that speaks to the
// tools: "-- atlas:NAME ARGS".
type Directive struct {
	Name string
	Args string    // without the space around it
	Span text.Span // of Args, from the start of the file
}

// Directives gives the directives in the comments before the first statement.
func Directives(src string) []Directive { return directives(src, true, false) }

// directives reads no further than the first token, as a lexer with these
// features finds it.
func directives(src string, hash, nested bool) []Directive {
	var found []Directive
	pos := 0
	if strings.HasPrefix(src, "\uFEFF") {
		pos = len("\uFEFF")
	}
	for pos < len(src) {
		end := lineEnd(src, pos)
		line := src[pos:end]
		trimmed := strings.Trim(line, " \t\r\f\v")
		comment := strings.TrimPrefix(trimmed, "--")
		if len(comment) == len(trimmed) && hash {
			comment = strings.TrimPrefix(trimmed, "#")
		}
		switch {
		case trimmed == "":
		case strings.HasPrefix(trimmed, "/*"):
			stop, ok := scanComment(src, pos+strings.Index(line, "/*"), len(src), nested)
			if !ok {
				return found
			}
			end = stop - 1
		case len(comment) == len(trimmed):
			return found
		default:
			if d, ok := directive(line, comment, pos); ok {
				found = append(found, d)
			}
		}
		pos = end + 1
	}
	return found
}

func directive(line, comment string, pos int) (Directive, bool) {
	body, ok := strings.CutPrefix(strings.TrimLeft(comment, " \t"), "atlas:")
	if !ok {
		return Directive{}, false
	}
	name, args := body, ""
	if i := strings.IndexAny(body, " \t"); i >= 0 {
		name, args = body[:i], strings.TrimSpace(body[i:])
	}
	end := pos + len(strings.TrimRight(line, " \t\r"))
	return Directive{Name: name, Args: args, Span: text.Span{Start: end - len(args), End: end}}, name != ""
}

// leadingDelimiter is the delimiter that a directive of the file sets, and where
// it comes into force. Line breaks in it are written as escapes.
func leadingDelimiter(src string, f *features) (delim string, from int, ok bool) {
	for _, d := range directives(src, f.hashComments, f.nestedComments) {
		if d.Name == "delimiter" && d.Args != "" {
			delim := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(d.Args)
			if delim == ";" {
				delim = ""
			}
			return delim, d.Span.End, true
		}
	}
	return "", 0, false
}

// migrationMarks are the comments, without their dashes, that end a statement for
// the tools that replay migrations: goose's, sql-migrate's and dbmate's.
var migrationMarks = []string{"+goose Down", "+goose Statement", "+migrate Down", "+migrate Statement", "migrate:down"}

// migrationMark finds the line of such a comment in the space and comments at pos.
func migrationMark(src string, pos int) (start, end int, ok bool) {
	for pos < len(src) {
		switch {
		case class[src[pos]]&classSpace != 0:
			pos++
			continue
		case !strings.HasPrefix(src[pos:], "--"):
			return 0, 0, false
		}
		end = lineEnd(src, pos)
		if atColumnZero(src, pos) {
			comment := strings.TrimLeft(src[pos+2:end], " \t")
			for _, mark := range migrationMarks {
				if strings.HasPrefix(comment, mark) {
					return pos, end, true
				}
			}
			// Liquibase's "changeset author:id".
			if set, ok := strings.CutPrefix(comment, "changeset "); ok {
				if author, id, ok := strings.Cut(set, ":"); ok && author != "" && id != "" && !strings.ContainsAny(author, " \t") {
					return pos, end, true
				}
			}
		}
		pos = end
	}
	return 0, 0, false
}
