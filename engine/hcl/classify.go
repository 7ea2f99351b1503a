package hcl

import (
	"path"
	"slices"
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// FileKind says what a file is for, which decides what its blocks mean.
type FileKind string

// The kinds of files.
const (
	KindSchema  FileKind = "schema"
	KindProject FileKind = "project" // atlas.hcl and its like
	KindTest    FileKind = "test"
	KindPlan    FileKind = "plan"
	KindRule    FileKind = "rule"
	// KindForeign is HCL of another program: Terragrunt's, Packer's, Nomad's.
	KindForeign FileKind = "foreign"
)

type suffix struct {
	ending  string
	kind    FileKind
	dialect schema.Dialect
}

// suffixes are the endings that say what a file is (Atlas, "HCL file types").
var suffixes = []suffix{
	{".pg.hcl", KindSchema, schema.Postgres},
	{".my.hcl", KindSchema, schema.MySQL},
	{".ma.hcl", KindSchema, schema.MariaDB},
	{".lt.hcl", KindSchema, schema.SQLite},
	{".ch.hcl", KindSchema, schema.ClickHouse},
	{".ms.hcl", KindSchema, schema.SQLServer},
	{".rs.hcl", KindSchema, schema.Redshift},
	{".oc.hcl", KindSchema, schema.Oracle},
	{".sp.hcl", KindSchema, schema.Spanner},
	{".sf.hcl", KindSchema, schema.Snowflake},
	{".dbx.hcl", KindSchema, schema.Databricks},
	{".test.hcl", KindTest, ""},
	{".plan.hcl", KindPlan, ""},
	{".rule.hcl", KindRule, ""},
}

// Classify tells what a file is from its path, or, where the path does not say,
// from its first top-level blocks. The dialect is empty when neither says it.
func Classify(file, content string) (FileKind, schema.Dialect) {
	name := strings.ToLower(path.Base(strings.ReplaceAll(file, `\`, "/")))
	if name == "atlas.hcl" {
		return KindProject, ""
	}
	for _, s := range suffixes {
		if strings.HasSuffix(name, s.ending) {
			return s.kind, s.dialect
		}
	}
	kind, _ := classifyContent(content)
	return kind, ""
}

// Recognized reports whether a file is surely Atlas's: its name or one of its
// blocks says so. It tells what Classify takes on trust, because somebody has
// named the file as one, from what nobody has.
func Recognized(file, content string) bool {
	name := strings.ToLower(path.Base(strings.ReplaceAll(file, `\`, "/")))
	if name == "atlas.hcl" || slices.ContainsFunc(suffixes, func(s suffix) bool { return strings.HasSuffix(name, s.ending) }) {
		return true
	}
	_, own := classifyContent(content)
	return own
}

// shared are blocks that the HCL of many programs has.
var shared = []string{"variable", "locals", "data", "rule", "test", "plan"}

// classifyContent looks for a block that only one kind of file can hold. A
// block of a schema decides at once; any other only when no such block follows.
// Where all that is not shared with other programs is unknown here, and no
// mistyped name, the file is one of theirs. own tells that there is a block that
// is Atlas's.
func classifyContent(content string) (kind FileKind, own bool) {
	kind = KindSchema
	stranger := false
	project := grammarOf(State{Kind: KindProject}).root
	schemas := grammarOf(State{Kind: KindSchema}).root
	st := State{Kind: KindSchema}
	for at := 0; at < len(content); {
		end, _, _ := Next(content, at, st)
		h, ok := firstHead(content[at:end])
		at = end
		known := ok && (schemas.children[h.typ] != nil || project.children[h.typ] != nil || h.typ == "predicate")
		switch {
		case !ok || slices.Contains(shared, h.typ):
		case known || schema.Nearest(h.typ, schemas.blockNames) != "" || schema.Nearest(h.typ, project.blockNames) != "":
			own = true
		default:
			stranger = true
		}
		switch {
		case !ok || h.typ == "variable" || h.typ == "locals":
		case h.typ == "data":
			// Both kinds of file have data blocks; those with labels are sources.
			if h.labels == 2 && kind == KindSchema {
				kind = KindProject
			}
		case schemas.children[h.typ] != nil:
			return KindSchema, true
		case kind != KindSchema:
		case h.typ == "test" && h.labels > 0:
			kind = KindTest
		case h.typ == "plan":
			kind = KindPlan
		case h.typ == "rule" || h.typ == "predicate":
			kind = KindRule
		case project.children[h.typ] != nil:
			kind = KindProject
		}
	}
	if stranger && !own {
		return KindForeign, false
	}
	return kind, own
}

// firstHead is the head of the block that a chunk holds.
func firstHead(chunk string) (blockHead, bool) {
	l := lexer{src: chunk}
	for {
		switch tok := l.next(); tok.kind {
		case tokNewline, tokComment:
		case tokIdent:
			c := cutter{lexer: lexer{src: chunk}}
			return c.headAt(tok.start)
		default:
			return blockHead{}, false
		}
	}
}
