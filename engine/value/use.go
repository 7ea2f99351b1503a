package value

import (
	"fmt"

	"github.com/schemascope/schemascope/engine/schema"
	"github.com/schemascope/schemascope/engine/text"
)

// Use is a reference to a declared value.
type Use struct {
	Address Address
	Place   *schema.Place
	Span    text.Span // relative to Place
}

// roots are the words that references to values begin with, by the kind of their
// sites.
var roots = map[schema.Kind]string{"variable": "var", "local": "local", "data": "data", "docker": "docker", "exporter": "exporter"}

// Uses are the references among the sites of a chunk at a place.
func Uses(place *schema.Place, sites []schema.Site) []Use {
	var uses []Use
	for _, s := range sites {
		if root, ok := roots[s.Kind]; ok && !s.Decl {
			uses = append(uses, Use{Address{root, s.Ref.Schema.Text, s.Ref.Name.Text}, place, s.Span})
		}
	}
	return uses
}

// Check reports every use of what is not declared and, as hints, the variables
// and locals that are not among the used.
func (s *Scope) Check(uses []Use) {
	used := map[Address]bool{}
	suggestions := 0
	for _, u := range uses {
		used[u.Address] = true
		if _, ok := s.declared[u.Address]; ok {
			continue
		}
		message := fmt.Sprintf("%s is not declared", u.Address)
		if suggestions++; suggestions <= schema.MaxSuggestions {
			if near := schema.Nearest(u.Address.Name, s.Names(u.Address.Root, u.Address.Kind)); near != "" {
				meant := Address{u.Address.Root, u.Address.Kind, near}
				used[meant] = true
				message += fmt.Sprintf("; did you mean %s?", meant)
			}
		}
		s.Report(schema.CodeUnresolved, u.Place, u.Span, message)
	}
	for _, root := range []string{"var", "local"} {
		for _, name := range s.Names(root, "") {
			if a := (Address{Root: root, Name: name}); !used[a] {
				d := s.declared[a]
				s.Problems = append(s.Problems, schema.Problem{
					Code: schema.CodeUnused, Severity: schema.Hint, Place: d.Place, Span: d.NameSpan(),
					Message: fmt.Sprintf("%s is not used", a),
				})
			}
		}
	}
}
