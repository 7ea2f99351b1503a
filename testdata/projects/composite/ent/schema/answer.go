package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Answer is what somebody replies to a review.
type Answer struct {
	ent.Schema
}

// Fields of an answer.
func (Answer) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id"),
		field.Text("body").NotEmpty(),
	}
}

// Edges of an answer.
func (Answer) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("review", Review.Type).Ref("answers").Unique().Required(),
	}
}
