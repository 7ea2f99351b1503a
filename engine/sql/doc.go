// Package sql reads SQL schema files: it cuts a file into statements, lowers
// data definition statements to the vocabulary of package schema, and reports
// syntax errors. It never executes SQL and never reads files.
//
// One tolerant lexer and one tolerant recursive-descent parser serve every
// dialect; what differs between dialects is data ([features], the type tables).
// Half-typed statements are the normal case: each statement is cut off from the
// next, a part that makes no sense is skipped, and the rest is lowered.
//
// libpg_query, PostgreSQL's own parser, judges the syntax of PostgreSQL
// statements. It is asked for a verdict only, never for a tree: its tree has no
// place for most names, and its process-wide C stack cannot survive hostile
// input, which is why guard.go counts before judge.go asks.
//
// Invariants: all spans are byte offsets from the chunk's first byte; the end of
// a chunk is a pure function of the state at its start and the bytes that were
// seen; reading a file costs time linear in its length.
package sql
