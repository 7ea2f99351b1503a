package sql

// afterRelation expects what may stand behind a table in FROM or behind UPDATE.
func (x *expecter) afterRelation(c clause, from int) {
	last := x.before[len(x.before)-1]
	does := x.does(from, c.at)
	switch {
	case joinWords[last.word] && last.kind == word:
		if last.word == "left" || last.word == "right" || last.word == "full" {
			x.keywords("JOIN", "OUTER JOIN")
		} else {
			x.keywords("JOIN")
		}
		return
	case last.word == "as":
		return // an alias
	case c.word == "update" && last.word == "update", c.word == "update" && last.word == "or":
		return
	case c.word == "join" && !x.unconditional(c):
		x.keywords("ON", "USING")
		x.alias()
		if x.p.mysqlLike() || x.p.f == &sqliteFeatures {
			x.behindJoins(from, c)
		}
		return
	case c.word == "update":
		x.keywords("SET")
		x.alias()
		if x.p.mysqlLike() {
			x.keywords("JOIN", "LEFT JOIN")
		}
		return
	case does == "delete" && c.word == "from":
		if x.keywords("WHERE"); !x.p.mysqlLike() {
			x.keywords("USING", "RETURNING")
			x.alias()
		}
		return
	}
	x.behindJoins(from, c)
	x.alias()
}

// alias expects AS, unless what stands before the place is an alias.
func (x *expecter) alias() {
	if n := len(x.before) - 2; n >= 0 && !x.before[n+1].is(')') {
		t := &x.before[n]
		named := t.kind == quotedName || t.kind == word && (t.mayName() || t.category == columnKeyword) && !clauseStarts[t.word]
		if t.is(')') || t.word == "as" || named {
			return
		}
	}
	x.keywords("AS")
}

// unconditional reports whether the join of a clause has no condition.
func (x *expecter) unconditional(c clause) bool {
	for i := c.at - 1; i >= 0 && i >= c.at-3 && x.before[i].kind == word; i-- {
		if w := x.before[i].word; w == "cross" || w == "natural" {
			return true
		}
	}
	return false
}

// behindJoins expects what may stand behind a list of tables.
func (x *expecter) behindJoins(from int, c clause) {
	x.keywords("JOIN", "LEFT JOIN", "INNER JOIN", "CROSS JOIN", "RIGHT JOIN")
	if !x.p.mysqlLike() {
		x.keywords("FULL JOIN")
	}
	switch x.does(from, c.at) {
	case "update":
		if x.p.mysqlLike() {
			x.keywords("SET")
		}
		x.keywords("WHERE")
		x.returning()
	case "delete":
		x.keywords("WHERE")
		x.returning()
	case "merge":
		x.keywords("WHEN MATCHED THEN", "WHEN NOT MATCHED THEN")
	default:
		x.keywords("WHERE", "GROUP BY", "ORDER BY", "LIMIT", "UNION", "EXCEPT", "INTERSECT")
		x.behindRows(from, c)
	}
}

// behindWhere expects what may stand behind a condition.
func (x *expecter) behindWhere(from int, c clause) {
	switch x.does(from, c.at) {
	case "update", "delete":
		if x.p.mysqlLike() {
			x.keywords("ORDER BY", "LIMIT")
		}
		x.returning()
	default:
		if c.word == "where" {
			x.keywords("GROUP BY")
		}
		x.keywords("ORDER BY", "LIMIT", "UNION", "EXCEPT", "INTERSECT")
		x.behindRows(from, c)
	}
}

func (x *expecter) returning() {
	if !x.p.mysqlLike() {
		x.keywords("RETURNING")
	}
}

// behindRows expects what may stand behind the rows that INSERT is given.
func (x *expecter) behindRows(from int, c clause) {
	switch does := x.does(from, c.at); {
	case does != "insert":
	case x.p.mysqlLike():
		x.keywords("ON DUPLICATE KEY UPDATE")
	default:
		x.keywords("ON CONFLICT", "RETURNING")
	}
}
