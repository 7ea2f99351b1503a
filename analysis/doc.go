// Package analysis answers questions about one snapshot at one place: what is
// wrong, what may be written here, where a name is declared.
//
// API boundary: every answer is a pure function of a workspace.Snapshot and
// arguments, in byte offsets; nothing here reads files, waits, or knows the
// Language Server Protocol. One file holds one question.
package analysis
