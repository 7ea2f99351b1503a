package analysis

import (
	"sort"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// Location is a place in a file, in byte offsets.
type Location struct {
	File string
	Span text.Span // what to select: the declared name
	Full text.Span // the whole declaration
}

// chunkAt is the parsed chunk that holds an absolute offset. At a boundary it
// is the one before.
func chunkAt(f *workspace.File, offset int) (schema.Placed, bool) {
	chunks := f.Chunks()
	i := sort.Search(len(chunks), func(i int) bool { return chunks[i].Place.Start > offset })
	if i > 1 && chunks[i-1].Place.Start == offset {
		// Just typed at the very end of the previous chunk, or at the first byte
		// of this one: a name can stand only at one of the two.
		if _, ok := siteIn(chunks[i-1], offset); !ok {
			if _, ok := siteIn(chunks[i-2], offset); ok {
				return chunks[i-2], true
			}
		}
	}
	if i == 0 {
		return schema.Placed{}, false
	}
	return chunks[i-1], true
}

// siteIn is the smallest site of a chunk that an absolute offset touches.
func siteIn(c schema.Placed, offset int) (schema.Site, bool) {
	var best schema.Site
	found := false
	for _, s := range c.Chunk.Sites {
		if s.Span.Shift(c.Place.Start).Contains(offset) && (!found || s.Span.Len() < best.Span.Len()) {
			best, found = s, true
		}
	}
	return best, found
}

// siteAt is the name at an offset of a file.
func siteAt(f *workspace.File, offset int) (schema.Placed, schema.Site, bool) {
	c, ok := chunkAt(f, offset)
	if !ok {
		return c, schema.Site{}, false
	}
	s, ok := siteIn(c, offset)
	return c, s, ok
}
