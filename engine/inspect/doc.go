// Package inspect writes a resolved schema graph as text: as JSON for programs,
// as SQL for databases and as Atlas HCL for people.
//
// It reads a [schema.Realm] and nothing else: no files, no database, no clock.
// The same realm always gives the same bytes, in the realm's own order of
// declaration.
//
// What a dialect spells differently is data (sql_dialect.go, hcl_type.go). What
// a realm does not hold cannot be written: an element that was only referred to
// keeps its name and no more.
package inspect
