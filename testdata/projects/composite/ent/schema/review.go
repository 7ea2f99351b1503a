package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Review is what a customer says about a product.
type Review struct {
	ent.Schema
}

// Fields of a review.
func (Review) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id"),
		field.Int("product_id"),
		field.Int8("stars").Range(1, 5),
		field.Text("body").Optional(),
		field.Time("created_at").Default(time.Now).Immutable(),
	}
}

// Edges of a review.
func (Review) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("answers", Answer.Type),
	}
}
