package schema

// Part is one source of a realm: the chunks of its files, in load order.
type Part struct {
	// Schema is the database schema the part loads into: the label of a composite
	// schema's block, or what a URL's search_path says. Names that the part does
	// not qualify belong to it. Empty: the dialect's default.
	Schema string
	// Declared is where Schema was declared, if it was: the schema then exists
	// even if the part is empty.
	Declared Origin
	Files    []PartFile
	// Incomplete says that the part could not be loaded in full.
	Incomplete bool
}

// PartFile is a file of a part.
type PartFile struct {
	Name   string
	Chunks []Placed
	// Models gives, for what a program generated, the places in the model sources
	// that it was generated from.
	Models []ModelOrigin
}

// ModelOrigin says that a table or view was generated from a model at Origin.
type ModelOrigin struct {
	Schema, Name string
	Origin       Origin
}

// Placed is a chunk at its place in a file.
type Placed struct {
	Place *Place
	Chunk *Chunk
}
