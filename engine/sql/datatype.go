package sql

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// dataType passes a type and notes the sites of its names. The zero Type means
// that no type is next.
func (p *parser) dataType() schema.Type {
	t0 := p.tok()
	if !p.isName(t0) || t0.kind == word && t0.category == reserved && !p.f.looseTypes {
		return schema.Type{}
	}
	start := p.i
	var t schema.Type
	switch {
	case p.f.looseTypes:
		t.Text = p.looseType()
	case p.dialect == schema.MySQL || p.dialect == schema.MariaDB:
		t.Text = p.mysqlType()
	default:
		t = p.namedType()
	}
	t.Span = p.spanOf(start, p.i)
	if !t.Ref.IsZero() {
		t.Kind = schema.KindType
		p.refSite(t.Ref, schema.KindType, false)
	}
	return t
}

// namedType passes a type of PostgreSQL's grammar ("Typename" in gram.y), which
// SQL Server's is a part of.
func (p *parser) namedType() schema.Type {
	setof := p.accept("setof")
	t := schema.Type{}
	if text, ok := p.standardType(); ok {
		t.Text = text
	} else {
		t = p.otherType()
	}
	if p.atOp('%') && p.peek(1).word == "type" {
		p.i += 2
		t = schema.Type{Text: t.Text + "%TYPE"}
	}
	array := p.accept("array")
	for p.atOp('[') {
		array = true
		p.skipBrackets()
	}
	if array {
		t.Text += "[]"
	}
	if setof {
		t.Text = "SETOF " + t.Text
	}
	return t
}

// standardType passes the types whose names are several words, or whose
// arguments stand inside the name.
func (p *parser) standardType() (string, bool) {
	switch p.tok().word {
	case "double":
		if p.accept("double", "precision") {
			return "double precision", true
		}
	case "float":
		p.i++
		switch args := p.typeArgs(); {
		case p.dialect == schema.SQLServer:
			return "float" + args, true
		case args == "" || len(args) > 3 || len(args) == 4 && args >= "(25)":
			if n := strings.Trim(args, "()"); n != "" && (len(n) == 1 || len(n) == 2 && n <= "24") {
				return "real", true
			}
			return "double precision", true
		default:
			return "real", true
		}
	case "national":
		if p.peek(1).word == "character" || p.peek(1).word == "char" {
			p.i++
			return p.characterType()
		}
	case "character", "char", "nchar":
		if p.dialect != schema.SQLServer {
			return p.characterType()
		}
	case "bit":
		p.i++
		if p.accept("varying") {
			return "bit varying" + p.typeArgs(), true
		}
		if args := p.typeArgs(); args != "" || p.dialect == schema.SQLServer {
			return "bit" + args, true
		}
		return "bit(1)", true
	case "timestamp", "time":
		if p.dialect != schema.SQLServer {
			return p.timeType()
		}
	case "timestamptz", "timetz":
		name := strings.TrimSuffix(p.tok().word, "tz")
		p.i++
		return name + p.typeArgs() + " with time zone", true
	case "interval":
		p.i++
		return p.intervalType(), true
	}
	return "", false
}

func (p *parser) characterType() (string, bool) {
	p.i++
	if p.accept("varying") {
		return "character varying" + p.typeArgs(), true
	}
	if args := p.typeArgs(); args != "" {
		return "character" + args, true
	}
	return "character(1)", true
}

func (p *parser) timeType() (string, bool) {
	name := p.tok().word
	p.i++
	args := p.typeArgs()
	switch {
	case p.accept("with", "time", "zone"):
		return name + args + " with time zone", true
	case p.accept("without", "time", "zone"):
	}
	return name + args + " without time zone", true
}

// intervalType passes what follows INTERVAL: fields and a precision.
func (p *parser) intervalType() string {
	text := "interval"
	field := func() bool {
		w := p.acceptAny("year", "month", "day", "hour", "minute", "second")
		if w != "" {
			text += " " + w
		}
		return w != ""
	}
	if field() && p.accept("to") {
		text += " to"
		field()
	}
	return text + p.typeArgs()
}

// typeArgs passes "(10, 2)" and gives it without the spaces: "(10,2)".
func (p *parser) typeArgs() string {
	from, to, ok := p.skipParens()
	if !ok || from == to {
		return ""
	}
	var b strings.Builder
	b.WriteByte('(')
	for i := from; i < to; i++ {
		b.WriteString(p.between(i, i+1))
	}
	b.WriteByte(')')
	return b.String()
}

// otherType passes a type that is one name: built in or declared somewhere.
func (p *parser) otherType() schema.Type {
	quoted := p.tok().kind == quotedName
	raw := p.src[p.tok().start:p.tok().end]
	r := p.ref()
	name := r.Name.Text
	args := p.typeArgs()
	if quoted && r.Schema.IsZero() && raw == `"char"` && p.f.foldLower {
		return schema.Type{Text: raw}
	}
	if !p.f.foldLower {
		name = foldLower(name)
	}
	known, builtin := builtinType(p.dialect, name)
	_, extension := extensionTypeNames[name]
	if builtin && (r.Schema.IsZero() || r.Schema.Text == "pg_catalog" || r.Schema.Text == "sys" || extension) {
		if base, zone := strings.CutSuffix(known, " with time zone"); zone && args != "" {
			return schema.Type{Text: base + args + " with time zone"} // pg_catalog.timestamptz(3)
		}
		if known == "numeric" && args != "" && !strings.Contains(args, ",") && p.dialect != schema.SQLServer {
			args = strings.TrimSuffix(args, ")") + ",0)"
		}
		if known == "bpchar" && args != "" {
			known = "character"
		}
		if extension && !r.Schema.IsZero() {
			known = quoteName(r.Schema.Text) + "." + known
		}
		return schema.Type{Text: known + args}
	}
	if r.Schema.Text == "pg_catalog" || r.Schema.Text == "information_schema" {
		return schema.Type{Text: name + args}
	}
	text := quoteName(r.Name.Text)
	if !r.Schema.IsZero() {
		text = quoteName(r.Schema.Text) + "." + text
	}
	return schema.Type{Text: text + args, Ref: r}
}

// mysqlType passes a type of MySQL and MariaDB. Its character set is a property
// of the column.
func (p *parser) mysqlType() string {
	var name string
	switch {
	case p.accept("double", "precision"):
		name = "double"
	case p.accept("national", "varchar"), p.accept("national", "character", "varying"), p.accept("national", "char", "varying"),
		p.accept("character", "varying"), p.accept("char", "varying"):
		name = "varchar"
	case p.accept("national", "char"), p.accept("national", "character"):
		name = "char"
	case p.at("long"):
		p.i++
		if name = "mediumtext"; strings.EqualFold(p.between(p.i, p.i+1), "varbinary") {
			name = "mediumblob"
			p.i++
		} else {
			p.acceptAny("varchar")
		}
	default:
		raw := foldLower(p.ref().Name.Text)
		if name = mysqlTypeNames[raw]; name == "" {
			name = raw
		}
	}
	name += p.typeArgs()
	for {
		switch p.tok().word {
		case "unsigned", "signed", "zerofill":
			if w := p.tok().word; w != "signed" {
				name += " " + w
			}
			p.i++
		default:
			return name
		}
	}
}

// looseType passes a type of SQLite: any words, then perhaps arguments
// (SQLite, "CREATE TABLE": type-name).
func (p *parser) looseType() string {
	var words []string
	for p.isName(p.tok()) && !p.atColumnConstraint() {
		words = append(words, foldLower(p.name().Text))
	}
	return strings.Join(words, " ") + p.typeArgs()
}

// atColumnConstraint reports whether a column constraint begins here.
func (p *parser) atColumnConstraint() bool {
	switch p.tok().word {
	case "constraint", "primary", "not", "null", "unique", "check", "default", "collate", "references", "generated", "as":
		return p.tok().kind == word
	}
	return false
}
