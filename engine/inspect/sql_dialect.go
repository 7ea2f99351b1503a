package inspect

import (
	"slices"

	"github.com/schemascope/schemascope/engine/schema"
)

// spelling is what one dialect writes its own way.
type spelling struct {
	marks     string // around a quoted name
	backslash bool   // \ escapes in strings
	home      string // the schema that is not written before a name
	// enter switches to a schema for text that does not qualify its names. Each
	// %[1]s is the schema, each %[2]s the schema of unqualified names by default.
	enter, enterHome string
	// lateBodies lets a routine name what is created after it.
	lateBodies string
	// createSchema creates the schema %s; "" where schemas are not created.
	createSchema string
	// body wraps a statement that holds semicolons of its own.
	bodyBefore, bodyAfter string
	// alone: schemas, views and routines need such a wrapping in any case.
	alone bool
	// inlineKeys: keys cannot be added once the table exists.
	inlineKeys bool
	// indexSchema: an index is qualified instead of its table.
	indexSchema bool
	comments    commentForm
	column      columnForm
	// notEnforced follows a constraint that is not enforced; "" where all are.
	notEnforced string
	// methods are the index methods that stand before INDEX instead of after USING.
	methods map[string]string
	// methodLast puts USING after the parts of an index.
	methodLast bool
	// definedBefore are the words that a column's attributes are written with,
	// in order, between its type and its default; definedAfter, behind it.
	definedBefore, definedAfter []attrForm
	table                       []attrForm
	tableAlter, columnAlter     []attrForm
	schema                      []attrForm
	// view are the words between CREATE and VIEW.
	view []attrForm
	// period is how a table says which columns hold when its rows do; "" where none
	// can.
	period string
}

// commentForm says how a dialect writes comments.
type commentForm uint8

const (
	commentNone      commentForm = iota
	commentStatement             // COMMENT ON … IS '…'
	commentClause                // COMMENT '…' in the definition
)

// columnForm says how a dialect writes identity and nullability.
type columnForm struct {
	null      bool   // nullable columns say NULL
	identity  string // %s is ALWAYS or BY DEFAULT; "" where columns have none
	seed      bool   // START and INCREMENT follow as (1,1)
	stored    string
	virtual   string
	generated string // %s is the expression
}

// attrForm is how an attribute is written: %s is its value, %w its value as a
// word or else a string, %n its value as the name of a collation. An attribute whose value is "false" is not
// written unless off says how.
type attrForm struct {
	name, form, off string
}

var standardColumn = columnForm{
	identity:  "GENERATED %s AS IDENTITY",
	generated: "GENERATED ALWAYS AS (%s)",
	stored:    " STORED",
	virtual:   " VIRTUAL",
}

var postgresSpelling = spelling{
	marks:         `""`,
	enter:         `SET search_path TO %[1]s, %[2]s`,
	enterHome:     `SET search_path TO %[1]s`,
	home:          "public",
	lateBodies:    "SET check_function_bodies = false",
	createSchema:  "CREATE SCHEMA IF NOT EXISTS %s",
	comments:      commentStatement,
	column:        standardColumn,
	notEnforced:   " NOT ENFORCED",
	definedBefore: []attrForm{{"collate", "COLLATE %n", ""}},
	tableAlter: []attrForm{
		{"row_security.enabled", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"},
		{"row_security.enforced", "FORCE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"},
		{"replica_identity", "REPLICA IDENTITY %s", ""},
	},
	columnAlter: []attrForm{
		{"statistics", "SET STATISTICS %s", ""}, {"storage", "SET STORAGE %s", ""}, {"compression", "SET COMPRESSION %s", ""},
	},
}

var mysqlSpelling = spelling{
	marks:        "``",
	backslash:    true,
	enter:        "USE %[1]s",
	enterHome:    "USE %[1]s",
	createSchema: "CREATE DATABASE IF NOT EXISTS %s",
	bodyBefore:   "DELIMITER ;;\n",
	bodyAfter:    ";;\nDELIMITER ;\n",
	comments:     commentClause,
	column: columnForm{
		null:      true,
		generated: "GENERATED ALWAYS AS (%s)",
		stored:    " STORED",
		virtual:   " VIRTUAL",
	},
	notEnforced:   " NOT ENFORCED",
	methods:       map[string]string{"fulltext": "FULLTEXT", "spatial": "SPATIAL"},
	methodLast:    true,
	definedBefore: []attrForm{{"charset", "CHARACTER SET %w", ""}, {"collate", "COLLATE %w", ""}, {"srid", "SRID %s", ""}},
	definedAfter: []attrForm{
		{"on_update", "ON UPDATE %s", ""}, {"auto_increment", "AUTO_INCREMENT", ""}, {"invisible", "INVISIBLE", ""},
	},
	table: []attrForm{
		{"engine", "ENGINE=%w", ""},
		{"auto_increment", "AUTO_INCREMENT=%s", ""},
		{"charset", "DEFAULT CHARSET=%w", ""},
		{"collate", "COLLATE=%w", ""},
		{"row_format", "ROW_FORMAT=%w", ""},
		{"system_versioned", "WITH SYSTEM VERSIONING", ""},
	},
	view:   []attrForm{{"algorithm", "ALGORITHM=%s", ""}, {"security", "SQL SECURITY %s", ""}},
	schema: []attrForm{{"charset", "CHARACTER SET %w", ""}, {"collate", "COLLATE %w", ""}},
}

var mariaSpelling = func() spelling {
	s := mysqlSpelling
	s.notEnforced = ""
	s.definedBefore = []attrForm{
		{"charset", "CHARACTER SET %w", ""}, {"collate", "COLLATE %w", ""}, {"srid", "REF_SYSTEM_ID=%s", ""}, {"row", "GENERATED ALWAYS AS ROW %s", ""},
	}
	s.definedAfter = append(slices.Clip(s.definedAfter), attrForm{"without_system_versioning", "WITHOUT SYSTEM VERSIONING", ""})
	s.period = "PERIOD FOR SYSTEM_TIME (%s)"
	return s
}()

var sqliteSpelling = spelling{
	marks:         `""`,
	home:          "main",
	inlineKeys:    true,
	indexSchema:   true,
	column:        standardColumn,
	definedBefore: []attrForm{{"collate", "COLLATE %n", ""}},
	table:         []attrForm{{"without_rowid", "WITHOUT ROWID", ""}, {"strict", "STRICT", ""}},
}

var sqlServerSpelling = spelling{
	marks:        "[]",
	createSchema: "CREATE SCHEMA %s",
	home:         "dbo",
	bodyBefore:   "GO\n",
	bodyAfter:    "\nGO\n",
	alone:        true,
	column: columnForm{
		null:      true,
		identity:  "IDENTITY",
		seed:      true,
		generated: "AS (%s)",
		stored:    " PERSISTED",
	},
	definedBefore: []attrForm{{"collate", "COLLATE %w", ""}},
}

// genericSpelling serves dialects of which no more is known than the standard.
var genericSpelling = spelling{
	marks:         `""`,
	home:          "public",
	createSchema:  "CREATE SCHEMA %s",
	comments:      commentStatement,
	column:        standardColumn,
	definedBefore: []attrForm{{"collate", "COLLATE %n", ""}},
}

var backtickSpelling = func() spelling {
	s := genericSpelling
	s.marks = "``"
	return s
}()

var spellings = map[schema.Dialect]*spelling{
	schema.Postgres:   &postgresSpelling,
	schema.Redshift:   &postgresSpelling,
	schema.MySQL:      &mysqlSpelling,
	schema.MariaDB:    &mariaSpelling,
	schema.SQLite:     &sqliteSpelling,
	schema.SQLServer:  &sqlServerSpelling,
	schema.ClickHouse: &backtickSpelling,
	schema.Spanner:    &backtickSpelling,
	schema.Databricks: &backtickSpelling,
}

func spellingOf(d schema.Dialect) *spelling {
	if s := spellings[d]; s != nil {
		return s
	}
	return &genericSpelling
}
