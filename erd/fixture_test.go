package erd

import (
	"strings"

	"github.com/schemascope/schemascope/engine/schema"
)

// realm reads a schema from a notation for tests, one table after the other:
//
//	schema shop
//	table orders
//	  id bigint pk
//	  user_id bigint null unique
//	  fk user_id -> users id
//	  fk a,b -> auth.grants x,y cascade
//	  unique a,b
//	  partition-of events
//	view v: a text, b text
//	enum mood: happy, sad
//
// A table that a key names and that is not there is a reference left unresolved.
func realm(text string) *schema.Realm {
	r := &schema.Realm{}
	var s *schema.Schema
	var t *schema.Table
	type pending struct {
		key *schema.ForeignKey
		t   *schema.Table
	}
	var keys []pending
	parents := map[*schema.Table]string{}
	unquote := strings.NewReplacer("␤", "\n", "␠", " ")
	for _, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		for i := range f {
			f[i] = unquote.Replace(f[i])
		}
		if s == nil && f[0] != "schema" {
			s = &schema.Schema{Name: "public"}
			r.Schemas = append(r.Schemas, s)
		}
		switch f[0] {
		case "schema":
			s = &schema.Schema{Name: f[1]}
			r.Schemas = append(r.Schemas, s)
		case "table":
			t = &schema.Table{Schema: s, Name: f[1]}
			s.Tables = append(s.Tables, t)
		case "view":
			v := &schema.View{Schema: s, Name: strings.TrimSuffix(f[1], ":")}
			for i := 2; i+1 < len(f); i += 2 {
				v.Columns = append(v.Columns, &schema.Column{Name: f[i], Null: true, Type: schema.Type{Text: strings.Trim(f[i+1], ",")}})
			}
			s.Views = append(s.Views, v)
		case "enum":
			e := &schema.Enum{Schema: s, Name: strings.TrimSuffix(f[1], ":")}
			for _, v := range f[2:] {
				e.Values = append(e.Values, strings.Trim(v, ","))
			}
			s.Enums = append(s.Enums, e)
		case "partition-of":
			t.IsPartition = true
			parents[t] = f[1]
		case "comment":
			t.Comment = strings.Join(f[1:], " ")
		case "unique":
			t.Indexes = append(t.Indexes, &schema.Index{Unique: true, Parts: parts(t, f[1])})
		case "fk":
			ref := schema.Ref{Name: schema.Name{Text: f[3]}}
			if q, name, ok := strings.Cut(f[3], "."); ok {
				ref = schema.Ref{Schema: schema.Name{Text: q}, Name: schema.Name{Text: name}}
			}
			k := &schema.ForeignKey{Table: t, Name: "fk_" + strings.ReplaceAll(f[1], ",", "_"), ColumnNames: strings.Split(f[1], ","), Ref: ref, RefColumnNames: strings.Split(f[4], ",")}
			if len(f) > 5 {
				k.OnDelete = strings.ToUpper(f[5])
			}
			t.ForeignKeys = append(t.ForeignKeys, k)
			keys = append(keys, pending{k, t})
		default:
			c := &schema.Column{Name: f[0], Type: schema.Type{Text: strings.ReplaceAll(f[1], "_", " ")}}
			t.Columns = append(t.Columns, c)
			for _, flag := range f[2:] {
				switch flag {
				case "pk":
					if t.PrimaryKey == nil {
						t.PrimaryKey = &schema.Index{Unique: true}
					}
					t.PrimaryKey.Parts = append(t.PrimaryKey.Parts, parts(t, c.Name)...)
				case "null":
					c.Null = true
				case "unique":
					t.Indexes = append(t.Indexes, &schema.Index{Unique: true, Parts: parts(t, c.Name)})
				}
			}
		}
	}
	table := func(from *schema.Table, ref schema.Ref) *schema.Table {
		for _, s := range r.Schemas {
			for _, t := range s.Tables {
				if t.Name == ref.Name.Text && (ref.Schema.Text == s.Name || ref.Schema.Text == "" && from.Schema == s) {
					return t
				}
			}
		}
		return nil
	}
	for _, p := range keys {
		p.key.RefTable = table(p.t, p.key.Ref)
		for _, name := range p.key.ColumnNames {
			p.key.Columns = append(p.key.Columns, p.t.Column(name))
		}
		for _, name := range p.key.RefColumnNames {
			if p.key.RefTable == nil {
				p.key.RefColumns = append(p.key.RefColumns, nil)
			} else {
				p.key.RefColumns = append(p.key.RefColumns, p.key.RefTable.Column(name))
			}
		}
	}
	for t, name := range parents {
		t.Parents = []*schema.Table{table(t, schema.Ref{Name: schema.Name{Text: name}})}
	}
	return r
}

func parts(t *schema.Table, names string) []schema.IndexPart {
	var out []schema.IndexPart
	for _, name := range strings.Split(names, ",") {
		out = append(out, schema.IndexPart{Name: name, Column: t.Column(name)})
	}
	return out
}

const shop = `
table customers
  id bigint pk
  email character_varying(255) unique
  full_name text
  phone text null
  referred_by bigint null
  created_at timestamptz
  fk referred_by -> customers id
table profiles
  customer_id bigint pk
  bio text null
  avatar_url text null
  fk customer_id -> customers id cascade
table orders
  id bigint pk
  customer_id bigint
  coupon_code text null
  status order_status
  placed_at timestamptz
  fk customer_id -> customers id
  fk coupon_code -> coupons code
table coupons
  code text pk
  percent_off numeric(5,2)
  expires_at timestamptz null
table products
  id bigint pk
  sku text unique
  title text
  category_id int null
  price numeric(12,2)
  fk category_id -> categories id
table categories
  id int pk
  parent_id int null
  name text
  fk parent_id -> categories id
table order_items
  order_id bigint pk
  line_no int pk
  product_id bigint
  quantity int
  unit_price numeric(12,2)
  fk order_id -> orders id cascade
  fk product_id -> products id
table shipments
  id bigint pk
  order_id bigint
  line_no int
  carrier_id int null
  shipped_at timestamptz null
  fk order_id,line_no -> order_items order_id,line_no
  fk carrier_id -> carriers id
table events
  id bigint
  at timestamptz
  payload jsonb null
table events_2025
  id bigint
  partition-of events
table events_2026
  id bigint
  partition-of events
view customer_totals: customer_id bigint, orders bigint, total numeric
enum order_status: placed, paid, shipped, returned
`

const twoSchemas = `
schema auth
table users
  id uuid pk
  email text unique
table sessions
  id uuid pk
  user_id uuid
  expires_at timestamptz
  fk user_id -> users id
table audit_log
  id bigint pk
  entry jsonb
schema billing
table accounts
  id bigint pk
  owner_id uuid
  plan_id int null
  fk owner_id -> auth.users id
  fk plan_id -> plans id
table invoices
  id bigint pk
  account_id bigint
  total numeric(12,2)
  fk account_id -> accounts id
table plans
  id int pk
  name text
table currencies
  code char(3) pk
`

const cycle = `
table users
  id int pk
  company_id int null
  fk company_id -> companies id
table companies
  id int pk
  owner_id int unique
  missing_id int
  fk owner_id -> users id
  fk nowhere -> users id
`

// hostile are names that break out of what is not escaped. In the notation, ␤ is
// a line break and ␠ a space.
var hostile = []string{
	"</svg><script>alert(1)</script>", `"quoted"'`, strings.Repeat("long_", 40), "🦄emoji👨‍👩‍👧", "שולחן",
	"line␤break", "new\nline", "ctl\x00\x01\x1b[31m\x7f", "\u202egnp.exe", "a&amp;b", `back\slash\`, "]]>", "-->", "bad\xffutf8", "%00%s",
}
