package sql

import (
	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// KindValue is the kind of an enum's value in an outline.
const KindValue schema.Kind = "value"

// Outline lists what a chunk declares, for a list of symbols: tables with their
// columns, enums with their values, and other elements. Spans are relative to
// the chunk.
func Outline(chunk string, st State) []schema.Symbol {
	var list []schema.Symbol
	for _, s := range Lower(chunk, st).Stmts {
		if symbol, ok := symbolOf(s); ok {
			list = append(list, symbol)
		}
	}
	return list
}

func symbolOf(s schema.Stmt) (schema.Symbol, bool) {
	switch s := s.(type) {
	case *schema.CreateSchema:
		return symbol(schema.KindSchema, schema.Ref{Name: s.Name}, "", s.Span)
	case *schema.CreateTable:
		symbol, ok := symbol(schema.KindTable, s.Table, partitionDetail(s), s.Span)
		symbol.Children = columnSymbols(s.Columns)
		for _, c := range s.Constraints {
			if !c.Name.IsZero() {
				symbol.Children = append(symbol.Children, schema.Symbol{Name: c.Name.Text, Detail: constraintDetail(c), Kind: schema.KindConstraint,
					Span: cover(c.Span, c.Name.Span), NameSpan: c.Name.Span})
			}
		}
		for _, ix := range s.Indexes {
			if !ix.Name.IsZero() {
				symbol.Children = append(symbol.Children, schema.Symbol{Name: ix.Name.Text, Kind: schema.KindIndex, Span: cover(ix.Span, ix.Name.Span), NameSpan: ix.Name.Span})
			}
		}
		return symbol, ok
	case *schema.CreateView:
		kind := schema.KindView
		if s.Materialized {
			kind = schema.KindMaterialized
		}
		symbol, ok := symbol(kind, s.View, "", s.Span)
		symbol.Children = columnSymbols(s.Columns)
		if s.Columns == nil {
			for _, it := range s.Reads.Named() {
				at := it.Name.Span
				if it.Name.IsZero() {
					at = it.Span
				}
				symbol.Children = append(symbol.Children, schema.Symbol{Name: it.Label(), Kind: schema.KindColumn, Span: it.Span, NameSpan: at})
			}
		}
		return symbol, ok
	case *schema.CreateIndex:
		return symbol(schema.KindIndex, schema.Ref{Name: s.Index.Name}, "on "+s.Table.String(), s.Span)
	case *schema.CreateEnum:
		symbol, ok := symbol(schema.KindEnum, s.Enum, "", s.Span)
		for _, v := range s.Values {
			symbol.Children = append(symbol.Children, schema.Symbol{Name: v.Text, Kind: KindValue, Span: v.Span, NameSpan: v.Span})
		}
		return symbol, ok
	case *schema.CreateObject:
		detail := ""
		switch {
		case !s.Table.IsZero():
			detail = "on " + s.Table.String()
		case s.Kind == schema.KindFunction, s.Kind == schema.KindProcedure:
			detail = "(" + s.Signature + ")"
		}
		return symbol(s.Kind, s.Object, detail, s.Span)
	}
	return schema.Symbol{}, false
}

func symbol(kind schema.Kind, r schema.Ref, detail string, span text.Span) (schema.Symbol, bool) {
	return schema.Symbol{Name: r.String(), Detail: detail, Kind: kind, Span: cover(span, r.Name.Span), NameSpan: r.Name.Span}, !r.IsZero()
}

// cover is the smallest span that holds both; LSP wants a symbol's range to hold
// its name.
func cover(a, b text.Span) text.Span {
	return text.Span{Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

func columnSymbols(columns []schema.ColumnDef) []schema.Symbol {
	var list []schema.Symbol
	for _, c := range columns {
		list = append(list, schema.Symbol{Name: c.Name.Text, Detail: c.Type.Text, Kind: schema.KindColumn, Span: cover(c.Span, c.Name.Span), NameSpan: c.Name.Span})
	}
	return list
}

func partitionDetail(t *schema.CreateTable) string {
	switch {
	case !t.PartitionOf.IsZero():
		return "partition of " + t.PartitionOf.String()
	case t.PartitionBy != "":
		return "partitioned by " + t.PartitionBy
	}
	return ""
}

func constraintDetail(c schema.ConstraintDef) string {
	switch c.Kind {
	case schema.PrimaryKey:
		return "primary key"
	case schema.Unique:
		return "unique"
	case schema.ForeignKeyConstraint:
		return "references " + c.Ref.String()
	case schema.CheckConstraint:
		return "check"
	}
	return "exclude"
}
