package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// begins reports whether a word that is first in its line begins a statement, so
// that the current one must have lost its ";". seen is past the text that tells.
func (c *cutter) begins(t token) (seen int, ok bool) {
	f := c.lexer.f
	if h, is := headAt(c.src, t.start, f); is {
		if !atColumnZero(c.src, t.start) && !c.mayIndent(h) || !c.mayCut(h) {
			return 0, false
		}
		return h.end + 1, true
	}
	if !atColumnZero(c.src, t.start) || c.lexer.delim != "" && !isWordDelimiter(c.lexer.delim) || featuresOf[c.state.dialect] == nil {
		return 0, false
	}
	return c.restarts(t)
}

// mayIndent reports whether a head is one in the middle of a line's blanks too:
// what is made of reserved words, which name nothing.
func (c *cutter) mayIndent(h head) bool {
	switch c.state.dialect {
	case schema.Postgres, schema.MySQL, schema.MariaDB, schema.SQLite:
	default:
		return false
	}
	return !c.isRoutine() && c.first != "do" && (h.first == "create" || (h.first == "alter" || h.first == "drop") && h.object == "table")
}

// mayCut reports whether the head of a statement at the start of a line ends the
// current statement, whose own ";" is then missing: it does where it could not
// stand inside the current statement.
func (c *cutter) mayCut(h head) bool {
	f := c.lexer.f
	if h.first == "delimiter" {
		return f.delimiter
	}
	if c.lexer.delim != "" && !isWordDelimiter(c.lexer.delim) {
		return false
	}
	switch c.first {
	case "explain":
		return false
	case "prepare", "declare", "if":
		return c.state.dialect == schema.Postgres
	case "begin":
		// A block, where it is not the beginning of a transaction.
		return c.state.dialect == schema.Postgres || c.count == 1 && !f.batch && featuresOf[c.state.dialect] != nil
	case "grant", "revoke":
		// Others than PostgreSQL have privileges of such names.
		if c.state.dialect != schema.Postgres && (c.count == 1 || c.before.is(',')) {
			return false
		}
	case "alter":
		// ALTER type …, DROP view: columns may have such names.
		if c.object == "table" && (h.first == "alter" || h.first == "drop") {
			return h.object == "table"
		}
	}
	if h.first == "insert" {
		switch c.first {
		case "alter", "drop", "comment":
			return true
		case "create":
			return !c.isRoutine() && c.object != "rule" && c.object != "schema"
		}
		return false
	}
	switch {
	case c.object == "schema" && c.first == "create":
		switch c.before.word {
		case "schema", "exists", "authorization":
			return true // it has no name yet
		}
		switch h.object {
		case "table", "view", "index", "sequence", "trigger":
			return h.first != "create" || c.parens > 0
		}
		return true
	case c.isRoutine():
		return c.mayCutRoutine(h)
	}
	return true
}

// mayCutRoutine is mayCut in the definition of a routine. Bodies that are strings
// are passed over; others may hold definitions where the dialect has them.
func (c *cutter) mayCutRoutine(h head) bool {
	f := c.lexer.f
	switch f.bodies {
	case "batch":
		return false
	case "begin":
		if f.looseTypes || c.began && c.body == 0 {
			return true // SQLite's bodies hold no definitions
		}
		if !c.began && f == &mysqlFeatures {
			// A statement alone may be the body of a procedure or event.
			switch {
			case c.parens > 0, c.object == "function", c.object == "trigger":
				return true
			case c.object == "event":
				return c.before.word != "do"
			}
			return c.count < 4
		}
		return h.first == "create" && (h.object == "function" || h.object == "procedure" || h.object == "trigger" || h.object == "event")
	}
	return true
}

// restarting are the words, besides those of definitions, that begin a statement
// and do not go on with a definition after a name, a value or a parenthesis.
var restarting = wordSet(`select update delete grant revoke truncate begin commit rollback do copy call refresh vacuum notify listen`)

// settled are the kinds of objects whose definitions hold no statements.
var settled = wordSet(`table index type domain sequence extension`)

// restarts reports whether a word at the very start of a line begins a statement
// that is no definition, where the current one is a definition, or a query that
// has all it needs. seen is past the text that tells.
func (c *cutter) restarts(t token) (seen int, ok bool) {
	seen = t.end + 1
	switch b := c.before; {
	case b.kind == punct && !b.is(')'):
		return seen, false
	case b.kind == word && b.category != notKeyword && b.category != columnKeyword && b.word != "null" && b.word != "key":
		return seen, false
	}
	definition := c.first == "comment" || settled[c.object] && (c.first == "create" || c.first == "alter" || c.first == "drop")
	switch t.word {
	case "set":
		w, end := wordAt(c.src, skipBlanks(c.src, t.end))
		return end + 1, definition && w == "search_path"
	case "select":
		if !definition {
			return seen, (c.first == "select" || c.object == "view") && c.parens == 0 && !c.before.is(')') && !c.lexer.f.batch
		}
		// The query of a new table; MySQL needs no AS before it.
		return seen, c.first != "create" || c.object != "table" || !c.as && (c.parens > 0 || !c.lexer.f.keyIsConstraint)
	case "truncate":
		return seen, definition && c.first != "alter" // MySQL truncates a partition so
	}
	return seen, definition && restarting[t.word]
}

// head is the beginning of a statement: "CREATE … TABLE".
type head struct {
	first, object string
	end           int // of the text that was looked at
}

// objectWords are the kinds of objects that CREATE, ALTER and DROP name.
var objectWords = wordSet(`table view index type domain sequence function procedure proc trigger event schema extension
	rule policy aggregate operator cast database role user server publication subscription statistics collation language
	tablespace routine`)

// modifierWords may stand between CREATE and the kind of object.
var modifierWords = wordSet(`or replace temp temporary unlogged global local unique materialized recursive foreign
	constraint virtual fulltext spatial clustered nonclustered external trusted procedural event`)

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// headAt reads the head of a statement that begins at pos, the start of a line.
func headAt(src string, pos int, f *features) (head, bool) {
	w, end := wordAt(src, pos)
	h := head{first: w, end: end}
	switch w {
	case "create", "alter", "drop":
		for range 6 {
			if w, end = wordAt(src, skipBlanks(src, end)); w == "" {
				h.end = end
				return h, false
			}
			h.end = end
			if modifierWords[w] && (w != "event" || !f.delimiter) {
				continue
			}
			h.object = w
			// MySQL's ALTER TABLE may go on with DROP INDEX and ALTER INDEX.
			return h, objectWords[w] && (h.first == "create" || w != "index")
		}
		return h, false
	case "comment":
		w, h.end = wordAt(src, skipBlanks(src, end))
		return h, w == "on"
	case "insert":
		w, h.end = wordAt(src, skipBlanks(src, end))
		return h, w == "into"
	case "delimiter":
		return h, f.delimiter
	}
	return h, false
}

// wordAt reads a keyword; "" if there is none. end is past the text looked at.
func wordAt(src string, pos int) (string, int) {
	end := pos
	for end < len(src) && class[src[end]]&classWord != 0 && end-pos <= maxKeyword {
		end++
	}
	return lookup(src[pos:end]).text, end
}

func skipBlanks(src string, pos int) int {
	for pos < len(src) && (src[pos] == ' ' || src[pos] == '\t') {
		pos++
	}
	return pos
}

// firstHead finds the first line in src[from:to] that begins with the head of a
// statement; -1 if there is none. seen is past the text that was looked at.
func firstHead(src string, from, to int, f *features) (at, seen int) {
	for {
		i := strings.IndexByte(src[from:to], '\n')
		if i < 0 {
			return -1, seen
		}
		from += i + 1
		if from >= len(src) || class[src[from]]&classWordStart == 0 {
			continue
		}
		h, ok := headAt(src, from, f)
		seen = max(seen, h.end+1)
		if ok && h.first != "insert" {
			return from, seen
		}
	}
}
