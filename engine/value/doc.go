// Package value evaluates the expressions of HCL files: variables, locals, data
// sources, functions and for_each.
//
// A [Scope] holds what one set of files declares and the values that come from
// outside. It computes no more than it is asked for, each value at most once. A
// value that cannot be known from the text is unknown, and so is what depends on
// it; that is never an error by itself. What certainly fails (a default that is
// not of its variable's type, a cycle) is a problem.
//
// In schema files an expression may also stand for itself: schema.public,
// bigint, varchar(255), sql("now()"). Such values are opaque here ([Expr]) but
// can be stored in locals and iterated over; [Scope.Reduce] puts them back into
// the place where they are used.
//
// Invariants: nothing runs and no network is touched; files are read only
// through functions that the caller gives; evaluation ends, and its values stay
// within bounds, whatever the text says.
package value
