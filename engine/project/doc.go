// Package project reads atlas.hcl: variables, locals, data sources and
// environments, down to the ordered list of [Source] values that each
// environment is made of.
//
// It evaluates no more than it needs and knows nothing of what the sources hold.
// A value that cannot be known from the text (a query's result, a token, a
// variable without a default) is unknown; what depends on it is unknown too and
// is never reported.
//
// Invariants: nothing runs and no network is touched here; files are read only
// through [FS]; a cycle of locals or data sources is a problem, never a hang.
package project
