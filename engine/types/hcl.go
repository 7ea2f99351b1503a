package types

import "slices"

// HCL is what Atlas HCL writes for a type of SQL: a word, and parameters as for
// Canonical. ok is false for types that HCL has no word for; those it writes as
// sql("…").
func (t *Table) HCL(text string) (word string, params []string, ok bool) {
	r, ok := t.ReadText(t.CanonicalSQL(text))
	if !ok || r.Type == nil || r.Array || t.dialect == "" {
		return "", nil, false
	}
	if word = r.Type.word(); t.Loose {
		word = underscored(r.Name)
	}
	if !slices.Contains(t.Words(), word) || r.Type != t.Word(word) {
		return "", nil, false
	}
	params = r.Args()
	// A display width that is the usual one needs no saying.
	if suffixes := params[min(1, len(params)):]; len(r.Type.Params) > 0 && r.Type.Params[0].Name == "width" &&
		len(params) > 0 && t.Canonical(word, suffixes...) == r.Text {
		params = suffixes
	}
	return word, params, true
}

// word is the word that Atlas HCL has for a type: an alias for the names that
// have their parameters inside.
func (t *Type) word() string {
	switch {
	case len(t.HCL) > 0:
		return t.HCL[0]
	case plain(t.Name) != t.Name:
		return t.Aliases[0]
	}
	return underscored(t.Name)
}
