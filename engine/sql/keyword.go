package sql

import "strings"

// category says where a keyword may stand as a name (PostgreSQL, "Appendix C.
// SQL Key Words").
type category uint8

const (
	notKeyword    category = iota
	unreserved             // may name anything
	columnKeyword          // may not name a function or type
	typeKeyword            // may name functions and types only
	reserved               // may name nothing without quotes
	foreign                // no keyword of PostgreSQL: another dialect's
)

// reservedWords are PostgreSQL 16's reserved keywords.
const reservedWords = `
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc
distinct do else end except false fetch for foreign from grant group having in initially intersect into
lateral leading limit localtime localtimestamp not null offset on only or order placing primary references
returning select session_user some symmetric system_user table then to trailing true union unique user using
variadic when where window with
`

// typeNameWords are PostgreSQL 16's reserved keywords that may name functions or types.
const typeNameWords = `
authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left
like natural notnull outer overlaps right similar tablesample verbose
`

// columnNameWords are PostgreSQL 16's keywords that may not name functions or types.
const columnNameWords = `
between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout
int integer interval json_array json_arrayagg json_object json_objectagg least national nchar none normalize
nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim
values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
xmlserialize xmltable
`

// unreservedWords are the remaining keywords of PostgreSQL 16 to 18.
const unreservedWords = `
abort absent absolute access action add admin after aggregate also alter always asensitive assertion
assignment at atomic attach attribute backward before begin breadth by cache call called cascade cascaded
catalog chain characteristics checkpoint class close cluster columns comment comments commit committed
compression configuration conflict connection constraints content continue conversion copy cost csv cube
current cursor cycle data database day deallocate declare defaults deferred definer delete delimiter
delimiters depends depth detach dictionary disable discard document domain double drop each enable encoding
encrypted enforced enum escape event exclude excluding exclusive execute explain expression extension external
family filter finalize first following force format forward function functions generated global granted groups
handler header hold hour identity if immediate immutable implicit import include including increment indent
index indexes inherit inherits inline input insensitive insert instead invoker isolation json key keys label
language large last leakproof level listen load local location lock locked logged mapping match matched
materialized maxvalue merge method minute minvalue mode month move name names new next nfc nfd nfkc nfkd no
normalized nothing notify nowait nulls object of off oids old operator option options ordinality others over
overriding owned owner parallel parameter parser partial partition passing password period plans policy
preceding prepare prepared preserve prior privileges procedural procedure procedures program publication quote
range read reassign recheck recursive ref referencing refresh reindex relative release rename repeatable
replace replica reset restart restrict return returns revoke role rollback rollup routine routines rows rule
savepoint scalar schema schemas scroll search second security sequence sequences serializable server session
set sets share show simple skip snapshot sql stable standalone start statement statistics stdin stdout storage
stored strict strip subscription support sysid system tables tablespace temp template temporary text ties
transaction transform trigger truncate trusted type types uescape unbounded uncommitted unencrypted unknown
unlisten unlogged until update vacuum valid validate validator value varying version view views virtual
volatile whitespace within without work wrapper write xml year yes zone
`

// foreignWords are words that MySQL, MariaDB, SQLite, SQL Server or PL/pgSQL treat
// specially, or that the parser looks for.
const foreignWords = `
against algorithm apply ascii auto_increment autoincrement avg_row_length buckets bytea change charset
checksum clustered column_format columnstore contains convert datetime delay_key_write deterministic directory
disk div duplicate dynamic
elseif elsif encryption end_tag engine engine_attribute events every exception exec expansion fail fields
follows foreach fulltext json_table glob go hash high_priority holdlock ignore ignored indexed inplace insert_method
insert_order inverse invisible iterate key_block_size leave list long longtext loop low_priority max_rows
mediumint mediumtext memory microsecond min_rows mod modifies modify nocheck nolock nonclustered not_ignored
offline online openjson optimize output pack_keys pages partitioning partitions percent persisted persistent
pivot pragma precedes print proc qualify quarter query raise reads rebuild ref_system_id regexp remove repeat
respect rlike row_format rowguidcol rowid rtree search_path secondary_engine_attribute separator shared
signed sparse spatial sql_security srid stats_auto_recalc stats_persistent stats_sample_pages straight_join
subpartition temptable timestamptz timetz tinyint tinytext top undefined unpivot unsigned upgrade use
validation versioning visible wait week while xor zerofill
`

// keyword is an entry of the keyword table: the canonical lower-case spelling,
// so that comparing a token with a literal needs no folding.
type keyword struct {
	text     string
	category category
}

// maxKeyword is the length of the longest keyword, in bytes.
const maxKeyword = len("secondary_engine_attribute")

// keywordTable holds the keywords by their hash, each at its place or in the
// first free one behind. Every word of a text is looked up here, twice, and a map
// takes as long for that as all the rest of the lexer.
var keywordTable = func() (table [1 << keywordBits]keyword) {
	for _, group := range []struct {
		words    string
		category category
	}{
		{reservedWords, reserved}, {typeNameWords, typeKeyword}, {columnNameWords, columnKeyword},
		{unreservedWords, unreserved}, {foreignWords, foreign},
	} {
		for _, w := range strings.Fields(group.words) {
			i := keywordHash(w)
			for table[i].text != "" {
				i = (i + 1) % uint32(len(table))
			}
			table[i] = keyword{w, group.category}
		}
	}
	return
}()

// keywordBits is the binary logarithm of the table's size: eight times the number
// of keywords, so that a word that is none mostly meets a free place.
const keywordBits = 13

// keywordHash mixes a word's length and four of its letters, whatever their case.
func keywordHash(w string) uint32 {
	n := len(w)
	h := uint32(w[0]|0x20) | uint32(w[n/2]|0x20)<<8 | uint32(w[n-1]|0x20)<<16 | uint32(w[n/3]|0x20)<<24
	return (h ^ uint32(n)*0x85EBCA6B) * 0x9E3779B1 >> (32 - keywordBits)
}

// lookup gives the keyword that a word spells in any mix of cases; the zero
// keyword if it is none.
func lookup(w string) keyword {
	if len(w) == 0 || len(w) > maxKeyword {
		return keyword{}
	}
	for i := keywordHash(w); ; i = (i + 1) % (1 << keywordBits) {
		k := keywordTable[i]
		if k.text == "" || len(k.text) == len(w) && equalFold(w, k.text) {
			return k
		}
	}
}

// equalFold reports whether a word is a keyword, which is in lower case.
func equalFold(w, keyword string) bool {
	for i := 0; i < len(w); i++ {
		c := w[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != keyword[i] {
			return false
		}
	}
	return true
}
