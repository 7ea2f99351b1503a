package hcl

import (
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// Every block and attribute says what it is for, and every line of doc.json is
// of use to one.
func TestEveryBlockAndAttributeHasADoc(t *testing.T) {
	for name, g := range allGrammars() {
		var visit func(b *blockSpec, path string)
		visit = func(b *blockSpec, path string) {
			if b.doc == "" {
				t.Errorf("%s: the block %s has no doc", name, path)
			}
			for attr, a := range b.attrs {
				if a.doc == "" {
					t.Errorf("%s: the attribute %s.%s has no doc", name, path, attr)
				}
			}
			for typ, c := range b.children {
				visit(c, path+"."+typ)
			}
			for label, v := range b.variants {
				if v.doc == "" {
					t.Errorf("%s: the block %s %q has no doc", name, path, label)
				}
				for attr, a := range v.attrs {
					if a.doc == "" {
						t.Errorf("%s: the attribute %s of %s %q has no doc", name, attr, path, label)
					}
				}
			}
		}
		for typ, c := range g.root.children {
			visit(c, typ)
		}
	}
}

// TestUsualNames holds the names that are offered first to those that there are.
func TestUsualNames(t *testing.T) {
	unknown := map[string]bool{}
	var docs map[string]docTable
	readTable("doc", &docs)
	for kind, table := range docs {
		for path, names := range table.Usual {
			for _, name := range names {
				unknown[kind+" "+path+" "+name] = true
			}
		}
	}
	for file, g := range allGrammars() {
		kind := file
		if grammars().dialects[schema.Dialect(file)] != nil {
			kind = "schema"
		} else if file == string(KindProject) {
			kind = "config"
		}
		var visit func(b *blockSpec, path string)
		visit = func(b *blockSpec, path string) {
			for _, name := range b.usual {
				if b.attrs[name] != nil || b.children[name] != nil {
					delete(unknown, kind+" "+b.typ+" "+name)
				}
			}
			for typ, c := range b.children {
				visit(c, path+"."+typ)
			}
		}
		visit(g.root, "")
	}
	for name := range unknown {
		t.Errorf("doc.json: %s is nowhere", name)
	}
}

// allGrammars gives the grammars of the tables, by the name of their file.
func allGrammars() map[string]*grammar {
	all := map[string]*grammar{}
	for kind, g := range grammars().kinds {
		all[string(kind)] = g
	}
	for d, g := range grammars().dialects {
		all[string(d)] = g
	}
	return all
}
