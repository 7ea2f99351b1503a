// Package types knows the column types of every dialect: how each may be
// spelled, which parameters it takes, and the text that the database itself
// prints for it. That text is how types of all sources compare, so HCL and SQL
// both get it from here.
//
// All knowledge is data: tables/*.json, one file per dialect, whose fields are
// those of Type. The code only reads spellings (Table.Read), writes canonical
// texts (Table.Canonical) and checks parameters (Type.Check).
//
// The package never looks types up that a schema declares itself: a name that no
// table has is somebody else's.
package types
