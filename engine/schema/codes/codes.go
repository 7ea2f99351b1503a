// Package codes says what each diagnostic code means: why it is wrong, what to
// write instead, and an example of both. The data are the files of data/, one a
// code; the pages in docs/diagnostics are made from them.
//
// Invariants, which test/diagnostics holds: every code has an entry; a faulty
// example gives exactly its code at exactly the marked places, and the mended
// one gives nothing.
package codes

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/schemascope/schemascope/engine/schema"
	"golang.org/x/tools/txtar"
)

//go:embed data/*.txtar
var data embed.FS

// Entry is what is known of a code.
type Entry struct {
	Code     schema.Code
	Title    string          // a few words: what is wrong
	Severity schema.Severity // the usual one
	// Explanation is Markdown: why it is wrong, and what to do.
	Explanation string
	Examples    []Example
}

// Summary is the first paragraph of the explanation.
func (e Entry) Summary() string {
	first, _, _ := strings.Cut(e.Explanation, "\n\n")
	return strings.ReplaceAll(first, "\n", " ")
}

// Example is a fault and how it is mended, each as the files of a project. In
// the faulty files guillemets stand around what is marked.
type Example struct {
	Faulty, Mended []txtar.File
}

// pages is where the pages are published.
const pages = "https://github.com/schemascope/schemascope/blob/main/docs/diagnostics/"

// URL is the page about a code.
func URL(code schema.Code) string { return pages + string(code) + ".md" }

// All gives the entries of all codes, in the order of their names.
var All = sync.OnceValue(func() []Entry {
	files, err := data.ReadDir("data")
	if err != nil {
		panic(err) // it is embedded
	}
	entries := make([]Entry, len(files))
	for i, file := range files {
		text, err := data.ReadFile("data/" + file.Name())
		if err != nil {
			panic(err)
		}
		if entries[i], err = parse(strings.TrimSuffix(file.Name(), ".txtar"), text); err != nil {
			panic(err)
		}
	}
	return entries
})

// Of gives the entry of a code.
func Of(code schema.Code) (Entry, bool) {
	all := All()
	i := slices.IndexFunc(all, func(e Entry) bool { return e.Code == code })
	if i < 0 {
		return Entry{}, false
	}
	return all[i], true
}

var severities = map[string]schema.Severity{
	"error": schema.Error, "warning": schema.Warning, "information": schema.Information, "hint": schema.Hint,
}

// parse reads an entry: the title, the severity and the explanation, and then
// the files of its examples. The first element of a file's path says where it
// belongs: faulty, mended or both, with a number from the second example on.
func parse(code string, text []byte) (Entry, error) {
	archive := txtar.Parse(text)
	title, rest, _ := strings.Cut(string(archive.Comment), "\n")
	severity, explanation, _ := strings.Cut(rest, "\n")
	e := Entry{Code: schema.Code(code), Title: title, Severity: severities[severity], Explanation: strings.TrimSpace(explanation)}
	if e.Title == "" || e.Severity == 0 || e.Explanation == "" {
		return e, fmt.Errorf("%s: there must be a title, a severity and an explanation", code)
	}
	for _, f := range archive.Files {
		where, name, ok := strings.Cut(f.Name, "/")
		kind := strings.TrimRight(where, "0123456789")
		n := 1
		if number := where[len(kind):]; number != "" {
			if _, err := fmt.Sscan(number, &n); err != nil {
				return e, fmt.Errorf("%s: %w", code, err)
			}
		}
		if !ok || n < 1 || n > len(e.Examples)+1 || path.Clean(name) != name {
			return e, fmt.Errorf("%s: file %s belongs nowhere", code, f.Name)
		}
		if n > len(e.Examples) {
			e.Examples = append(e.Examples, Example{})
		}
		x, f := &e.Examples[n-1], txtar.File{Name: name, Data: f.Data}
		switch kind {
		case "faulty":
			x.Faulty = append(x.Faulty, f)
		case "mended":
			x.Mended = append(x.Mended, f)
		case "both":
			x.Faulty, x.Mended = append(x.Faulty, f), append(x.Mended, f)
		default:
			return e, fmt.Errorf("%s: file %s belongs nowhere", code, f.Name)
		}
	}
	return e, nil
}
