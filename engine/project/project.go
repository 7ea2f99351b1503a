package project

import (
	"path/filepath"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	atlashcl "github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/value"
)

// FS is what a project may read: unsaved editor buffers over the disk. Names
// are absolute paths.
type FS interface {
	Document(name string) (*text.Document, error)
	// ReadDir lists a directory in lexical order.
	ReadDir(name string) ([]Entry, error)
}

// Entry is a child of a directory.
type Entry struct {
	Name string
	Dir  bool
}

// Options are the values that come from outside the file.
type Options struct {
	Env  string            // atlas.env: the selected environment, "" when none is
	Vars map[string]string // --var name=value
	// Getenv reads the environment; nil makes it unknown, as what a project that is
	// not trusted reads there could end up in a message or a picture.
	Getenv func(string) string
	// Confined restricts file() to the project's directory and below.
	Confined bool
}

// Project is an evaluated project file.
type Project struct {
	File     string
	Envs     []*Env
	Problems []schema.Problem
}

// Env is an environment: a named desired state. A block with for_each gives one
// for each of its elements.
type Env struct {
	// Name is the block's label, or else the value of its name attribute, as far as
	// that is known.
	Name     string
	Labelled bool
	// Instance is the key of the element of for_each; "" for a block without.
	Instance string
	Origin   schema.Origin
	Dialect  schema.Dialect // "" when neither dev nor url says it
	// URL is the live database's, "" when it is not known. It may hold a password:
	// it must not be printed.
	URL     string
	Sources []Source
}

// SourceKind says how a source is loaded.
type SourceKind uint8

// The kinds of sources.
const (
	Files     SourceKind = iota // file:// URLs
	HCLSchema                   // data "hcl_schema": Paths, possibly with directories
	Program                     // data "external_schema": the output of Command
	Ent                         // ent:// URLs
	Remote                      // databases and registries: not known from files
	Unknown                     // the value could not be evaluated
)

// Source is one part of an environment, in load order.
type Source struct {
	Kind    SourceKind
	URL     string   // as evaluated; may hold a password
	Paths   []string // Files and HCLSchema: as written, slash-separated
	Command []string // Program
	Dir     string   // Program: working directory, absolute
	Name    string   // the data source's name
	// Implied is set for what the project does not name as its schema but which
	// says it: the migrations of a project without src. It need not exist yet.
	Implied bool
	// List counts the sources that were written as one list from 1: HCL files of
	// one list are read together. It is 0 for a source that stands alone.
	List int
	// Vars are the values given for the variables that the source's HCL files
	// declare.
	Vars map[string]cty.Value
	// Schema is the label of a composite schema's block, or the dev database's
	// search path; "" for none.
	Schema   string
	Declared schema.Origin // of the composite's label, if it has one
	Origin   schema.Origin // where the URL, or the data source's decisive attribute, is written
}

// Load reads and evaluates a project file. It always returns a project, empty
// if the file cannot be read.
func Load(fs FS, file string, o Options) *Project {
	p := &Project{File: file}
	doc, err := fs.Document(file)
	if err != nil {
		p.Problems = append(p.Problems, schema.Problem{
			Code: schema.CodeUnreadable, Severity: schema.Error, Place: &schema.Place{File: file}, Message: "cannot be read: " + err.Error(),
		})
		return p
	}
	e := newEvaluator(p, fs, o)
	var envs []part
	var uses []value.Use
	readable, declared := true, true // all blocks; those that may declare values
	state := atlashcl.State{Kind: atlashcl.KindProject}
	for _, c := range text.Cut(doc.Text(), state, atlashcl.Next) {
		place := &schema.Place{File: file, Start: c.Span.Start}
		chunk := doc.Slice(c.Span)
		body, diags := atlashcl.Body(chunk)
		if diags.HasErrors() {
			readable = false
			declared = declared && len(body.Blocks) == 1 && body.Blocks[0].Type == "env"
		}
		uses = append(uses, value.Uses(place, atlashcl.Parse(chunk, state).Sites)...)
		for _, b := range body.Blocks {
			if b.Type == "env" {
				envs = append(envs, part{value.Decl{Place: place, Block: b}})
				continue
			}
			e.scope.Declare(place, b)
		}
	}
	e.scope.Check(uses)
	e.scope.Problems = slices.DeleteFunc(e.scope.Problems, func(p schema.Problem) bool {
		return p.Code == schema.CodeUnused && !readable || p.Code == schema.CodeUnresolved && !declared
	})
	e.scope.EvaluateAll()
	for _, b := range envs {
		p.Envs = append(p.Envs, e.envs(b)...)
	}
	p.Problems = append(p.Problems, e.scope.Problems...)
	return p
}

// Dir is the directory that the project's relative paths start from.
func (p *Project) Dir() string { return filepath.Dir(p.File) }

// Select gives the environments that name asks for: the labelled one, else the
// unlabelled ones; all of them when name is "".
func (p *Project) Select(name string) []*Env {
	if name == "" {
		return p.Envs
	}
	for _, labelled := range []bool{true, false} {
		var found []*Env
		for _, e := range p.Envs {
			if e.Labelled == labelled && (e.Name == name || e.Name == "") {
				found = append(found, e)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// EnvNames are the labels of the environments, for messages.
func (p *Project) EnvNames() []string {
	var names []string
	for _, e := range p.Envs {
		if e.Name != "" && !slices.Contains(names, e.Name) {
			names = append(names, e.Name)
		}
	}
	return names
}

func (p *Project) report(code schema.Code, severity schema.Severity, o schema.Origin, message string) {
	p.Problems = append(p.Problems, schema.Problem{Code: code, Severity: severity, Place: o.Place, Span: o.Span, Message: message})
}

// origin is where a range of a part is written.
func (p part) origin(r hcl.Range) schema.Origin {
	return schema.Origin{Place: p.Place, Span: value.Span(r), Name: value.Span(r)}
}
