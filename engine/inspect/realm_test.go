package inspect_test

import "github.com/schemascope/schemascope/engine/schema"

// realms are the realms of the golden files, folded from literal statements.
func realms() map[string]*schema.Realm {
	return map[string]*schema.Realm{
		"postgres": fold(schema.Postgres, shop()...),
		"mysql":    fold(schema.MySQL, library()...),
		"sqlite":   fold(schema.SQLite, notes()...),
	}
}

func fold(d schema.Dialect, stmts ...schema.Stmt) *schema.Realm {
	return schema.Fold(d, []schema.Part{{Files: []schema.PartFile{{
		Name:   "schema",
		Chunks: []schema.Placed{{Place: &schema.Place{File: "schema"}, Chunk: &schema.Chunk{Stmts: stmts}}},
	}}}})
}

func name(s string) schema.Name { return schema.Name{Text: s} }

func names(list ...string) []schema.Name {
	var out []schema.Name
	for _, s := range list {
		out = append(out, name(s))
	}
	return out
}

func ref(s, n string) schema.Ref { return schema.Ref{Schema: name(s), Name: name(n)} }

func parts(columns ...string) []schema.PartDef {
	var out []schema.PartDef
	for _, c := range columns {
		out = append(out, schema.PartDef{Column: name(c)})
	}
	return out
}

func typ(s string) schema.Type { return schema.Type{Text: s} }

func named(s, n string) schema.Type {
	return schema.Type{Text: n, Ref: ref(s, n).OrNil(), Kind: schema.KindType}
}

func literal(s string) *schema.Expr { return &schema.Expr{Text: s, Literal: true} }

func expr(s string) *schema.Expr { return &schema.Expr{Text: s} }

// shop has two schemas, a table name that occurs in both, names that need
// quotes, and most kinds of element.
func shop() []schema.Stmt {
	return []schema.Stmt{
		&schema.CreateSchema{Name: name("public"), Comment: "standard public schema"},
		&schema.CreateSchema{Name: name("billing")},
		&schema.CreateEnum{Enum: ref("public", "status"), Values: names("active", "it's off"), Comment: "of a user"},
		&schema.CreateObject{Kind: schema.KindExtension, Object: ref("", "citext"), Definition: "CREATE EXTENSION citext"},
		&schema.CreateObject{Kind: schema.KindSequence, Object: ref("public", "order_no"), Definition: "CREATE SEQUENCE public.order_no START WITH 100",
			Attrs: []schema.Attr{{Name: "start", Value: "100"}}},
		&schema.CreateTable{
			Table: ref("public", "users"),
			Columns: []schema.ColumnDef{
				{Name: name("id"), Type: typ("bigint"), NotNull: true, Identity: &schema.Identity{Always: true, Start: "10", Step: "2"}},
				{Name: name("email"), Type: typ("character varying(255)"), NotNull: true, Comment: "unique, \"quoted\" <b>"},
				{Name: name("status"), Type: named("", "status"), NotNull: true, Default: literal("'active'")},
				{Name: name("display name"), Type: typ("text")},
				{Name: name("created_at"), Type: typ("timestamp with time zone"), NotNull: true, Default: expr("now()")},
				{Name: name("lower_email"), Type: typ("text"), Generated: &schema.Generated{Expr: "lower((email)::text)", Stored: true}},
				{Name: name("tags"), Type: typ("text[]")},
			},
			Constraints: []schema.ConstraintDef{
				{Kind: schema.PrimaryKey, Parts: parts("id")},
				{Kind: schema.Unique, Name: name("users_email_key"), Parts: parts("email")},
				{Kind: schema.CheckConstraint, Name: name("email_has_at"), Expr: "position('@' in email) > 1"},
			},
			Indexes: []schema.IndexDef{
				{Name: name("users_by_name"), Parts: []schema.PartDef{{Expr: "lower(\"display name\")"}, {Column: name("created_at"), Desc: true}},
					Where: "status = 'active'", Include: names("email")},
				{Name: name("users_tags"), Method: "gin", Parts: parts("tags")},
			},
			Comment: "people",
		},
		&schema.CreateTable{
			Table: ref("billing", "users"),
			Columns: []schema.ColumnDef{
				{Name: name("id"), Type: typ("integer"), NotNull: true},
				{Name: name("user_id"), Type: typ("bigint")},
				{Name: name("status"), Type: named("public", "status")},
			},
			Constraints: []schema.ConstraintDef{
				{Kind: schema.PrimaryKey, Parts: parts("id")},
				{Kind: schema.ForeignKeyConstraint, Name: name("owner"), Parts: parts("user_id"), Ref: ref("public", "users"),
					RefColumns: names("id"), OnDelete: "SET NULL", OnUpdate: "CASCADE"},
				{Kind: schema.ForeignKeyConstraint, Name: name("lost"), Parts: parts("user_id"), Ref: ref("", "gone"), RefColumns: names("id")},
			},
		},
		&schema.CreateTable{
			Table: ref("public", "my-orders"),
			Columns: []schema.ColumnDef{
				{Name: name("no"), Type: typ("integer"), NotNull: true, Default: expr("nextval('public.order_no'::regclass)")},
				{Name: name("parent no"), Type: typ("integer")},
				{Name: name("total"), Type: typ("numeric(10,2)"), Default: literal("0")},
				{Name: name("open"), Type: typ("boolean"), Default: literal("true")},
			},
			Constraints: []schema.ConstraintDef{
				{Kind: schema.PrimaryKey, Parts: parts("no")},
				{Kind: schema.ForeignKeyConstraint, Name: name("parent"), Parts: parts("parent no"), Ref: ref("public", "my-orders"), RefColumns: names("no")},
			},
		},
		&schema.CreateView{View: ref("public", "recent"), Query: "SELECT email FROM public.active", DependsOn: []schema.Ref{ref("public", "active")}},
		&schema.CreateView{View: ref("public", "active"), Query: "SELECT email FROM public.users WHERE status = 'active'",
			DependsOn: []schema.Ref{ref("public", "users")}, Comment: "not off"},
		&schema.CreateView{View: ref("public", "totals"), Materialized: true, Query: "SELECT sum(total) AS total FROM public.\"my-orders\"",
			Columns: []schema.ColumnDef{{Name: name("total"), Type: typ("numeric")}},
			Indexes: []schema.IndexDef{{Name: name("totals_key"), Unique: true, Parts: parts("total")}}},
		&schema.CreateObject{Kind: schema.KindFunction, Object: ref("public", "touch"), Signature: "",
			Definition: "CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END; $$",
			Value:      &schema.ColumnDef{Type: schema.Type{Text: "trigger"}}, Body: "BEGIN RETURN new; END;",
			Attrs: []schema.Attr{{Name: "lang", Value: "PLpgSQL"}}},
		&schema.CreateObject{Kind: schema.KindTrigger, Object: ref("public", "users_touch"), Table: ref("public", "users"),
			Definition: "CREATE TRIGGER users_touch BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.touch()",
			Attrs:      []schema.Attr{{Name: "before.update", Value: "true"}, {Name: "for", Value: "ROW"}},
			Refs:       []schema.ObjectRef{{Attr: "execute.function", Kind: schema.KindFunction, Ref: ref("public", "touch")}}},
		&schema.CommentOn{Kind: schema.KindConstraint, Object: ref("", "email_has_at"), Table: ref("public", "users"), Comment: "a rough check"},
	}
}

func library() []schema.Stmt {
	return []schema.Stmt{
		&schema.CreateTable{
			Table: ref("", "authors"),
			Columns: []schema.ColumnDef{
				{Name: name("id"), Type: typ("bigint unsigned"), NotNull: true, Attrs: []schema.Attr{{Name: "auto_increment", Value: "true"}}},
				{Name: name("name"), Type: typ("varchar(100)"), NotNull: true, Default: literal("''"), Comment: "it's a name"},
				{Name: name("kind"), Type: typ("enum('a','b')"), Default: literal("'a'")},
				{Name: name("upper_name"), Type: typ("varchar(100)"), Generated: &schema.Generated{Expr: "upper(`name`)"}},
			},
			Constraints: []schema.ConstraintDef{{Kind: schema.PrimaryKey, Parts: parts("id")}},
			Indexes:     []schema.IndexDef{{Name: name("by_name"), Parts: []schema.PartDef{{Column: name("name"), Desc: true}}}},
			Comment:     "who wrote",
			Attrs:       []schema.Attr{{Name: "engine", Value: "InnoDB"}},
		},
		&schema.CreateTable{
			Table: ref("", "books"),
			Columns: []schema.ColumnDef{
				{Name: name("id"), Type: typ("int"), NotNull: true},
				{Name: name("author_id"), Type: typ("bigint unsigned"), NotNull: true},
				{Name: name("price"), Type: typ("decimal(10,2)"), Default: expr("(1 + 1)")},
			},
			Constraints: []schema.ConstraintDef{
				{Kind: schema.PrimaryKey, Parts: parts("id")},
				{Kind: schema.Unique, Name: name("one"), Parts: parts("author_id")},
				{Kind: schema.ForeignKeyConstraint, Name: name("author"), Parts: parts("author_id"), Ref: ref("", "authors"), RefColumns: names("id"), OnDelete: "CASCADE"},
				{Kind: schema.CheckConstraint, Name: name("cheap"), Expr: "`price` < 100"},
				{Kind: schema.CheckConstraint, Name: name("dear"), Expr: "`price` > 1", Attrs: []schema.Attr{{Name: "enforced", Value: "false"}}},
			},
		},
		&schema.CreateView{View: ref("", "titles"), Query: "select `id` from `books`", DependsOn: []schema.Ref{ref("", "books")}},
	}
}

func notes() []schema.Stmt {
	return []schema.Stmt{
		&schema.CreateTable{
			Table: ref("", "notes"),
			Columns: []schema.ColumnDef{
				{Name: name("id"), Type: typ("integer"), NotNull: true, Attrs: []schema.Attr{{Name: "auto_increment", Value: "true"}}},
				{Name: name("body"), Type: typ("text"), Default: literal("''")},
				{Name: name("parent"), Type: typ("integer")},
			},
			Constraints: []schema.ConstraintDef{
				{Kind: schema.PrimaryKey, Parts: parts("id")},
				{Kind: schema.ForeignKeyConstraint, Parts: parts("parent"), Ref: ref("", "notes"), RefColumns: names("id"), OnDelete: "CASCADE"},
				{Kind: schema.CheckConstraint, Expr: "length(body) < 1000"},
			},
			Indexes: []schema.IndexDef{{Name: name("by_parent"), Parts: parts("parent"), Where: "parent IS NOT NULL"}},
			Attrs:   []schema.Attr{{Name: "strict", Value: "true"}},
		},
		&schema.CreateView{View: ref("", "roots"), Query: "SELECT * FROM notes WHERE parent IS NULL", DependsOn: []schema.Ref{ref("", "notes")}},
	}
}
