package types

import "strings"

// TokenKind is a kind of token.
type TokenKind uint8

// The kinds of tokens. End stands for what is past the last one.
const (
	End TokenKind = iota
	Word
	Quoted // a quoted name
	Text   // a string
	Number
	Mark // any other character
)

// Token is a lexical element of a type in SQL: words, numbers and marks as they
// are written, names and strings without their quotes.
type Token struct {
	Kind TokenKind
	Text string
}

func (t Token) is(mark string) bool { return t.Kind == Mark && t.Text == mark }

func (t Token) name() bool { return t.Kind == Word || t.Kind == Quoted }

// Reading is a type that stands in SQL. Places are indices of tokens.
type Reading struct {
	Type   *Type  // nil when the dialect does not know it
	Name   string // the spelling that was found; without Type, the last part of the name, folded
	Text   string // the canonical text
	Params []Argument
	Array  bool
	Named  int // how many tokens the name takes
	Len    int // how many tokens the type takes
}

// Argument is a parameter as SQL writes it.
type Argument struct {
	Text     string // as for Table.Canonical
	From, To int
}

// Args gives the texts of the parameters.
func (r *Reading) Args() []string {
	var list []string
	for _, a := range r.Params {
		list = append(list, a.Text)
	}
	return list
}

// deepest bounds how far types in types are read.
const deepest = 16

// Read reads the type that begins with the first of the tokens that at gives. A
// type that the table does not have is one name, perhaps qualified; Len is 0
// when no name is there.
func (t *Table) Read(at func(int) Token) Reading { return t.read(at, 0) }

func (t *Table) read(at func(int) Token, depth int) Reading {
	if !at(0).name() {
		return Reading{}
	}
	r := reader{table: t, at: at, depth: depth}
	if t.Loose {
		r.loose()
	} else if s, schema := r.name(); s.typ != nil {
		r.out.Type, r.out.Name = s.typ, s.text
		r.rest()
		r.out.Text = t.text(s, r.out.Args())
		if s.typ.Extension != "" && schema != "" {
			r.out.Text = schema + "." + r.out.Text
		}
	} else {
		r.rest()
		r.out.Text = r.written()
	}
	if r.out.Array {
		r.out.Text += "[]"
	}
	return r.out
}

type reader struct {
	table *Table
	at    func(int) Token
	depth int
	out   Reading
}

// name reads the name; parameters that stand inside it are read with it.
func (r *reader) name() (found spelling, schema string) {
	t := r.table
	last := 0
	for r.at(last+1).is(".") && r.at(last+2).name() {
		last += 2
	}
	r.out.Named, r.out.Len = last+1, last+1
	if last == 0 && r.at(0).Kind == Word {
		if s := r.words(); s.typ != nil {
			return s, ""
		}
		r.out.Name = t.fold(r.at(0))
		return spelling{}, ""
	}
	name := r.at(last)
	r.out.Name = t.fold(name)
	if last > 0 {
		schema = r.part(r.at(last - 2))
	}
	builtin := last == 0
	for _, c := range t.Catalogs {
		builtin = builtin || c == schema
	}
	// PostgreSQL's pg_catalog.char is "char", which is not char ("8.3. Character
	// Types").
	if s, ok := t.spellings[`"`+r.out.Name+`"`]; ok && builtin {
		return s, ""
	}
	s := find(t.spellings, r.out.Name)
	if s.typ != nil && (builtin || s.typ.Extension != "") {
		return s, schema
	}
	return spelling{}, ""
}

// loose reads a type of SQLite: any words, then perhaps parameters (SQLite,
// "CREATE TABLE": type-name).
func (r *reader) loose() {
	var words []string
	for i := 0; r.at(i).name(); i++ {
		word := r.at(i).Text
		if word == "" || isDigit(word[0]) || strings.ContainsFunc(word, func(c rune) bool { return c < 0x80 && !isWord(byte(c)) }) {
			word = `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
		}
		words = append(words, word)
	}
	r.out.Named, r.out.Len = len(words), len(words)
	r.out.Name = strings.Join(words, " ")
	if s := find(r.table.spellings, r.out.Name); s.typ != nil {
		r.out.Type, r.out.Name = s.typ, s.text
	}
	r.rest()
	r.out.Text = written(r.out.Name, r.out.Args())
}

// wordEnd is where a word ends: in the words joined so far, and the index of the
// token behind it.
type wordEnd struct{ text, token int }

// words finds the longest spelling that the tokens begin with.
func (r *reader) words() spelling {
	t := r.table
	most := t.longest[r.at(0).Text]
	if most == 0 {
		most = t.longest[strings.ToLower(r.at(0).Text)]
	}
	// Every column of a schema has its type read here: what the words are joined in
	// is on the stack.
	var room [64]byte
	joined := room[:0]
	var roomForEnds [8]wordEnd
	ends := roomForEnds[:0]
	open, shut, before := -1, -1, 0
	for i := 0; len(ends) < most; i++ {
		tok := r.at(i)
		if tok.is("(") && open < 0 {
			open, shut, before = i, r.shut(i), len(ends)
			i = shut - 1
			continue
		}
		if tok.Kind != Word {
			break
		}
		if len(ends) > 0 {
			joined = append(joined, ' ')
		}
		joined = append(joined, tok.Text...)
		ends = append(ends, wordEnd{len(joined), i + 1})
	}
	for n := len(ends); n > 0; n-- {
		s, ok := t.spellings[string(joined[:ends[n-1].text])]
		if !ok {
			s = t.spellings[strings.ToLower(string(joined[:ends[n-1].text]))]
		}
		if s.typ == nil {
			continue
		}
		where := s.at
		if where == 0 {
			where = n
		}
		if open >= 0 && before < n && before != where {
			continue
		}
		r.out.Named, r.out.Len = ends[n-1].token, ends[n-1].token
		if open >= 0 && before < n {
			r.params(open, shut)
		}
		return s
	}
	return spelling{}
}

// rest reads what follows the name: parameters, suffixes, brackets.
func (r *reader) rest() {
	if r.at(r.out.Len).is("(") && r.out.Params == nil {
		open := r.out.Len
		r.out.Len = r.shut(open)
		r.params(open, r.out.Len)
	}
	for suffix := true; suffix && r.at(r.out.Len).Kind == Word; {
		word := strings.ToLower(r.at(r.out.Len).Text)
		suffix = false
		for _, s := range r.table.Suffixes {
			if s == word {
				r.out.Params = append(r.out.Params, Argument{Text: s, From: r.out.Len, To: r.out.Len + 1})
				suffix = true
			}
		}
		if suffix {
			r.out.Len++
		}
	}
	if !r.table.Arrays {
		return
	}
	// The database keeps neither bounds nor the number of dimensions
	// (PostgreSQL, "8.15.1. Declaration of Array Types").
	if next := r.at(r.out.Len); next.Kind == Word && strings.EqualFold(next.Text, "array") {
		r.out.Array = true
		r.out.Len++
	}
	for r.at(r.out.Len).is("[") {
		i := r.out.Len + 1
		for r.at(i).Kind == Number {
			i++
		}
		if !r.at(i).is("]") {
			break
		}
		r.out.Array = true
		r.out.Len = i + 1
	}
}

// shut is the index behind the parenthesis that closes the one at open, or
// behind the last token.
func (r *reader) shut(open int) int {
	depth := 0
	for i := open; ; i++ {
		switch tok := r.at(i); {
		case tok.Kind == End:
			return i
		case tok.is("("):
			depth++
		case tok.is(")"):
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
}

// params reads the parameters between the parenthesis at open and the one that
// ends before shut.
func (r *reader) params(open, shut int) {
	end := shut
	if r.at(shut - 1).is(")") {
		end--
	}
	depth, from := 0, open+1
	for i := from; i <= end; i++ {
		tok := r.at(i)
		switch {
		case i == end || depth == 0 && tok.is(","):
			if i > from || from > open+1 || i < end {
				r.out.Params = append(r.out.Params, Argument{Text: r.argument(from, i), From: from, To: i})
			}
			from = i + 1
		case tok.is("("):
			depth++
		case tok.is(")"):
			depth--
		}
	}
}

// argument is the text of a parameter: of a type in a type, its canonical text.
func (r *reader) argument(from, to int) string {
	if at := r.at; r.table.Exact && r.depth < deepest {
		for named := range 2 { // "String", "name String"
			if from+named >= to || !r.at(from+named).name() {
				break
			}
			inner := r.table.read(func(i int) Token {
				if i += from + named; i < to {
					return at(i)
				}
				return Token{}
			}, r.depth+1)
			if inner.Len != to-from-named || named == 0 && inner.Type == nil {
				continue
			}
			if named > 0 {
				return r.part(r.at(from)) + " " + inner.Text
			}
			return inner.Text
		}
	}
	return r.join(from, to)
}

// join is the text of tokens, with spaces only where they are needed.
func (r *reader) join(from, to int) string {
	var b strings.Builder
	apart := false
	for i := from; i < to; i++ {
		tok := r.at(i)
		switch {
		case tok.Kind != Mark && apart:
			b.WriteByte(' ')
		case r.table.Exact && tok.is("="):
			b.WriteString(" = ")
			apart = false
			continue
		}
		apart = tok.Kind != Mark
		switch tok.Kind {
		case Text:
			b.WriteString(r.table.Quote(tok.Text))
		case Quoted:
			b.WriteString(r.table.quoteName(tok.Text))
		default:
			b.WriteString(tok.Text)
		}
	}
	return b.String()
}

// written is a type that the table does not have: as it stands, its name folded.
func (r *reader) written() string {
	var b strings.Builder
	for i := 0; i < r.out.Named; i++ {
		if tok := r.at(i); tok.name() {
			b.WriteString(r.part(tok))
		} else {
			b.WriteByte('.')
		}
	}
	return written(b.String(), r.out.Args())
}

// part is a part of a name, in quotes where it needs them.
func (r *reader) part(tok Token) string {
	if tok.Kind == Word {
		return r.table.fold(tok)
	}
	return r.table.quoteName(tok.Text)
}

func (t *Table) fold(tok Token) string {
	if tok.Kind == Word && t.Fold {
		return strings.ToLower(tok.Text)
	}
	return tok.Text
}

// quoteName writes a name with quotes where it needs them, keywords aside.
func (t *Table) quoteName(name string) string {
	plain := name != ""
	for i := 0; i < len(name); i++ {
		c := name[i]
		plain = plain && ('a' <= c && c <= 'z' || c == '_' || i > 0 && isDigit(c))
	}
	if plain {
		return name
	}
	mark := `"`
	if t.Backslash {
		mark = "`" // where strings have escapes, they may have these quotes, too
	}
	return mark + strings.ReplaceAll(name, mark, mark+mark) + mark
}
