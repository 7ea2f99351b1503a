package types

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
)

//go:embed tables/*.json
var files embed.FS

// Table is what is known of a dialect's types. It never changes.
type Table struct {
	dialect schema.Dialect
	format

	spellings map[string]spelling // as SQL writes them
	words     map[string]spelling // as HCL writes them
	longest   map[string]int      // by first word: how many words its longest spelling has
	offered   [2][]string         // sorted spellings of SQL, words of HCL
}

// format is how a dialect writes types. It is part of the dialect's file.
type format struct {
	Separator string   `json:"separator"` // between parameters; "," when empty
	Exact     bool     `json:"exact"`     // the case of names matters
	Fold      bool     `json:"fold"`      // names that are not known are lower-cased
	Widths    bool     `json:"widths"`    // integer types show their display width
	Arrays    bool     `json:"arrays"`    // T[], T ARRAY
	Loose     bool     `json:"loose"`     // any words are a type, which stays as written
	Backslash bool     `json:"backslash"` // strings have escapes, and "x" is one
	Brackets  bool     `json:"brackets"`  // [x] is a name
	Suffixes  []string `json:"suffixes"`  // words behind a type that belong to it
	Catalogs  []string `json:"catalogs"`  // schemas that hold the built-in types
	Usual     []string `json:"usual"`     // the names that are written most, the likeliest first
	// Kin is a dialect that is often not told from this one.
	Kin schema.Dialect `json:"kin"`
}

// spelling is one way to write a type.
type spelling struct {
	typ  *Type
	text string // as its table has it
	at   int    // after how many words the parameters stand; 0: after all
}

// Type is a column type of a dialect.
type Type struct {
	// Name is the spelling that the manual prefers. A "(*)" within it stands
	// where parameters go when that is not its end.
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"` // further spellings of both languages
	SQL     []string `json:"sql"`     // spellings that Atlas HCL has no word for
	HCL     []string `json:"hcl"`     // words that only Atlas HCL has
	Rare    []string `json:"rare"`    // spellings that are understood but never offered
	// Only is the one language that offers the type: "sql" where Atlas HCL has no
	// word for it, "hcl", or "none".
	Only   string  `json:"only"`
	Params []Param `json:"params"`
	// Doc is one sentence; Source is the manual's chapter that it and the limits
	// come from.
	Doc    string `json:"doc"`
	Source string `json:"source"`
	// Extension is the PostgreSQL extension that makes the type.
	Extension string `json:"extension"`
	// Defaults are SQL expressions that are often a column's default.
	Defaults []string `json:"defaults"`

	Text     string   `json:"text"`     // what the database prints, "*" for the parameters; else Name
	Bare     string   `json:"bare"`     // Text where there are no parameters
	Default  string   `json:"default"`  // the parameters where none are given
	Pad      string   `json:"pad"`      // the second parameter where one is given
	Absent   string   `json:"absent"`   // a first parameter that counts as none
	Drop     bool     `json:"drop"`     // the database does not keep the parameters
	Grows    []growth `json:"grows"`    // the type that one parameter chooses
	Width    []string `json:"width"`    // display widths: signed, unsigned
	Boolean  string   `json:"boolean"`  // the display width that is always kept
	Unsigned bool     `json:"unsigned"` // takes UNSIGNED and ZEROFILL
	Trim     bool     `json:"trim"`     // strings lose the spaces at their ends
	Numbered bool     `json:"numbered"` // strings get numbers
	AnyCase  bool     `json:"any_case"` // whatever the dialect says of case
	// Unchecked says that some servers take parameters that mean nothing.
	Unchecked bool `json:"unchecked"`

	table *Table
	bare  string // what the database prints where there are no parameters
}

// growth is the type that a single parameter up to Most chooses.
type growth struct {
	Most int64  `json:"most"`
	Text string `json:"text"`
}

// ParamKind is what a parameter may be.
type ParamKind string

// The kinds of parameters.
const (
	Int     ParamKind = "int"
	String  ParamKind = "string"
	Keyword ParamKind = "keyword"
	OfType  ParamKind = "type" // another type, perhaps behind a name
	Any     ParamKind = "any"
)

// Param is a parameter of a type.
type Param struct {
	Name     string    `json:"name"`
	Kind     ParamKind `json:"kind"`
	Required bool      `json:"required"`
	Variadic bool      `json:"variadic"` // the last one may repeat
	// Least and Most bound a number, inclusively; nil is no bound. Within names
	// the parameter that this one must not exceed.
	Least  *int64 `json:"least"`
	Most   *int64 `json:"most"`
	Within string `json:"within"`
	// Reduced says that the database takes more than Most, with a warning, as
	// Most.
	Reduced bool `json:"reduced"`
	// Values are words that may stand here; of a keyword, all there are, if any
	// are listed.
	Values []string `json:"values"`
	// Example is a value to show.
	Example string `json:"example"`
}

// dialects is the order in which types of unknown dialects are looked for.
var dialects = []schema.Dialect{
	schema.Postgres, schema.MySQL, schema.MariaDB, schema.SQLite, schema.SQLServer, schema.ClickHouse, schema.Redshift,
}

// Of gives the types of a dialect. Those of a dialect that has no table are the
// types of all, of which only the names are certain: they are kept as written,
// and nothing is wrong with their parameters. It is never nil.
func Of(d schema.Dialect) *Table {
	all := tables()
	if t := all[d]; t != nil {
		return t
	}
	return all[""]
}

// file is a dialect's file.
type file struct {
	format
	Like  string  `json:"like"` // the dialect whose other types it shares
	Types []*Type `json:"types"`
}

var tables = sync.OnceValue(func() map[schema.Dialect]*Table {
	all := map[schema.Dialect]*Table{}
	union := &Table{format: format{Arrays: true, Catalogs: []string{"pg_catalog"}}}
	for _, d := range dialects {
		f := read(string(d))
		list := f.Types
		if f.Like != "" {
			for _, shared := range read(f.Like).Types {
				if !slices.ContainsFunc(f.Types, func(own *Type) bool { return own.Name == shared.Name }) {
					list = append(list, shared)
				}
			}
		}
		t := &Table{dialect: d, format: f.format}
		for _, typ := range list {
			typ.table = t
			typ.bare = typ.canonical(nil)
			t.add(typ)
			union.add(typ)
		}
		t.finish()
		all[d] = t
	}
	union.finish()
	all[""] = union
	return all
})

func read(name string) (f file) {
	data, err := files.ReadFile("tables/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		panic(fmt.Sprintf("types: embedded table %s: %v", name, err))
	}
	return f
}

// add enters a type under all its spellings; the first to have one keeps it.
func (t *Table) add(typ *Type) {
	if t.spellings == nil {
		t.spellings, t.words, t.longest = map[string]spelling{}, map[string]spelling{}, map[string]int{}
	}
	names := append([]string{typ.Name}, typ.Aliases...)
	for _, list := range [][]string{names, typ.SQL, typ.Rare} {
		for _, text := range list {
			t.spell(typ, text)
		}
	}
	for _, w := range typ.HCL {
		t.word(typ, w, w)
	}
	if typ.Only == "" || typ.Only == "sql" {
		for _, text := range append(names, typ.SQL...) {
			t.offered[0] = append(t.offered[0], plain(text))
		}
	}
	if typ.Only == "" || typ.Only == "hcl" {
		for _, text := range names {
			t.offered[1] = append(t.offered[1], underscored(plain(text)))
		}
	}
	t.offered[1] = append(t.offered[1], typ.HCL...)
}

func (t *Table) spell(typ *Type, text string) {
	before, _, inside := strings.Cut(text, "(*)")
	text = plain(text)
	s := spelling{typ: typ, text: text}
	if inside {
		s.at = len(strings.Fields(before))
	}
	key := text
	if !typ.table.Exact || typ.AnyCase {
		key = strings.ToLower(text)
	}
	if _, taken := t.spellings[key]; taken {
		return
	}
	t.spellings[key] = s
	first, _, _ := strings.Cut(key, " ")
	t.longest[first] = max(t.longest[first], 1+strings.Count(key, " "))
	t.word(typ, underscored(key), text)
}

func (t *Table) word(typ *Type, key, text string) {
	if _, taken := t.words[key]; !taken {
		t.words[key] = spelling{typ: typ, text: text}
	}
}

func (t *Table) finish() {
	for i, list := range t.offered {
		sort.Strings(list)
		t.offered[i] = slices.Compact(list)
	}
}

// plain is a spelling without the mark of where its parameters go.
func plain(spelling string) string { return strings.Replace(spelling, "(*)", "", 1) }

// underscored is a spelling as HCL writes it.
func underscored(spelling string) string { return strings.ReplaceAll(spelling, " ", "_") }

// find looks a name up in its own case, then in lower case: types whose case
// matters are entered in theirs.
func find(in map[string]spelling, name string) spelling {
	if s, ok := in[name]; ok {
		return s
	}
	return in[strings.ToLower(name)]
}

// Lookup finds a type by a name that SQL writes, several words with single
// spaces between; nil when there is none.
func (t *Table) Lookup(name string) *Type { return find(t.spellings, name).typ }

// Begins reports whether a word begins the name of a type in SQL.
func (t *Table) Begins(word string) bool {
	return t.longest[word] > 0 || t.longest[strings.ToLower(word)] > 0
}

// Word finds a type by a name that Atlas HCL writes: with underscores, and
// "second" for "interval second"; nil when there is none.
func (t *Table) Word(name string) *Type { return find(t.words, name).typ }

// Knows reports whether a name that Atlas HCL writes is a type of the dialect, or
// of one that is often not told from it.
func (t *Table) Knows(name string) bool {
	return t.Word(name) != nil || t.Kin != "" && Of(t.Kin).Word(name) != nil
}

// Names gives the names that SQL has for types of columns, sorted. The caller
// does not change the list.
func (t *Table) Names() []string { return t.offered[0] }

// UsualNames gives those of Names that people write most, the likeliest first. The
// caller does not change the list.
func (t *Table) UsualNames() []string { return t.Usual }

// Words gives the names that Atlas HCL has for types, sorted. The caller does
// not change the list.
func (t *Table) Words() []string { return t.offered[1] }

// UsualWords gives the Words that people write most, the likeliest first, and then
// the others.
func (t *Table) UsualWords() []string {
	words := t.Words()
	listed := make([]string, 0, len(words))
	for _, name := range t.Usual {
		if word := strings.ReplaceAll(name, " ", "_"); slices.Contains(words, word) {
			listed = append(listed, word)
		}
	}
	usual := len(listed)
	for _, word := range words {
		if !slices.Contains(listed[:usual], word) {
			listed = append(listed, word)
		}
	}
	return listed
}

// Signature shows a type's parameters under one of its names:
// "numeric(precision, scale)".
func (t *Type) Signature(name string) string {
	if list := t.list(); list != "" {
		return name + "(" + list + ")"
	}
	return name
}

// Title is what the database prints, with the parameters' names:
// "timestamp(precision) with time zone".
func (t *Type) Title() string {
	text := t.template()
	if list := t.list(); list != "" && !t.Drop {
		return strings.Replace(text, "*", list, 1)
	}
	return plain(text)
}

// list is the parameters' names.
func (t *Type) list() string {
	parts := make([]string, len(t.Params))
	for i, p := range t.Params {
		if parts[i] = p.Name; p.Variadic {
			parts[i] += "..."
		}
	}
	return strings.Join(parts, ", ")
}

// template is what the database prints, with "*" for the parameters.
func (t *Type) template() string {
	switch {
	case t.Text != "":
		return t.Text
	case len(t.Params) > 0 && !strings.Contains(t.Name, "*"):
		return t.Name + "(*)"
	}
	return t.Name
}
