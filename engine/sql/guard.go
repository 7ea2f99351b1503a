package sql

import (
	"strings"
	"unicode/utf8"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// maxLoad is how deep a statement's expressions may nest for libpg_query to be
// asked. Its C code recurses over them: 10,000 chained operators already defeat
// its decoder, and 40,000 overflow the stack, which ends the process.
const maxLoad = 2000

// maxJudged is the longest statement that is judged, in bytes. Beyond it are
// bulk INSERTs, whose tree would take gigabytes.
const maxJudged = 4 << 20

// load bounds the depth of the tree that a statement's tokens make: operators
// chain within an expression, that is up to a comma; set operations and joins
// chain within a query; parentheses and brackets nest.
type load struct {
	now, most int
	levels    []loadLevel
	level     loadLevel
}

type loadLevel struct{ chain, sets int }

func (l *load) add(t token, src string) {
	switch t.kind {
	case punct:
		switch t.op {
		case '(', '[':
			l.levels = append(l.levels, l.level)
			l.level = loadLevel{}
			l.grow(1)
		case ')', ']':
			if n := len(l.levels); n > 0 {
				l.now -= 1 + l.level.chain + l.level.sets
				l.level = l.levels[n-1]
				l.levels = l.levels[:n-1]
			}
		case ',':
			l.now -= l.level.chain
			l.level.chain = 0
		case ';':
			l.now, l.level, l.levels = 0, loadLevel{}, l.levels[:0]
		case '.':
		default:
			l.level.chain++
			l.grow(1)
		}
	case word:
		switch t.word {
		case "union", "intersect", "except", "join":
			l.level.sets++
			l.grow(1)
		case "and", "or", "not", "is", "isnull", "notnull", "in", "like", "ilike", "between", "similar", "collate", "at",
			"operator", "case":
			l.level.chain++
			l.grow(1)
		}
	}
}

func (l *load) grow(n int) {
	l.now += n
	l.most = max(l.most, l.now)
}

// checkEncoding reports the first byte that is not text; it reports whether the
// chunk may be judged.
func (p *parser) checkEncoding() bool {
	if text.IsUTF16(p.src) {
		p.problem(schema.CodeEncoding, schema.Error, text.Span{End: 1}, "this is UTF-16; save the file in UTF-8")
		return false
	}
	if i := strings.IndexByte(p.src, 0); i >= 0 {
		p.problem(schema.CodeEncoding, schema.Error, text.Span{Start: i, End: i + 1}, "this is a NUL byte, which SQL text cannot hold; delete it")
		return false
	}
	if utf8.ValidString(p.src) {
		return true
	}
	for i, r := range p.src {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(p.src[i:]); size == 1 {
				p.problem(schema.CodeEncoding, schema.Error, text.Span{Start: i, End: i + 1}, "this byte is not UTF-8; save the file in UTF-8")
				break
			}
		}
	}
	return false
}

func (p *parser) problem(code schema.Code, severity schema.Severity, span text.Span, message string, related ...schema.Related) {
	p.out.Problems = append(p.out.Problems, schema.Problem{Code: code, Severity: severity, Span: span, Message: message, Related: related})
}
