// Package hcl reads Atlas HCL: it divides a file into chunks, parses a chunk,
// checks it against the tables of its dialect and lowers it to the statements
// of package schema.
//
// Everything is a pure function of one chunk's text and the file's State; what
// a chunk's names mean together with other chunks is for the fold of package
// schema and for package project. Spans are byte offsets relative to the
// chunk's first byte.
//
// What a dialect knows is data: tables/*.json says which blocks and attributes
// there are and what they accept. One Grammar built from them drives the
// cutting of broken text, validation, completion and the recognition of
// references.
package hcl
