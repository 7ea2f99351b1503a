package schema

// Code names a kind of problem. It is stable: users filter by it.
type Code string

// The codes of problems that the engine finds.
const (
	CodeSyntax           Code = "syntax"
	CodeEncoding         Code = "encoding"
	CodeTooComplex       Code = "too-complex"
	CodeUnknownBlock     Code = "unknown-block"
	CodeUnknownAttribute Code = "unknown-attribute"
	CodeMissingAttribute Code = "missing-attribute"
	CodeInvalidValue     Code = "invalid-value"
	CodeInvalidLabels    Code = "invalid-labels"
	CodeExclusive        Code = "exclusive-attributes"
	CodeDeprecated       Code = "deprecated"
	CodeUnknownType      Code = "unknown-type"
	CodeTypeParameters   Code = "type-parameters"
	CodeUnresolved       Code = "unresolved-reference"
	CodeAmbiguousColumn  Code = "ambiguous-column"
	CodeDependents       Code = "dependent-views"
	CodeDuplicate        Code = "duplicate-declaration"
	CodePrimaryKeys      Code = "multiple-primary-keys"
	CodeKeyArity         Code = "foreign-key-arity"
	CodeKeyType          Code = "foreign-key-type"
	CodeKeyUnique        Code = "foreign-key-unique"
	CodeEnumDefault      Code = "enum-default"
	CodeAutoIncrement    Code = "auto-increment"
	CodeUnused           Code = "unused-declaration"
	CodeEvaluation       Code = "evaluation"
	CodeCycle            Code = "reference-cycle"
	CodeMissingFile      Code = "missing-file"
	CodeUnreadable       Code = "unreadable-file"
	CodeAmbiguous        Code = "ambiguous-schema"
	CodeNotLoaded        Code = "not-loaded"
	CodeProgramFailed    Code = "program-failed"
)
