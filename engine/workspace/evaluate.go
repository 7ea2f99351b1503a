package workspace

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/zclconf/go-cty/cty"

	"github.com/schemascope/schemascope/engine/hcl"
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/value"
)

// inputs are the values that are given for the variables of a part's HCL files.
type inputs struct {
	values map[string]cty.Value
	// key is equal for equal values.
	key string
}

func newInputs(values map[string]cty.Value) inputs {
	in := inputs{values: values}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		in.key += fmt.Sprintf("%q=%#v\n", name, values[name])
	}
	return in
}

// evaluate gives the chunks of a part's files, those that use values as they are
// with the part's, and the problems of the values.
func (m *part) evaluate(cache *boundChunks) (files []schema.PartFile, problems []schema.Problem) {
	var uses bool
	for _, f := range m.files {
		file := schema.PartFile{Name: f.Name, Chunks: f.applied(), Models: m.models}
		files = append(files, file)
		uses = uses || f.Language == HCL && slices.ContainsFunc(file.Chunks, func(c schema.Placed) bool { return c.Chunk.Values != 0 })
	}
	if !uses {
		return files, nil
	}
	scope := value.NewScope(value.Options{Inputs: m.inputs.values, Symbolic: true})
	identity := sha256.New()
	fmt.Fprintln(identity, m.inputs.key)
	readable := !m.incomplete
	var references []value.Use
	repeating := 0
	for i, f := range m.files {
		if f.Language != HCL {
			continue
		}
		for j, c := range files[i].Chunks {
			references = append(references, value.Uses(c.Place, c.Chunk.Sites)...)
			readable = readable && !slices.ContainsFunc(c.Chunk.Problems, func(p schema.Problem) bool {
				return p.Code == schema.CodeSyntax || p.Code == schema.CodeTooComplex
			})
			if c.Chunk.Values&schema.RepeatsBlocks != 0 {
				repeating++
			}
			if c.Chunk.Values&schema.DeclaresValues == 0 {
				continue
			}
			declaring := f.chunkText(j)
			fmt.Fprintf(identity, "%d %s", len(declaring), declaring)
			body, _ := hcl.Body(declaring)
			for _, b := range body.Blocks {
				scope.Declare(c.Place, b)
			}
		}
	}
	if readable {
		scope.Check(references)
	}
	scope.EvaluateAll()
	most := min(maxInstances, maxRepeated/max(repeating, 1))
	fmt.Fprintln(identity, most)
	values := [sha256.Size]byte(identity.Sum(nil))
	for i, f := range m.files {
		if f.Language != HCL {
			continue
		}
		chunks := slices.Clone(files[i].Chunks)
		share(len(chunks), func(j int) {
			if c := chunks[j].Chunk; c.Values&schema.UsesValues != 0 {
				chunks[j].Chunk = cache.get(boundKey{c, values}, func() *schema.Chunk {
					bound := hcl.Bind(f.chunkText(j), hcl.State{Kind: f.Kind, Dialect: f.Dialect}, c, scope, most)
					keepQueries(bound, c)
					return bound
				})
			}
		})
		for j, c := range chunks {
			if c.Chunk == files[i].Chunks[j].Chunk {
				continue
			}
			for _, p := range c.Chunk.Problems {
				p.Place = c.Place
				problems = append(problems, p)
			}
		}
		files[i].Chunks = chunks
	}
	return files, append(problems, scope.Problems...)
}

// keepQueries gives the views of a chunk that was evaluated what their queries say,
// where those use no values.
func keepQueries(bound, chunk *schema.Chunk) {
	for _, stmt := range chunk.Stmts {
		from, ok := stmt.(*schema.CreateView)
		if !ok || from.Reads == nil {
			continue
		}
		for _, stmt := range bound.Stmts {
			if v, ok := stmt.(*schema.CreateView); ok && v != from && v.Reads == nil && v.Query == from.Query {
				v.Reads = from.Reads
			}
		}
	}
}

// Limits of for_each: how many blocks it may make of one chunk, and of all of a
// part's.
const (
	maxInstances = 1_000
	maxRepeated  = 20_000
)

// chunkText is the text of the i-th of the file's chunks.
func (f *File) chunkText(i int) string { return f.body.text(i) }

// boundChunks keeps evaluated chunks from fold to fold, as an edit leaves nearly
// all of them as they were. What was not asked for in a long time is forgotten.
type boundChunks struct {
	mu         sync.Mutex
	young, old map[boundKey]*schema.Chunk
}

// boundKey tells what a bound chunk was made from: the chunk, and everything
// that the values in it depend on.
type boundKey struct {
	chunk  *schema.Chunk
	values [sha256.Size]byte
}

// maxYoung is the number of chunks after which the old ones are forgotten.
const maxYoung = 4096

func (b *boundChunks) get(key boundKey, bind func() *schema.Chunk) *schema.Chunk {
	b.mu.Lock()
	found, ok := b.young[key]
	if !ok {
		found, ok = b.old[key]
	}
	b.mu.Unlock()
	if !ok {
		found = bind()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.young) >= maxYoung || b.young == nil {
		b.young, b.old = map[boundKey]*schema.Chunk{}, b.young
	}
	b.young[key] = found
	return found
}
