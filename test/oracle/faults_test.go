package oracle

import "slices"

// fault is a way to make a schema wrong.
type fault struct {
	name string
	// make puts the fault into the schema, if there is a place for it.
	make func(*generator) bool
	// missed says why nothing is reported. It is empty where something must be.
	missed string
}

var faults = []fault{
	{name: "a column has no type", make: drop("type", "table", "column")},
	{name: "a type is unknown", make: put("type", `nosuchtype`, "table", "column"),
		missed: "the types that extensions and newer versions add are not all known: a near miss is a warning"},
	{name: "a type with parameters is unknown", make: put("type", `nosuchtype(3)`, "table", "column"),
		missed: "the types that extensions and newer versions add are not all known: a near miss is a warning"},
	{name: "a type takes no parameters", make: put("type", `json(3)`, "table", "column")},
	{name: "a type has too many parameters", make: put("type", `varchar(1, 2, 3)`, "table", "column")},
	{name: "a type is a string", make: put("type", `"int"`, "table", "column")},
	{name: "a type is a list", make: put("type", `[int]`, "table", "column")},
	{name: "an enum is unknown", make: put("type", `enum.nosuch`, "table", "column")},
	{name: "null is a word", make: put("null", `maybe`, "table", "column")},
	{name: "null is a text", make: put("null", `"maybe"`, "table", "column")},
	{name: "null is a number", make: put("null", `3`, "table", "column")},
	{name: "null is a list", make: put("null", `[true]`, "table", "column")},
	{name: "a default is a list", make: put("default", `["x"]`, "table", "column")},
	{name: "a default is a column", make: put("default", `column.c0`, "table", "column")},
	{name: "a comment is a number list", make: put("comment", `[1]`, "table", "column")},
	{name: "as is an attribute and a block", make: both("as", `"1"`, "table", "column", "as")},
	{name: "as has an unknown type", make: put("type", `NOSUCH`, "table", "column", "as")},
	{name: "identity is of an unknown kind", make: put("generated", `NOSUCH`, "table", "column", "identity")},
	{name: "identity starts at a word", make: put("start", `"x"`, "table", "column", "identity")},

	{name: "a table has no schema", make: drop("schema", "table")},
	{name: "a table's schema is unknown", make: put("schema", `schema.nosuch`, "table"),
		missed: "the schema may be declared in a file that stands beside this one, or be there already"},
	{name: "a table's schema is a string", make: put("schema", `"public"`, "table")},
	{name: "a table's schema is a table", make: put("schema", `table.t0`, "table")},
	{name: "a table has three labels", make: label("a", "b", "c")},
	{name: "an engine is unknown", make: put("engine", `NOSUCH`, "table"),
		missed: "newer versions may know more words: a near miss is a warning"},
	{name: "auto_increment is a text", make: put("auto_increment", `"x"`, "table")},

	{name: "a primary key's column is unknown", make: put("columns", `[column.nosuch]`, "table", "primary_key")},
	{name: "an index's column is unknown", make: put("columns", `[column.nosuch]`, "table", "index")},
	{name: "an index part's column is unknown", make: put("column", `column.nosuch`, "table", "index", "on")},
	{name: "a unique constraint's column is unknown", make: put("columns", `[column.nosuch]`, "table", "unique")},
	{name: "an included column is unknown", make: put("include", `[column.nosuch]`, "table", "index")},
	{name: "nothing is included", make: put("include", `[]`, "table", "index")},
	{name: "a foreign key's column is unknown", make: put("columns", `[column.nosuch]`, "table", "foreign_key")},
	{name: "a foreign key refers to an unknown table", make: put("ref_columns", `[table.nosuch.column.id]`, "table", "foreign_key")},
	{name: "a foreign key refers to an unknown column", make: put("ref_columns", `[column.nosuch]`, "table", "foreign_key")},
	{name: "a foreign key refers to no columns", make: drop("ref_columns", "table", "foreign_key")},
	{name: "a foreign key has no columns", make: drop("columns", "table", "foreign_key")},
	{name: "a foreign key has fewer columns than it refers to", make: put("ref_columns", `[column.c0, column.c0, column.c0]`, "table", "foreign_key")},
	{name: "an action is unknown", make: put("on_delete", `EXPLODE`, "table", "foreign_key")},
	{name: "a key's columns are no list", make: put("columns", `column.c0`, "table", "primary_key")},
	{name: "a key's columns are strings", make: put("columns", `["c0"]`, "table", "primary_key")},
	{name: "a key's columns are words", make: put("columns", `[c0]`, "table", "index")},
	{name: "a key's columns are tables", make: put("columns", `[table.t0]`, "table", "index")},
	{name: "an index has no columns", make: drop("columns", "table", "index")},
	{name: "an index has an empty list of columns", make: put("columns", `[]`, "table", "index")},
	{name: "an index has columns and parts", make: addTo("columns", "table", "index", "on", "column")},
	{name: "a part has neither column nor expression", make: drop("expr", "table", "index", "on")},
	{name: "a part has a column and an expression", make: also("column", "expr", `"1"`, "table", "index", "on")},
	{name: "unique is a text", make: put("unique", `"maybe"`, "table", "index")},
	{name: "an index's type is unknown", make: put("type", `NOSUCH`, "table", "index"),
		missed: "newer versions may know more words: a near miss is a warning"},
	{name: "a prefix is a text", make: put("prefix", `"x"`, "table", "index", "on")},
	{name: "a prefix is of an expression", make: also("expr", "prefix", `3`, "table", "index", "on"),
		missed: "the tables say what a block may hold, not yet what excludes what across its forms"},
	{name: "an operator class is unknown", make: put("ops", `nosuch_ops`, "table", "index", "on"),
		missed: "newer versions may know more words: a near miss is a warning"},
	{name: "a predicate is a list", make: put("where", `["x"]`, "table", "index")},
	{name: "a check is a column", make: put("expr", `column.c0`, "table", "check")},
	{name: "a partition has no type", make: drop("type", "table", "partition")},
	{name: "a partition's type is unknown", make: put("type", `NOSUCH`, "table", "partition")},
	{name: "a partition has no columns", make: drop("columns", "table", "partition")},
	{name: "a partition has columns and parts", make: also("columns", "by", "", "table", "partition")},
	{name: "a partition's column is unknown", make: put("columns", `[column.nosuch]`, "table", "partition")},

	{name: "an enum has no schema", make: drop("schema", "enum")},
	{name: "an enum's schema is unknown", make: put("schema", `schema.nosuch`, "enum"),
		missed: "the schema may be declared in a file that stands beside this one, or be there already"},
	{name: "an enum's values are a string", make: put("values", `"a"`, "enum")},
	{name: "an enum's values are words", make: put("values", `[a, b]`, "enum")},
	{name: "an enum is declared twice", make: func(g *generator) bool {
		e := g.find(nil, "enum")
		if e != nil {
			g.top.blocks = append(g.top.blocks, e)
		}
		return e != nil
	}},

	{name: "a variable is unknown", make: put("comment", `var.nosuch`, "table", "column")},
	{name: "a local is unknown", make: put("comment", `local.nosuch`, "table", "column")},
	{name: "a function is unknown", make: put("comment", `nosuch("x")`, "table", "column"),
		missed: "newer versions may know more functions"},
	{name: "a function has too many arguments", make: put("comment", `upper("x", "y")`, "table", "column")},
	{name: "a function's argument is of the wrong kind", make: put("comment", `upper([1])`, "table", "column")},
	{name: "a brace is missing", make: func(g *generator) bool {
		g.top.blocks = append(g.top.blocks, &block{typ: `table "x" {`})
		return true
	}},
}

// find picks one of the blocks at a path of types that fit, or nil.
func (g *generator) find(fit func(*block) bool, path ...string) *block {
	blocks := g.top.blocks
	for i, typ := range path {
		var next []*block
		for _, b := range blocks {
			switch {
			case b.typ != typ:
			case i < len(path)-1:
				next = append(next, b.blocks...)
			case fit == nil || fit(b):
				next = append(next, b)
			}
		}
		blocks = next
	}
	if len(blocks) == 0 {
		return nil
	}
	return blocks[g.IntN(len(blocks))]
}

func (b *block) has(name string) bool {
	return slices.ContainsFunc(b.attrs, func(a attribute) bool { return a.name == name })
}

func (b *block) remove(name string) {
	b.attrs = slices.DeleteFunc(slices.Clone(b.attrs), func(a attribute) bool { return a.name == name })
}

// drop takes an attribute out of a block.
func drop(name string, path ...string) func(*generator) bool {
	return func(g *generator) bool {
		b := g.find(func(b *block) bool { return b.has(name) }, path...)
		if b != nil {
			b.remove(name)
		}
		return b != nil
	}
}

// put gives an attribute that the dialect knows another value.
func put(name, value string, path ...string) func(*generator) bool {
	return func(g *generator) bool {
		b := g.find(func(b *block) bool { return b.has(name) }, path...)
		if b == nil && slices.Contains(everywhere, name) {
			b = g.find(nil, path...)
		}
		if b == nil {
			return false
		}
		b.remove(name)
		b.set(name, value)
		return true
	}
}

// everywhere are attributes that any dialect has, even where a schema made up at
// random does not use them.
var everywhere = []string{"null", "default", "comment", "unique", "on_delete"}

// also gives a block that has an attribute another one, or an inner block, which
// excludes it.
func also(with, name, value string, path ...string) func(*generator) bool {
	return func(g *generator) bool {
		b := g.find(func(b *block) bool { return b.has(with) && !b.has(name) }, path...)
		switch {
		case b == nil:
		case value == "":
			b.add(name).set("expr", `"1"`)
		default:
			b.set(name, value)
		}
		return b != nil
	}
}

// both gives the block around an inner block the attribute of the same name.
func both(name, value string, path ...string) func(*generator) bool {
	return func(g *generator) bool {
		outer := path[:len(path)-1]
		b := g.find(func(b *block) bool {
			return slices.ContainsFunc(b.blocks, func(inner *block) bool { return inner.typ == name })
		}, outer...)
		if b != nil {
			b.set(name, value)
		}
		return b != nil
	}
}

// addTo gives an index with parts a list of columns as well.
func addTo(name string, path ...string) func(*generator) bool {
	return func(g *generator) bool {
		part, column := path[len(path)-2], path[len(path)-1]
		value := ""
		b := g.find(func(b *block) bool {
			return slices.ContainsFunc(b.blocks, func(inner *block) bool { return inner.typ == part && inner.has(column) })
		}, path[:len(path)-2]...)
		if b == nil {
			return false
		}
		for _, inner := range b.blocks {
			for _, a := range inner.attrs {
				if a.name == column {
					value = a.value
				}
			}
		}
		b.set(name, "["+value+"]")
		return true
	}
}

func label(labels ...string) func(*generator) bool {
	return func(g *generator) bool {
		b := g.find(nil, "table")
		if b != nil {
			b.labels = labels
		}
		return b != nil
	}
}
