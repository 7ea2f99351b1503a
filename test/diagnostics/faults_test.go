package diagnostics

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestFaults seeds faults that no mutation of a single word makes. The files of
// testdata/faults name a project of testdata/valid and list, each with an empty
// line after it,
//
//	FILE "OLD" "NEW"
//	what is found: file, line, column, severity, message and code
//
// With -update what is found is written.
func TestFaults(t *testing.T) {
	projects := valid(t)
	names, err := filepath.Glob("testdata/faults/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no faults: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			files, ok := projects[strings.TrimSuffix(filepath.Base(name), ".txt")]
			if !ok {
				t.Fatal("no such project")
			}
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var written []string
			for _, fault := range strings.Split(strings.TrimSpace(string(content)), "\n\n") {
				head, want, _ := strings.Cut(fault, "\n")
				mutated := replace(t, files, head)
				var lines []string
				for _, f := range check(t, mutated) {
					lines = append(lines, show(mutated, f))
				}
				got := strings.Join(lines, "\n")
				if written = append(written, head+"\n"+got); got != want && !*update {
					t.Errorf("%s\ngives\n%s\nwant\n%s", head, got, want)
				}
				if got == "" {
					t.Errorf("%s: nothing is found", head)
				}
			}
			if *update {
				if err := os.WriteFile(name, []byte(strings.Join(written, "\n\n")+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// replace applies a fault's first line to a project's files.
func replace(t *testing.T, files []txtar.File, head string) []txtar.File {
	t.Helper()
	name, rest, _ := strings.Cut(head, " ")
	var texts [2]string
	for i := range texts {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			t.Fatalf("%s: %v", head, err)
		}
		if texts[i], err = strconv.Unquote(quoted); err != nil {
			t.Fatal(err)
		}
		rest = strings.TrimSpace(rest[len(quoted):])
	}
	mutated := slices.Clone(files)
	for i, f := range mutated {
		if f.Name == name {
			if bytes.Count(f.Data, []byte(texts[0])) != 1 {
				t.Fatalf("%s: the text must stand there once", head)
			}
			mutated[i].Data = bytes.Replace(f.Data, []byte(texts[0]), []byte(texts[1]), 1)
			return mutated
		}
	}
	t.Fatalf("there is no %s", name)
	return nil
}
