package hcl

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemascope/schemascope/engine/schema"
)

// dumpExpectation shows what is set of an expectation in one line.
func dumpExpectation(src string, x Expectation) string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	labels := func(list []Candidate) string {
		var names []string
		for _, c := range list {
			name := c.Label
			if c.Required {
				name += "!"
			}
			names = append(names, name)
		}
		if len(names) > 8 {
			names = append(names[:8], "…")
		}
		return strings.Join(names, ",")
	}
	add("prefix", src[x.Prefix.Start:x.Prefix.End])
	add("attrs", labels(x.Attributes))
	add("blocks", labels(x.Blocks))
	add("values", labels(x.Values))
	var refs []string
	for _, k := range x.Refs {
		if k != SiteVariable && k != SiteLocal {
			refs = append(refs, string(k))
		}
	}
	add("refs", strings.Join(refs, ","))
	if x.Ref != nil {
		add("ref", fmt.Sprintf("%s(%s)", x.Ref.Kind, strings.Trim(x.Ref.Ref.Schema.Text+"."+x.Ref.Ref.Name.Text, ".")))
	}
	if x.InString {
		add("string", x.StringOf+".")
	}
	add("in", x.Enclosing.String())
	return strings.Join(parts, " ")
}

func TestExpect(t *testing.T) {
	project := State{KindProject, ""}
	lite := State{KindSchema, schema.SQLite}
	tests := []struct {
		st        State
		src, want string
	}{
		// Items of blocks.
		{lite, "|", "blocks=table,schema,view,trigger,variable,locals,annotation,data"},
		{lite, "ta|", "prefix=ta blocks=table,schema,view,trigger,variable,locals,annotation,data"},
		{lite, "table \"t\" {\n  |\n}", "attrs=schema!,comment,name,renamed_from,strict,without_rowid blocks=column,primary_key,foreign_key,index,check,annotation in=t"},
		{lite, "table \"t\" {\n  schema = schema.main\n  str|\n  primary_key {\n  }\n  comment = \"x\"\n}",
			"prefix=str attrs=name,renamed_from,strict,without_rowid blocks=column,foreign_key,index,check,annotation in=main.t"},
		{lite, "table \"t\" {\n  column \"c\" {\n    |", "attrs=type!,null,default,comment,auto_increment,unsigned,as,name,… blocks=as,annotation in=t"},
		{lite, "table \"t\" {\n  column \"c\" {\n    as = \"1\"\n    |", "attrs=type!,null,default,comment,auto_increment,unsigned,name,renamed_from blocks=annotation in=t"},
		{lite, "table \"t\" {\n  column |", "in=t"},
		{lite, "table \"s\" \"t\" {\n  index \"i\" {\n    on {\n      |\n    }\n  }\n}", "attrs=column,desc,expr in=s.t"},
		{project, "env \"x\" {\n  format {\n    migrate {\n      |", "attrs=apply,diff,down,lint,status"},
		{project, "data |", "values=aws_rds_token,blob_dir,cloud_databases,composite_schema,external,external_schema,gcp_cloudsql_token,hcl_schema,…"},
		{project, "data \"co|", "prefix=co values=aws_rds_token,blob_dir,cloud_databases,composite_schema,external,external_schema,gcp_cloudsql_token,hcl_schema,… string=data label."},
		{project, "data \"composite_schema\" \"app\" {\n  |\n}", "blocks=schema!"},
		{project, "data \"composite_schema\" \"app\" {\n  schema \"a\" {\n    |", "attrs=url!"},
		{project, "env \"x\" {\n  lint {\n    review = |\n", "values=ALWAYS,ERROR,WARNING,abs,alltrue,anytrue,can,ceil,… refs=data,docker"},

		// Values.
		{lite, "table \"t\" {\n  schema = |\n}", "refs=schema in=t"},
		{lite, "table \"t\" {\n  schema = sch|\n}", "prefix=sch refs=schema in=t"},
		{lite, "table \"t\" {\n  strict = |\n}", "values=true,false in=t"},
		{lite, "table \"t\" {\n  strict = true |\n}", "in=t"},
		{lite, "table \"t\" {\n  column \"c\" {\n    type = |", "values=integer,integer(size),text,text(size),real,real(precision, scale),blob,blob(size),… in=t"},
		{pg, "table \"t\" {\n  column \"c\" {\n    type = va|", "prefix=va values=bigint,integer,text,boolean,timestamptz,timestamptz(precision),timestamp,timestamp(precision),… refs=enum,domain,composite,table in=t"},
		{pg, "table \"t\" {\n  column \"c\" {\n    type = varchar(|)", "in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    on_delete = |\n", "values=CASCADE,NO_ACTION,RESTRICT,SET_DEFAULT,SET_NULL in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    on_delete = \"CA|\n", "prefix=CA values=CASCADE,NO_ACTION,RESTRICT,SET_DEFAULT,SET_NULL string=on_delete. in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    columns = |\n", "values=[…] in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    columns = [|]\n", "refs=column,table in=t"},
		{pg, "view \"v\" {\n  depends_on = [|]\n", "refs=table,view,materialized,function,procedure,enum,domain,composite,sequence,extension in=v"},
		{project, "variable \"x\" {\n  type = |\n}", "values=string,bool,number,int,list(string),set(string),map(string)"},

		// References.
		{pg, "table \"t\" {\n  schema = schema.|\n}", "ref=schema() in=t"},
		{pg, "table \"t\" {\n  schema = schema.pu|\n}", "prefix=pu ref=schema() in=t"},
		{pg, "table \"t\" {\n  schema = schema.public\n  primary_key {\n    columns = [column.|]\n  }\n}", "ref=column(public.t) in=public.t"},
		{pg, "table \"t\" {\n  primary_key {\n    columns = [column.a, column.b|]\n  }\n}", "prefix=b ref=column(t) in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table.|]", "ref=table() in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table.u.|]", "values=column ref=table(u) in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table.u.column.|]", "ref=column(u) in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table.s.u.|]", "values=column in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table.s.u.column.|]", "ref=column(s.u) in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table[\"my-t\"].column.|]", "ref=column(my-t) in=t"},
		{pg, "table \"t\" {\n  foreign_key \"f\" {\n    ref_columns = [table[\"my|", "prefix=my ref=table() string=. in=t"},
		{pg, "table \"t\" {\n  column \"c\" {\n    type = enum.|", "ref=enum() in=t"},
		{pg, "table \"t\" {\n  column \"c\" {\n    type = enum.s.|", "ref=enum(s) in=t"},
		{pg, "trigger \"x\" {\n  on = table.|", "ref=table()"},
		{project, "env \"x\" {\n  url = var.|", "ref=variable()"},
		{project, "env \"x\" {\n  url = \"a${var.|}b\"\n}", "ref=variable()"},
		{project, "env \"x\" {\n  url = \"a${local.x|}b\"\n}", "prefix=x ref=local()"},
		{project, "env \"x\" {\n  src = data.|", "ref=data()"},
		{project, "env \"x\" {\n  src = data.composite_schema.|", "ref=data(composite_schema)"},
		{project, "env \"x\" {\n  src = data.composite_schema.app.|", "values=url"},
		{project, "env \"x\" {\n  for_each = toset(data.sql.t.|)", "values=count,value,values"},
		{project, "env {\n  name = atlas.|\n}", "values=env"},
		{project, "env \"x\" {\n  url = urlescape(|", "values=abs,alltrue,anytrue,can,ceil,chomp,chunklist,coalesce,… refs=data,docker"},

		// Strings, heredocs and comments.
		{project, "env \"x\" {\n  src = \"file://sch|\"\n}", "prefix=file://sch string=src."},
		{project, "env \"x\" {\n  src = [\"a\", \"|\"]\n}", "string=src."},
		{project, "data \"hcl_schema\" \"x\" {\n  vars = {\n    a = \"|\"\n  }\n}", "string=vars.a."},
		{project, "docker \"postgres\" \"x\" {\n  baseline = file(\"b|\")\n}", "prefix=b string=file()."},
		{pg, "view \"v\" {\n  as = <<SQL\nSELECT |\nSQL\n}", "prefix=SELECT  string=as. in=v"},
		{pg, "table \"t\" { # com|\n}", ""},
		{pg, "table \"t\" { /* com| */\n}", ""},
		{pg, "foo \"t\" {\n  |\n}", ""},
	}
	for _, tt := range tests {
		offset := strings.IndexByte(tt.src, '|')
		src := tt.src[:offset] + tt.src[offset+1:]
		if got := dumpExpectation(src, Expect(src, offset, tt.st)); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.src, got, tt.want)
		}
	}
}

func TestExpectSnippets(t *testing.T) {
	find := func(list []Candidate, label string) string {
		for _, c := range list {
			if c.Label == label {
				return c.Insert
			}
		}
		return "(none)"
	}
	in := func(src string) Expectation { return Expect(src, len(src), pg) }
	table, column := in("table \"t\" {\n"), in("table \"t\" {\n  column \"c\" {\n")
	const typed = "table \"t\" {\n  column \"c\" {\n    type = "
	my := Expect(typed, len(typed), State{KindSchema, schema.MySQL})
	for _, c := range in(typed).Values {
		if c.Label == "timestamptz" && (c.Detail != "timestamp(precision) with time zone" || c.Doc == "") {
			t.Errorf("%+v", c)
		}
	}
	tests := []struct{ got, want string }{
		{find(in("").Blocks, "table"), "table \"${1}\" {\n  schema = schema.$2\n  $0\n}"},
		{find(table.Blocks, "column"), "column \"${1}\" {\n  type = $2\n  null = ${3|true,false|}\n  $0\n}"},
		{find(table.Blocks, "primary_key"), "primary_key {\n  columns = [column.$1]\n  $0\n}"},
		{find(table.Attributes, "comment"), `comment = "$1"`},
		{find(column.Attributes, "null"), "null = ${1|true,false|}"},
		{find(in(typed).Values, "numeric(precision, scale)"), "numeric(${1:precision}, ${2:scale})"},
		{find(in(typed).Values, "sql"), `sql("$1")`},
		{find(my.Values, "varchar(size)"), "varchar(${1:size})"},
		{find(my.Values, "varchar"), "(none)"},
		{find(my.Values, "enum(value...)"), `enum("${1:value}")`},
		{find(my.Values, "int"), ""},
		{find(my.Values, "int(width)"), "(none)"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("snippet %q, want %q", tt.got, tt.want)
		}
	}
}
