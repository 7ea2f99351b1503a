package oracle

import (
	"strings"
)

// expectation is a difference, or an alarm, that is right.
type expectation struct {
	why    string
	corpus bool // it occurs in the corpus only, which may be absent
	alarm  func(message string) bool
	differ func(d difference, ours facts) bool
}

var expectations = []*expectation{
	{
		why: "PostgreSQL: serial and identity columns are NOT NULL (\"8.1.4. Serial Types\", \"5.3. Identity Columns\")",
		differ: func(d difference, ours facts) bool {
			column, isNull := strings.CutSuffix(d.path, " null")
			return isNull && d.atlas == "true" && d.ours == "false" &&
				(strings.HasSuffix(ours[column+" type"], "serial") || ours[column+" identity"] != "")
		},
	},
	{
		why: "PostgreSQL: Atlas loses the precision of sql(\"time(2) without time zone\")",
		differ: func(d difference, _ facts) bool {
			return strings.HasSuffix(d.path, " type") && d.atlas == "time" && d.ours == "time(2)"
		},
	},
	{
		why: "MySQL: YEAR has one width (\"11.2.4 The YEAR Type\")",
		differ: func(d difference, _ facts) bool {
			return strings.HasSuffix(d.path, " type") && d.atlas == "year(2)" && d.ours == "year"
		},
	},
	{
		why: "MariaDB: YEAR shows its width (\"YEAR Data Type\")",
		differ: func(d difference, _ facts) bool {
			return strings.HasSuffix(d.path, " type") && d.atlas == "year" && d.ours == "year(4)"
		},
	},
	{
		why: "MySQL: a size chooses the smallest TEXT or BLOB type that is enough (\"11.3.4 The BLOB and TEXT Types\")",
		differ: func(d difference, _ facts) bool {
			return strings.HasSuffix(d.path, " type") && (d.atlas == "blob" || d.atlas == "text") && strings.HasSuffix(d.ours, d.atlas)
		},
	},
	{
		why:    "two tables of one name in one schema: Atlas reads both, no database does",
		alarm:  func(message string) bool { return strings.HasSuffix(message, `table "t1" is already declared`) },
		differ: func(d difference, _ facts) bool { return d.path == "table s1.t1 #2" && d.ours == "" },
	},
	{
		why:    "gadnium/atlas sets unique on columns, which Atlas drops without a word",
		corpus: true,
		alarm: func(message string) bool {
			return strings.Contains(message, "unknown attribute unique in block of type column")
		},
	},
}

func expectedAlarm(a alarm) *expectation {
	for _, e := range expectations {
		if e.alarm != nil && e.alarm(a.message) {
			return e
		}
	}
	return nil
}

func expectedDifference(d difference, ours facts) *expectation {
	for _, e := range expectations {
		if e.differ != nil && e.differ(d, ours) {
			return e
		}
	}
	return nil
}
